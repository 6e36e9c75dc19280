//! Paying with an e-wallet, from the hosted page and in API mode.

use serde_json::{Value, json};

use crate::hosted::{attribute, methods, saved_body, url_of, with_saved};
use crate::support::{Gateway, session_body};

const OK: &str = "https://shop.example/ok";
const FAIL: &str = "https://shop.example/fail";
const EXPIRED: &str = "https://shop.example/expired";

/// Phone, session, charge, failure code, and where the shopper is led: as published.
#[rustfmt::skip]
const PHONES: [(&str, &str, &str, Option<&str>, &str); 4] = [
    ("08111111001", "PAID",       "SUCCESS",    None,                        OK),
    ("08111111002", "PROCESSING", "PROCESSING", None,                        OK),
    ("08111111003", "CANCELLED",  "FAILED",     Some("DECLINED_BY_CHANNEL"), FAIL),
    ("08111111004", "EXPIRED",    "EXPIRED",    Some("CHARGE_EXPIRED"),      EXPIRED),
];

const CHANNELS: [(&str, &str); 3] = [("DANA", "DANA"), ("SHOPEEPAY", "ShopeePay"), ("OVO", "OVO")];

/// A create body that charges a wallet in API mode.
pub(crate) fn wallet_body(channel: &str) -> Value {
    let mut body = session_body();
    body["paymentMethod"] = json!({"type": "EWALLET"});
    body["paymentMethodOptions"] = json!({"ewallet": {"channel": channel}});
    body["autoConfirm"] = json!(true);
    body
}

async fn created(gateway: &Gateway, channel: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = wallet_body(channel);
    change(&mut body);
    gateway.post("/v2/payments", &body).await.data().clone()
}

#[track_caller]
fn assert_ended(
    ended: &Value,
    channel: &str,
    (phone, session, charge, code, _): (&str, &str, &str, Option<&str>, &str),
) {
    let made = &ended["chargeDetails"][0];
    assert_eq!((ended["status"].as_str(), made["status"].as_str()), (Some(session), Some(charge)), "{phone}");
    assert_eq!(made["failureCode"].as_str(), code, "{phone}");
    assert_eq!(ended["cancellationReason"].as_str(), (session == "CANCELLED").then_some("CHARGE_FAILED"));
    assert_eq!(made["isCaptured"], json!(charge == "SUCCESS"));
    let number = format!("62{}", &phone[1..]);
    let wallet =
        json!({"channel": channel, "accountInformations": {"mobileNumber": number, "name": "Test Account"}});
    assert_eq!(made["ewallet"], wallet);
    assert!(made.get("card").is_none(), "{made}");
}

#[tokio::test]
async fn four_phones_end_as_documented_in_both_modes_and_every_wallet() {
    let gateway = Gateway::start().await;
    let mut walked = 0;
    for phone in PHONES {
        for (channel, name) in CHANNELS {
            let session = created(&gateway, channel, |_| ()).await;
            assert_eq!(
                (session["status"].as_str(), session["mode"].as_str()),
                (Some("REQUIRE_ACTION"), Some("API"))
            );
            assert_eq!(session["chargeDetails"][0]["status"], "WAITING_FOR_USER_ACTION");
            assert!(session.get("encryptionKey").is_none());
            let url = url_of(&session);
            assert!(url.contains("/wallet/"), "{url}");
            assert!(gateway.visit(url).await.text.contains(&format!("<strong>{name}</strong>")));
            assert_eq!(gateway.pay_by_wallet(url, phone.0).await, phone.4);
            let ended = gateway.retrieve(&session).await;
            assert_ended(&ended, channel, phone);
            assert!(ended.get("paymentUrl").is_none());
            assert_eq!(gateway.tokens(&session).await.len(), usize::from(phone.1 == "PAID"));

            let session = gateway.redirect(|_| ()).await;
            let wallet = gateway.choose_wallet(&session, channel, true).await;
            let status = gateway.pay_by_wallet(&wallet, phone.0).await;
            assert_eq!(status, format!("{}/status", url_of(&session)));
            let page = gateway.visit(&status).await.text;
            assert_eq!(attribute(page.split("<a ").nth(1).unwrap(), "href").unwrap(), phone.4);
            let ended = gateway.retrieve(&session).await;
            assert_ended(&ended, channel, phone);
            assert_eq!(ended["paymentMethod"], json!({"type": "EWALLET"}));
            assert_eq!(ended.get("paymentUrl").is_some(), phone.1 == "PROCESSING");
            let stored = gateway.tokens(&session).await;
            assert_eq!(stored.len(), usize::from(phone.1 == "PAID"));
            for method in stored {
                assert_eq!(method["paymentMethod"], "ewallet");
                assert_eq!(method["paymentChannel"], channel.to_lowercase());
                assert!(method.get("card").is_none());
            }
            walked += 1;
        }
    }
    assert_eq!(walked, 12);
}

