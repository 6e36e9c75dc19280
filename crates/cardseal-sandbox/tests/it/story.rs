//! Type a card, pay, save it, pay again with what was saved.

use serde_json::json;

use crate::support::{Gateway, sealed, stored_body};

const CARD: &str = "4440000112290002";

#[tokio::test]
async fn a_card_is_paid_saved_and_paid_again() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    assert_eq!(session["status"], "REQUIRE_CONFIRMATION");
    assert_eq!(session["encryptionKey"].as_str().unwrap().len(), 392);
    assert_eq!(session["expiryAt"], "2030-01-01T00:15:00Z");
    assert_eq!(session["statementDescriptor"], "Batik & Co <b>");
    assert!(session["chargeDetails"].is_null() && session.get("paymentUrl").is_none());

    let confirmed = gateway.confirm(&session, CARD).await.data().clone();
    assert_eq!(confirmed["status"], "REQUIRE_ACTION");
    assert_eq!(confirmed["encryptionKey"], session["encryptionKey"]);
    let charge = &confirmed["chargeDetails"][0];
    assert_eq!(charge["status"], "WAITING_FOR_USER_ACTION");
    assert_eq!((&charge["card"]["first6"], &charge["card"]["last4"]), (&json!("444000"), &json!("0002")));
    assert_eq!(charge["card"]["binInformations"]["brand"], "VISA");
    assert!(charge["card"]["authorizationResult"].is_null());
    assert!(gateway.tokens(&session).await.is_empty());

    assert_eq!(gateway.decide(&confirmed, "approve").await, "https://shop.example/ok");
    let paid = gateway.retrieve(&session).await;
    assert_eq!(paid["status"], "PAID");
    let charge = &paid["chargeDetails"][0];
    assert_eq!((&charge["status"], &charge["isCaptured"]), (&json!("SUCCESS"), &json!(true)));
    assert_eq!(charge["capturedAmount"], json!({"value": 149000, "currency": "IDR"}));
    assert_eq!(charge["card"]["authenticationResult"]["threeDsResult"], "SUCCESSFUL");
    assert_eq!(charge["card"]["authorizationResult"]["cvvResult"], "MATCHED");
    assert!(paid.get("encryptionKey").is_none() && paid.get("paymentUrl").is_none());

    let tokens = gateway.tokens(&session).await;
    assert_eq!(tokens.len(), 1);
    assert_eq!((&tokens[0]["status"], &tokens[0]["card"]["last4"]), (&json!("ACTIVE"), &json!("0002")));
    assert_eq!(tokens[0]["card"]["cardHolderLastName"], "BUYER");

    let body = stored_body(&session["customerId"], &tokens[0]["token"]);
    let again = gateway.post("/v2/payments", &body).await.data().clone();
    assert_eq!(again["status"], "REQUIRE_ACTION");
    assert!(again.get("encryptionKey").is_none());
    assert_eq!(
        again["paymentMethod"]["card"],
        json!({"token": tokens[0]["token"], "encryptedCard": "", "cvc": ""})
    );
    assert_eq!(again["chargeDetails"][0]["card"]["last4"], "");
    gateway.decide(&again, "approve").await;
    let paid = gateway.retrieve(&again).await;
    assert_eq!(
        (&paid["status"], &paid["chargeDetails"][0]["card"]["last4"]),
        (&json!("PAID"), &json!("0002"))
    );
    // The save flag was set again: the same card keeps its token.
    assert_eq!(gateway.tokens(&session).await, tokens);
}

#[tokio::test]
async fn the_same_card_typed_again_keeps_its_token() {
    let gateway = Gateway::start().await;
    let first = gateway.pay(CARD, |_| ()).await;
    let token = gateway.tokens(&first).await[0]["token"].clone();
    let second =
        gateway.pay(CARD, |body| body["customer"] = json!({"email": first["customer"]["email"]})).await;
    assert_eq!(second["customerId"], first["customerId"]);
    assert_eq!(gateway.customer(&second).await["givenName"], "Siti");
    let other = gateway.pay("5550000112220002", |body| body["customer"] = first["customer"].clone()).await;
    let tokens = gateway.tokens(&other).await;
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0]["token"], token);
    assert_eq!(tokens[1]["paymentChannel"], "MASTERCARD");
}

