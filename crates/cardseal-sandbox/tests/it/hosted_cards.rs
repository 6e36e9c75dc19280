//! Paying by card on the hosted page.

use std::time::Duration;

use cardseal_sandbox::scenarios::{Scenario, test_cards};
use serde_json::{Value, json};

use crate::cards::documented;
use crate::hosted::{Led, attribute, key_of, methods, saved_body, url_of, with_saved};
use crate::support::{Gateway, billing, sealed};

const CARD: &str = "4440000112290002";
const FRICTIONLESS: &str = "5550000112230001";

/// Follows a submission to its end, past bank and status page; gives the return address.
async fn followed(gateway: &Gateway, led: &Led, decision: &str) -> String {
    let mut at = led.on().to_owned();
    if at.contains("/3ds/") {
        at = gateway.press(&at, &[("decision", decision)]).await.on().to_owned();
    }
    if !at.contains("/pay/") {
        return at;
    }
    assert!(at.ends_with("/status"), "{at}");
    let page = gateway.visit(&at).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.text.matches("<a ").count(), 1, "{}", page.text);
    assert!(page.text.contains("Back to Batik &amp; Co &lt;b&gt;"));
    attribute(page.text.split("<a ").nth(1).unwrap(), "href").unwrap()
}

#[tokio::test]
async fn all_45_cards_end_as_documented() {
    let gateway = Gateway::start().await;
    let mut walked = 0;
    for card in test_cards() {
        let (session_status, charge_status, failure, _, has_page) = documented(card.scenario);
        // Every other card is fixed by the merchant, whose charge is open already.
        let is_fixed = walked % 2 == 0;
        let session = gateway
            .redirect(|body| {
                if is_fixed {
                    body["paymentMethod"] = json!({"type": "CARD"});
                }
                if card.scenario == Scenario::Foreign {
                    body["orderInformation"]["billingInfo"] = billing();
                }
            })
            .await;
        let led = gateway.pay_by_card(&session, card.number, true).await;
        assert_eq!(led.on().contains("/3ds/"), has_page, "{card:?}");
        if has_page {
            let waiting = gateway.retrieve(&session).await;
            assert_eq!(waiting["status"], "REQUIRE_ACTION");
            assert_eq!(waiting["paymentUrl"], session["paymentUrl"]);
            assert_eq!(waiting["chargeDetails"][0]["card"]["last4"], card.number[12..]);
            assert_eq!(gateway.visit(url_of(&session)).await.on(), led.on(), "the page leads on");
        }
        let end = if failure.is_none() { "https://shop.example/ok" } else { "https://shop.example/fail" };
        assert_eq!(followed(&gateway, &led, "approve").await, end, "{card:?}");
        let ended = gateway.retrieve(&session).await;
        let charge = &ended["chargeDetails"][0];
        assert_eq!(ended["status"], session_status, "{card:?}");
        assert_eq!(charge["status"], charge_status, "{card:?}");
        assert_eq!(charge["failureCode"].as_str(), failure, "{card:?}");
        assert_eq!(ended["cancellationReason"].as_str(), failure.map(|_| "CHARGE_FAILED"), "{card:?}");
        assert_eq!(ended["paymentMethod"], json!({"type": "CARD"}));
        assert!(ended.get("paymentUrl").is_none() && ended.get("encryptionKey").is_none());
        assert_eq!(ended["chargeDetails"].as_array().unwrap().len(), 1);
        if is_fixed {
            assert_eq!(
                charge["id"], session["chargeDetails"][0]["id"],
                "the open charge is the one that is made"
            );
        }
        assert_eq!(gateway.tokens(&session).await.len(), usize::from(failure.is_none()), "{card:?}");
        walked += 1;
    }
    assert_eq!(walked, 45);
}

#[tokio::test]
async fn a_card_is_kept_only_where_flag_and_tick_agree_and_the_charge_succeeds() {
    let gateway = Gateway::start().await;
    for (flag, tick, decision, kept) in [
        (true, true, "approve", 1),
        (true, false, "approve", 0),
        (false, true, "approve", 0),
        (false, false, "approve", 0),
        (true, true, "fail", 0),
        (true, true, "cancel", 0),
    ] {
        let session = gateway.redirect(|body| body["saveForFutureUse"] = json!(flag)).await;
        let page = gateway.visit(url_of(&session)).await.text;
        assert_eq!(page.contains("Save for future use"), flag);
        let led = gateway.pay_by_card(&session, CARD, tick).await;
        followed(&gateway, &led, decision).await;
        assert_eq!(gateway.tokens(&session).await.len(), kept, "{flag} {tick} {decision}");
    }
}

