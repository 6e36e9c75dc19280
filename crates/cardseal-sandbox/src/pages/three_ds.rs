//! The bank's page: purchase summary, approve, fail, cancel.

use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cardseal_types::ChargeStatus;
use maud::{Markup, html};
use serde::Deserialize;

use super::challenge::{Challenge, is_own_form};
use super::frame::Page;
use super::money;
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::machine::State as Phase;
use crate::payment::Decision;

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
    let Some(challenge) = Challenge::load(&app, &secret, None).await? else {
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
    let Some(challenge) = Challenge::load(&app, &secret, Some(decision)).await? else {
        return Ok(unknown().into_response());
    };
    let headers = [(header::LOCATION, challenge.return_url()), (header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn open(app: &Shared, challenge: &Challenge, secret: &str) -> Page {
    let left = challenge.session.expiry_at.duration_since(app.clock.now());
    let minutes = left.as_secs().div_euclid(60) + 1;
    let until = challenge.session.expiry_at.strftime("%H:%M UTC").to_string();
    let body = html! {
        (bank())
        h1 { "Is this you?" }
        p class="lead" { (merchant(app, challenge)) " asks your bank to confirm a purchase." }
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
        title: "Confirm your payment",
        body,
        form_targets: challenge.return_origins(),
        refresh: Some(left.as_secs() + 1).filter(|seconds| *seconds < 86_400),
    }
}

fn over(challenge: &Challenge) -> Page {
    let (title, text) = match (challenge.session.state, &challenge.record.charge.status) {
        (Phase::Paid, _) => ("Payment approved", "The purchase is confirmed and paid."),
        (Phase::Processing, _) => {
            ("Payment approved", "The purchase is confirmed. The shop takes the money when it delivers.")
        }
        (Phase::Expired, _) => {
            ("Time ran out", "The purchase was not confirmed in time. Nothing was charged.")
        }
        (_, ChargeStatus::Failed) => {
            ("Payment not made", "The purchase was refused or cancelled. Nothing was charged.")
        }
        _ => ("Payment closed", "This purchase waits for nothing here."),
    };
    let body = html! {
        (bank())
        h1 { (title) }
        p class="lead" { (text) }
        p { a class="primary" href=(challenge.return_url()) { "Back to the shop" } }
    };
    Page::plain(StatusCode::OK, title, body)
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

fn merchant<'a>(app: &'a Shared, challenge: &'a Challenge) -> &'a str {
    app.merchant(&challenge.session.merchant).map_or("A shop", |merchant| merchant.name.as_str())
}

fn summary(app: &Shared, challenge: &Challenge) -> Markup {
    let card = &challenge.record.card;
    html! {
        dl {
            dt { "Shop" } dd { (merchant(app, challenge)) }
            dt { "Amount" } dd class="amount" { (money::written(&challenge.session.amount)) }
            dt { "Card" } dd { (card.brand) " ending in " (card.last4) }
            dt { "Reference" } dd class="reference" { (challenge.session.client_reference_id) }
            dt { "On your statement" } dd { (challenge.session.statement_descriptor) }
        }
    }
}