#[tokio::test]
async fn the_charge_walks_the_documented_path() {
    let gateway = Gateway::start().await;
    let session = created(&gateway, "OVO", |_| ()).await;
    let url = url_of(&session);
    let now = async || {
        let session = gateway.retrieve(&session).await;
        (
            session["status"].clone(),
            session["chargeDetails"][0]["status"].clone(),
            session["paymentUrl"].clone(),
        )
    };
    assert_eq!(now().await, (json!("REQUIRE_ACTION"), json!("WAITING_FOR_USER_ACTION"), json!(url)));
    gateway.press(url, &[("phone", "08111111002")]).await.on();
    assert_eq!(now().await, (json!("REQUIRE_ACTION"), json!("WAITING_FOR_AUTHENTICATION"), json!(url)));
    gateway.press(url, &[("otp", "000000")]).await.on();
    assert_eq!(now().await, (json!("PROCESSING"), json!("PROCESSING"), Value::Null));
    // A wallet takes the time that it takes.
    gateway.running.advance_clock(std::time::Duration::from_secs(899)).await.unwrap();
    assert_eq!(now().await.0, "PROCESSING");
}

#[tokio::test]
async fn an_unknown_phone_is_told_which_ones_there_are() {
    let gateway = Gateway::start().await;
    let session = created(&gateway, "DANA", |_| ()).await;
    let before = gateway.retrieve(&session).await;
    for wrong in ["", "0812", "08111111005", "+18111111001", "<script>"] {
        let led = gateway.press(url_of(&session), &[("phone", wrong)]).await;
        assert_eq!(led.status, 422, "{wrong}");
        let alert = led.text.split("role=\"alert\"").nth(1).unwrap();
        for (phone, ..) in PHONES {
            assert!(alert.contains(phone), "{alert}");
        }
        assert!(!led.text.contains("<script>"));
        assert_eq!(gateway.retrieve(&session).await, before);
    }
}

