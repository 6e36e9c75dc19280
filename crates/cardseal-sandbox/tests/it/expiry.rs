//! A session lives until its last moment and not a moment longer.

use std::time::Duration;

use serde_json::json;

use crate::support::{Gateway, confirm_body, form, form_token, id, sealed};

const CARD: &str = "4440000112290002";

/// The end of the session, seen from one millisecond before, at it, and one after.
const MOMENTS: [(u64, bool); 3] = [(900_000 - 1, true), (900_000, false), (900_000 + 1, false)];

async fn at(milliseconds: u64, gateway: &mut Gateway) {
    gateway.running.advance_clock(Duration::from_millis(milliseconds)).await.unwrap();
    gateway.log_in("merchant-one", "secret-one").await;
}

#[tokio::test]
async fn confirm_retrieve_and_cancel_agree_on_the_last_moment() {
    for (moment, open) in MOMENTS {
        let mut gateway = Gateway::start().await;
        let [to_confirm, to_cancel, to_read] =
            [gateway.create(|_| ()).await, gateway.create(|_| ()).await, gateway.create(|_| ()).await];
        let envelope = sealed(to_confirm["encryptionKey"].as_str().unwrap(), CARD);
        at(moment, &mut gateway).await;
        let confirmed = gateway
            .post(&format!("/v2/payments/{}/confirm", id(&to_confirm)), &confirm_body(&envelope))
            .await;
        let reason = json!({"cancellationReason": "VOID_SESSION"});
        let cancelled = gateway.post(&format!("/v2/payments/{}/cancel", id(&to_cancel)), &reason).await;
        let read = gateway.retrieve(&to_read).await;
        if open {
            assert_eq!(confirmed.data()["status"], "REQUIRE_ACTION");
            assert_eq!(cancelled.data()["status"], "CANCELLED");
            assert_eq!(read["status"], "REQUIRE_CONFIRMATION");
            assert!(read["encryptionKey"].is_string());
        } else {
            confirmed.refused(422, "api_validation_error");
            cancelled.refused(422, "api_validation_error");
            assert_eq!(read["status"], "EXPIRED", "{moment}");
            assert!(read.get("encryptionKey").is_none() && read["chargeDetails"].is_null());
            let list = gateway.get("/v2/payments").await;
            assert!(list.data().as_array().unwrap().iter().all(|session| session["status"] == "EXPIRED"));
        }
    }
}

#[tokio::test]
async fn the_bank_page_knows_the_last_moment() {
    for (moment, open) in MOMENTS {
        let mut gateway = Gateway::start().await;
        let session = gateway.create(|_| ()).await;
        let confirmed = gateway.confirm(&session, CARD).await.data().clone();
        let url = confirmed["paymentUrl"].as_str().unwrap();
        let token = form_token(&gateway.send(gateway.http.get(url)).await.text);
        at(moment, &mut gateway).await;
        let request =
            gateway.http.post(url).header("Content-Type", crate::support::FORM).body(form(&token, "approve"));
        let answer = request.send().await.unwrap();
        let led_to = if open { "https://shop.example/ok" } else { "https://shop.example/expired" };
        assert_eq!(answer.headers()["location"], led_to, "{moment}");
        let ended = gateway.retrieve(&session).await;
        let charge = &ended["chargeDetails"][0];
        if open {
            assert_eq!((&ended["status"], &charge["status"]), (&json!("PAID"), &json!("SUCCESS")));
        } else {
            assert_eq!((&ended["status"], &charge["status"]), (&json!("EXPIRED"), &json!("EXPIRED")));
            assert_eq!(charge["failureCode"], "CHARGE_EXPIRED");
            assert!(ended.get("paymentUrl").is_none());
            let page = gateway.send(gateway.http.get(url)).await;
            assert!(page.text.contains("Time ran out") && page.text.contains("https://shop.example/expired"));
        }
    }
}

#[tokio::test]
async fn the_merchant_chooses_the_end() {
    let mut gateway = Gateway::start().await;
    let session = gateway.create(|body| body["expiryAt"] = json!("2030-01-01T00:00:30Z")).await;
    at(29_999, &mut gateway).await;
    assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_CONFIRMATION");
    at(1, &mut gateway).await;
    assert_eq!(gateway.retrieve(&session).await["status"], "EXPIRED");
}

#[tokio::test]
async fn the_control_call_moves_the_clock_ahead_only() {
    let gateway = Gateway::start().await;
    let url = gateway.url("/control/clock");
    let now = gateway.send(gateway.http.get(&url)).await;
    assert_eq!(now.json, json!({"now": "2030-01-01T00:00:00Z"}));
    let moved = gateway.send(gateway.http.post(&url).json(&json!({"advanceSeconds": 90}))).await;
    assert_eq!(moved.json, json!({"now": "2030-01-01T00:01:30Z"}));
    for wrong in [
        json!({"advanceSeconds": -1}),
        json!({"advanceSeconds": 0}),
        json!({}),
        json!({"advanceSeconds": "9"}),
    ] {
        gateway.send(gateway.http.post(&url).json(&wrong)).await.refused(400, "api_validation_error");
    }
    assert_eq!(gateway.send(gateway.http.get(&url)).await.json, json!({"now": "2030-01-01T00:01:30Z"}));
}

#[tokio::test]
async fn an_access_token_is_good_for_fifteen_minutes() {
    let gateway = Gateway::start().await;
    gateway.running.advance_clock(Duration::from_millis(899_999)).await.unwrap();
    assert_eq!(gateway.get("/v2/payments").await.status, 200);
    gateway.running.advance_clock(Duration::from_millis(1)).await.unwrap();
    gateway.get("/v2/payments").await.refused(401, "credentials_invalid");
}
