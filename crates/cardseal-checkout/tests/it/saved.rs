use serde_json::json;

use crate::harness::{CHALLENGE, EMAIL, FRICTIONLESS, Shop};

#[tokio::test]
async fn a_saved_card_pays_the_next_order_with_its_code_alone() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let answer = shopper.buy(CHALLENGE, true).await;
    let first = answer["order"]["id"].as_str().unwrap().to_owned();
    assert!(shopper.wallet().await.is_empty(), "nothing is stored before it is paid");
    shopper.authenticate(&answer, "approve").await;
    assert_eq!(shopper.status(&first).await["saved"], true);
    let wallet = shopper.wallet().await;
    assert_eq!(wallet.len(), 1);
    let token = wallet[0]["token"].as_str().unwrap();
    let card = json!({
        "token": token, "type": "CARD", "channel": "VISA", "brand": "VISA", "lastFour": "0002",
        "expiryMonth": "12", "expiryYear": "2039", "status": "ACTIVE",
    });
    assert_eq!(wallet[0], card);

    // The shopper need not say again who it is.
    let body = json!({"items": [{"sku": "cup", "quantity": 1}], "method": "stored"});
    let created = shopper.post("/api/orders", &body).await.ok();
    assert!(created.get("sessionKey").is_none());
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay_saved(id, token, "731").await.ok();
    assert_eq!(answer["order"]["status"], "action_required");
    shopper.authenticate(&answer, "approve").await;
    let paid = shopper.status(id).await;
    assert_eq!((&paid["status"], &paid["card"]["lastFour"]), (&json!("paid"), &json!("0002")));
    assert_eq!(shopper.wallet().await.len(), 1);
    shopper.pay_saved(id, token, "731").await.refused(409, "already_paid");
}

#[tokio::test]
async fn a_saved_card_can_take_over_an_order_that_waits_for_a_typed_one() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shopper.buy(FRICTIONLESS, true).await;
    let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
    let created = shopper.order("card").await;
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay_saved(id, &token, "731").await.ok();
    let answer = match answer["next"]["kind"].as_str() {
        Some("redirect") => {
            shopper.authenticate(&answer, "approve").await;
            shopper.status(id).await
        }
        _ => answer["order"].clone(),
    };
    assert_eq!(answer["status"], "paid");
    shopper.pay(id, &created["sessionKey"], FRICTIONLESS, false).await.refused(409, "already_paid");
}

#[tokio::test]
async fn a_code_is_three_or_four_digits_and_nothing_is_charged_without() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shopper.buy(FRICTIONLESS, true).await;
    let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
    let created = shopper.order("stored").await;
    let id = created["order"]["id"].as_str().unwrap();
    let path = format!("/api/orders/{id}/saved");
    for cvc in ["12", "12345", "12a", "", "731 "] {
        let answer = shopper.post(&path, &json!({"token": token, "cvc": cvc})).await;
        assert_eq!(answer.refused(400, "invalid_request")["error"]["field"], "cvc");
    }
    for cvc in [json!(731), json!(null), json!(["731"])] {
        shopper.post(&path, &json!({"token": token, "cvc": cvc})).await.refused(400, "invalid_json");
    }
    let escaped = format!(r#"{{"token":"{token}","cvc":"\u0037\u0033\u0031"}}"#).into_bytes();
    let headers = [("content-type", "application/json")];
    shopper.send(reqwest::Method::POST, &path, &headers, Some(escaped)).await.refused(400, "invalid_request");
    assert_eq!(shopper.status(id).await["status"], "open");
}

#[tokio::test]
async fn another_shopper_with_the_same_address_gets_nothing_but_a_payment() {
    let shop = Shop::open().await;
    let (owner, other) = (shop.shopper(), shop.shopper());
    let first = owner.buy(FRICTIONLESS, true).await;
    let order = first["order"]["id"].as_str().unwrap();
    let token = owner.wallet().await[0]["token"].as_str().unwrap().to_owned();

    let unknown = other.get("/api/orders/00000000000000000000000000000000").await;
    let foreign = other.get(&format!("/api/orders/{order}")).await;
    assert_eq!((foreign.status, &foreign.text), (unknown.status, &unknown.text));
    foreign.refused(404, "not_found");
    for path in ["session", "card", "saved"] {
        let body = match path {
            "card" => json!({"encryptedCard": "QUJD", "save": false}),
            "saved" => json!({"token": token, "cvc": "731"}),
            _ => json!({}),
        };
        other.post(&format!("/api/orders/{order}/{path}"), &body).await.refused(404, "not_found");
    }
    assert_eq!(other.get("/api/orders").await.ok(), json!({"orders": []}));

    // The same e-mail address leads to the same customer at the gateway, and still opens nothing.
    let created = other.order("card").await;
    assert_eq!(created["canSave"], false);
    let id = created["order"]["id"].as_str().unwrap();
    assert!(other.wallet().await.is_empty());
    other.pay_saved(id, &token, "731").await.refused(404, "saved_method_not_found");
    let paid = other.pay(id, &created["sessionKey"], CHALLENGE, true).await.ok();
    assert_eq!(paid["saveIgnored"], true);
    other.authenticate(&paid, "approve").await;
    let paid = other.status(id).await;
    assert_eq!((&paid["status"], &paid["saved"]), (&json!("paid"), &json!(false)));
    assert!(other.wallet().await.is_empty());
    assert_eq!(owner.wallet().await.len(), 1, "the other's card is not stored with the owner's");
}

#[tokio::test]
async fn what_was_stored_before_the_shop_knew_anybody_belongs_to_nobody() {
    let mut shop = Shop::open().await;
    shop.shopper().buy(FRICTIONLESS, true).await;
    shop.stop().await;
    std::fs::remove_dir_all(shop.data_dir()).unwrap();
    shop.reopen().await;
    let shopper = shop.shopper();
    let created = shopper.order("card").await;
    assert_eq!(created["canSave"], false);
    assert!(shopper.wallet().await.is_empty());
}

#[tokio::test]
async fn a_stored_card_that_is_declined_leaves_the_order_payable() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shopper.buy(CHALLENGE, false).await;
    let answer = shopper.buy(FRICTIONLESS, true).await;
    assert_eq!(answer["order"]["saved"], true);
    let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();
    let created = shopper.order("stored").await;
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay_saved(id, &token, "731").await.ok();
    if answer["next"]["kind"] == "redirect" {
        shopper.authenticate(&answer, "cancel").await;
        assert_eq!(shopper.status(id).await["status"], "cancelled");
        let answer = shopper.pay_saved(id, &token, "731").await.ok();
        shopper.authenticate(&answer, "approve").await;
    }
    assert_eq!(shopper.status(id).await["status"], "paid");
}

#[tokio::test]
async fn one_shopper_may_use_several_addresses() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    shopper.buy(FRICTIONLESS, true).await;
    let body = json!({
        "items": [{"sku": "tea", "quantity": 1}],
        "customer": {"name": "Other", "email": format!("second.{EMAIL}")},
        "method": "card",
    });
    let created = shopper.post("/api/orders", &body).await.ok();
    let id = created["order"]["id"].as_str().unwrap();
    let answer = shopper.pay(id, &created["sessionKey"], CHALLENGE, true).await.ok();
    shopper.authenticate(&answer, "approve").await;
    let last_fours: Vec<_> = shopper.wallet().await.iter().map(|method| method["lastFour"].clone()).collect();
    assert_eq!(last_fours, ["0002", "0001"]);
}