#[tokio::test]
async fn three_wrong_codes_end_the_payment() {
    let gateway = Gateway::start().await;
    let session = created(&gateway, "SHOPEEPAY", |_| ()).await;
    let url = url_of(&session);
    gateway.press(url, &[("phone", "08111111001")]).await.on();
    for left in ["2 tries are left", "1 try is left"] {
        assert_eq!(gateway.press(url, &[("otp", "111111")]).await.on(), url);
        assert!(gateway.visit(url).await.text.contains(left));
        assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_ACTION");
    }
    assert_eq!(gateway.press(url, &[("otp", "000001")]).await.on(), FAIL);
    let ended = gateway.retrieve(&session).await;
    assert_eq!(
        (&ended["status"], &ended["cancellationReason"]),
        (&json!("CANCELLED"), &json!("CHARGE_FAILED"))
    );
    assert_eq!(ended["chargeDetails"][0]["failureCode"], "AUTHENTICATION_FAILED");
    assert!(gateway.tokens(&session).await.is_empty());
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_answered_once() {
    let gateway = Gateway::start().await;
    let session = created(&gateway, "DANA", |_| ()).await;
    let url = url_of(&session);
    let page = gateway.visit(url).await.text;
    let token = crate::support::form_token(&page);
    let form = |step: &'static str, name: &'static str, value: &'static str| {
        [("token", token.clone()), ("step", step.to_owned()), (name, value.to_owned())]
    };
    let send = async |form: [(&str, String); 3]| {
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        gateway.send_form(url, &fields).await.on().to_owned()
    };
    for _ in 0..2 {
        assert_eq!(send(form("phone", "phone", "08111111001")).await, url);
    }
    for _ in 0..5 {
        assert_eq!(send(form("otp-0", "otp", "9")).await, url);
    }
    assert!(gateway.visit(url).await.text.contains("2 tries are left"), "five posts of one form are one try");
    assert_eq!(send(form("otp-1", "otp", "000000")).await, OK);
    for late in [
        form("otp-1", "otp", "9"),
        form("phone", "phone", "08111111003"),
        form("otp-1", "decision", "cancel"),
    ] {
        assert_eq!(send(late).await, OK);
    }
    assert_eq!(gateway.retrieve(&session).await["status"], "PAID");
}

#[tokio::test]
async fn the_shopper_can_cancel_at_either_step() {
    let gateway = Gateway::start().await;
    for phone in [None, Some("08111111001")] {
        let session = created(&gateway, "DANA", |_| ()).await;
        if let Some(phone) = phone {
            gateway.press(url_of(&session), &[("phone", phone)]).await.on();
        }
        assert_eq!(
            gateway.press(url_of(&session), &[("decision", "cancel"), ("otp", "000000")]).await.on(),
            FAIL
        );
        let ended = gateway.retrieve(&session).await;
        assert_eq!(
            (&ended["status"], &ended["cancellationReason"]),
            (&json!("CANCELLED"), &json!("CHARGE_FAILED"))
        );
        assert_eq!(ended["chargeDetails"][0]["failureCode"], "CANCELLED_BY_USER");
        assert!(gateway.visit(url_of(&session)).await.text.contains("Payment not made"));
    }
}

#[tokio::test]
async fn the_merchants_number_is_proposed() {
    let gateway = Gateway::start().await;
    for number in ["08111111001", "628111111001", "+628111111001"] {
        let method = json!({"type": "EWALLET", "ewallet": {"accountIdentifier": number}});
        let session = created(&gateway, "OVO", |body| body["paymentMethod"] = method.clone()).await;
        let page = gateway.visit(url_of(&session)).await.text;
        assert_eq!(attribute(page.split("id=\"phone\"").nth(1).unwrap(), "value").as_deref(), Some(number));
        let options = json!({"ewallet": {"channel": "OVO"}});
        let hosted = gateway
            .redirect(|body| {
                body["paymentMethod"] = method;
                body["paymentMethodOptions"] = options;
            })
            .await;
        assert_eq!(methods(&gateway.visit(url_of(&hosted)).await.text), ["OVO"]);
        let wallet = gateway.choose_wallet(&hosted, "OVO", false).await;
        let page = gateway.visit(&wallet).await.text;
        assert_eq!(attribute(page.split("id=\"phone\"").nth(1).unwrap(), "value").as_deref(), Some(number));
        assert_eq!(gateway.pay_by_wallet(&wallet, number).await, format!("{}/status", url_of(&hosted)));
        assert_eq!(gateway.retrieve(&hosted).await["status"], "PAID");
    }
}

