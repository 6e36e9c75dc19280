use cardseal_host::types::CustomerId;
use serde_json::json;
use tokio::task::JoinSet;

use crate::server::{Server, grant, refusal, success};

fn customer() -> CustomerId {
    CustomerId::parse("customer-1").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_callers_take_one_token() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v1/customers/customer-1" => success(json!({"email": "buyer@shop.example"})),
        _ => None,
    })
    .await;
    let client = server.client();
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { client.retrieve_customer(&customer()).await.unwrap().email });
    }
    assert_eq!(calls.join_all().await, vec!["buyer@shop.example"; 50]);
    assert_eq!(server.tokens_granted(), 1);
    let token = &server.requests("POST /v1/access-token")[0];
    assert_eq!(token.headers["x-merchant-id"], "merchant-1");
    assert_eq!(token.headers["x-merchant-secret"], "merchant-secret-1");
    assert_eq!(token.body, br#"{"grantType":"client_credentials"}"#);
    for request in server.requests("GET /v1/customers") {
        assert_eq!(request.headers["authorization"], "Bearer token-0");
        assert!(!request.headers.contains_key("x-request-id"), "reads have no request id");
    }
}

#[tokio::test]
async fn a_token_is_kept_until_its_time_is_up() {
    for (expires_in, tokens) in [("900", 1), ("0", 3)] {
        let server = Server::start(move |seen| match seen.line.as_str() {
            "POST /v1/access-token" => grant(seen.nth, expires_in),
            _ => success(json!({"email": "buyer@shop.example"})),
        })
        .await;
        let client = server.client();
        for _ in 0..3 {
            client.retrieve_customer(&customer()).await.unwrap();
        }
        assert_eq!(server.tokens_granted(), tokens, "{expires_in}");
        let last = server.requests("GET").pop().unwrap();
        assert_eq!(last.headers["authorization"], format!("Bearer token-{}", tokens - 1));
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all_its_holders() {
    let server = Server::start(|seen| match seen.headers.get("authorization")?.as_str() {
        "Bearer token-0" => refusal(401, "credentials_invalid"),
        _ => success(json!({"email": "buyer@shop.example"})),
    })
    .await;
    let client = server.client();
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        let client = client.clone();
        calls.spawn(async move { client.retrieve_customer(&customer()).await.is_ok() });
    }
    assert_eq!(calls.join_all().await, vec![true; 10]);
    assert_eq!(server.tokens_granted(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v1/access-token" => None,
        _ => refusal(401, "credentials_invalid"),
    })
    .await;
    let error = server.client().retrieve_customer(&customer()).await.unwrap_err();
    assert!(error.is_refusal() && !error.is_retryable(), "{error:?}");
    assert_eq!((error.status(), error.trace_id()), (Some(401), Some("trace-1")));
    assert_eq!((server.tokens_granted(), server.lines().len()), (2, 2));
}

#[tokio::test]
async fn wrong_credentials_are_not_tried_twice() {
    let server = Server::start(|_| refusal(401, "credentials_invalid")).await;
    let error = server.client().retrieve_customer(&customer()).await.unwrap_err();
    assert!(error.is_refusal(), "{error:?}");
    assert_eq!((server.tokens_granted(), server.lines().len()), (1, 0));
}

#[tokio::test]
async fn a_token_call_that_fails_is_tried_again() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        ("POST /v1/access-token", 0) => refusal(503, "service_unavailable"),
        ("POST /v1/access-token", _) => None,
        _ => success(json!({"email": "buyer@shop.example"})),
    })
    .await;
    assert!(server.client().retrieve_customer(&customer()).await.is_ok());
    assert_eq!(server.tokens_granted(), 2);
}
