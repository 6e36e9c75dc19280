//! The list that the shopper chooses from.

use cardseal_types::CardBrand;
use maud::{Markup, html};

use crate::app::Shared;
use crate::card::KnownCard;
use crate::ewallet;
use crate::hosted::{Choice, Hosted};
use crate::vault::StoredMethod;

/// Radio buttons, saved methods first. Chosen already is what was chosen before, else the first that can be used.
pub(super) fn list(app: &Shared, hosted: &Hosted, before: Option<&str>) -> Markup {
    let choices = hosted.choices();
    let usable = |choice: &Choice<'_>| is_usable(app, choice);
    let is_before = |choice: &Choice<'_>| usable(choice) && before == Some(choice.value().as_str());
    let chosen = choices.iter().position(is_before).or_else(|| choices.iter().position(usable));
    let is_only = choices.len() == 1;
    let has_saved = choices.iter().any(|choice| matches!(choice, Choice::Saved(..)));
    html! {
        fieldset class=[is_only.then_some("only")] {
            legend { @if is_only { "Pay with" } @else { "How would you like to pay?" } }
            @for (place, choice) in choices.iter().enumerate() {
                (line(app, choice, chosen == Some(place), has_saved))
            }
        }
    }
}

/// Whether any line needs the card form.
pub(super) fn needs_package(hosted: &Hosted) -> bool {
    let is_card =
        |choice: &Choice<'_>| matches!(choice, Choice::Card | Choice::Saved(_, StoredMethod::Card(_)));
    hosted.choices().iter().any(is_card)
}

fn line(app: &Shared, choice: &Choice<'_>, is_chosen: bool, has_saved: bool) -> Markup {
    let value = choice.value();
    let id = format!("method-{}", value.replace(':', "-"));
    let usable = is_usable(app, choice);
    html! {
        div class="method" {
            label class="pick" for=(id) {
                input type="radio" name="method" id=(id) value=(value) required
                    checked[is_chosen] disabled[!usable];
                (name(choice, has_saved))
            }
            (panel(choice, usable))
        }
    }
}

/// What a line is called; a new method beside saved ones says that it is new.
fn name(choice: &Choice<'_>, has_saved: bool) -> Markup {
    match choice {
        Choice::Saved(_, StoredMethod::Card(card)) => html! {
            span class="name" {
                (network(&card.brand)) " " span class="hidden" { "ending in " } span aria-hidden="true" { "•••• " } (card.last4)
            }
            span class="detail" { "Expires " (card.exp_month) "/" (card.exp_year) }
        },
        Choice::Saved(_, StoredMethod::Wallet(wallet)) => html! {
            span class="name" { (ewallet::brand(&wallet.channel)) }
            span class="detail" { (ewallet::masked(&wallet.mobile_number)) }
        },
        Choice::Card => html! {
            span class="name" { @if has_saved { "New card" } @else { "Card" } } span class="detail" { "Visa, Mastercard, JCB" }
        },
        Choice::Wallet(channel) => html! {
            span class="name" { (ewallet::brand(channel)) } span class="detail" { @if has_saved { "New number" } @else { "E-wallet" } }
        },
    }
}

/// What opens under a line when it is chosen.
fn panel(choice: &Choice<'_>, usable: bool) -> Markup {
    match choice {
        _ if !usable => html! {},
        Choice::Saved(place, StoredMethod::Card(card)) => html! {
            div class="panel code" id={ "cvc-" (place) } data-brand=(card.brand) {}
        },
        Choice::Card => html! {
            div class="panel" id="card" { p class="loading" { "Loading the card form…" } }
        },
        Choice::Wallet(channel) => html! {
            p class="panel" { "You will confirm with your phone on the page of " (ewallet::brand(channel)) "." }
        },
        Choice::Saved(_, StoredMethod::Wallet(wallet)) => html! {
            p class="panel" { "You will confirm with a code from " (ewallet::brand(&wallet.channel)) "." }
        },
    }
}

/// Cards need the package that encrypts them, and saved ones have to be good still.
fn is_usable(app: &Shared, choice: &Choice<'_>) -> bool {
    let is_good = |card: &KnownCard| !card.is_expired(app.clock.now());
    match choice {
        Choice::Saved(_, StoredMethod::Card(card)) => app.has_package() && is_good(card),
        Choice::Card => app.has_package(),
        Choice::Wallet(_) | Choice::Saved(_, StoredMethod::Wallet(_)) => true,
    }
}

/// The network as people know it.
fn network(brand: &CardBrand) -> &str {
    match brand {
        CardBrand::Visa => "Visa",
        CardBrand::Mastercard => "Mastercard",
        CardBrand::Amex => "American Express",
        CardBrand::UnionPay => "UnionPay",
        CardBrand::Diners => "Diners Club",
        CardBrand::Discover => "Discover",
        other => other.as_str(),
    }
}