#[tokio::test]
async fn a_saved_card_is_paid_with_its_code() {
    let gateway = Gateway::start().await;
    let customer = with_saved(&gateway).await;
    for method in [Value::Null, json!({"type": "CARD"})] {
        let mut body = saved_body(&customer);
        body["paymentMethod"] = method.clone();
        let session = gateway.post("/v2/payments", &body).await.data().clone();
        let page = gateway.visit(url_of(&session)).await.text;
        let expected: &[&str] = match method {
            Value::Null => &["saved:0", "saved:1", "card", "DANA", "SHOPEEPAY", "OVO"],
            _ => &["saved:0", "card"],
        };
        assert_eq!(methods(&page), expected);
        for token in gateway.tokens(&session).await {
            assert!(!page.contains(token["token"].as_str().unwrap()), "no token on the page");
        }
        let refused = gateway.press(url_of(&session), &[("method", "card"), ("save", "on")]).await;
        assert_eq!((refused.status, refused.text.contains("name=\"save\" checked")), (422, true));
        for code in ["", "12", "1234", "abc", "12345"] {
            let refused = gateway.press(url_of(&session), &[("method", "saved:0"), ("cvc", code)]).await;
            assert_eq!(
                (refused.status, refused.text.contains("security code of the saved card")),
                (422, true),
                "{code}"
            );
        }
        let led = gateway.press(url_of(&session), &[("method", "saved:0"), ("cvc", "123")]).await;
        assert_eq!(followed(&gateway, &led, "approve").await, "https://shop.example/ok");
        assert_eq!(gateway.retrieve(&session).await["status"], "PAID");
        assert_eq!(gateway.tokens(&session).await.len(), 2, "a card keeps its token");
    }
}

#[tokio::test]
async fn saved_methods_are_shown_only_when_asked_for_and_to_their_customer_only() {
    let gateway = Gateway::start().await;
    let customer = with_saved(&gateway).await;
    let mut body = saved_body(&customer);
    body["showSavedPayment"] = json!(false);
    let hidden = gateway.post("/v2/payments", &body).await.data().clone();
    assert_eq!(methods(&gateway.visit(url_of(&hidden)).await.text), ["card", "DANA", "SHOPEEPAY", "OVO"]);
    let led = gateway.press(url_of(&hidden), &[("method", "saved:0"), ("cvc", "123")]).await;
    assert_eq!(led.status, 422);
    let stranger = gateway.redirect(|_| ()).await;
    let mut body = saved_body(&stranger);
    body["clientReferenceId"] = json!("STRANGER-1");
    let session = gateway.post("/v2/payments", &body).await.data().clone();
    assert_eq!(methods(&gateway.visit(url_of(&session)).await.text), ["card", "DANA", "SHOPEEPAY", "OVO"]);
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_can_be_mended() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    let other = gateway.redirect(|_| ()).await;
    let (key, foreign_key) = (
        key_of(&gateway.visit(url_of(&session)).await.text),
        key_of(&gateway.visit(url_of(&other)).await.text),
    );
    assert_ne!(key, foreign_key);
    let envelope = |number: &str| sealed(&key, number);
    let long = "A".repeat(16 * 1024 + 1);
    let cases: Vec<(Vec<(&str, String)>, &str)> = vec![
        (vec![], "Choose how you would like to pay"),
        (vec![("method", "GOPAY".into())], "Choose how you would like to pay"),
        (vec![("method", "saved:0".into())], "Choose how you would like to pay"),
        (vec![("method", "card".into())], "The card did not arrive"),
        (vec![("method", "card".into()), ("encryptedCard", long)], "The card did not arrive"),
        (vec![("method", "card".into()), ("encryptedCard", "QUJD".into())], "cannot be opened"),
        (vec![("method", "card".into()), ("encryptedCard", sealed(&foreign_key, CARD))], "cannot be opened"),
        (
            vec![("method", "card".into()), ("encryptedCard", envelope("4242424242424242"))],
            "published test cards",
        ),
        (
            vec![("method", "card".into()), ("encryptedCard", envelope("4448100334430014"))],
            "needs a billing address",
        ),
    ];
    for (fields, text) in cases {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let led = gateway.press(url_of(&session), &fields).await;
        assert_eq!(led.status, 422, "{text}");
        let alert = led.text.split("role=\"alert\"").nth(1).unwrap();
        assert!(alert.contains(text), "{text} in {alert}");
        assert_eq!(gateway.retrieve(&session).await, session, "{text}");
    }
    let led = gateway.pay_by_card(&session, FRICTIONLESS, false).await;
    assert_eq!(followed(&gateway, &led, "").await, "https://shop.example/ok");
}

