//! Paying on the gateway's page, and changing one's mind about it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{
    CHALLENGE, DECLINED, EMAIL, FRICTIONLESS, Shop, Shopper, answer_form, at_the_bank, at_the_wallet, client,
    page, with_card,
};

const PHONE: &str = "08111111001";

fn id_of(answer: &Value) -> &str {
    answer["order"]["id"].as_str().unwrap()
}

/// Where the shopper has to go.
#[track_caller]
fn way(answer: &Value) -> &str {
    assert_eq!(answer["next"]["kind"], "redirect", "{answer}");
    answer["next"]["url"].as_str().unwrap()
}

async fn leave(shopper: &Shopper<'_>, order: &str, wish: Value) -> Value {
    shopper.post(&format!("/api/orders/{order}/redirect"), &wish).await.ok()
}

#[tokio::test]
async fn the_first_time_a_ticked_card_is_saved_and_pays_again_there() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for via in [json!({}), json!({"via": "card"})] {
        let mut wish = json!({"method": "redirect", "save": true});
        wish.as_object_mut().unwrap().extend(via.as_object().unwrap().clone());
        let created = shopper.order_with(wish).await;
        let id = id_of(&created);
        assert_eq!(
            (&created["order"]["status"], &created["saveIgnored"]),
            (&json!("action_required"), &json!(false))
        );
        let bank = with_card(way(&created), CHALLENGE, true).await;
        let waiting = shopper.get(&format!("/api/orders/{id}")).await.ok();
        assert_eq!(waiting["order"]["status"], "action_required");
        shopper.come_back(&at_the_bank(&bank, "approve").await).await;
        let paid = shopper.get(&format!("/api/orders/{id}")).await.ok();
        assert!(paid.get("next").is_none());
        let paid = &paid["order"];
        assert_eq!(
            (&paid["status"], &paid["saved"], &paid["method"]),
            (&json!("paid"), &json!(true), &json!("redirect"))
        );
        assert_eq!(paid["card"], json!({"brand": "VISA", "lastFour": "0002"}));
        assert_eq!(paid["attempts"].as_array().unwrap().len(), 1, "{paid}");
        assert_eq!(shopper.wallet().await.len(), 1);
    }
    // The page lists it, and it pays with its code.
    let again = shopper.order_with(json!({"method": "redirect"})).await;
    assert!(page(way(&again)).await.contains("value=\"saved:0\""));
    let fields = [("method", "saved:0"), ("cvc", "731"), ("decision", "pay")];
    let bank = answer_form(way(&again), &fields).await;
    shopper.come_back(&at_the_bank(&bank, "approve").await).await;
    let paid = shopper.status(id_of(&again)).await;
    assert_eq!((&paid["status"], &paid["saved"]), (&json!("paid"), &json!(false)));
    assert_eq!(shopper.wallet().await.len(), 1);
}

#[tokio::test]
async fn what_is_not_ticked_or_not_offered_is_not_saved() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    for (save, ticked) in [(true, false), (false, true)] {
        let created = shopper.order_with(json!({"method": "redirect", "save": save})).await;
        assert_eq!(page(way(&created)).await.contains("name=\"save\""), save);
        shopper.come_back(&with_card(way(&created), FRICTIONLESS, ticked).await).await;
        let paid = shopper.status(id_of(&created)).await;
        assert_eq!((&paid["status"], &paid["saved"]), (&json!("paid"), &json!(false)));
    }
    assert!(shopper.wallet().await.is_empty());
}

#[tokio::test]
async fn a_wallet_that_was_saved_there_is_listed_and_pays_again() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order_with(json!({"method": "redirect", "via": "ewallet", "save": true})).await;
    let fields = [("method", "OVO"), ("decision", "pay"), ("save", "on")];
    let wallet = answer_form(way(&created), &fields).await;
    shopper.come_back(&at_the_wallet(&wallet, PHONE).await).await;
    let paid = shopper.status(id_of(&created)).await;
    assert_eq!((&paid["saved"], &paid["wallet"]), (&json!(true), &json!({"channel": "OVO"})));
    let listed = shopper.wallet().await;
    assert_eq!((&listed[0]["type"], &listed[0]["channel"]), (&json!("EWALLET"), &json!("OVO")));
    assert!(listed[0].get("lastFour").is_none());
    // A wallet has no code to be typed here.
    let order = shopper.order("stored").await;
    let token = listed[0]["token"].as_str().unwrap();
    shopper.pay_saved(id_of(&order), token, "731").await.refused(404, "saved_method_not_found");
    let again = leave(&shopper, id_of(&order), json!({"via": "ewallet"})).await;
    let wallet = answer_form(way(&again), &[("method", "saved:0"), ("decision", "pay")]).await;
    let back = answer_form(&wallet, &[("step", "otp-0"), ("otp", "000000"), ("decision", "pay")]).await;
    shopper.come_back(&back).await;
    assert_eq!(shopper.status(id_of(&order)).await["status"], "paid");
    assert_eq!(shopper.wallet().await.len(), 1);
}