#[tokio::test]
async fn a_wallet_is_kept_only_where_it_may_be() {
    let gateway = Gateway::start().await;
    for (flag, tick, kept) in [(true, true, 1), (true, false, 0), (false, true, 0)] {
        let session = gateway.redirect(|body| body["saveForFutureUse"] = json!(flag)).await;
        let wallet = gateway.choose_wallet(&session, "DANA", tick).await;
        gateway.pay_by_wallet(&wallet, "08111111001").await;
        assert_eq!(gateway.tokens(&session).await.len(), kept, "{flag} {tick}");
    }
    for (flag, kept) in [(true, 1), (false, 0)] {
        let session = created(&gateway, "DANA", |body| body["saveForFutureUse"] = json!(flag)).await;
        gateway.pay_by_wallet(url_of(&session), "08111111001").await;
        assert_eq!(gateway.tokens(&session).await.len(), kept, "{flag}");
    }
}

#[tokio::test]
async fn a_saved_wallet_is_paid_without_its_number() {
    let gateway = Gateway::start().await;
    let customer = with_saved(&gateway).await;
    for options in [Value::Null, json!({"ewallet": {"channel": "DANA"}})] {
        let mut body = saved_body(&customer);
        body["paymentMethod"] = json!({"type": "EWALLET"});
        body["paymentMethodOptions"] = options.clone();
        let session = gateway.post("/v2/payments", &body).await.data().clone();
        let offered = methods(&gateway.visit(url_of(&session)).await.text);
        assert_eq!(offered[..2], ["saved:0", "DANA"], "{options}");
        let wallet = gateway.press(url_of(&session), &[("method", "saved:0")]).await.on().to_owned();
        let waiting = gateway.retrieve(&session).await;
        assert_eq!(waiting["chargeDetails"][0]["status"], "WAITING_FOR_AUTHENTICATION");
        let page = gateway.visit(&wallet).await.text;
        assert!(!page.contains("id=\"phone\"") && page.contains("id=\"otp\"") && page.contains("001"));
        assert!(!page.contains("8111111001"), "the number is masked");
        gateway.press(&wallet, &[("otp", "000000")]).await.on();
        assert_ended(&gateway.retrieve(&session).await, "DANA", PHONES[0]);
        assert_eq!(gateway.tokens(&session).await.len(), 2, "a wallet keeps its token");
    }
    // Another wallet's channel does not show it, and the API takes no token of a wallet for a card.
    let mut body = saved_body(&customer);
    body["paymentMethod"] = json!({"type": "EWALLET"});
    body["paymentMethodOptions"] = json!({"ewallet": {"channel": "OVO"}});
    let session = gateway.post("/v2/payments", &body).await.data().clone();
    assert_eq!(methods(&gateway.visit(url_of(&session)).await.text), ["OVO"]);
    let token = gateway.tokens(&customer).await[1]["token"].clone();
    let body = crate::support::stored_body(&customer["customerId"], &token);
    let refused = gateway.post("/v2/payments", &body).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields(), ["paymentMethod.card.token"]);
}

#[tokio::test]
async fn a_wallet_that_ends_earlier_ends_its_session() {
    let gateway = Gateway::start().await;
    let options = json!({"ewallet": {"channel": "DANA", "expiryAt": "2030-01-01T00:05:00Z"}});
    let session = created(&gateway, "DANA", |body| body["paymentMethodOptions"] = options.clone()).await;
    assert_eq!(session["expiryAt"], "2030-01-01T00:05:00Z");
    // Where the shopper may choose something else, it does not.
    let session = gateway.redirect(|body| body["paymentMethodOptions"] = options).await;
    assert_eq!(session["expiryAt"], "2030-01-01T00:15:00Z");
}

#[tokio::test]
async fn neither_page_opens_the_others_payment() {
    let gateway = Gateway::start().await;
    let wallet = created(&gateway, "DANA", |_| ()).await;
    let session = gateway.create(|_| ()).await;
    let bank = gateway.confirm(&session, "4440000112290002").await.data().clone();
    for (url, from, to) in [(url_of(&wallet), "/wallet/", "/3ds/"), (url_of(&bank), "/3ds/", "/wallet/")] {
        assert_eq!(gateway.visit(&url.replace(from, to)).await.status, 404);
    }
}

