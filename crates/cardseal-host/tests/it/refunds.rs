use cardseal_host::InputError;
use cardseal_host::types::{
    Amount, ChannelInformation, ChargeId, ClientReferenceId, CreateRefund, RefundId, RefundMethod,
    RefundReason, RefundStatus, TransferDestination,
};
use serde_json::{Value, json};

use crate::samples::session_id;
use crate::server::{Act, Server, refusal, reply, success, vanish};

const CREATE: &str = "POST /v1/refunds";
const LOOK_UP: &str = "GET /v1/refunds?clientReferenceId=REFUND0001&page=1&perPage=100";

fn asked() -> CreateRefund {
    let reference = ClientReferenceId::parse("REFUND0001").unwrap();
    let amount = Amount::idr(5_000).unwrap();
    CreateRefund::partial(reference, session_id(), amount, RefundReason::RequestedByCustomer)
}

fn refund() -> Value {
    json!({"id": "r1", "clientReferenceId": "REFUND0001", "paymentSessionId": "s1", "isFullAmount": false,
        "amount": {"value": "5000.00", "currency": "IDR"}, "status": "PENDING"})
}

fn changed(field: &str, value: Value) -> Value {
    let mut other = refund();
    other[field] = value;
    other
}

#[tokio::test]
async fn a_refund_is_asked_for_in_strings_and_read_back() {
    let server = Server::start(|seen| match seen.line.as_str() {
        CREATE => success(refund()),
        "GET /v1/refunds/r1" => success(changed("status", json!("SUCCESS"))),
        "GET /v1/refunds/r2" => success(refund()),
        _ => None,
    })
    .await;
    let client = server.client();
    let made = client.create_refund(asked()).await.unwrap();
    assert_eq!((made.status, made.amount), (RefundStatus::Pending, Amount::idr(5_000).ok()));
    let sent = &server.requests(CREATE)[0];
    assert_eq!(
        serde_json::from_slice::<Value>(&sent.body).unwrap(),
        json!({"clientReferenceId": "REFUND0001", "paymentSessionId": "s1", "isFullAmount": false,
            "amount": {"value": "5000", "currency": "IDR"}, "reason": "REQUESTED_BY_CUSTOMER"})
    );
    assert_eq!(sent.headers["x-request-id"].len(), 32);
    assert_eq!(client.retrieve_refund(&made.id).await.unwrap().status, RefundStatus::Success);
    let error = client.retrieve_refund(&RefundId::parse("r2").unwrap()).await.unwrap_err();
    assert!(error.is_transport() && !error.is_unknown_outcome(), "another refund is no answer: {error:?}");
}

#[tokio::test]
async fn what_cannot_be_a_refund_is_not_sent() {
    let server = Server::start(|_| None).await;
    type Spoil = fn(&mut CreateRefund);
    let account = |number: &str, description: Option<&str>| TransferDestination {
        channel_code: "BCA".into(),
        channel_information: ChannelInformation {
            account_number: number.into(),
            account_name: "Test".into(),
        },
        description: description.map(str::to_owned),
    };
    let cases: [(Spoil, InputError); 8] = [
        (|refund| refund.amount = None, InputError::RefundAmount),
        (|refund| refund.amount = Amount::idr(0).ok(), InputError::RefundAmount),
        (|refund| refund.is_full_amount = Some(true), InputError::RefundAmount),
        (|refund| refund.charge_id = ChargeId::parse("c1").ok(), InputError::RefundAmount),
        (|refund| refund.payment_session_id = None, InputError::RefundAmount),
        (|refund| refund.description = Some("é".repeat(51)), InputError::RefundDescription),
        (|refund| refund.method = Some(RefundMethod::TransferOnly), InputError::TransferDestination),
        (
            |refund| {
                refund.transfer_destination = Some(TransferDestination {
                    channel_code: String::new(),
                    channel_information: ChannelInformation {
                        account_number: "1".into(),
                        account_name: "T".into(),
                    },
                    description: None,
                })
            },
            InputError::TransferDestination,
        ),
    ];
    let mut refused = Vec::new();
    for (spoil, expected) in cases {
        let mut refund = asked();
        spoil(&mut refund);
        refused.push((refund, expected));
    }
    let long = "9".repeat(31);
    for wrong in
        [account("", None), account(&long, None), account("1", Some("no spaces")), account("1", Some(&long))]
    {
        let refund = CreateRefund { transfer_destination: Some(wrong), ..asked() };
        refused.push((refund, InputError::TransferDestination));
    }
    for (refund, expected) in refused {
        let error = server.client().create_refund(refund).await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().downcast_ref::<InputError>();
        assert_eq!((error.is_misuse(), source), (true, Some(&expected)));
    }
    assert_eq!((server.lines().len(), server.tokens_granted()), (0, 0));
}

