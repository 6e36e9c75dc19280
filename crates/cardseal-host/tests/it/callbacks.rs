use std::time::Duration;

use cardseal_host::types::RefundStatus;
use cardseal_host::{CallbackKeys, Outcome, VerifiedCallback};
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::json;

use crate::samples::{session, session_id};
use crate::server::{Server, refusal, success};

const READ: &str = "GET /v2/payments/s1";

fn callback(event: &str, data: serde_json::Value) -> VerifiedCallback {
    let keys = CallbackKeys::new("callback-key-1".into()).unwrap();
    let mut headers = HeaderMap::new();
    headers.append("X-API-Key", HeaderValue::from_static("callback-key-1"));
    let body = json!({"event": event, "data": data}).to_string();
    let verified = keys.verify(headers.get_all(CallbackKeys::HEADER)).unwrap();
    verified.parse(body.as_bytes()).unwrap()
}

#[tokio::test]
async fn a_callback_is_a_hint_and_the_session_is_the_truth() {
    let server = Server::start(|seen| match seen.line.as_str() {
        READ => success(session("REQUIRE_ACTION")),
        _ => None,
    })
    .await;
    let forged = callback("PAYMENT.PAID", session("PAID"));
    let payment = server.client().trusted_session(&forged).await.unwrap();
    assert_ne!(payment.outcome, Outcome::Paid);
    assert_eq!(server.lines(), [READ]);
}

#[tokio::test]
async fn a_refunds_callback_leads_to_the_refund_and_to_its_session() {
    let server = Server::start(|seen| match seen.line.as_str() {
        READ => success(session("PAID")),
        "GET /v1/refunds/r1" => success(json!({"id": "r1", "status": "PENDING"})),
        _ => None,
    })
    .await;
    let refund = json!({"id": "r1", "status": "SUCCESS", "paymentSessionId": "s1"});
    let forged = callback("REFUND.SUCCESS", refund);
    let client = server.client();
    assert_eq!(client.trusted_refund(&forged).await.unwrap().status, RefundStatus::Pending);
    assert_eq!(client.trusted_session(&forged).await.unwrap().outcome, Outcome::Paid);
}

#[tokio::test]
async fn a_callback_about_nothing_that_can_be_read_is_refused_unasked() {
    let server = Server::start(|_| None).await;
    let client = server.client();
    let payout = callback("PAYOUT.SUCCESS", json!({"id": "s1"}));
    assert!(client.trusted_session(&payout).await.unwrap_err().is_misuse());
    assert!(client.trusted_refund(&payout).await.unwrap_err().is_misuse());
    assert!(client.trusted_refund(&callback("PAYMENT.PAID", session("PAID"))).await.unwrap_err().is_misuse());
    let chargeless = callback("REFUND.SUCCESS", json!({"id": "r1", "status": "SUCCESS"}));
    assert!(client.trusted_session(&chargeless).await.unwrap_err().is_misuse());
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_callback_about_a_session_that_is_not_there_brings_nothing() {
    let server =
        Server::start(|seen| if seen.line == READ { refusal(404, "resource_missing") } else { None }).await;
    let forged = callback("PAYMENT.PAID", session("PAID"));
    assert!(server.client().trusted_session(&forged).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn the_return_page_waits_for_a_payment_in_process() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        (READ, 0) => success(session("PROCESSING")),
        (READ, _) => success(session("PAID")),
        _ => None,
    })
    .await;
    let payment = server.client().resolve_return(&session_id()).await.unwrap();
    assert_eq!(payment.outcome, Outcome::Paid);
    assert_eq!(server.lines(), [READ, READ]);
}

#[tokio::test]
async fn the_return_page_waits_no_longer_than_its_client() {
    let server =
        Server::start(|seen| if seen.line == READ { success(session("PROCESSING")) } else { None }).await;
    let client = server.client().with_deadline(Duration::from_millis(900));
    let payment = client.resolve_return(&session_id()).await.unwrap();
    assert_eq!(payment.outcome, Outcome::Processing);
    assert!(server.lines().len() <= 2, "20 seconds would have seen a dozen");
}