#[tokio::test]
async fn a_wallet_can_wait_for_the_confirm_call() {
    let mut gateway = Gateway::start().await;
    let change = |body: &mut Value| {
        body["autoConfirm"] = json!(false);
        body.as_object_mut().unwrap().remove("paymentMethodOptions");
    };
    let session = created(&gateway, "", change).await;
    assert_eq!(session["status"], "REQUIRE_CONFIRMATION");
    assert!(session.get("paymentUrl").is_none() && session.get("encryptionKey").is_none());
    assert!(session["chargeDetails"].is_null());
    let path = format!("/v2/payments/{}/confirm", crate::support::id(&session));
    let wallet = json!({"type": "EWALLET"});
    let options = json!({"ewallet": {"channel": "OVO"}});
    for (body, field) in [
        (json!({}), "paymentMethod"),
        (json!({"paymentMethod": {}}), "paymentMethod.type"),
        (json!({"paymentMethod": {"type": "CARD", "card": {"encryptedCard": "QUJD"}}}), "paymentMethod.type"),
        (json!({"paymentMethod": wallet}), "paymentMethodOptions.ewallet.channel"),
        (
            json!({"paymentMethod": wallet, "paymentMethodOptions": {"card": {"captureMethod": "manual"}}}),
            "paymentMethodOptions.card",
        ),
        (
            json!({"paymentMethod": {"type": "EWALLET", "ewallet": {}}}),
            "paymentMethod.ewallet.accountIdentifier",
        ),
        (
            json!({"paymentMethod": wallet, "paymentMethodOptions": {"ewallet": {"channel": "GOPAY"}}}),
            "paymentMethodOptions.ewallet.channel",
        ),
    ] {
        let refused = gateway.post(&path, &body).await;
        let fields = refused.refused(400, "api_validation_error").fields();
        assert!(fields.contains(&field), "{field} in {fields:?}");
        assert_eq!(gateway.retrieve(&session).await, session);
    }
    let body = json!({"paymentMethod": wallet, "paymentMethodOptions": options, "saveForFutureUse": false});
    let confirmed = gateway.post(&path, &body).await.data().clone();
    assert_eq!(confirmed["status"], "REQUIRE_ACTION");
    assert_eq!(confirmed["chargeDetails"][0]["ewallet"]["channel"], "OVO");
    assert_eq!(gateway.pay_by_wallet(url_of(&confirmed), "08111111001").await, OK);
    assert_eq!(gateway.retrieve(&session).await["status"], "PAID");
    assert!(gateway.tokens(&session).await.is_empty(), "the confirm call has the last word");
    gateway.post(&path, &body).await.refused(422, "api_validation_error");

    // With its wallet from the create call, and too late.
    let session = created(&gateway, "DANA", |body| body["autoConfirm"] = json!(false)).await;
    let path = format!("/v2/payments/{}/confirm", crate::support::id(&session));
    gateway.running.advance_clock(std::time::Duration::from_millis(899_999)).await.unwrap();
    let confirmed = gateway.post(&path, &json!({"paymentMethod": wallet})).await.data().clone();
    assert_eq!(confirmed["chargeDetails"][0]["ewallet"]["channel"], "DANA");
    let late = created(&gateway, "DANA", |body| {
        body["autoConfirm"] = json!(false);
        body["expiryAt"] = json!("2030-01-01T00:15:00Z");
    });
    let late = late.await;
    gateway.running.advance_clock(std::time::Duration::from_millis(1)).await.unwrap();
    gateway.log_in("merchant-one", "secret-one").await;
    let path = format!("/v2/payments/{}/confirm", crate::support::id(&late));
    gateway.post(&path, &json!({"paymentMethod": wallet})).await.refused(422, "api_validation_error");
    assert_eq!(gateway.retrieve(&late).await["status"], "EXPIRED");
}
