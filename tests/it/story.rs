//! Pay, save, pay again; and everything that must not lead to a stored card or a paid session.

use std::time::Duration;

use cardseal_host::{ConfirmCard, Outcome};
use cardseal_types::{
    CancellationReason, CustomerId, FailureCode, LastFour, StoredPaymentMethod, StoredPaymentMethodStatus,
};

use crate::support::{SUCCESS_WITH_CHALLENGE, Stage, envelope, key_of, reference};

const DECLINED: &str = "4440000334480001";

async fn stored(stage: &Stage, customer: &CustomerId) -> Vec<StoredPaymentMethod> {
    stage.client.retrieve_customer(customer).await.unwrap().stored_payment_methods
}

#[tokio::test]
async fn a_card_is_paid_saved_and_paid_again_with_its_code_alone() {
    let stage = Stage::set().await;
    let opened = stage.open("ORDER0001", "story", true).await;
    let customer = opened.session.customer_id.clone().unwrap();
    let confirmed = stage.confirm(&opened, SUCCESS_WITH_CHALLENGE).await;
    assert!(stored(&stage, &customer).await.is_empty(), "nothing is stored before the charge succeeds");

    assert!(stage.decide(&confirmed, "approve").await.starts_with("https://shop.example/ok"));
    assert_eq!(stage.retrieve(&opened).await.outcome, Outcome::Paid);

    let methods = stored(&stage, &customer).await;
    assert_eq!(methods.len(), 1);
    assert_eq!(methods[0].status, StoredPaymentMethodStatus::Active);
    assert_eq!(methods[0].card.as_ref().unwrap().last4, LastFour::parse(b"0002").unwrap());

    let again = stage.stored("ORDER0002", customer.clone(), methods[0].token.clone(), "123");
    let again = stage.client.pay_with_stored_card(again).await.unwrap();
    assert!(stage.decide(&again, "approve").await.starts_with("https://shop.example/ok"));
    assert_eq!(stage.retrieve(&again).await.outcome, Outcome::Paid);
    assert_eq!(stored(&stage, &customer).await.len(), 1, "the same card is stored once");

    let found = stage.client.retrieve_session_by_reference(&reference("ORDER0002")).await.unwrap().unwrap();
    assert_eq!(found.session.id, again.session.id);
    assert!(stage.client.retrieve_session_by_reference(&reference("ORDER0003")).await.unwrap().is_none());
}

#[tokio::test]
async fn without_the_flag_nothing_is_saved() {
    let stage = Stage::set().await;
    let opened = stage.open("ORDER0001", "nosave", false).await;
    let confirmed = stage.confirm(&opened, SUCCESS_WITH_CHALLENGE).await;
    stage.decide(&confirmed, "approve").await;
    assert_eq!(stage.retrieve(&opened).await.outcome, Outcome::Paid);
    assert!(stored(&stage, &opened.session.customer_id.unwrap()).await.is_empty());
}

#[tokio::test]
async fn the_flag_given_with_the_card_overrides_the_sessions() {
    let stage = Stage::set().await;
    for (name, at_creation, with_card) in [("late", false, true), ("never", true, false)] {
        let opened = stage.open(&format!("ORDER-{name}"), name, at_creation).await;
        let card = envelope(&key_of(&opened), SUCCESS_WITH_CHALLENGE, "123");
        let confirm = ConfirmCard::new(card).save_for_future_use(with_card);
        let confirmed = stage.client.confirm_session(&opened.session.id, confirm).await.unwrap();
        stage.decide(&confirmed, "approve").await;
        assert_eq!(stage.retrieve(&opened).await.outcome, Outcome::Paid);
        let methods = stored(&stage, &opened.session.customer_id.unwrap()).await;
        assert_eq!(methods.len(), usize::from(with_card), "{name}");
    }
}

