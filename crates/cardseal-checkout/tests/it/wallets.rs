//! Paying from a wallet that the shopper chose in the shop.

use serde_json::{Value, json};

use crate::harness::{FRICTIONLESS, Shop, answer_form, at_the_wallet};

async fn ends(shop: &Shop, phone: &str) -> Value {
    let shopper = shop.shopper();
    let created = shopper.order_with(json!({"method": "ewallet", "channel": "DANA"})).await;
    assert_eq!(created["order"]["wallet"], json!({"channel": "DANA"}));
    let url = created["next"]["url"].as_str().unwrap();
    shopper.come_back(&at_the_wallet(url, phone).await).await;
    shopper.status(created["order"]["id"].as_str().unwrap()).await
}

#[tokio::test]
async fn a_wallet_ends_as_its_phone_decides() {
    let shop = Shop::open().await;
    for (phone, status) in [
        ("08111111001", "paid"),
        ("08111111002", "processing"),
        ("08111111003", "declined"),
        ("08111111004", "expired"),
    ] {
        let order = ends(&shop, phone).await;
        assert_eq!(order["status"], status, "{order}");
        assert_eq!((&order["method"], &order["saved"]), (&json!("ewallet"), &json!(false)));
    }
}

#[tokio::test]
async fn a_wallet_is_saved_once_it_has_paid() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let wish = json!({"method": "ewallet", "channel": "DANA", "save": true});
    let created = shopper.order_with(wish.clone()).await;
    assert_eq!(created["saveIgnored"], false);
    shopper
        .come_back(&answer_form(created["next"]["url"].as_str().unwrap(), &[("decision", "cancel")]).await)
        .await;
    assert!(shopper.wallet().await.is_empty());
    let id = created["order"]["id"].as_str().unwrap();
    let again = json!({"channel": "DANA", "save": true});
    let answer = shopper.post(&format!("/api/orders/{id}/ewallet"), &again).await.ok();
    shopper.come_back(&at_the_wallet(answer["next"]["url"].as_str().unwrap(), "08111111001").await).await;
    assert_eq!(shopper.status(id).await["saved"], true);
    let wallet = shopper.wallet().await;
    assert_eq!((wallet.len(), &wallet[0]["channel"]), (1, &json!("DANA")));
    // Who has something saved need not say again who it is.
    let body = json!({"items": [{"sku": "cup", "quantity": 1}], "method": "redirect", "via": "ewallet"});
    assert_eq!(shopper.post("/api/orders", &body).await.ok()["next"]["kind"], "redirect");
}

#[tokio::test]
async fn a_waiting_card_makes_room_for_a_wallet_and_a_waiting_wallet_for_nothing() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let path = format!("/api/orders/{id}/ewallet");
    let answer = shopper.post(&path, &json!({"channel": "OVO"})).await.ok();
    for refused in [
        shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await,
        shopper.post(&path, &json!({"channel": "DANA"})).await,
        shopper.post(&format!("/api/orders/{id}/redirect"), &json!({})).await,
    ] {
        let refused = refused.refused(409, "payment_in_progress");
        assert_eq!(
            (&refused["next"], &refused["order"]["wallet"]),
            (&answer["next"], &json!({"channel": "OVO"}))
        );
    }
    let read = shopper.get(&format!("/api/orders/{id}")).await.ok();
    assert_eq!(read["next"], answer["next"]);
}
