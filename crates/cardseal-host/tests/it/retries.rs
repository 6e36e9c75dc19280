use std::time::Duration;

use cardseal_host::types::ResponseCode;
use cardseal_host::{Client, Credentials, Environment, Outcome};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::samples::{confirm, new_card_session, session, session_id, stored_card_payment};
use crate::server::{Act, Server, raw, refusal, reply, success, vanish};

const CREATE: &str = "POST /v2/payments";

#[tokio::test]
async fn a_create_call_is_retried_with_the_same_id_and_bytes() {
    for failure in [
        vanish as fn() -> Option<Act>,
        || refusal(500, "internal_error"),
        || refusal(503, "service_unavailable"),
        || refusal(429, "frequency_above_limit"),
        || refusal(408, "timeout"),
        || Some(Act::Break(raw(200, "", r#"{"code":"00"}"#)[..60].to_vec())),
    ] {
        let server = Server::start(move |seen| match (seen.line.as_str(), seen.nth) {
            (CREATE, 0 | 1) => failure(),
            (CREATE, _) => success(session("REQUIRE_ACTION")),
            _ => None,
        })
        .await;
        let payment =
            server.client().pay_with_stored_card(stored_card_payment("token-x", "123")).await.unwrap();
        assert!(matches!(payment.outcome, Outcome::ActionUnavailable { .. }));
        let tries = server.requests(CREATE);
        assert_eq!(server.lines(), vec![CREATE; 3]);
        let id = &tries[0].headers["x-request-id"];
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        for again in &tries[1..] {
            assert_eq!(again.headers["x-request-id"], *id);
            assert_eq!(again.body, tries[0].body);
        }
        assert!(String::from_utf8_lossy(&tries[0].body).contains(r#""cvc":"123""#));
    }
}

#[tokio::test]
async fn each_call_has_an_id_of_its_own() {
    let server = Server::start(|seen| (seen.line == CREATE).then(|| success(session("PROCESSING")))?).await;
    let client = server.client();
    for _ in 0..2 {
        let _paid = client.create_card_session(new_card_session()).await.unwrap();
    }
    let tries = server.requests(CREATE);
    assert_ne!(tries[0].headers["x-request-id"], tries[1].headers["x-request-id"]);
    assert_eq!(server.connections(), 1, "connections are reused");
}

#[tokio::test]
async fn a_refusal_is_final_and_told_apart() {
    for (status, code, is) in [
        (400, "api_validation_error", "misuse"),
        (403, "forbidden_access", "refusal"),
        (404, "resource_missing", "not found"),
        (405, "not_allowed", "misuse"),
        (409, "duplicate_error", "refusal"),
        (409, "idempotency_error", "misuse"),
        (422, "wrong_state", "wrong state"),
        (501, "not_implemented", "gateway fault"),
    ] {
        let server = Server::start(move |seen| (seen.line == CREATE).then(|| refusal(status, code))?).await;
        let error = server.client().create_card_session(new_card_session()).await.unwrap_err();
        let found: Vec<&str> = [
            (error.is_misuse(), "misuse"),
            (error.is_refusal(), "refusal"),
            (error.is_not_found(), "not found"),
            (error.is_wrong_state(), "wrong state"),
            (error.is_gateway_fault(), "gateway fault"),
            (error.is_transport(), "transport"),
            (error.is_unknown_outcome(), "unknown"),
        ]
        .into_iter()
        .filter_map(|(is, name)| is.then_some(name))
        .collect();
        assert_eq!(found, [is], "{status} {code}");
        assert_eq!((error.status(), error.code()), (Some(status), Some(&ResponseCode::from(code))));
        let id = server.requests(CREATE)[0].headers["x-request-id"].clone();
        assert_eq!(error.request_id().unwrap().as_str(), id);
        assert_eq!(server.lines(), [CREATE], "{status} is not retried");
    }
}

#[tokio::test]
async fn a_lost_confirmation_is_never_resent_unread() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v2/payments/s1/confirm" => vanish(),
        "GET /v2/payments/s1" => vanish(),
        _ => None,
    })
    .await;
    let error = server.client().confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err();
    assert!(error.is_unknown_outcome() && !error.is_retryable(), "{error:?}");
    assert_eq!(server.requests("POST /v2/payments/s1/confirm").len(), 1);
    assert_eq!(server.requests("GET /v2/payments/s1").len(), 3);
}

#[tokio::test]
async fn a_wish_to_wait_beyond_the_deadline_ends_the_call() {
    let busy = || {
        let body = json!({"code": "frequency_above_limit", "message": ""}).to_string();
        Some(Act::Send(raw(429, "retry-after: 59\r\n", body)))
    };
    let server = Server::start(move |seen| if seen.line.starts_with("GET") { busy() } else { None }).await;
    let client = server.builder().deadline(Duration::from_secs(50)).build().unwrap();
    let error = client.retrieve_session(&session_id()).await.unwrap_err();
    assert!(error.is_retryable() && error.status() == Some(429), "{error:?}");
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn the_deadline_ends_a_call_that_gets_no_answer() {
    let server =
        Server::start(|seen| if seen.line.contains("payments") { Some(Act::Hang) } else { None }).await;
    let client = server.client().with_deadline(Duration::from_millis(200));
    let read = client.retrieve_session(&session_id()).await.unwrap_err();
    assert!(read.is_timeout() && read.is_transport() && !read.is_unknown_outcome(), "{read:?}");
    let write = client.create_card_session(new_card_session()).await.unwrap_err();
    assert!(write.is_timeout() && write.is_unknown_outcome() && !write.is_retryable(), "{write:?}");
    let token = Server::start(|_| Some(Act::Hang)).await;
    let client = token.client().with_deadline(Duration::from_millis(200));
    let error = client.create_card_session(new_card_session()).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_unknown_outcome(), "nothing was asked for yet: {error:?}");
}

#[tokio::test]
async fn a_try_that_takes_too_long_is_a_lost_one() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        (CREATE, 0) => Some(Act::Hang),
        (CREATE, _) => success(session("REQUIRE_CONFIRMATION")),
        _ => None,
    })
    .await;
    let client = server.builder().write_timeout(Duration::from_millis(200)).build().unwrap();
    let payment = client.create_card_session(new_card_session()).await.unwrap();
    assert!(matches!(payment.outcome, Outcome::RequiresConfirmation { session_key: Some(_) }));
    assert_eq!(server.lines(), [CREATE, CREATE]);
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_no_unknown_outcome() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let environment = Environment::custom(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let client = Client::builder(environment, Credentials::new("m", "s")).build().unwrap();
    let error = client.confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err();
    assert!(error.is_transport() && error.is_retryable() && !error.is_unknown_outcome(), "{error:?}");
}

