//! Cards from abroad, whose issuers compare the payer's address.

use serde_json::{Value, json};

use crate::harness::{EMAIL, FRICTIONLESS, Shop, sealed};

const FOREIGN: &str = "4448100334430014";

fn address() -> Value {
    json!({
        "addressLine1": "1 Golf Street", "city": "Springfield", "provinceState": "Oregon",
        "country": "US", "postalCode": "97477",
    })
}

fn order(billing: &Value) -> Value {
    let customer = json!({"name": "Test Buyer", "email": EMAIL, "billing": billing});
    json!({"items": [{"sku": "tea", "quantity": 1}], "customer": customer, "method": "card"})
}

#[tokio::test]
async fn a_card_from_abroad_asks_for_the_address_and_is_paid_without_being_typed_again() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let card = format!("/api/orders/{id}/card");
    let body = json!({"encryptedCard": sealed(&created["sessionKey"], FOREIGN), "save": false});
    let refused = shopper.post(&card, &body).await.refused(422, "billing_required");
    assert_eq!((&refused["order"]["status"], &refused["next"]["kind"]), (&json!("open"), &json!("result")));
    shopper.post(&card, &body).await.refused(422, "billing_required");
    let told = shopper.post(&format!("/api/orders/{id}/billing"), &address()).await.ok();
    assert_eq!(told["order"]["status"], "open");
    let answer = shopper.post(&card, &body).await.ok();
    shopper.authenticate(&answer, "approve").await;
    assert_eq!(shopper.status(id).await["status"], "paid");
}

#[tokio::test]
async fn an_address_given_with_the_order_pays_at_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.post("/api/orders", &order(&address())).await.ok();
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay(id, &created["sessionKey"], FOREIGN, true).await.ok();
    shopper.authenticate(&answer, "approve").await;
    assert_eq!(shopper.status(id).await["saved"], true);
    // The stored card is from abroad as well.
    let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
    let created = shopper.order("stored").await;
    let id = created["order"]["id"].as_str().unwrap();
    shopper.pay_saved(id, &token, "731").await.refused(422, "billing_required");
    shopper.post(&format!("/api/orders/{id}/billing"), &address()).await.ok();
    let answer = shopper.pay_saved(id, &token, "731").await.ok();
    shopper.authenticate(&answer, "approve").await;
    assert_eq!(shopper.status(id).await["status"], "paid");
}

#[tokio::test]
async fn an_address_survives_a_restart_and_is_the_shoppers_own() {
    let mut shop = Shop::open().await;
    let cookie = shop.shopper().cookie;
    let created = shop.known(&cookie).order("card").await;
    let id = created["order"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/orders/{id}/billing");
    shop.shopper().post(&path, &address()).await.refused(404, "not_found");
    shop.known(&cookie).post(&path, &address()).await.ok();
    shop.restart().await;
    let shopper = shop.known(&cookie);
    let answer = shopper.pay(&id, &created["sessionKey"], FOREIGN, false).await.ok();
    assert_eq!(answer["order"]["status"], "action_required");
    assert!(!answer.to_string().contains("Golf"), "an order does not repeat the address");
}

#[tokio::test]
async fn a_wrong_address_is_refused_by_field_and_repeats_nothing() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let path = format!("/api/orders/{id}/billing");
    for (field, value) in [
        ("addressLine1", json!("  ")),
        ("addressLine1", json!("x".repeat(256))),
        ("city", json!("")),
        ("provinceState", json!("a\nb")),
        ("country", json!("us")),
        ("country", json!("USA")),
        ("country", json!("")),
        ("postalCode", json!("9".repeat(21))),
    ] {
        let mut wrong = address();
        wrong[field] = value;
        let refused = shopper.post(&path, &wrong).await.refused(400, "invalid_request");
        assert_eq!(refused["error"]["field"], field);
        let refused = shopper.post("/api/orders", &order(&wrong)).await.refused(400, "invalid_request");
        assert_eq!(refused["error"]["field"], format!("customer.billing.{field}"));
    }
    let mut more = address();
    more["addressLine2"] = json!("SENTINEL");
    shopper.post(&path, &more).await.refused(400, "invalid_json");
    let paid = shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!(paid["order"]["status"], "paid");
}