#[tokio::test]
async fn nothing_is_saved_under_another_shoppers_address_nor_shown_of_it() {
    let shop = Shop::open().await;
    let (owner, other) = (shop.shopper(), shop.shopper());
    owner.buy(FRICTIONLESS, true).await;
    let created = other.order_with(json!({"method": "redirect", "save": true})).await;
    assert_eq!(created["saveIgnored"], true);
    let shown = page(way(&created)).await;
    assert!(!shown.contains("value=\"saved:0\"") && !shown.contains("name=\"save\""));
    other.come_back(&with_card(way(&created), FRICTIONLESS, true).await).await;
    assert_eq!(other.status(id_of(&created)).await["status"], "paid");
    let wallet = other.order_with(json!({"method": "ewallet", "channel": "DANA", "save": true})).await;
    assert_eq!(wallet["saveIgnored"], true);
    other.come_back(&at_the_wallet(way(&wallet), PHONE).await).await;
    assert_eq!(other.status(id_of(&wallet)).await["saved"], false);
    assert!(other.wallet().await.is_empty());
    assert_eq!(owner.wallet().await.len(), 1);
}

#[tokio::test]
async fn an_address_that_the_shop_has_not_met_is_asked_for_once() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order_with(json!({"method": "redirect", "save": true})).await;
    let sessions = |order: String| {
        let client = shop.client();
        async move {
            let mut found = Vec::new();
            for number in 1..4 {
                let reference =
                    cardseal_types::ClientReferenceId::parse(format!("{order}n{number}")).unwrap();
                let payment = client.retrieve_session_by_reference(&reference).await.unwrap();
                found.extend(payment.map(|payment| payment.session.status.to_string()));
            }
            found
        }
    };
    assert_eq!(sessions(id_of(&created).to_owned()).await, ["CANCELLED", "REQUIRE_CONFIRMATION"]);
    let again = shopper.order_with(json!({"method": "redirect", "save": true})).await;
    assert_eq!(sessions(id_of(&again).to_owned()).await, ["REQUIRE_CONFIRMATION"]);
    // Nobody need know of it.
    assert_eq!(again["order"]["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(created["order"]["attempts"].as_array().unwrap().len(), 1, "{created}");
}

#[tokio::test]
async fn a_page_where_nothing_was_chosen_can_be_left_for_a_card_here() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order_with(json!({"method": "redirect"})).await;
    let id = id_of(&created);
    let session = shopper.post(&format!("/api/orders/{id}/session"), &json!({})).await.ok();
    let left = client().get(way(&created)).send().await.unwrap();
    assert!(left.status() != StatusCode::OK, "the page is over");
    let paid = shopper.pay(id, &session["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!((&paid["order"]["status"], &paid["order"]["method"]), (&json!("paid"), &json!("card")));
    assert_eq!(
        paid["order"]["attempts"].as_array().unwrap().len(),
        1,
        "what was only looked at is no attempt"
    );
}

#[tokio::test]
async fn a_page_that_waits_for_its_bank_cannot_be_left_and_is_shown() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    // With its method fixed, the page is past cancelling from the start.
    let fixed = shopper.order_with(json!({"method": "redirect", "via": "card"})).await;
    let begun = shopper.order_with(json!({"method": "redirect"})).await;
    let bank = with_card(way(&begun), CHALLENGE, false).await;
    assert!(bank.contains("/3ds/"));
    for created in [&fixed, &begun] {
        let id = id_of(created);
        for (path, body) in
            [("session", json!({})), ("redirect", json!({})), ("ewallet", json!({"channel": "DANA"}))]
        {
            let refused = shopper.post(&format!("/api/orders/{id}/{path}"), &body).await;
            let refused = refused.refused(409, "payment_in_progress");
            assert_eq!((way(&refused), &refused["order"]["method"]), (way(created), &json!("redirect")));
        }
    }
    // Cancelled there, it makes room.
    shopper.come_back(&answer_form(way(&fixed), &[("decision", "cancel")]).await).await;
    assert_eq!(shopper.status(id_of(&fixed)).await["status"], "cancelled");
    let session = shopper.post(&format!("/api/orders/{}/session", id_of(&fixed)), &json!({})).await.ok();
    let paid = shopper.pay(id_of(&fixed), &session["sessionKey"], FRICTIONLESS, false).await.ok();
    assert_eq!(paid["order"]["status"], "paid");
}

#[tokio::test]
async fn after_every_end_every_way_is_open_and_the_history_tells_them_all() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let created = shopper.order_with(json!({"method": "redirect"})).await;
    let id = id_of(&created);
    let bank = with_card(way(&created), DECLINED, false).await;
    shopper.come_back(&at_the_bank(&bank, "approve").await).await;
    assert_eq!(shopper.status(id).await["failure"]["code"], "DECLINED_BY_CHANNEL");

    let next = leave(&shopper, id, json!({"via": "ewallet"})).await;
    shopper.come_back(&answer_form(way(&next), &[("decision", "cancel")]).await).await;
    assert_eq!(shopper.status(id).await["status"], "cancelled");

    let next =
        shopper.post(&format!("/api/orders/{id}/ewallet"), &json!({"channel": "SHOPEEPAY"})).await.ok();
    shopper.come_back(&at_the_wallet(way(&next), "08111111003").await).await;
    let declined = shopper.status(id).await;
    assert_eq!(
        (&declined["status"], &declined["wallet"]["channel"]),
        (&json!("declined"), &json!("SHOPEEPAY"))
    );
    assert!(!declined["failure"]["message"].as_str().unwrap().contains("card"), "{declined}");

    leave(&shopper, id, json!({})).await;
    shop.gateway_later(16).await;
    let expired = shopper.get(&format!("/return/{id}/expired")).await;
    assert_eq!(expired.status, StatusCode::SEE_OTHER);
    assert_eq!(shopper.status(id).await["failure"]["code"], "SESSION_EXPIRED");

    let next = leave(&shopper, id, json!({"via": "card"})).await;
    shopper.come_back(&with_card(way(&next), FRICTIONLESS, false).await).await;
    let paid = shopper.status(id).await;
    let told: Vec<_> =
        paid["attempts"].as_array().unwrap().iter().map(|each| each["status"].clone()).collect();
    assert_eq!(told, ["declined", "cancelled", "declined", "expired", "paid"]);
    assert_eq!(paid["attempts"][2]["wallet"], json!({"channel": "SHOPEEPAY"}));
    shopper.post(&format!("/api/orders/{id}/redirect"), &json!({})).await.refused(409, "already_paid");
    shopper
        .post(&format!("/api/orders/{id}/ewallet"), &json!({"channel": "OVO"}))
        .await
        .refused(409, "already_paid");
}

