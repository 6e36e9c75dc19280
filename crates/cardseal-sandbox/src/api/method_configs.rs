//! `GET /v2/payment-method-configs`.

use axum::extract::State;
use cardseal_types::{CardBrand, EwalletChannel};
use serde::Serialize;

use super::access_token::Caller;
use super::answer::Answer;
use super::new_session::LONGEST_LIFE_DAYS;
use super::refusal::Refusal;
use crate::app::App;
use crate::scenarios::test_cards;

/// What this sandbox takes. It knows no least and no most amount, so it names none.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Configs {
    card: Method,
    virtual_account: Method,
    qr: Method,
    ewallet: Method,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Method {
    enabled: bool,
    accepted_channels: Vec<String>,
    maximum_expiry: Option<String>,
}

pub(super) async fn show(State(app): State<App>, _: Caller) -> Result<Answer, Refusal> {
    let card = Method {
        enabled: true,
        accepted_channels: names(&networks(app.accept_unlisted_cards)),
        maximum_expiry: Some(format!("{LONGEST_LIFE_DAYS} DAYS")),
    };
    let ewallet = Method {
        enabled: true,
        accepted_channels: names(EwalletChannel::KNOWN),
        maximum_expiry: Some(format!("{LONGEST_LIFE_DAYS} DAYS")),
    };
    let [virtual_account, qr] = std::array::from_fn(|_| Method::default());
    Ok(Answer::of(Configs { card, virtual_account, qr, ewallet })?)
}

fn names(channels: &[impl ToString]) -> Vec<String> {
    channels.iter().map(ToString::to_string).collect()
}

/// The networks of the published cards, or all that the gateway documents where every card is taken.
fn networks(any: bool) -> Vec<CardBrand> {
    if any {
        use CardBrand::{Amex, Diners, Discover, Jcb, Mastercard, UnionPay, Visa};
        return vec![Visa, Mastercard, Jcb, Amex, UnionPay, Diners, Discover];
    }
    let mut networks = Vec::new();
    for network in test_cards().map(|card| card.network()) {
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    networks
}
