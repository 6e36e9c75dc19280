//! Every published test card ends as documented.

use cardseal_sandbox::scenarios::{Scenario, test_cards};
use serde_json::{Value, json};

use crate::support::{Gateway, billing};

/// Session status, charge status, failure code, issuer code, and whether the bank's page is shown.
#[rustfmt::skip]
pub(crate) fn documented(scenario: Scenario) -> (&'static str, &'static str, Option<&'static str>, Option<&'static str>, bool) {
    match scenario {
        Scenario::SuccessFrictionless  => ("PAID",      "SUCCESS", None,                         None,       false),
        Scenario::Success              => ("PAID",      "SUCCESS", None,                         None,       true),
        Scenario::Foreign              => ("PAID",      "SUCCESS", None,                         None,       true),
        Scenario::Declined             => ("CANCELLED", "FAILED",  Some("DECLINED_BY_CHANNEL"),  Some("05"), true),
        Scenario::CardExpired          => ("CANCELLED", "FAILED",  Some("DECLINED_BY_CHANNEL"),  Some("54"), true),
        Scenario::CvvWrong             => ("CANCELLED", "FAILED",  Some("DECLINED_BY_CHANNEL"),  Some("N7"), true),
        Scenario::InvalidAccount       => ("CANCELLED", "FAILED",  Some("INVALID_ACCOUNT"),      Some("14"), true),
        Scenario::AuthenticationFailed => ("CANCELLED", "FAILED",  Some("AUTHENTICATION_FAILED"), None,      true),
        Scenario::Stolen               => ("CANCELLED", "FAILED",  Some("SUSPECTED_FRAUD"),      Some("43"), true),
        Scenario::AccountBlocked       => ("CANCELLED", "FAILED",  Some("SUSPECTED_FRAUD"),      Some("59"), true),
        Scenario::BlockedByFds         => ("CANCELLED", "FAILED",  Some("BLOCKED_BY_FDS"),       None,       true),
        Scenario::RequireReview        => ("CANCELLED", "FAILED",  Some("REQUIRE_REVIEW"),       None,       true),
        Scenario::InsufficientFund     => ("CANCELLED", "FAILED",  Some("INSUFFICIENT_FUND"),    Some("51"), true),
        Scenario::ChannelUnavailable   => ("CANCELLED", "FAILED",  Some("CHANNEL_UNAVAILABLE"),  Some("91"), true),
        Scenario::CancelledByUser      => ("CANCELLED", "FAILED",  Some("CANCELLED_BY_USER"),    None,       true),
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

#[tokio::test]
async fn all_45_cards_end_as_documented() {
    let gateway = Gateway::start().await;
    let mut walked = 0;
    for card in test_cards() {
        let (session_status, charge_status, failure, issuer, page) = documented(card.scenario);
        let session = gateway
            .create(|body| {
                if card.scenario == Scenario::Foreign {
                    body["orderInformation"]["billingInfo"] = billing();
                }
            })
            .await;
        let confirmed = gateway.confirm(&session, card.number).await.data().clone();
        assert_eq!(confirmed["status"] == "REQUIRE_ACTION", page, "{card:?}");
        if page {
            let led_to = gateway.decide(&confirmed, "approve").await;
            let end = if failure.is_none() { "https://shop.example/ok" } else { "https://shop.example/fail" };
            assert_eq!(led_to, end, "{card:?}");
        }
        let session = gateway.retrieve(&session).await;
        let charge = &session["chargeDetails"][0];
        assert_eq!(session["status"], session_status, "{card:?}");
        assert_eq!(charge["status"], charge_status, "{card:?}");
        assert_eq!(text(&charge["failureCode"]), failure, "{card:?}");
        assert_eq!(charge["failureMessage"].is_string(), failure.is_some(), "{card:?}");
        assert_eq!(text(&session["cancellationReason"]), failure.map(|_| "CHARGE_FAILED"), "{card:?}");
        assert_eq!(session["cancelledAt"].is_string(), failure.is_some(), "{card:?}");
        let authorization = &charge["card"]["authorizationResult"];
        match issuer {
            Some(code) => assert_eq!(authorization["issuerAuthorizationCode"], code, "{card:?}"),
            None => assert_eq!(authorization.is_null(), failure.is_some(), "{card:?}"),
        }
        assert_eq!(charge["card"]["binInformations"]["brand"], card.brand, "{card:?}");
        assert_eq!(gateway.tokens(&session).await.len(), usize::from(failure.is_none()), "{card:?}");
        walked += 1;
    }
    assert_eq!(walked, 45);
}

#[tokio::test]
async fn never_leads_to_the_same_end_without_a_page() {
    let gateway = Gateway::start().await;
    for card in test_cards().filter(|card| card.brand == "JCB" && card.scenario != Scenario::Foreign) {
        let (session_status, _, failure, ..) = documented(card.scenario);
        let session = gateway.create(|_| ()).await;
        let options = json!({"card": {"threeDsMethod": "NEVER"}});
        let ended =
            gateway.confirm_with(&session, card.number, |body| body["paymentMethodOptions"] = options).await;
        assert_eq!(ended.data()["status"], session_status, "{card:?}");
        assert_eq!(text(&ended.data()["chargeDetails"][0]["failureCode"]), failure, "{card:?}");
    }
}

#[tokio::test]
async fn the_shopper_can_fail_and_cancel_any_card_and_save_neither() {
    let gateway = Gateway::start().await;
    for (decision, code) in [("fail", "AUTHENTICATION_FAILED"), ("cancel", "CANCELLED_BY_USER")] {
        let session = gateway.create(|_| ()).await;
        let confirmed = gateway.confirm(&session, "5550000112220002").await.data().clone();
        assert_eq!(gateway.decide(&confirmed, decision).await, "https://shop.example/fail");
        let ended = gateway.retrieve(&session).await;
        assert_eq!(
            (text(&ended["status"]), text(&ended["cancellationReason"])),
            (Some("CANCELLED"), Some("CHARGE_FAILED"))
        );
        let charge = &ended["chargeDetails"][0];
        assert_eq!(charge["failureCode"], code);
        assert_eq!(charge["card"]["authenticationResult"]["threeDsResult"], "FAILED");
        assert_eq!(charge["card"]["authenticationResult"]["eciCode"], "00");
        assert!(gateway.tokens(&session).await.is_empty());
    }
}

#[tokio::test]
async fn a_foreign_card_needs_its_whole_address() {
    let gateway = Gateway::start().await;
    let foreign = "4448100334430014";
    let session = gateway.create(|_| ()).await;
    let refused = gateway.confirm(&session, foreign).await;
    refused.refused(400, "api_validation_error");
    assert_eq!(
        refused.fields(),
        ["addressLine1", "city", "provinceState", "country", "postalCode"]
            .map(|name| format!("orderInformation.billingInfo.{name}"))
    );
    // Nothing happened: the same session takes the card with an address in the confirm call.
    assert_eq!(gateway.retrieve(&session).await["status"], "REQUIRE_CONFIRMATION");
    let order = |billing: Value| {
        let mut order = crate::support::session_body()["orderInformation"].clone();
        order["billingInfo"] = billing;
        order
    };
    let mut partial = billing();
    partial.as_object_mut().unwrap().remove("postalCode");
    let refused =
        gateway.confirm_with(&session, foreign, |body| body["orderInformation"] = order(partial)).await;
    assert_eq!(
        refused.refused(400, "api_validation_error").fields(),
        ["orderInformation.billingInfo.postalCode"]
    );
    let taken =
        gateway.confirm_with(&session, foreign, |body| body["orderInformation"] = order(billing())).await;
    assert_eq!(taken.data()["status"], "REQUIRE_ACTION");
    gateway.decide(taken.data(), "approve").await;

    // The stored foreign card needs one again.
    let token = gateway.tokens(&session).await[0]["token"].clone();
    let mut body = crate::support::stored_body(&session["customerId"], &token);
    let refused = gateway.post("/v2/payments", &body).await;
    assert_eq!(refused.refused(400, "api_validation_error").fields().len(), 5);
    body["orderInformation"]["billingInfo"] = billing();
    assert_eq!(gateway.post("/v2/payments", &body).await.data()["status"], "REQUIRE_ACTION");
}

#[tokio::test]
async fn other_numbers_are_refused_unless_they_are_let_in() {
    let unlisted = "4242424242424242";
    let gateway = Gateway::start().await;
    let session = gateway.create(|_| ()).await;
    let refused = gateway.confirm(&session, unlisted).await;
    assert_eq!(
        refused.refused(400, "api_validation_error").fields(),
        ["paymentMethod.card.encryptedCard.card.number"]
    );
    let dir = tempfile::tempdir().unwrap();
    let mut config = crate::support::config(dir.path());
    config.accept_unlisted_cards = true;
    let gateway = Gateway::with(config).await;
    assert_eq!(gateway.pay(unlisted, |_| ()).await["status"], "PAID");
}
