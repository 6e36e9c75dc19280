use cardseal_host::types::{Amount, CaptureSession, CaptureStatus};
use serde_json::{Value, json};

use crate::samples::{session, session_id};
use crate::server::{Act, Server, refusal, success, vanish};

const CAPTURE: &str = "POST /v2/payments/s1/capture";
const READ: &str = "GET /v2/payments/s1";

/// A session whose charge has these captures, an id and an amount each.
fn held(status: &str, charge: &str, captures: &[(&str, u64)]) -> Value {
    let histories: Vec<Value> = captures
        .iter()
        .map(|(id, amount)| json!({"captureId": id, "currency": "IDR", "capturedAmount": amount, "status": "SUCCESS"}))
        .collect();
    let mut session = session(status);
    session["chargeDetails"] = json!([{"id": "c1", "status": charge, "captureHistories": histories}]);
    session
}

fn waiting(captures: &[(&str, u64)]) -> Option<Act> {
    success(held("PROCESSING", "WAITING_FOR_CAPTURE", captures))
}

fn paid(captures: &[(&str, u64)]) -> Option<Act> {
    success(held("PAID", "SUCCESS", captures))
}

fn taken() -> Option<Act> {
    success(
        json!({"id": "k9", "paymentSessionId": "s1", "status": "PENDING", "releaseRemainingAmount": true}),
    )
}

fn part() -> CaptureSession {
    CaptureSession::part_and_release(Amount::idr(4_000).unwrap())
}

#[tokio::test]
async fn a_capture_says_how_much_and_what_of_the_rest() {
    let server = Server::start(|seen| match seen.line.as_str() {
        CAPTURE => taken(),
        READ => waiting(&[]),
        _ => None,
    })
    .await;
    let capture = server.client().capture(&session_id(), part()).await.unwrap();
    assert_eq!((capture.id.as_str(), capture.status), ("k9", CaptureStatus::Pending));
    let sent = &server.requests(CAPTURE)[0];
    assert_eq!(
        serde_json::from_slice::<Value>(&sent.body).unwrap(),
        json!({"releaseRemainingAmount": true, "amount": {"value": 4000, "currency": "IDR"}})
    );
    assert_eq!(sent.headers["x-request-id"].len(), 32);
    assert_eq!(server.lines(), [READ, CAPTURE]);
}

#[tokio::test]
async fn a_capture_of_nothing_is_not_sent() {
    let server = Server::start(|_| None).await;
    let nothing = CaptureSession::part(Amount::idr(0).unwrap());
    assert!(server.client().capture(&session_id(), nothing).await.unwrap_err().is_misuse());
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_refused_capture_is_an_error() {
    for (status, code) in [(422, "wrong_state"), (400, "api_validation_error"), (404, "resource_missing")] {
        let server = Server::start(move |seen| match seen.line.as_str() {
            CAPTURE => refusal(status, code),
            READ => paid(&[("k1", 4_000)]),
            _ => None,
        })
        .await;
        let error = server.client().capture(&session_id(), part()).await.unwrap_err();
        assert_eq!((error.status(), error.is_unknown_outcome()), (Some(status), false));
        assert_eq!(server.lines(), [READ, CAPTURE]);
    }
}

#[tokio::test]
async fn a_lost_capture_that_was_carried_out_is_found_in_the_session() {
    // An earlier capture of the same amount is not taken for it.
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        (CAPTURE, _) => vanish(),
        (READ, 0) => waiting(&[("k1", 4_000)]),
        (READ, _) => paid(&[("k1", 4_000), ("k2", 4_000)]),
        _ => None,
    })
    .await;
    let capture = server.client().capture(&session_id(), part()).await.unwrap();
    assert_eq!((capture.id.as_str(), capture.status), ("k2", CaptureStatus::Success));
    assert_eq!(capture.amount, Amount::idr(4_000).ok());
    assert_eq!(
        (capture.payment_session_id, capture.release_remaining_amount),
        (Some(session_id()), Some(true))
    );
    assert_eq!(server.lines(), [READ, CAPTURE, READ]);
}

#[tokio::test]
async fn a_lost_capture_that_was_not_carried_out_is_sent_again_as_it_was() {
    for loss in [
        vanish as fn() -> Option<Act>,
        || refusal(429, "frequency_above_limit"),
        || refusal(502, "bad_gateway"),
    ] {
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CAPTURE, 0) => loss(),
            (CAPTURE, _) => taken(),
            (READ, _) => waiting(&[("k1", 4_000)]),
            _ => None,
        })
        .await;
        let capture = server.client().capture(&session_id(), part()).await.unwrap();
        assert_eq!(capture.id.as_str(), "k9");
        assert_eq!(server.lines(), [READ, CAPTURE, READ, CAPTURE]);
        let tries = server.requests(CAPTURE);
        assert_eq!(tries[0].body, tries[1].body);
        assert_eq!(tries[0].headers["x-request-id"], tries[1].headers["x-request-id"]);
    }
}

#[tokio::test]
async fn what_became_of_a_lost_capture_may_stay_open() {
    type After = fn() -> Option<Act>;
    let cases: [(After, usize); 5] = [
        (|| paid(&[]), 1),
        (|| paid(&[("k1", 5_000)]), 1),
        (|| waiting(&[("k1", 4_000), ("k2", 4_000)]), 1),
        (|| refusal(500, "internal_error"), 1),
        (|| waiting(&[]), 3),
    ];
    for (after, sent) in cases {
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CAPTURE, _) => vanish(),
            (READ, 0) => waiting(&[]),
            (READ, _) => after(),
            _ => None,
        })
        .await;
        let error = server.client().capture(&session_id(), part()).await.unwrap_err();
        assert!(error.is_unknown_outcome() && !error.is_retryable(), "{error:?}");
        assert_eq!(server.requests(CAPTURE).len(), sent);
    }
}

#[tokio::test]
async fn an_answer_about_another_session_is_no_capture() {
    let server = Server::start(|seen| match seen.line.as_str() {
        CAPTURE => success(json!({"id": "k9", "paymentSessionId": "s2", "status": "SUCCESS"})),
        READ => waiting(&[]),
        _ => None,
    })
    .await;
    let error = server.client().capture(&session_id(), part()).await.unwrap_err();
    assert!(error.is_transport() && error.is_unknown_outcome(), "{error:?}");
}
