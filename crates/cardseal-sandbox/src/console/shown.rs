//! What the console says of sessions and charges: nothing that a merchant could not read from the API as well.

use cardseal_types::{Charge, PaymentMethodType};
use maud::{Markup, html};

use super::parts::{badge, id};
use crate::charge::ChargeRecord;
use crate::machine::Event;
use crate::pages::written;
use crate::session::Session;

/// Mode and method in a few letters.
pub(super) fn method(session: &Session) -> String {
    let method = match &session.method {
        Some(PaymentMethodType::Card) if session.token.is_some() => "stored card",
        Some(PaymentMethodType::Card) => "card",
        Some(PaymentMethodType::Ewallet) => "e-wallet",
        Some(other) => other.as_str(),
        None => "shopper's choice",
    };
    format!("{}, {method}", session.mode)
}

/// Who pays.
pub(super) fn customer(session: &Session) -> &str {
    let email = session.customer.email.as_str();
    if email.is_empty() { session.customer_id.as_str() } else { email }
}

/// A step of the machine in words.
pub(super) fn step(name: &str) -> &str {
    let event = Event::ALL.into_iter().find(|event| format!("{event:?}") == name);
    match event {
        Some(Event::Confirm) => "confirmed, the charge goes to its partner",
        Some(Event::Offer) => "offered to the shopper on the payment page",
        Some(Event::Choose) => "the shopper chose how to pay",
        Some(Event::Cancel) => "the merchant cancelled",
        Some(Event::Abandon) => "the shopper cancelled",
        Some(Event::Challenge) => "the bank or the wallet asks the shopper",
        Some(Event::Authenticate) => "the shopper answered",
        Some(Event::Succeed) => "approved, the money is taken",
        Some(Event::Hold) => "approved, the money is held",
        Some(Event::Capture) => "the last of the held money is taken or let go",
        Some(Event::Wait) => "the wallet has not decided yet",
        Some(Event::Fail) => "refused",
        Some(Event::Lapse) => "the wallet let it run out",
        Some(Event::Expire) => "its time passed",
        None => name,
    }
}

/// A charge with what its partner said.
pub(super) fn charge(record: &ChargeRecord) -> Markup {
    let charge = &record.charge;
    html! {
        dl {
            dt { "Charge" } dd { (id(charge.id.as_str())) }
            dt { "Status" } dd { (badge(charge.status.as_str())) }
            dt { "Paid with" } dd { (paid_with(record)) }
            @if let Some(code) = &charge.failure_code {
                dt { "Failure" } dd { code { (code) } " " (charge.failure_message.as_deref().unwrap_or_default()) }
            }
            @if let Some(amount) = &charge.authorized_amount { dt { "Authorised" } dd { (written(amount)) } }
            @if let Some(amount) = &charge.captured_amount { dt { "Captured" } dd { (written(amount)) } }
            (results(charge))
        }
    }
}

fn paid_with(record: &ChargeRecord) -> String {
    match (&record.card, &record.wallet) {
        (Some(card), _) => format!("{} ending in {}", card.brand, card.last4),
        (_, Some(wallet)) => crate::ewallet::brand(&wallet.channel).to_owned(),
        _ => "not chosen yet".to_owned(),
    }
}

/// What the networks answered about a card.
fn results(charge: &Charge) -> Markup {
    let card = charge.card.as_ref();
    let authentication = card.and_then(|card| card.authentication_result.as_ref());
    let authorization = card.and_then(|card| card.authorization_result.as_ref());
    let three_ds = authentication.and_then(|result| result.three_ds_result.as_ref());
    html! {
        @if let Some(result) = three_ds.filter(|result| !result.as_str().is_empty()) {
            dt { "3-D Secure" } dd { (result) }
        }
        @if let Some(result) = authorization {
            dt { "Issuer's answer" } dd { code { (result.issuer_authorization_code) } }
            @if let Some(cvv) = &result.cvv_result { dt { "Code check" } dd { (cvv) } }
            @if let Some(avs) = &result.avs_result { dt { "Address check" } dd { (avs) } }
        }
    }
}
