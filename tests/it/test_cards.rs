//! All 45 published test cards (the gateway's page "Payment Simulation"), through the SDK, to their documented ends.

use cardseal_host::Outcome;
use cardseal_types::{BillingInfo, ChargeStatus, FailureCode, SessionStatus, ThreeDsResult};

use crate::support::{Stage, envelope, key_of, order};

/// What a card is documented to do.
#[derive(Clone, Copy)]
enum End {
    PaidAtOnce,
    PaidAfterChallenge,
    Fails(&'static str),
    NeedsAddress,
}

const CARDS: [(End, [&str; 3]); 15] = [
    (End::PaidAtOnce, ["4440000112200001", "5550000112230001", "3550000112280001"]),
    (End::PaidAfterChallenge, ["4440000112290002", "5550000112220002", "3550000112270002"]),
    (End::Fails("DECLINED_BY_CHANNEL"), ["4440000334480001", "5550000334410001", "3550000334460001"]),
    (End::Fails("DECLINED_BY_CHANNEL"), ["4440000334470002", "5550000334400002", "3550000334450002"]),
    (End::Fails("DECLINED_BY_CHANNEL"), ["4440000334460003", "5550000334490003", "3550000334440003"]),
    (End::Fails("INVALID_ACCOUNT"), ["4440000334450004", "5550000334480004", "3550000334430004"]),
    (End::Fails("AUTHENTICATION_FAILED"), ["4440000334440005", "5550000334470005", "3550000334420005"]),
    (End::Fails("SUSPECTED_FRAUD"), ["4440000334430006", "5550000334460006", "3550000334410006"]),
    (End::Fails("SUSPECTED_FRAUD"), ["4440000334420007", "5550000334450007", "3550000334400007"]),
    (End::Fails("BLOCKED_BY_FDS"), ["4440000334410008", "5550000334440008", "3550000334490008"]),
    (End::Fails("REQUIRE_REVIEW"), ["4440000334400009", "5550000334430009", "3550000334480009"]),
    (End::Fails("INSUFFICIENT_FUND"), ["4440000334470010", "5550000334400010", "3550000334450010"]),
    (End::Fails("CHANNEL_UNAVAILABLE"), ["4440000334460011", "5550000334490011", "3550000334440011"]),
    (End::Fails("CANCELLED_BY_USER"), ["4440000334450012", "5550000334480012", "3550000334430012"]),
    (End::NeedsAddress, ["4448100334430014", "5558100334460014", "3558100334410014"]),
];

#[tokio::test]
async fn every_test_card_ends_as_documented() {
    let stage = Stage::set().await;
    let cards = CARDS.iter().flat_map(|(end, numbers)| numbers.iter().map(move |number| (*end, *number)));
    let mut walked = 0;
    for (end, number) in cards {
        match end {
            End::PaidAtOnce => paid_at_once(&stage, number).await,
            End::PaidAfterChallenge => paid_after_challenge(&stage, number).await,
            End::Fails(code) => fails(&stage, number, code).await,
            End::NeedsAddress => needs_address(&stage, number).await,
        }
        walked += 1;
    }
    assert_eq!(walked, 45);
}

async fn paid_at_once(stage: &Stage, number: &str) {
    let opened = stage.open(&format!("ORDER-{number}"), number, true).await;
    let confirmed = stage.confirm(&opened, number).await;
    assert_eq!(confirmed.outcome, Outcome::Paid, "{number}");
    assert!(confirmed.session.payment_url.is_none(), "{number} needs no page");
}

async fn paid_after_challenge(stage: &Stage, number: &str) {
    let opened = stage.open(&format!("ORDER-{number}"), number, false).await;
    let confirmed = stage.confirm(&opened, number).await;
    stage.decide(&confirmed, "approve").await;
    let paid = stage.retrieve(&opened).await;
    assert_eq!(paid.outcome, Outcome::Paid, "{number}");
    let charge = paid.session.latest_charge().unwrap();
    assert_eq!(charge.status, ChargeStatus::Success);
    let authentication = charge.card.as_ref().unwrap().authentication_result.clone().unwrap();
    assert_eq!(authentication.three_ds_result, Some(ThreeDsResult::Successful));
    let eci = if number.starts_with('5') { "02" } else { "05" };
    assert_eq!(authentication.eci_code.as_deref(), Some(eci), "{number}");
}

async fn fails(stage: &Stage, number: &str, code: &str) {
    let opened = stage.open(&format!("ORDER-{number}"), number, true).await;
    let confirmed = stage.confirm(&opened, number).await;
    stage.decide(&confirmed, "approve").await;
    let ended = stage.retrieve(&opened).await;
    assert_eq!(ended.session.status, SessionStatus::Cancelled, "{number}");
    assert_eq!(ended.session.latest_charge().unwrap().status, ChargeStatus::Failed, "{number}");
    let Outcome::Declined { failure_code, failure_message, .. } = ended.outcome else {
        panic!("{number} was not declined");
    };
    assert_eq!(failure_code, Some(FailureCode::from(code)), "{number}");
    assert!(failure_message.is_some_and(|message| !message.is_empty()), "{number} says why");
}

async fn needs_address(stage: &Stage, number: &str) {
    let opened = stage.open(&format!("ORDER-{number}"), number, false).await;
    let card = || cardseal_host::ConfirmCard::new(envelope(&key_of(&opened), number, "123"));
    let refusal = stage.client.confirm_session(&opened.session.id, card()).await.unwrap_err();
    assert!(
        refusal.details().iter().any(|detail| detail.field.contains("billingInfo")),
        "{number}: {refusal:?}"
    );

    let mut order = order();
    order.billing_info = Some(BillingInfo {
        given_name: "Test".into(),
        email: "buyer@shop.example".into(),
        address_line1: Some("1 Golf Street".into()),
        city: Some("Portland".into()),
        province_state: Some("OR".into()),
        country: Some("US".into()),
        postal_code: Some("97201".into()),
        ..BillingInfo::default()
    });
    let confirm = card().order_information(order);
    let confirmed = stage.client.confirm_session(&opened.session.id, confirm).await.unwrap();
    stage.decide(&confirmed, "approve").await;
    assert_eq!(stage.retrieve(&opened).await.outcome, Outcome::Paid, "{number}");
}