#[tokio::test]
async fn a_write_that_finds_no_connection_was_not_sent() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "GET /v2/payments/s1" => success(session("PAID")).map(|act| match act {
            Act::Send(bytes) => Act::Break(bytes),
            other => other,
        }),
        _ => None,
    })
    .await;
    let client = server.client();
    assert!(client.retrieve_session(&session_id()).await.is_ok(), "there is a token now");
    server.stop().await;
    for error in [
        client.confirm_session(&session_id(), confirm("QUJD")).await.unwrap_err(),
        client.create_card_session(new_card_session()).await.unwrap_err(),
    ] {
        assert!(error.is_transport() && error.is_retryable() && !error.is_unknown_outcome(), "{error:?}");
        assert!(error.to_string().ends_with("the gateway cannot be reached"), "{error}");
    }
}

#[tokio::test]
async fn a_refusal_without_a_readable_body_is_still_a_refusal() {
    let server =
        Server::start(|seen| if seen.line == CREATE { reply(403, "<html>no</html>") } else { None }).await;
    let error = server.client().create_card_session(new_card_session()).await.unwrap_err();
    assert!(error.is_refusal() && error.code().is_none() && error.details().is_empty(), "{error:?}");
    assert_eq!(error.to_string(), "create session: the gateway refuses (status 403)");
}

#[tokio::test]
async fn a_gateway_that_is_down_is_not_flooded() {
    let server = Server::start(|seen| match seen.line.as_str() {
        "POST /v1/access-token" => None,
        _ => refusal(503, "service_unavailable"),
    })
    .await;
    let client = server.client();
    let mut calls = JoinSet::new();
    for _ in 0..40 {
        let client = client.clone();
        calls.spawn(async move { client.retrieve_session(&session_id()).await.is_err() });
    }
    assert_eq!(calls.join_all().await, vec![true; 40]);
    let tries = server.lines().len();
    assert!((50..=54).contains(&tries), "40 calls and the ten to fourteen retries they allow: {tries}");
}

#[tokio::test]
async fn a_gateway_that_speaks_no_tls_is_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let environment = Environment::custom(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = [0; 512];
        let len = stream.read(&mut hello).await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        drop(listener);
        hello[..len].to_vec()
    });
    let client = Client::builder(environment, Credentials::new("m", "planted-secret")).build().unwrap();
    let error = client.pay_with_stored_card(stored_card_payment("token-x", "123")).await.unwrap_err();
    assert!(error.is_transport() && !error.is_unknown_outcome(), "{error:?}");
    let heard = heard.await.unwrap();
    assert_eq!(heard[0], 0x16, "a TLS handshake record");
    assert!(!String::from_utf8_lossy(&heard).contains("planted-secret"));
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_client_fit_for_use() {
    let server = Server::start(|seen| match (seen.line.as_str(), seen.nth) {
        (CREATE, 0) => Some(Act::Hang),
        (CREATE, _) => success(session("REQUIRE_CONFIRMATION")),
        _ => None,
    })
    .await;
    let client = server.client();
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.create_card_session(new_card_session()).await.is_ok() }
    });
    while server.requests(CREATE).is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert!(client.create_card_session(new_card_session()).await.is_ok());
    assert_eq!((server.tokens_granted(), server.lines().len()), (1, 2));
}
