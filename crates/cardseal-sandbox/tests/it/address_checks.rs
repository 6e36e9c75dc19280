//! What the issuer says of a billing address, which never decides over the payment.

use cardseal_types::AvsResult;
use serde_json::{Value, json};

use crate::support::{
    Gateway, NAMES, billing, confirm_body, envelope_of, id, plaintext, session_body, stored_body,
};

const FOREIGN: &str = "4448100334430014";
const FRICTIONLESS: &str = "4440000112200001";
const DECLINED: &str = "4440000334480001";

#[rustfmt::skip]
const STREETS: [(&str, &str); 15] = [
    ("Alpha Street", "NOT_AVAILABLE"),
    ("Bravo Street", "NOT_AVAILABLE"),
    ("Charlie Street", "UNKNOWN_FROM_PROCESSOR"),
    ("Delta Street", "NOT_MATCHED"),
    ("12 Echo Street", "PARTIAL_MATCH_ZIP"),
    ("Foxtrot Street 7", "PARTIAL_MATCH_ADDRESS"),
    ("golf street", "MATCHED"),
    ("Hotel Street", "PARTIAL_MATCH_NAME"),
    ("India Street", "PARTIAL_MATCH_ZIP"),
    ("JULIETT STREET", "PARTIAL_MATCH_ADDRESS"),
    ("Kilo Street", "NOT_SUPPORTED"),
    ("Lima Street", "NOT_AVAILABLE"),
    ("Mike Street", "UNKNOWN_FROM_PROCESSOR"),
    ("1 Main Street", "NOT_AVAILABLE"),
    ("Deltastreet", "NOT_AVAILABLE"),
];

fn living_in(street: &str) -> Value {
    let mut billing = billing();
    billing["addressLine1"] = json!(street);
    billing
}

fn order(billing: Value) -> Value {
    let mut order = session_body()["orderInformation"].clone();
    order["billingInfo"] = billing;
    order
}

fn result(session: &Value) -> &str {
    session["chargeDetails"][0]["card"]["authorizationResult"]["avsResult"].as_str().unwrap_or("none")
}

#[tokio::test]
async fn every_documented_street_has_its_result_and_all_are_paid() {
    let gateway = Gateway::start().await;
    for (street, expected) in STREETS {
        assert!(AvsResult::KNOWN.contains(&AvsResult::from(expected)), "{expected} is documented");
        let paid =
            gateway.pay(FOREIGN, |body| body["orderInformation"]["billingInfo"] = living_in(street)).await;
        assert_eq!((result(&paid), &paid["status"]), (expected, &json!("PAID")), "{street}");
    }
    let without = gateway.pay(FRICTIONLESS, |_| ()).await;
    assert_eq!(result(&without), "NOT_AVAILABLE");
    // A refused payment was still checked; one that nobody asked the issuer about was not.
    let declined = gateway
        .pay(DECLINED, |body| body["orderInformation"]["billingInfo"] = living_in("Delta Street"))
        .await;
    assert_eq!((result(&declined), &declined["status"]), ("NOT_MATCHED", &json!("CANCELLED")));
    let blocked = gateway
        .pay("4440000334410008", |body| body["orderInformation"]["billingInfo"] = living_in("Delta Street"))
        .await;
    assert_eq!(result(&blocked), "none");
}

#[tokio::test]
async fn the_address_comes_from_the_envelope_the_confirm_call_or_the_create_call() {
    let gateway = Gateway::start().await;
    let places = [None, Some("Golf Street")];
    for created in [None, Some("Kilo Street")] {
        for confirmed in [None, Some("Hotel Street")] {
            for sealed in places {
                let session = gateway
                    .create(|body| {
                        if let Some(street) = created {
                            body["orderInformation"]["billingInfo"] = living_in(street);
                        }
                    })
                    .await;
                let mut inside = plaintext(FRICTIONLESS);
                // An order without an address does not hide the address that is known.
                inside["orderInformation"] =
                    sealed.map_or_else(|| order(Value::Null), |s| order(living_in(s)));
                let key = session["encryptionKey"].as_str().unwrap();
                let mut body = confirm_body(&envelope_of(key, inside.to_string().as_bytes(), NAMES));
                body["orderInformation"] =
                    confirmed.map_or_else(|| order(Value::Null), |s| order(living_in(s)));
                let paid = gateway.post(&format!("/v2/payments/{}/confirm", id(&session)), &body).await;
                let expected = match (sealed, confirmed, created) {
                    (Some(_), ..) => "MATCHED",
                    (_, Some(_), _) => "PARTIAL_MATCH_NAME",
                    (.., Some(_)) => "NOT_SUPPORTED",
                    _ => "NOT_AVAILABLE",
                };
                let case = format!("{created:?} {confirmed:?} {sealed:?}");
                assert_eq!(
                    (result(paid.data()), &paid.data()["status"]),
                    (expected, &json!("PAID")),
                    "{case}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_stored_card_is_checked_by_the_address_of_its_new_order() {
    let gateway = Gateway::start().await;
    let paid =
        gateway.pay(FOREIGN, |body| body["orderInformation"]["billingInfo"] = living_in("Golf Street")).await;
    let token = gateway.tokens(&paid).await[0]["token"].clone();
    let mut body = stored_body(&paid["customerId"], &token);
    body["orderInformation"]["billingInfo"] = living_in("Echo Street");
    let waiting = gateway.post("/v2/payments", &body).await.data().clone();
    assert_eq!(result(&waiting), "none", "not before the issuer is asked");
    gateway.decide(&waiting, "approve").await;
    assert_eq!(result(&gateway.retrieve(&waiting).await), "PARTIAL_MATCH_ZIP");
}