#[tokio::test]
async fn a_declined_card_is_an_outcome_and_is_not_saved() {
    let stage = Stage::set().await;
    let opened = stage.open("ORDER0001", "declined", true).await;
    let confirmed = stage.confirm(&opened, DECLINED).await;
    assert!(stage.decide(&confirmed, "approve").await.starts_with("https://shop.example/fail"));
    let Outcome::Declined { failure_code, issuer_code, .. } = stage.retrieve(&opened).await.outcome else {
        panic!("not declined");
    };
    assert_eq!(failure_code, Some(FailureCode::DeclinedByChannel));
    assert!(issuer_code.is_some());
    assert!(stored(&stage, &opened.session.customer_id.unwrap()).await.is_empty());
}

#[tokio::test]
async fn failed_and_cancelled_authentication_differ() {
    let stage = Stage::set().await;
    for (decision, code) in
        [("fail", FailureCode::AuthenticationFailed), ("cancel", FailureCode::CancelledByUser)]
    {
        let opened = stage.open(&format!("ORDER-{decision}"), decision, true).await;
        let confirmed = stage.confirm(&opened, SUCCESS_WITH_CHALLENGE).await;
        assert!(stage.decide(&confirmed, decision).await.starts_with("https://shop.example/fail"));
        let Outcome::Declined { failure_code, .. } = stage.retrieve(&opened).await.outcome else {
            panic!("not declined");
        };
        assert_eq!(failure_code, Some(code));
        assert!(stored(&stage, &opened.session.customer_id.unwrap()).await.is_empty());
    }
}

#[tokio::test]
async fn an_expired_session_takes_no_card() {
    let stage = Stage::set().await;
    let opened = stage.open("ORDER0001", "late", true).await;
    stage.gateway.advance_clock(Duration::from_secs(15 * 60 + 1)).await.unwrap();
    let confirm = ConfirmCard::new(envelope(&key_of(&opened), SUCCESS_WITH_CHALLENGE, "123"));
    let error = stage.client.confirm_session(&opened.session.id, confirm).await.unwrap_err();
    assert!(error.is_wrong_state(), "{error:?}");
    assert_eq!(stage.retrieve(&opened).await.outcome, Outcome::Expired);
}

#[tokio::test]
async fn a_cancelled_session_takes_no_card() {
    let stage = Stage::set().await;
    let opened = stage.open("ORDER0001", "cancelled", true).await;
    let reason = CancellationReason::RequestedByCustomer;
    let cancelled = stage.client.cancel_session(&opened.session.id, reason.clone()).await.unwrap();
    assert_eq!(cancelled.outcome, Outcome::Cancelled { reason: Some(reason) });
    let confirm = ConfirmCard::new(envelope(&key_of(&opened), SUCCESS_WITH_CHALLENGE, "123"));
    assert!(stage.client.confirm_session(&opened.session.id, confirm).await.unwrap_err().is_wrong_state());
}

#[tokio::test]
async fn a_token_of_another_customer_and_an_envelope_of_another_session_are_refused() {
    let stage = Stage::set().await;
    let opened = stage.open("ORDER0001", "owner", true).await;
    let confirmed = stage.confirm(&opened, SUCCESS_WITH_CHALLENGE).await;
    stage.decide(&confirmed, "approve").await;
    let methods = stored(&stage, &opened.session.customer_id.clone().unwrap()).await;

    let other = stage.open("ORDER0002", "thief", false).await;
    let theft = stage.stored(
        "ORDER0003",
        other.session.customer_id.clone().unwrap(),
        methods[0].token.clone(),
        "123",
    );
    let error = stage.client.pay_with_stored_card(theft).await.unwrap_err();
    assert_eq!(error.details()[0].field, "paymentMethod.card.token", "{error:?}");

    let third = stage.open("ORDER0004", "thief", false).await;
    let confirm = ConfirmCard::new(envelope(&key_of(&third), SUCCESS_WITH_CHALLENGE, "123"));
    let error = stage.client.confirm_session(&other.session.id, confirm).await.unwrap_err();
    assert_eq!(error.details()[0].field, "paymentMethod.card.encryptedCard", "{error:?}");
}
