use cardseal_host::Outcome;
use cardseal_host::types::{CancellationReason, SessionStatus};
use serde_json::json;

use crate::samples::{confirm, new_card_session, session, session_id};
use crate::server::{Act, Server, refusal, reply, success, vanish};

const CREATE: &str = "POST /v2/payments";
const CONFIRM: &str = "POST /v2/payments/s1/confirm";
const CANCEL: &str = "POST /v2/payments/s1/cancel";
const READ: &str = "GET /v2/payments/s1";
const LOOK_UP: &str = "GET /v2/payments?clientReferenceId=ORDER0001";

/// Ways in which the answer to a write that was read may be lost.
const LOSSES: [fn() -> Option<Act>; 6] = [
    vanish,
    || Some(Act::Break(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"code\":\"00\",".to_vec())),
    || reply(200, "<html>a proxy's page</html>"),
    || refusal(502, "bad_gateway"),
    || refusal(408, "timeout"),
    || refusal(500, "internal_error"),
];

#[tokio::test]
async fn a_confirmation_that_was_carried_out_is_reported_from_the_session() {
    for loss in LOSSES {
        let server = Server::start(move |seen| match seen.line.as_str() {
            CONFIRM => loss(),
            READ => success(session("PAID")),
            _ => None,
        })
        .await;
        let payment = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap();
        assert_eq!(payment.outcome, Outcome::Paid);
        assert_eq!(server.lines(), [CONFIRM, READ]);
    }
}

#[tokio::test]
async fn a_confirmation_that_was_not_carried_out_is_sent_again_as_it_was() {
    for loss in LOSSES {
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CONFIRM, 0) => loss(),
            (CONFIRM, _) => success(session("PROCESSING")),
            (READ, _) => success(session("REQUIRE_CONFIRMATION")),
            _ => None,
        })
        .await;
        let payment = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap();
        assert_eq!(payment.outcome, Outcome::Processing);
        assert_eq!(server.lines(), [CONFIRM, READ, CONFIRM]);
        let tries = server.requests(CONFIRM);
        assert_eq!(tries[0].body, tries[1].body);
        assert_eq!(tries[0].headers["x-request-id"], tries[1].headers["x-request-id"]);
    }
}

#[tokio::test]
async fn a_wrong_state_after_a_lost_answer_may_be_our_own_success() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        (CONFIRM, 0) => vanish(),
        (CONFIRM, _) => refusal(422, "wrong_state"),
        (READ, 0) => success(session("REQUIRE_CONFIRMATION")),
        (READ, _) => success(session("PAID")),
        _ => None,
    })
    .await;
    let payment = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap();
    assert_eq!(payment.outcome, Outcome::Paid);
    assert_eq!(server.lines(), [CONFIRM, READ, CONFIRM, READ]);
}

#[tokio::test]
async fn a_wrong_state_at_once_is_an_error() {
    let server =
        Server::start(|seen| if seen.line == CONFIRM { refusal(422, "wrong_state") } else { None }).await;
    let error = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err();
    assert!(error.is_wrong_state() && !error.is_unknown_outcome(), "{error:?}");
    assert_eq!(server.lines(), [CONFIRM]);
}

#[tokio::test]
async fn a_confirmation_that_stays_open_is_an_unknown_outcome() {
    let server = Server::start(|seen| match seen.line.as_str() {
        CONFIRM => vanish(),
        READ => success(session("REQUIRE_CONFIRMATION")),
        _ => None,
    })
    .await;
    let error = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err();
    assert!(error.is_unknown_outcome(), "{error:?}");
    assert_eq!(server.lines(), [CONFIRM, READ, CONFIRM, READ, CONFIRM, READ]);
    let id = server.requests(CONFIRM)[0].headers["x-request-id"].clone();
    assert_eq!(error.request_id().unwrap().as_str(), id);
}