#[tokio::test]
async fn a_double_submit_charges_once_and_leads_to_the_same_place() {
    let gateway = Gateway::start().await;
    let session = gateway.redirect(|_| ()).await;
    let url = url_of(&session);
    let page = gateway.visit(url).await.text;
    let (token, key) = (crate::support::form_token(&page), key_of(&page));
    let envelopes = [CARD, FRICTIONLESS].map(|number| sealed(&key, number));
    let fields = |envelope| [("token", token.as_str()), ("method", "card"), ("encryptedCard", envelope)];
    let mut race = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields(&envelopes[0])).finish();
        let request = gateway.http.post(url).header("Content-Type", crate::support::FORM).body(body);
        race.spawn(async { request.send().await.unwrap() });
    }
    let answers = race.join_all().await;
    let led_to = gateway.visit(url).await.on().to_owned();
    for answer in answers {
        let to = answer.headers()["location"].to_str().unwrap();
        // One that lost the race may be led over the page itself.
        assert!(answer.status() == 303 && (to == led_to || url.ends_with(to)), "{to}");
    }
    let third = gateway.send_form(url, &fields(&envelopes[1])).await;
    assert_eq!(third.on(), led_to);
    let cancel = gateway.send_form(url, &[("token", token.as_str()), ("decision", "cancel")]).await;
    assert_eq!(cancel.on(), led_to);
    let waiting = gateway.retrieve(&session).await;
    assert_eq!(waiting["chargeDetails"].as_array().unwrap().len(), 1);
    assert_eq!(waiting["chargeDetails"][0]["card"]["last4"], "0002");
}

#[tokio::test]
async fn the_shopper_can_cancel_and_is_led_back() {
    let gateway = Gateway::start().await;
    for (method, auto, reason) in [
        (Value::Null, true, "REQUESTED_BY_CUSTOMER"),
        (Value::Null, false, "REQUESTED_BY_CUSTOMER"),
        (json!({"type": "CARD"}), true, "CHARGE_FAILED"),
        (json!({"type": "EWALLET"}), true, "CHARGE_FAILED"),
    ] {
        let session = gateway
            .redirect(|body| {
                body["paymentMethod"] = method.clone();
                body["autoConfirm"] = json!(auto);
            })
            .await;
        let led = gateway.press(url_of(&session), &[("decision", "cancel")]).await;
        assert_eq!(followed(&gateway, &led, "").await, "https://shop.example/fail");
        let ended = gateway.retrieve(&session).await;
        assert_eq!(
            (ended["status"].as_str(), ended["cancellationReason"].as_str()),
            (Some("CANCELLED"), Some(reason))
        );
        if reason == "CHARGE_FAILED" {
            assert_eq!(ended["chargeDetails"][0]["status"], "FAILED");
            assert_eq!(ended["chargeDetails"][0]["failureCode"], "CANCELLED_BY_USER");
        } else {
            assert!(ended["chargeDetails"].is_null());
        }
    }
}

#[tokio::test]
async fn the_status_page_can_be_left_out() {
    let gateway = Gateway::start().await;
    for (number, decision, end) in [
        (FRICTIONLESS, "", "https://shop.example/ok"),
        (CARD, "approve", "https://shop.example/ok"),
        (CARD, "fail", "https://shop.example/fail"),
        ("4440000334480001", "approve", "https://shop.example/fail"),
    ] {
        let session = gateway.redirect(|body| body["bypassStatusPage"] = json!(true)).await;
        let led = gateway.pay_by_card(&session, number, false).await;
        let at = match led.on().contains("/3ds/") {
            true => gateway.press(led.on(), &[("decision", decision)]).await.on().to_owned(),
            false => led.on().to_owned(),
        };
        assert_eq!(at, end);
        for page in [url_of(&session).to_owned(), format!("{}/status", url_of(&session))] {
            assert_eq!(gateway.visit(&page).await.on(), end);
        }
    }
    let session = gateway.redirect(|body| body["bypassStatusPage"] = json!(true)).await;
    assert_eq!(gateway.visit(&format!("{}/status", url_of(&session))).await.on(), session["paymentUrl"]);
    gateway.running.advance_clock(Duration::from_secs(900)).await.unwrap();
    assert_eq!(gateway.visit(url_of(&session)).await.on(), "https://shop.example/expired");
}

#[tokio::test]
async fn held_money_leads_back_as_a_success() {
    let gateway = Gateway::start().await;
    let options = json!({"card": {"captureMethod": "manual"}});
    let session = gateway.redirect(|body| body["paymentMethodOptions"] = options).await;
    let led = gateway.pay_by_card(&session, CARD, false).await;
    assert_eq!(followed(&gateway, &led, "approve").await, "https://shop.example/ok");
    let held = gateway.retrieve(&session).await;
    assert_eq!(
        (held["status"].as_str(), held["chargeDetails"][0]["status"].as_str()),
        (Some("PROCESSING"), Some("WAITING_FOR_CAPTURE"))
    );
    assert_eq!(held["paymentUrl"], session["paymentUrl"]);
    assert!(gateway.visit(&format!("{}/status", url_of(&session))).await.text.contains("Payment approved"));
}
