//! The bank's page: purchase summary, approve, fail, cancel.

use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use rusqlite::Connection;
use serde::Deserialize;

use super::challenge::{Asker, Challenge, is_own_form};
use super::frame::{Page, Refresh};
use super::outcome::Outcome;
use super::{merchant_name, money, onward};
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::machine::State as Phase;
use crate::payment::{self, Decision};

#[derive(Deserialize)]
pub(super) struct Answered {
    decision: Choice,
    token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Approve,
    Fail,
    Cancel,
}

/// `GET /3ds/{challenge}`.
pub(super) async fn show(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Ok(Path(secret)) = secret else { return Ok(unknown().into_response()) };
    let Some(challenge) = Challenge::look(&app, Asker::Bank, &secret).await? else {
        return Ok(unknown().into_response());
    };
    let page = match challenge.session.state {
        Phase::RequireAction => open(&app, &challenge, &secret),
        _ => over(&challenge),
    };
    Ok(page.into_response())
}

/// `POST /3ds/{challenge}`. A second answer changes nothing and leads to where the first one led.
pub(super) async fn decide(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    form: Result<Form<Answered>, FormRejection>,
) -> Result<Response, Refusal> {
    let Ok(Path(secret)) = secret else { return Ok(unknown().into_response()) };
    let answered = form.ok().map(|Form(answered)| answered);
    let answered = answered.filter(|answered| is_own_form(&app, &headers, &secret, &answered.token));
    let Some(Answered { decision, .. }) = answered else { return Ok(foreign_form().into_response()) };
    let decision = match decision {
        Choice::Approve => Decision::Approve,
        Choice::Fail => Decision::Fail,
        Choice::Cancel => Decision::Cancel,
    };
    let answer = move |app: &Shared, connection: &Connection, challenge: &mut Challenge, now| {
        let Challenge { session, record } = challenge;
        payment::authenticated(app, connection, session, record, decision, now)
    };
    let Some((challenge, _)) = Challenge::load(&app, Asker::Bank, &secret, answer).await? else {
        return Ok(unknown().into_response());
    };
    Ok(onward::lead_to(&challenge.next(&app)))
}

fn open(app: &Shared, challenge: &Challenge, secret: &str) -> Page {
    let left = challenge.session.expiry_at.duration_since(app.clock.now());
    let minutes = left.as_secs().div_euclid(60) + 1;
    let until = challenge.session.expiry_at.strftime("%H:%M UTC").to_string();
    let body = html! {
        (bank())
        h1 { "Is this you?" }
        p class="lead" { (merchant_name(app, &challenge.session)) " asks your bank to confirm a purchase." }
        (summary(app, challenge))
        form method="post" {
            input type="hidden" name="token" value=(app.secrets.form_token(secret));
            button class="primary" name="decision" value="approve" autofocus { "Approve the payment" }
            div class="pair" {
                button name="decision" value="fail" { "Fail the check" }
                button name="decision" value="cancel" { "Cancel" }
            }
        }
        p class="note" {
            "Answer by " time datetime=(challenge.session.expiry_at) { (until) } ", within "
            (minutes) @if minutes == 1 { " minute." } @else { " minutes." }
        }
    };
    Page {
        status: StatusCode::OK,
        title: "Confirm your payment".into(),
        body,
        form_targets: onward::return_origins(&challenge.session),
        refresh: Some(Refresh::at_end(left, &format!("/3ds/{secret}"))).filter(|_| left.as_hours() < 24),
        is_scripted: false,
    }
}

fn over(challenge: &Challenge) -> Page {
    let outcome = Outcome::of(&challenge.session, Some(&challenge.record));
    let body = html! {
        (bank())
        (outcome.markup())
        p { a class="primary" href=(onward::return_url(&challenge.session)) { "Back to the shop" } }
    };
    Page::plain(StatusCode::OK, outcome.title, body)
}

fn unknown() -> Page {
    let body = html! {
        (bank())
        h1 { "Nothing to confirm here" }
        p class="lead" { "This address belongs to no payment. Go back to the shop and start again." }
    };
    Page::plain(StatusCode::NOT_FOUND, "Nothing to confirm here", body)
}

fn foreign_form() -> Page {
    let body = html! {
        (bank())
        h1 { "That answer did not come from this page" }
        p class="lead" { "Nothing was changed. Open the bank's page again from the shop." }
    };
    Page::plain(StatusCode::FORBIDDEN, "Not accepted", body)
}

fn bank() -> Markup {
    html! { header class="bank" { span class="mark" aria-hidden="true" {} strong { "Test Bank" } span { "3-D Secure" } } }
}

fn summary(app: &Shared, challenge: &Challenge) -> Markup {
    let card = challenge.record.card.as_ref();
    html! {
        dl {
            dt { "Shop" } dd { (merchant_name(app, &challenge.session)) }
            dt { "Amount" } dd class="amount" { (money::written(&challenge.session.amount)) }
            @if let Some(card) = card { dt { "Card" } dd { (card.brand) " ending in " (card.last4) } }
            dt { "Reference" } dd class="reference" { (challenge.session.client_reference_id) }
            dt { "On your statement" } dd { (challenge.session.statement_descriptor) }
        }
    }
}
