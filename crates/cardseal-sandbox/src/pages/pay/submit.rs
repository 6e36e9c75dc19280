//! `POST /pay/{secret}`: the shopper pays or cancels. A second submission changes nothing and leads to where the first
//! one led.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use cardseal_card::{brand, check_cvc};
use cardseal_types::{Cvc, ErrorDetail, Timestamp};
use rusqlite::Connection;
use zeroize::Zeroizing;

use super::view::{self, Problem};
use super::{foreign_form, found, unknown};
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::card::KnownCard;
use crate::charge::Tender;
use crate::envelope;
use crate::error::Fault;
use crate::ewallet::WalletRecord;
use crate::fields::Problems;
use crate::hosted::{Choice, Hosted};
use crate::intake;
use crate::pages::challenge::is_own_form;
use crate::pages::form::Form;
use crate::pages::onward;
use crate::store::sessions;
use crate::vault::StoredMethod;

/// Why nothing was charged.
enum Halted {
    /// The shopper can mend it.
    Problem(String),
    /// Somebody was quicker.
    Closed,
    Refusal(Refusal),
}

/// What the shopper does.
enum Act {
    Pay(Box<Tender>, bool),
    Cancel,
}

pub(in crate::pages) async fn submit(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Refusal> {
    let Some((secret, hosted)) = found(&app, secret).await? else { return Ok(unknown()) };
    if !is_own_form(&app, &headers, &secret, &form.field("token")) {
        return Ok(foreign_form());
    }
    if !hosted.is_open() {
        return Ok(onward::lead_to(&onward::next(&app, &hosted.session, hosted.record.as_ref())));
    }
    let is_ticked = form.field("save").as_str() == "on";
    let act = match form.field("decision").as_str() {
        "cancel" => Ok(Act::Cancel),
        _ => tender(&app, &hosted, &form).await.map(|tender| Act::Pay(Box::new(tender), is_ticked)),
    };
    match act {
        Ok(act) => perform(&app, secret, act).await,
        Err(Halted::Problem(text)) => {
            let problem = Problem { text, method: form.field("method").to_string(), is_ticked };
            Ok(view::page(&app, &hosted, &secret, Some(&problem)).into_response())
        }
        Err(Halted::Closed) => Ok(onward::lead_to(&format!("/pay/{secret}"))),
        Err(Halted::Refusal(refusal)) => Err(refusal),
    }
}

/// In one transaction, on the session as it is by then.
async fn perform(app: &App, secret: String, act: Act) -> Result<Response, Refusal> {
    let worker = app.clone();
    let work = move |connection: &Connection, now: Timestamp| {
        let Some(hosted) = Hosted::load(connection, &secret, now)? else { return Ok(None) };
        let hosted = match act {
            Act::Pay(tender, is_ticked) => hosted.pay(&worker, connection, (*tender, is_ticked), now)?,
            Act::Cancel => hosted.cancel(&worker, connection, now)?,
        };
        Ok(Some(onward::next(&worker, &hosted.session, hosted.record.as_ref())))
    };
    Ok(app.decide(work).await?.map_or_else(unknown, |next| onward::lead_to(&next)))
}

/// What the form pays with.
async fn tender(app: &App, hosted: &Hosted, form: &Form) -> Result<Tender, Halted> {
    let wanted = form.field("method");
    let choices = hosted.choices();
    let choice = choices.into_iter().find(|choice| choice.value() == *wanted);
    match choice.ok_or_else(|| Halted::problem("Choose how you would like to pay."))? {
        Choice::Wallet(channel) => Ok(hosted.wallet(channel)),
        Choice::Saved(_, StoredMethod::Wallet(wallet)) => {
            Ok(Tender::Wallet(WalletRecord::stored(wallet.clone())))
        }
        Choice::Saved(_, StoredMethod::Card(card)) => saved(app, hosted, card, &form.field("cvc")),
        Choice::Card => new_card(app, hosted, form.field("encryptedCard")).await,
    }
}

/// A saved card with its code, which is looked at and dropped.
fn saved(app: &Shared, hosted: &Hosted, card: &KnownCard, code: &str) -> Result<Tender, Halted> {
    if card.is_expired(app.clock.now()) {
        return Err(Halted::problem("The card has expired. Choose another way to pay."));
    }
    let code = Cvc::parse(code.as_bytes()).map_err(cardseal_card::CardError::from);
    let suits = code.and_then(|code| check_cvc(&code, brand::rule_of(card.first8.as_bytes())));
    suits.map_err(|_| Halted::problem("Type the security code of the saved card."))?;
    if hosted.lacks_address(card) {
        return Err(Halted::problem(NO_ADDRESS));
    }
    Ok(Tender::Card { card: card.clone(), cvc_given: true })
}

/// A new card in its envelope.
async fn new_card(app: &App, hosted: &Hosted, envelope: Zeroizing<String>) -> Result<Tender, Halted> {
    if !(1..=envelope::MAX_LEN).contains(&envelope.len()) {
        return Err(Halted::problem("The card did not arrive. Type it once more."));
    }
    let id = hosted.session.id.clone();
    let find = move |connection: &Connection| {
        let Some(session) = sessions::find_any(connection, id.as_str())? else { return Ok(None) };
        Ok(sessions::key(connection, &session)?.map(|key| (session, key)))
    };
    let found = app.store.read(find).await.map_err(|fault| Halted::Refusal(fault.into()))?;
    let (session, key) = found.ok_or(Halted::Closed)?;
    let worker = app.clone();
    let open = move || intake::open(&worker, &session, &key, &envelope);
    let opened = tokio::task::spawn_blocking(open).await;
    let opened = opened.map_err(|_| Halted::Refusal(Fault::Record("envelope").into()))?;
    let presented = opened.map_err(|problems| Halted::Problem(sentences(problems)))?;
    if hosted.lacks_address(&presented.card) {
        return Err(Halted::problem(NO_ADDRESS));
    }
    Ok(presented.tender())
}

const NO_ADDRESS: &str =
    "A card from abroad needs a billing address, and the shop sent none. Choose another way to pay.";

impl Halted {
    fn problem(text: &str) -> Self {
        Self::Problem(text.to_owned())
    }
}

/// What is wrong with a card, as its holder may read it. No value of a card is in it.
fn sentences(problems: Problems) -> String {
    let sentence = |detail: ErrorDetail| {
        let subject = match detail.field.rsplit('.').next() {
            Some("number") => "The card number",
            Some("expiryMonth" | "expiryYear") => "The expiry date",
            Some("cvc") => "The security code",
            Some("nameOnCard") => "The name on the card",
            _ => "The card",
        };
        let is_predicate =
            ["is ", "must ", "cannot ", "belongs "].iter().any(|verb| detail.message.starts_with(verb));
        format!("{subject}{} {}.", if is_predicate { "" } else { ":" }, detail.message)
    };
    problems.into_details().into_iter().map(sentence).collect::<Vec<_>>().join(" ")
}
