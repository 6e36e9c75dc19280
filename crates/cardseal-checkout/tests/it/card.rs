use serde_json::json;

use crate::harness::{CHALLENGE, DECLINED, FRICTIONLESS, POOR, Shop};

#[tokio::test]
async fn a_card_is_typed_authenticated_and_paid() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let order = &created["order"];
    assert_eq!(order["status"], "open");
    assert_eq!(order["amount"], json!({"value": "250000", "currency": "IDR"}));
    assert_eq!(
        order["items"][0],
        json!({"sku": "tea", "name": "Tea", "quantity": 2, "price": {"value": "50000", "currency": "IDR"}})
    );
    assert_eq!(created["canSave"], true);
    let id = order["id"].as_str().unwrap();
    let answer = shopper.pay(id, &created["sessionKey"], CHALLENGE, false).await.ok();
    assert_eq!(
        (&answer["order"]["status"], &answer["saveIgnored"]),
        (&json!("action_required"), &json!(false))
    );
    let on = shopper.authenticate(&answer, "approve").await;
    assert_eq!(on, format!("{}/result.html?order={id}", shop.url()));
    let paid = shopper.get(&format!("/api/orders/{id}")).await.ok();
    assert_eq!(paid["order"]["status"], "paid");
    assert_eq!(paid["order"]["card"], json!({"brand": "VISA", "lastFour": "0002"}));
    assert_eq!(paid["order"]["saved"], false);
    assert!(paid["order"].get("failure").is_none());
    assert!(shopper.wallet().await.is_empty(), "nobody asked to save it");
    let listed = shopper.get("/api/orders").await.ok();
    assert_eq!(listed["orders"], json!([paid["order"]]));
}

#[tokio::test]
async fn a_card_without_challenge_is_paid_at_once() {
    let shop = Shop::open().await;
    let answer = shop.shopper().buy(FRICTIONLESS, false).await;
    assert_eq!(answer["next"], json!({"kind": "result"}));
    assert_eq!(answer["order"]["status"], "paid");
}

#[tokio::test]
async fn a_declined_card_says_why_and_another_one_pays() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for (number, code) in [(DECLINED, "DECLINED_BY_CHANNEL"), (POOR, "INSUFFICIENT_FUND")] {
        let answer = shopper.buy(number, true).await;
        let id = answer["order"]["id"].as_str().unwrap().to_owned();
        shopper.authenticate(&answer, "approve").await;
        let declined = shopper.status(&id).await;
        assert_eq!((&declined["status"], &declined["failure"]["code"]), (&json!("declined"), &json!(code)));
        assert!(declined["failure"]["message"].as_str().unwrap().contains("card"));
        assert_eq!(declined["saved"], false);
        let session = shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.ok();
        assert_eq!(session["order"]["status"], "open");
        let answer = shopper.pay(&id, &session["sessionKey"], FRICTIONLESS, false).await.ok();
        assert_eq!(answer["order"]["status"], "paid");
    }
    assert!(shopper.wallet().await.is_empty());
}

#[tokio::test]
async fn a_failed_or_cancelled_authentication_is_told_apart() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for (decision, status, code) in
        [("fail", "declined", "AUTHENTICATION_FAILED"), ("cancel", "cancelled", "CANCELLED_BY_USER")]
    {
        let answer = shopper.buy(CHALLENGE, true).await;
        let id = answer["order"]["id"].as_str().unwrap().to_owned();
        shopper.authenticate(&answer, decision).await;
        let order = shopper.status(&id).await;
        assert_eq!((&order["status"], &order["failure"]["code"]), (&json!(status), &json!(code)));
    }
    assert!(shopper.wallet().await.is_empty());
}

#[tokio::test]
async fn a_session_that_ran_out_is_replaced() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    shop.gateway_later(16).await;
    let late = shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!((&late["order"]["status"], &late["next"]["kind"]), (&json!("expired"), &json!("result")));
    assert_eq!(late["order"]["failure"]["code"], "SESSION_EXPIRED");
    shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.refused(409, "session_required");
    let session = shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.ok();
    let answer = shopper.pay(id, &session["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!(answer["order"]["status"], "paid");
}

#[tokio::test]
async fn an_authentication_that_ran_out_is_an_expired_order() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let answer = shopper.buy(CHALLENGE, false).await;
    let id = answer["order"]["id"].as_str().unwrap();
    shop.gateway_later(16).await;
    assert_eq!(shopper.status(id).await["status"], "expired");
}

#[tokio::test]
async fn a_fresh_session_voids_the_one_before() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let session = shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.ok();
    assert_ne!(session["sessionKey"]["sessionId"], created["sessionKey"]["sessionId"]);
    // The first session's key opens nothing any more.
    shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.refused(422, "card_refused");
    let again = shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.ok();
    let paid = shopper.pay(id, &again["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!(paid["order"]["status"], "paid");
    shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.refused(409, "already_paid");
}

#[tokio::test]
async fn an_envelope_that_is_none_leaves_the_order_payable() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let path = format!("/api/orders/{id}/card");
    let refused = shopper.post(&path, &json!({"encryptedCard": "no base64!", "save": false})).await;
    assert_eq!(refused.refused(400, "invalid_request")["error"]["field"], "encryptedCard");
    shopper
        .post(&path, &json!({"encryptedCard": "bm8gZW52ZWxvcGU=", "save": false}))
        .await
        .refused(422, "card_refused");
    let paid = shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!(paid["order"]["status"], "paid");
}
