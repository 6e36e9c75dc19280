//! Creating sessions of both modes: first statuses, echoes, and every wrong combination.

use serde_json::{Value, json};

use crate::hosted::{redirect_body, with_saved};
use crate::support::{Gateway, id, session_body};

#[tokio::test]
async fn the_first_status_depends_on_method_and_auto_confirm() {
    let gateway = Gateway::start().await;
    let card = json!({"type": "CARD"});
    let wallet = json!({"type": "EWALLET"});
    let cases = [
        (Value::Null, Value::Null, "REQUIRE_PAYMENT_METHOD"),
        (Value::Null, json!(true), "REQUIRE_PAYMENT_METHOD"),
        (Value::Null, json!(false), "REQUIRE_CONFIRMATION"),
        (card.clone(), Value::Null, "REQUIRE_ACTION"),
        (wallet.clone(), json!(true), "REQUIRE_ACTION"),
        (card, json!(false), "REQUIRE_CONFIRMATION"),
        (wallet, json!(false), "REQUIRE_CONFIRMATION"),
    ];
    for (method, auto_confirm, status) in cases {
        let session = gateway
            .redirect(|body| {
                body["paymentMethod"] = method.clone();
                body["autoConfirm"] = auto_confirm.clone();
            })
            .await;
        assert_eq!(session["status"], status, "{method} {auto_confirm}");
        assert_eq!(session["mode"], "REDIRECT");
        assert_eq!(session["autoConfirm"], json!(auto_confirm != json!(false)));
        assert_eq!(session["paymentMethod"], method);
        assert!(session.get("encryptionKey").is_none(), "{session}");
        let page = session["paymentUrl"].as_str().unwrap().rsplit('/').next().unwrap();
        assert_eq!(page.len(), 48);
        assert_ne!(page, id(&session));
        let charges = &session["chargeDetails"];
        if status == "REQUIRE_ACTION" {
            assert_eq!(charges.as_array().unwrap().len(), 1);
            assert_eq!(charges[0]["status"], "WAITING_FOR_USER_ACTION");
            if method["type"] == "CARD" {
                assert_eq!(charges[0]["card"]["first6"], "");
                assert_eq!(charges[0]["card"]["last4"], "");
            }
        } else {
            assert!(charges.is_null());
        }
        assert_eq!(gateway.retrieve(&session).await, session);
    }
}

#[tokio::test]
async fn what_was_sent_is_echoed_in_the_tables_spelling() {
    let gateway = Gateway::start().await;
    let customer = with_saved(&gateway).await;
    for (save, show) in [("saveForFutureUse", "showSavedPayment"), ("saveForFuture", "showSavePayment")] {
        let session = gateway
            .redirect(|body| {
                let fields = body.as_object_mut().unwrap();
                fields.remove("customer");
                fields.remove("saveForFutureUse");
                fields.insert("customerId".into(), customer["customerId"].clone());
                fields.insert(save.into(), json!(true));
                fields.insert(show.into(), json!(true));
                body["bypassStatusPage"] = json!(true);
                body["expirationMode"] = json!("STRICT");
                body["expiryAt"] = json!("2030-01-01T00:20:00Z");
                body["statementDescriptor"] = json!("SHOP");
                body["paymentMethod"] =
                    json!({"type": "EWALLET", "ewallet": {"accountIdentifier": "+628111111001"}});
                body["paymentMethodOptions"] = json!({"ewallet": {"channel": "ovo"}});
            })
            .await;
        for (name, value) in [
            ("saveForFutureUse", json!(true)),
            ("showSavedPayment", json!(true)),
            ("bypassStatusPage", json!(true)),
            ("expirationMode", json!("STRICT")),
            ("expiryAt", json!("2030-01-01T00:20:00Z")),
            ("statementDescriptor", json!("SHOP")),
            ("paymentType", json!("SINGLE")),
            ("paymentMethod", json!({"type": "EWALLET", "ewallet": {"accountIdentifier": "+628111111001"}})),
            ("paymentMethodOptions", json!({"ewallet": {"channel": "OVO"}})),
        ] {
            assert_eq!(session[name], value, "{name}");
        }
        assert_eq!(session["metadata"], redirect_body()["metadata"]);
        assert_eq!(session["chargeDetails"][0]["ewallet"], json!({"channel": "OVO"}));
        assert!(session["chargeDetails"][0].get("card").is_none());
    }
}