#[tokio::test]
async fn a_card_from_abroad_pays_there_if_the_order_has_an_address() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let billing = json!({"addressLine1": "1 Golf Street", "city": "Springfield", "provinceState": "Oregon",
        "country": "US", "postalCode": "97477"});
    let customer = json!({"name": "Test Buyer", "email": EMAIL, "billing": billing});
    let created = shopper.order_with(json!({"method": "redirect", "customer": customer})).await;
    let bank = with_card(way(&created), "4448100334430014", false).await;
    shopper.come_back(&at_the_bank(&bank, "approve").await).await;
    assert_eq!(shopper.status(id_of(&created)).await["status"], "paid");
}

#[tokio::test]
async fn a_stranger_cannot_open_a_page_for_anothers_order() {
    let shop = Shop::open().await;
    let (shopper, other) = (shop.shopper(), shop.shopper());
    let created = shopper.order("card").await;
    let id = id_of(&created);
    other.post(&format!("/api/orders/{id}/redirect"), &json!({})).await.refused(404, "not_found");
    other
        .post(&format!("/api/orders/{id}/ewallet"), &json!({"channel": "OVO"}))
        .await
        .refused(404, "not_found");
    let wrong = shopper.post(&format!("/api/orders/{id}/redirect"), &json!({"via": "qr"})).await;
    assert_eq!(wrong.refused(400, "invalid_request")["error"]["field"], "via");
    assert_eq!(shopper.status(id).await["status"], "open");
}
