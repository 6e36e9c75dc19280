use std::num::NonZeroU32;

use cardseal_host::types::{ChargeStatus, EwalletChannel, RefundStatus};
use cardseal_host::{InputError, Outcome};
use serde_json::{Value, json};

use crate::samples::{reference, session};
use crate::server::{Act, Server, refusal, reply, success, vanish};

/// A page of a list.
fn page(items: Value, page: u32, per_page: u32, total_pages: u32) -> Option<Act> {
    let pagination = json!({"page": page, "perPage": per_page, "totalItems": 7, "totalPages": total_pages});
    let body = json!({"code": "00", "message": "Success", "data": items, "pagination": pagination});
    reply(200, body.to_string())
}

fn sessions(ids: &[&str]) -> Value {
    ids.iter()
        .map(|id| {
            let mut session = session("PAID");
            session["id"] = json!(id);
            session
        })
        .collect()
}

#[tokio::test]
async fn a_list_is_read_by_the_page_size_that_the_gateway_answers() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v2/payments?page=1&perPage=100" => page(sessions(&["a", "b"]), 1, 2, 3),
        "GET /v2/payments?page=2&perPage=2" => page(sessions(&["c", "d"]), 2, 2, 3),
        "GET /v2/payments?page=3&perPage=2" => page(sessions(&["e"]), 3, 1, 3),
        _ => None,
    })
    .await;
    let mut pages = server.client().list_sessions();
    assert_eq!((pages.total_items(), server.lines().len()), (None, 0), "nothing is read unasked");
    let mut ids = Vec::new();
    while let Some(payment) = pages.next().await.unwrap() {
        assert_eq!(payment.outcome, Outcome::Paid);
        ids.push(payment.session.id.to_string());
    }
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    assert_eq!((pages.total_items(), pages.is_cut_short()), (Some(7), false));
    assert!(pages.next().await.unwrap().is_none());
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_list_ends_where_it_was_to_end() {
    let server = Server::start(|seen| match seen.line.split_once("page=")?.1 {
        "1&perPage=5" => page(sessions(&["a"]), 1, 5, 9),
        "2&perPage=5" => page(sessions(&["b"]), 2, 5, 9),
        _ => None,
    })
    .await;
    let pages = || server.client().list_sessions().per_page(NonZeroU32::new(5).unwrap()).max_pages(2);
    let mut bounded = pages();
    assert!(!bounded.is_cut_short());
    for expected in ["a", "b"] {
        assert_eq!(bounded.next().await.unwrap().unwrap().session.id.as_str(), expected);
    }
    assert!(bounded.next().await.unwrap().is_none() && bounded.is_cut_short());
    assert_eq!(server.lines().len(), 2);
    let error = pages().all().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<InputError>();
    assert_eq!((error.is_misuse(), source), (true, Some(&InputError::MorePages)));
    assert!(server.client().list_sessions().max_pages(0).per_page(NonZeroU32::MAX).next().await.is_err());
    assert!(server.lines().contains(&"GET /v2/payments?page=1&perPage=100".to_owned()));
}

#[tokio::test]
async fn a_list_without_a_page_count_or_without_items_is_at_its_end() {
    type Answer = fn() -> Option<Act>;
    let cases: [(Answer, usize); 5] = [
        (|| success(sessions(&["a"])), 1),
        (|| page(json!([]), 1, 10, 0), 0),
        (|| page(json!([]), 1, 10, 9), 0),
        (|| page(sessions(&["a", "b"]), 1, 0, 1), 2),
        (|| refusal(404, "resource_missing"), 0),
    ];
    for (answer, items) in cases {
        let server =
            Server::start(move |seen| if seen.line.starts_with("GET") { answer() } else { None }).await;
        assert_eq!(server.client().list_sessions().all().await.unwrap().len(), items);
        assert_eq!(server.lines().len(), 1);
    }
    let server =
        Server::start(|seen| if seen.line.starts_with("GET") { refusal(404, "not_found") } else { None })
            .await;
    assert!(server.client().list_sessions().all().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_gateway_that_answers_another_page_is_not_followed() {
    let server =
        Server::start(
            |seen| if seen.line.starts_with("GET") { page(sessions(&["a"]), 1, 1, 3) } else { None },
        )
        .await;
    let mut pages = server.client().list_sessions();
    assert!(pages.next().await.unwrap().is_some());
    let error = pages.next().await.unwrap_err();
    assert!(error.is_transport() && !error.is_unknown_outcome(), "{error:?}");
    assert_eq!(error.to_string(), "list sessions: the answer cannot be read");
}

#[tokio::test]
async fn a_page_that_was_lost_is_read_again() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        ("GET /v2/payments?page=1&perPage=100", _) => page(sessions(&["a"]), 1, 1, 2),
        ("GET /v2/payments?page=2&perPage=1", 0) => vanish(),
        ("GET /v2/payments?page=2&perPage=1", 1) => refusal(403, "forbidden_access"),
        ("GET /v2/payments?page=2&perPage=1", _) => page(sessions(&["b"]), 2, 1, 2),
        _ => None,
    })
    .await;
    let mut pages = server.client().list_sessions();
    assert!(pages.next().await.unwrap().is_some());
    assert!(pages.next().await.unwrap_err().is_refusal(), "after the lost one was tried again");
    assert_eq!(pages.next().await.unwrap().unwrap().session.id.as_str(), "b", "the same page");
}

#[tokio::test]
async fn charges_are_those_of_the_reference() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v2/charges?clientReferenceId=ORDER0001&page=1&perPage=100" => page(
            json!([
                {"id": "c1", "status": "FAILED", "failureCode": "INSUFFICIENT_FUND"},
                {"id": "c2", "status": "SUCCESS", "paymentSessionClientReferenceId": "ORDER0001"},
                {"id": "c3", "status": "SUCCESS", "paymentSessionClientReferenceId": "ORDER0002"},
            ]),
            1,
            10,
            1,
        ),
        _ => None,
    })
    .await;
    let charges = server.client().charges_by_reference(&reference()).all().await.unwrap();
    let found: Vec<_> = charges.iter().map(|charge| (charge.id.as_str(), &charge.status)).collect();
    assert_eq!(found, [("c1", &ChargeStatus::Failed), ("c2", &ChargeStatus::Success)]);
}

#[tokio::test]
async fn refunds_are_listed() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v1/refunds?page=1&perPage=100" => page(
            json!([{"id": "r1", "status": "PENDING", "amount": {"value": "5000.00", "currency": "IDR"}}]),
            1,
            10,
            1,
        ),
        _ => None,
    })
    .await;
    let refunds = server.client().list_refunds().all().await.unwrap();
    assert_eq!((refunds.len(), &refunds[0].status), (1, &RefundStatus::Pending));
}

#[tokio::test]
async fn what_the_account_accepts_is_read() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        ("GET /v2/payment-method-configs", 0) => refusal(503, "service_unavailable"),
        ("GET /v2/payment-method-configs", _) => success(json!({
            "card": "soon", "ewallet": {"enabled": true, "acceptedChannels": ["DANA"], "maximumExpiry": "30 MINUTES"}})),
        _ => None,
    })
    .await;
    let configs = server.client().payment_method_configs().await.unwrap();
    assert_eq!(configs.ewallet.unwrap().accepted_channels, [EwalletChannel::Dana]);
    assert!(configs.card.is_none());
}
