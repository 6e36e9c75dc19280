//! The wallet's page: the number of the phone, then the code that it received.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cardseal_types::Timestamp;
use maud::{Markup, html};
use rusqlite::Connection;

use super::challenge::{Asker, Challenge, is_own_form};
use super::form::Form;
use super::frame::{Page, Refresh};
use super::outcome::Outcome;
use super::{merchant_name, money, onward};
use crate::api::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::ewallet::{self, KnownWallet, TEST_OTP, TEST_PHONES, WalletRecord};
use crate::machine::State as Phase;
use crate::payment;
use crate::wallet::{self, Reply};

/// `GET /wallet/{secret}`.
pub(super) async fn show(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Ok(Path(secret)) = secret else { return Ok(unknown()) };
    let Some(challenge) = Challenge::look(&app, Asker::Wallet, &secret).await? else { return Ok(unknown()) };
    Ok(page(&app, &challenge, &secret, None).into_response())
}

/// `POST /wallet/{secret}`. An answer to a step that is past changes nothing and leads to where the payment stands.
pub(super) async fn answer(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Refusal> {
    let Ok(Path(secret)) = secret else { return Ok(unknown()) };
    if !is_own_form(&app, &headers, &secret, &form.field("token")) {
        return Ok(foreign_form());
    }
    let typed = form.field("phone").as_str().to_owned();
    let act = move |app: &Shared, connection: &Connection, challenge: &mut Challenge, now: Timestamp| {
        take(app, connection, challenge, &form, now)
    };
    let Some((challenge, reply)) = Challenge::load(&app, Asker::Wallet, &secret, act).await? else {
        return Ok(unknown());
    };
    match reply {
        Some(Reply::UnknownPhone) => Ok(page(&app, &challenge, &secret, Some(&typed)).into_response()),
        _ => Ok(onward::lead_to(&challenge.next(&app))),
    }
}

fn take(
    app: &Shared,
    connection: &Connection,
    challenge: &mut Challenge,
    form: &Form,
    now: Timestamp,
) -> Result<Reply, Halt> {
    let Challenge { session, record } = challenge;
    if form.field("decision").as_str() == "cancel" {
        payment::abandon(app, connection, session, now)?;
        return Ok(Reply::Taken);
    }
    let step = record.wallet.as_ref().map(step).unwrap_or_default();
    if form.field("step").as_str() != step {
        return Ok(Reply::Taken);
    }
    if record.wallet.as_ref().is_some_and(|wallet| wallet.account.is_none()) {
        return Ok(wallet::give_phone(app, connection, session, record, &form.field("phone"), now)?);
    }
    wallet::give_code(app, connection, session, record, form.field("otp").trim(), now)
}

/// Which question a form answers, so that one that is sent twice is answered once.
fn step(wallet: &WalletRecord) -> String {
    match wallet.account {
        None => "phone".to_owned(),
        Some(_) => format!("otp-{}", wallet.wrong_codes),
    }
}

fn page(app: &Shared, challenge: &Challenge, secret: &str, unknown_phone: Option<&str>) -> Page {
    let Some(wallet) = challenge.record.wallet.as_ref() else { return over(challenge, "Wallet") };
    let name = ewallet::brand(&wallet.channel);
    if challenge.session.state != Phase::RequireAction {
        return over(challenge, name);
    }
    let left = challenge.session.expiry_at.duration_since(app.clock.now());
    let question = match &wallet.account {
        None => phone(wallet, unknown_phone),
        Some(account) => code(account, wallet.wrong_codes),
    };
    let body = html! {
        (brand(name))
        h1 { "Pay " (merchant_name(app, &challenge.session)) }
        (summary(challenge))
        form method="post" {
            input type="hidden" name="token" value=(app.secrets.form_token(secret));
            input type="hidden" name="step" value=(step(wallet));
            (question)
            button class="primary" name="decision" value="pay" {
                @if wallet.account.is_none() { "Continue" } @else { "Pay " (money::written(&challenge.session.amount)) }
            }
            button class="quiet" name="decision" value="cancel" formnovalidate { "Cancel the payment" }
        }
        p class="note" {
            "Answer by " time datetime=(challenge.session.expiry_at) { (challenge.session.expiry_at.strftime("%H:%M:%S UTC")) }
        }
    };
    Page {
        status: if unknown_phone.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        title: format!("Pay with {name}").into(),
        body,
        form_targets: onward::return_origins(&challenge.session),
        refresh: Some(Refresh::at_end(left, &format!("/wallet/{secret}"))).filter(|_| left.as_hours() < 24),
        is_scripted: false,
    }
}

fn phone(wallet: &WalletRecord, unknown: Option<&str>) -> Markup {
    let value = unknown.or(wallet.proposed.as_deref());
    html! {
        label class="question" for="phone" { "Mobile number" }
        p class="hint" id="phone-hint" { "The one your wallet is registered with, such as " (TEST_PHONES[0].number) "." }
        input id="phone" name="phone" type="tel" inputmode="tel" autocomplete="tel" required autofocus value=[value]
            aria-describedby={ "phone-hint" @if unknown.is_some() { " phone-error" } }
            aria-invalid=[unknown.map(|_| "true")];
        @if unknown.is_some() {
            p class="problem shown" id="phone-error" role="alert" {
                "No test wallet has this number. Use one of "
                @for (place, phone) in TEST_PHONES.iter().enumerate() {
                    @if place > 0 { ", " } (phone.number)
                }
                "."
            }
        }
    }
}

fn code(account: &KnownWallet, wrong: u8) -> Markup {
    let left = wallet::TRIES.saturating_sub(wrong);
    html! {
        label class="question" for="otp" { "One-time code" }
        p class="hint" id="otp-hint" { "Sent to " (ewallet::masked(&account.mobile_number)) ". In this test it is " (TEST_OTP) "." }
        input id="otp" name="otp" type="text" inputmode="numeric" autocomplete="one-time-code" required autofocus
            maxlength="6" aria-describedby={ "otp-hint" @if wrong > 0 { " otp-error" } }
            aria-invalid=[(wrong > 0).then_some("true")];
        @if wrong > 0 {
            p class="problem shown" id="otp-error" role="alert" {
                "That code is wrong. " (left) @if left == 1 { " try is left." } @else { " tries are left." }
            }
        }
    }
}

fn over(challenge: &Challenge, name: &str) -> Page {
    let outcome = Outcome::of(&challenge.session, Some(&challenge.record));
    let body = html! {
        (brand(name))
        (outcome.markup())
        p { a class="primary" href=(onward::return_url(&challenge.session)) { "Back to the shop" } }
    };
    Page::plain(StatusCode::OK, outcome.title, body)
}

fn brand(name: &str) -> Markup {
    html! { header class="bank" { span class="mark wallet" aria-hidden="true" {} strong { (name) } span { "Test wallet" } } }
}

fn summary(challenge: &Challenge) -> Markup {
    html! {
        dl {
            dt { "Amount" } dd class="amount" { (money::written(&challenge.session.amount)) }
            dt { "Reference" } dd class="reference" { (challenge.session.client_reference_id) }
        }
    }
}

fn unknown() -> Response {
    let body = html! {
        h1 { "Nothing to confirm here" }
        p class="lead" { "This address belongs to no payment. Go back to the shop and start again." }
    };
    Page::plain(StatusCode::NOT_FOUND, "Nothing to confirm here", body).into_response()
}

fn foreign_form() -> Response {
    let body = html! {
        h1 { "That answer did not come from this page" }
        p class="lead" { "Nothing was changed. Open the wallet's page again from the shop." }
    };
    Page::plain(StatusCode::FORBIDDEN, "Not accepted", body).into_response()
}