#[tokio::test]
async fn nothing_is_saved_unless_asked_and_paid() {
    let gateway = Gateway::start().await;
    let unasked = gateway.pay(CARD, |body| body["saveForFutureUse"] = json!(false)).await;
    assert_eq!(unasked["status"], "PAID");
    assert!(gateway.tokens(&unasked).await.is_empty());
    let declined = gateway.pay("4440000334480001", |_| ()).await;
    assert_eq!(declined["status"], "CANCELLED");
    assert!(gateway.tokens(&declined).await.is_empty());
    let absent =
        gateway.pay(CARD, |body| drop(body.as_object_mut().unwrap().remove("saveForFutureUse"))).await;
    assert!(gateway.tokens(&absent).await.is_empty());
}

#[tokio::test]
async fn the_flag_of_the_confirm_call_overrides() {
    let gateway = Gateway::start().await;
    for (created, confirmed, saved) in [(false, true, 1), (true, false, 0)] {
        let session = gateway.create(|body| body["saveForFutureUse"] = json!(created)).await;
        let answer =
            gateway.confirm_with(&session, CARD, |body| body["saveForFutureUse"] = json!(confirmed)).await;
        gateway.decide(answer.data(), "approve").await;
        assert_eq!(gateway.tokens(&session).await.len(), saved);
        assert_eq!(gateway.retrieve(&session).await["saveForFutureUse"], confirmed);
    }
}

#[tokio::test]
async fn frictionless_and_never_need_no_page() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let paid = gateway.confirm(&session, "4440000112200001").await.data().clone();
    assert_eq!(paid["status"], "PAID");
    assert!(paid.get("paymentUrl").is_none());
    let by = &paid["chargeDetails"][0]["card"]["authenticationResult"];
    assert_eq!((&by["threeDsMethod"], &by["eciCode"]), (&json!("FRICTIONLESS"), &json!("05")));

    let options = json!({"card": {"threeDsMethod": "NEVER"}});
    for nested in [false, true] {
        let session = gateway.create(|_| ()).await;
        let answer = gateway.confirm_with(&session, CARD, |body| {
            let place = if nested { &mut body["paymentMethod"] } else { body };
            place["paymentMethodOptions"] = options.clone();
        });
        let paid = answer.await.data().clone();
        assert_eq!(paid["status"], "PAID");
        assert_eq!(paid["paymentMethodOptions"], options);
        assert_eq!(paid["chargeDetails"][0]["card"]["authenticationResult"]["threeDsMethod"], "BYPASSED");
    }
}

#[tokio::test]
async fn the_envelope_is_echoed_once_and_never_kept() {
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let envelope = sealed(session["encryptionKey"].as_str().unwrap(), CARD);
    let path = format!("/v2/payments/{}/confirm", session["id"].as_str().unwrap());
    let answer = gateway.post(&path, &crate::support::confirm_body(&envelope)).await;
    assert_eq!(
        answer.data()["paymentMethod"]["card"],
        json!({"token": "", "encryptedCard": envelope, "cvc": ""})
    );
    let read = gateway.retrieve(&session).await;
    assert_eq!(read["paymentMethod"], json!({"type": "CARD"}));
}

#[tokio::test]
async fn what_was_sent_comes_back_unchanged() {
    let gateway = Gateway::start().await;
    let session = gateway
        .create(|body| {
            body["statementDescriptor"] = json!("SHOP 1");
            body["expirationMode"] = json!("STRICT");
            body["expiryAt"] = json!("2030-01-31T00:00:00Z");
        })
        .await;
    let read = gateway.get(&format!("/v2/payments/{}", session["id"].as_str().unwrap())).await;
    assert!(read.text.contains(r#""metadata":{"exact":1.1,"invoiceNo":"INV0001"}"#), "{}", read.text);
    let read = read.data();
    assert_eq!(read, &session);
    assert_eq!((&read["statementDescriptor"], &read["expirationMode"]), (&json!("SHOP 1"), &json!("STRICT")));
    assert_eq!(read["expiryAt"], "2030-01-31T00:00:00Z");
    assert_eq!(read["customer"]["surname"], "Buyer");
}
