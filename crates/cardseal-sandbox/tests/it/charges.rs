//! Charges by reference, and what the account accepts.

use std::time::Duration;

use cardseal_types::{Amount, CardBrand, Charge, PaymentMethodConfigs};
use serde_json::json;

use crate::support::{Gateway, config};

const CARD: &str = "4440000112290002";

#[tokio::test]
async fn charges_are_found_by_reference_and_by_their_merchant_only() {
    let mut gateway = Gateway::start().await;
    let paid = gateway.pay(CARD, |_| ()).await;
    let open = gateway.create(|_| ()).await;
    gateway.confirm(&open, CARD).await;
    let unconfirmed = gateway.create(|_| ()).await;
    let path = |reference: &serde_json::Value| {
        format!("/v2/charges?clientReferenceId={}", reference.as_str().unwrap())
    };
    let found = gateway.get(&path(&paid["clientReferenceId"])).await;
    assert_eq!(found.data(), &paid["chargeDetails"]);
    assert_eq!(found.json["pagination"], json!({"page": 1, "perPage": 20, "totalItems": 1, "totalPages": 1}));
    let charges: Vec<Charge> = serde_json::from_value(found.data().clone()).unwrap();
    assert_eq!(charges[0].payment_session_id.as_ref().unwrap().as_str(), paid["id"].as_str().unwrap());
    for empty in [&unconfirmed["clientReferenceId"], &json!("NOBODY-KNOWS")] {
        let found = gateway.get(&path(empty)).await;
        assert_eq!((found.data(), &found.json["pagination"]["totalItems"]), (&json!([]), &json!(0)));
    }
    let beyond = gateway.get(&format!("{}&page=2&perPage=1", path(&paid["clientReferenceId"]))).await;
    assert_eq!((beyond.data(), &beyond.json["pagination"]["totalItems"]), (&json!([]), &json!(1)));

    for (query, field) in [
        ("", "clientReferenceId"),
        ("?clientReferenceId=", "clientReferenceId"),
        ("?clientReferenceId=a%20b", "clientReferenceId"),
        ("?clientReferenceId=A&perPage=101", "perPage"),
    ] {
        let refused = gateway.get(&format!("/v2/charges{query}")).await;
        assert_eq!(refused.refused(400, "api_validation_error").fields(), [field], "{query}");
    }

    // A charge whose time has passed is not shown as open.
    gateway.running.advance_clock(Duration::from_secs(900)).await.unwrap();
    gateway.log_in("merchant-one", "secret-one").await;
    let expired = gateway.get(&path(&open["clientReferenceId"])).await;
    assert_eq!(expired.data()[0]["status"], "EXPIRED");
    assert_eq!(expired.data()[0]["failureCode"], "CHARGE_EXPIRED");

    gateway.log_in("merchant-two", "secret-two").await;
    assert_eq!(gateway.get(&path(&paid["clientReferenceId"])).await.data(), &json!([]));
}

#[tokio::test]
async fn the_account_tells_what_it_accepts() {
    let gateway = Gateway::start().await;
    let answer = gateway.get("/v2/payment-method-configs").await;
    let configs: PaymentMethodConfigs = serde_json::from_value(answer.data().clone()).unwrap();
    let card = configs.card.unwrap();
    let amount = Amount::idr(149_000).unwrap();
    assert!(card.accepts(&CardBrand::Visa, &amount) && !card.accepts(&CardBrand::Amex, &amount));
    assert_eq!(answer.data()["card"]["acceptedChannels"], json!(["VISA", "MASTERCARD", "JCB"]));
    let longest = card.maximum_expiry.unwrap().duration().unwrap();
    let ewallet = configs.ewallet.unwrap();
    assert!(ewallet.enabled && !configs.qr.unwrap().enabled);
    assert_eq!(answer.data()["ewallet"]["acceptedChannels"], json!(["DANA", "SHOPEEPAY", "OVO"]));
    assert!(!configs.virtual_account.unwrap().enabled);
    // What is said holds.
    let end = gateway.running.now() + longest;
    let session = gateway.create(|body| body["expiryAt"] = json!(end.to_string())).await;
    assert_eq!(session["expiryAt"], end.to_string());

    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path());
    config.accept_unlisted_cards = true;
    let open = Gateway::with(config).await;
    let answer = open.get("/v2/payment-method-configs").await;
    assert_eq!(answer.data()["card"]["acceptedChannels"].as_array().unwrap().len(), 7);
}