#[tokio::test]
async fn a_transfer_with_its_account_is_sent() {
    let server = Server::start(|seen| if seen.line == CREATE { success(refund()) } else { None }).await;
    let account = TransferDestination {
        channel_code: "BCA".into(),
        channel_information: ChannelInformation {
            account_number: "999966660001".into(),
            account_name: "Test".into(),
        },
        description: Some("REFUND1".into()),
    };
    let method = Some(RefundMethod::TransferOnly);
    let description = Some("é".repeat(50));
    let refund = CreateRefund { method, description, transfer_destination: Some(account), ..asked() };
    assert!(server.client().create_refund(refund).await.is_ok());
    let sent: Value = serde_json::from_slice(&server.requests(CREATE)[0].body).unwrap();
    assert_eq!(
        (&sent["method"], &sent["transferDestination"]),
        (
            &json!("TRANSFER_ONLY"),
            &json!({"channelCode": "BCA", "description": "REFUND1",
                "channelInformation": {"accountNumber": "999966660001", "accountName": "Test"}})
        )
    );
}

#[tokio::test]
async fn a_lost_refund_is_looked_for_before_it_is_sent_again() {
    for (exists, lines) in [(true, vec![CREATE, LOOK_UP]), (false, vec![CREATE, LOOK_UP, CREATE])] {
        for loss in
            [vanish as fn() -> Option<Act>, || refusal(500, "internal_error"), || reply(200, "<html>")]
        {
            let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
                (CREATE, 0) => loss(),
                (CREATE, _) => success(refund()),
                (LOOK_UP, _) if exists => {
                    success(json!([changed("clientReferenceId", json!("OTHER")), refund()]))
                }
                (LOOK_UP, _) => success(json!([changed("clientReferenceId", json!("OTHER"))])),
                _ => None,
            })
            .await;
            let made = server.client().create_refund(asked()).await.unwrap();
            assert_eq!(made.id.as_str(), "r1");
            assert_eq!(server.lines(), lines);
            let tries = server.requests(CREATE);
            assert!(tries.iter().all(|again| again.body == tries[0].body));
            assert!(
                tries.iter().all(|again| again.headers["x-request-id"] == tries[0].headers["x-request-id"])
            );
        }
    }
}

#[tokio::test]
async fn a_refused_reference_after_a_lost_answer_may_be_our_own_success() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        (CREATE, 0) => vanish(),
        (CREATE, _) => refusal(409, "duplicate_error"),
        (LOOK_UP, 0) => success(json!([])),
        (LOOK_UP, _) => success(json!([refund()])),
        _ => None,
    })
    .await;
    assert_eq!(server.client().create_refund(asked()).await.unwrap().id.as_str(), "r1");
    assert_eq!(server.lines(), [CREATE, LOOK_UP, CREATE, LOOK_UP]);
}

#[tokio::test]
async fn a_refund_at_once_refused_is_an_error() {
    for (status, code) in [(409, "duplicate_error"), (422, "wrong_state"), (400, "api_validation_error")] {
        let server =
            Server::start(move |seen| if seen.line == CREATE { refusal(status, code) } else { None }).await;
        let error = server.client().create_refund(asked()).await.unwrap_err();
        assert_eq!((error.status(), error.is_unknown_outcome()), (Some(status), false));
        assert_eq!(server.lines(), [CREATE]);
    }
}

#[tokio::test]
async fn another_refund_under_the_same_reference_is_not_taken_for_the_new_one() {
    for (field, value) in [
        ("amount", json!({"value": "6000.00", "currency": "IDR"})),
        ("paymentSessionId", json!("s2")),
        ("isFullAmount", json!(true)),
    ] {
        let older = changed(field, value);
        let server = Server::start(move |seen| match seen.line.as_str() {
            CREATE => vanish(),
            LOOK_UP => success(json!([older.clone()])),
            _ => None,
        })
        .await;
        let error = server.client().create_refund(asked()).await.unwrap_err();
        assert!(error.is_unknown_outcome(), "{field} {error:?}");
        assert_eq!(server.lines(), [CREATE, LOOK_UP]);
    }
}

#[tokio::test]
async fn a_list_too_long_to_be_sure_leaves_the_outcome_open() {
    let server = Server::start(|seen| {
        if seen.line == CREATE {
            return vanish();
        }
        let page: u32 = seen.line.split_once("&page=")?.1.split('&').next()?.parse().ok()?;
        let pagination = json!({"page": page, "perPage": 1, "totalItems": 99, "totalPages": 99});
        let other = changed("clientReferenceId", json!("OTHER"));
        reply(200, json!({"code": "00", "data": [other], "pagination": pagination}).to_string())
    })
    .await;
    let error = server.client().create_refund(asked()).await.unwrap_err();
    assert!(error.is_unknown_outcome() && !error.is_retryable(), "{error:?}");
    assert_eq!((server.requests(CREATE).len(), server.requests("GET").len()), (1, 10));
}

#[tokio::test]
async fn an_answer_about_another_refund_is_none() {
    let server = Server::start(|seen| {
        (seen.line == CREATE).then(|| success(changed("clientReferenceId", json!("REFUND0002"))))?
    })
    .await;
    let error = server.client().create_refund(asked()).await.unwrap_err();
    assert!(error.is_transport() && error.is_unknown_outcome(), "{error:?}");
}