#[tokio::test]
async fn every_wrong_combination_names_its_field() {
    let gateway = Gateway::start().await;
    let redirect = |change: Value| merged(redirect_body(), change);
    let api = |change: Value| merged(session_body(), change);
    let wallet = |change: Value| {
        merged(api(json!({"paymentMethod": {"type": "EWALLET"}, "autoConfirm": true})), change)
    };
    let cases = [
        (redirect(json!({"showSavedPayment": true})), "customerId"),
        (redirect(json!({"showSavePayment": true})), "customerId"),
        (redirect(json!({"showSavedPayment": "yes"})), "showSavedPayment"),
        (redirect(json!({"bypassStatusPage": 1})), "bypassStatusPage"),
        (redirect(json!({"paymentType": "MULTIPLE"})), "paymentType"),
        (redirect(json!({"paymentMethod": {"type": "QR"}})), "paymentMethod.type"),
        (redirect(json!({"paymentMethod": {}})), "paymentMethod.type"),
        (card(redirect, json!({"token": "t"})), "paymentMethod.card.token"),
        (card(redirect, json!({"cvc": "123"})), "paymentMethod.card.cvc"),
        (card(redirect, json!({"encryptedCard": "QUJD"})), "paymentMethod.card.encryptedCard"),
        (card(redirect, json!({"number": "4440000112290002"})), "paymentMethod.card.number"),
        (
            redirect(json!({"paymentMethod": {"type": "CARD", "ewallet": {"accountIdentifier": "0811"}}})),
            "paymentMethod.ewallet",
        ),
        (
            redirect(json!({"paymentMethod": {"type": "EWALLET", "card": {"token": "t"}}})),
            "paymentMethod.card",
        ),
        (
            redirect(json!({"paymentMethod": {"type": "EWALLET", "ewallet": {}}})),
            "paymentMethod.ewallet.accountIdentifier",
        ),
        (
            redirect(json!({"paymentMethod": {"type": "EWALLET", "ewallet": {"accountIdentifier": "12"}}})),
            "paymentMethod.ewallet.accountIdentifier",
        ),
        (
            redirect(
                json!({"paymentMethod": {"type": "CARD"}, "paymentMethodOptions": {"ewallet": {"channel": "DANA"}}}),
            ),
            "paymentMethodOptions.ewallet",
        ),
        (
            redirect(
                json!({"paymentMethod": {"type": "EWALLET"}, "paymentMethodOptions": {"card": {"captureMethod": "manual"}}}),
            ),
            "paymentMethodOptions.card",
        ),
        (
            redirect(json!({"paymentMethodOptions": {"ewallet": {"channel": "GOPAY"}}})),
            "paymentMethodOptions.ewallet.channel",
        ),
        (
            redirect(json!({"paymentMethodOptions": {"ewallet": {"expiryAt": "2030-01-01T00:00:00Z"}}})),
            "paymentMethodOptions.ewallet.expiryAt",
        ),
        (api(json!({"showSavedPayment": true})), "showSavedPayment"),
        (api(json!({"showSavePayment": true})), "showSavePayment"),
        (api(json!({"bypassStatusPage": true})), "bypassStatusPage"),
        (api(json!({"paymentMethod": null})), "paymentMethod"),
        (wallet(json!({})), "paymentMethodOptions.ewallet.channel"),
        (wallet(json!({"paymentMethodOptions": {"ewallet": {}}})), "paymentMethodOptions.ewallet.channel"),
        (
            wallet(json!({"autoConfirm": false, "paymentMethodOptions": {"card": {}}})),
            "paymentMethodOptions.card",
        ),
    ];
    for (body, field) in cases {
        let refused = gateway.post("/v2/payments", &body).await;
        let fields = refused.refused(400, "api_validation_error").fields();
        assert!(fields.contains(&field), "{field} in {fields:?} of {body}");
    }
}

#[tokio::test]
async fn the_merchant_cannot_confirm_what_the_shopper_confirms() {
    let gateway = Gateway::start().await;
    for change in [json!({}), json!({"autoConfirm": false}), json!({"paymentMethod": {"type": "CARD"}})] {
        let session = gateway.redirect(|body| *body = merged(body.clone(), change)).await;
        let body = crate::support::confirm_body("QUJD");
        let refused = gateway.post(&format!("/v2/payments/{}/confirm", id(&session)), &body).await;
        assert_eq!(refused.refused(422, "api_validation_error").fields(), ["mode"]);
        assert_eq!(gateway.retrieve(&session).await, session);
    }
}

/// Fields over fields; null takes one away.
fn merged(mut body: Value, change: Value) -> Value {
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn card(redirect: impl Fn(Value) -> Value, card: Value) -> Value {
    redirect(json!({"paymentMethod": {"type": "CARD", "card": card}}))
}