#[tokio::test]
async fn an_answer_about_another_session_is_no_answer() {
    let server = Server::start(|seen| match seen.line.as_str() {
        CONFIRM | READ => {
            let mut other = session("PAID");
            other["id"] = json!("s2");
            success(other)
        }
        _ => None,
    })
    .await;
    let client = server.client();
    let error = client.confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err();
    assert!(error.is_transport() && error.is_unknown_outcome(), "{error:?}");
    let error = client.retrieve_session(&session_id()).await.unwrap_err();
    assert!(error.is_transport() && !error.is_unknown_outcome(), "{error:?}");
}

#[tokio::test]
async fn an_answer_to_a_creation_has_to_be_about_what_was_asked() {
    let server = Server::start(|seen| {
        let mut other = session("REQUIRE_CONFIRMATION");
        other["clientReferenceId"] = json!("ORDER0002");
        (seen.line == CREATE).then(|| success(other))?
    })
    .await;
    let error = server.client().create_card_session(new_card_session()).await.unwrap_err();
    assert!(error.is_transport() && error.is_unknown_outcome(), "{error:?}");
}

#[tokio::test]
async fn a_session_whose_creation_was_lost_is_looked_up_by_its_reference() {
    // A gateway that refuses a used id, and one that refuses a used reference.
    for (status, code) in
        [(409, "idempotency_error"), (409, "duplicate_error"), (400, "api_validation_error")]
    {
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CREATE, 0) => vanish(),
            (CREATE, _) => refusal(status, code),
            (LOOK_UP, _) => success(json!([session("REQUIRE_CONFIRMATION")])),
            _ => None,
        })
        .await;
        let payment = server.client().create_card_session(new_card_session()).await.unwrap();
        assert_eq!(payment.session.id, session_id());
        assert_eq!(server.lines(), [CREATE, CREATE, LOOK_UP]);
    }
}

#[tokio::test]
async fn an_older_session_under_the_same_reference_is_not_taken_for_the_new_one() {
    for (field, value) in [
        ("amount", json!({"value": 20000, "currency": "IDR"})),
        ("mode", json!("REDIRECT")),
        ("autoConfirm", json!(true)),
        ("clientReferenceId", json!("ORDER0002")),
    ] {
        let name = field;
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CREATE, 0) => vanish(),
            (CREATE, _) => refusal(409, "duplicate_error"),
            (LOOK_UP, _) => {
                let mut older = session("PAID");
                older[field] = value.clone();
                success(json!([older]))
            }
            _ => None,
        })
        .await;
        let error = server.client().create_card_session(new_card_session()).await.unwrap_err();
        assert!(error.is_unknown_outcome() && error.status() == Some(409), "{name} {error:?}");
    }
}

#[tokio::test]
async fn a_creation_that_never_gets_an_answer_is_looked_up_before_it_is_given_up() {
    for exists in [true, false] {
        let server = Server::start(move |seen| match seen.line.as_str() {
            CREATE => vanish(),
            LOOK_UP if exists => success(json!([session("REQUIRE_CONFIRMATION")])),
            LOOK_UP => success(json!([])),
            _ => None,
        })
        .await;
        let result = server.client().create_card_session(new_card_session()).await;
        assert_eq!(result.is_ok(), exists);
        assert!(exists || result.is_err_and(|error| error.is_unknown_outcome()));
        assert_eq!(server.lines(), [CREATE, CREATE, CREATE, LOOK_UP]);
    }
}

#[tokio::test]
async fn a_cancellation_is_reconciled_like_a_confirmation() {
    for (found, expected_lines) in [("CANCELLED", 2), ("PAID", 2), ("REQUIRE_PAYMENT_METHOD", 3)] {
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CANCEL, 0) => vanish(),
            (CANCEL, _) => success(session("CANCELLED")),
            (READ, _) => success(session(found)),
            _ => None,
        })
        .await;
        let reason = CancellationReason::RequestedByCustomer;
        let payment = server.client().cancel_session(&session_id(), reason).await.unwrap();
        let expected = if found == "PAID" { SessionStatus::Paid } else { SessionStatus::Cancelled };
        assert_eq!(payment.session.status, expected);
        assert_eq!(server.lines().len(), expected_lines, "{found}");
    }
}
