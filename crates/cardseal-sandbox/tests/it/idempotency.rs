//! One request id, one session.

use std::time::Duration;

use serde_json::json;

use crate::support::{Gateway, request_id, session_body};

const PATH: &str = "/v2/payments";

#[tokio::test]
async fn the_same_request_gets_the_same_answer() {
    let gateway = Gateway::start().await;
    let (body, id) = (session_body(), request_id());
    let first = gateway.post_as(PATH, &body, &id).await;
    let again = gateway.post_as(PATH, &body, &id).await;
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    // Written otherwise, it is still the same request.
    let reordered: serde_json::Map<_, _> = body.as_object().unwrap().clone().into_iter().rev().collect();
    let pretty = serde_json::to_string_pretty(&reordered).unwrap();
    let token = first.data()["id"].clone();
    let request = gateway.http.post(gateway.url(PATH)).header("X-REQUEST-ID", &id);
    let request = request.header("Content-Type", "application/json; charset=utf-8").body(pretty);
    let again = gateway.send(gateway.authorized(request)).await;
    assert_eq!(again.data()["id"], token);
    assert_eq!(gateway.get(PATH).await.json["pagination"]["totalItems"], 1);
}

#[tokio::test]
async fn another_payload_under_the_same_id_is_refused() {
    let gateway = Gateway::start().await;
    let id = request_id();
    let mut body = session_body();
    gateway.post_as(PATH, &body, &id).await.data();
    body["amount"]["value"] = json!(150_000);
    gateway.post_as(PATH, &body, &id).await.refused(409, "idempotency_error");
    // Even one that is wrong in itself.
    body["amount"]["value"] = json!(-1);
    gateway.post_as(PATH, &body, &id).await.refused(409, "idempotency_error");
    assert_eq!(gateway.get(PATH).await.json["pagination"]["totalItems"], 1);
}

#[tokio::test]
async fn a_refused_request_leaves_its_id_free() {
    let gateway = Gateway::start().await;
    let id = request_id();
    let mut body = session_body();
    body["amount"]["value"] = json!(0);
    gateway.post_as(PATH, &body, &id).await.refused(400, "api_validation_error");
    body["amount"]["value"] = json!(1);
    gateway.post_as(PATH, &body, &id).await.data();
}

#[tokio::test]
async fn a_client_reference_is_taken_once() {
    let mut gateway = Gateway::start().await;
    let body = session_body();
    gateway.post(PATH, &body).await.data();
    gateway.post(PATH, &body).await.refused(409, "duplicate_error");
    // Other merchants have references of their own.
    gateway.log_in("merchant-two", "secret-two").await;
    gateway.post(PATH, &body).await.data();
}

#[tokio::test]
async fn an_id_is_forgotten_after_a_day() {
    let mut gateway = Gateway::start().await;
    let (body, id) = (session_body(), request_id());
    let first = gateway.post_as(PATH, &body, &id).await;
    gateway.running.advance_clock(Duration::from_millis(86_400_000 - 1)).await.unwrap();
    gateway.log_in("merchant-one", "secret-one").await;
    assert_eq!(gateway.post_as(PATH, &body, &id).await.text, first.text);
    gateway.running.advance_clock(Duration::from_millis(1)).await.unwrap();
    // Forgotten, it is a new request, and its reference is taken.
    gateway.post_as(PATH, &body, &id).await.refused(409, "duplicate_error");
}

#[tokio::test]
async fn the_same_id_of_two_merchants_is_two_ids() {
    let mut gateway = Gateway::start().await;
    let (body, id) = (session_body(), request_id());
    let first = gateway.post_as(PATH, &body, &id).await;
    gateway.log_in("merchant-two", "secret-two").await;
    assert_ne!(gateway.post_as(PATH, &body, &id).await.data()["id"], first.data()["id"]);
}

#[tokio::test]
async fn a_request_id_has_its_shape() {
    let gateway = Gateway::start().await;
    for wrong in ["", "short", "0123456789abcde", "00000000-0000-4000-8000-000000000001", &"a".repeat(37)] {
        let refused = gateway.post_as(PATH, &session_body(), wrong).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), ["X-REQUEST-ID"]);
    }
    let request = gateway.http.post(gateway.url(PATH)).json(&session_body());
    let refused = gateway.send(gateway.authorized(request)).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields(), ["X-REQUEST-ID"]);
    for right in ["a".repeat(16), "Z".repeat(36)] {
        gateway.post_as(PATH, &session_body(), &right).await.data();
    }
}
