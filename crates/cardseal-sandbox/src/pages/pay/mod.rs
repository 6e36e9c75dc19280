//! The hosted payment page: what is bought, what it may be paid with, and where that leads.

mod end;
mod methods;
mod submit;
mod view;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cardseal_types::Timestamp;
use maud::html;
use rusqlite::Connection;
use serde_json::json;

use super::frame::Page;
use super::onward;
use crate::api::refusal::Refusal;
use crate::app::App;
use crate::hosted::Hosted;

pub(super) use end::show as status;
pub(super) use submit::submit;

/// `GET /pay/{secret}`. Once the shopper has chosen, it leads to where the choice led.
pub(super) async fn show(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Some((secret, hosted)) = found(&app, secret).await? else { return Ok(unknown()) };
    if !hosted.is_open() {
        let next = onward::next(&app, &hosted.session, hosted.record.as_ref());
        return Ok(onward::lead_to(&next));
    }
    Ok(view::page(&app, &hosted, &secret, None).into_response())
}

/// `GET /pay/{secret}/state`: whether the page still waits for the shopper, and for how many milliseconds.
pub(super) async fn state(
    State(app): State<App>,
    secret: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Some((_, hosted)) = found(&app, secret).await? else { return Err(Refusal::missing()) };
    let left = hosted.session.expiry_at.duration_since(app.clock.now()).as_millis();
    let answer = json!({"open": hosted.is_open(), "leftMs": i64::try_from(left).unwrap_or(i64::MAX).max(0)});
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// The page behind a secret, as it stands now.
async fn found(
    app: &App,
    secret: Result<Path<String>, PathRejection>,
) -> Result<Option<(String, Hosted)>, Refusal> {
    let Ok(Path(secret)) = secret else { return Ok(None) };
    let wanted = secret.clone();
    let look = move |connection: &Connection| Hosted::stored(connection, &wanted);
    let Some(hosted) = app.store.read(look).await? else { return Ok(None) };
    if !hosted.session.is_due(app.clock.now()) {
        return Ok(Some((secret, hosted)));
    }
    let wanted = secret.clone();
    let end = move |connection: &Connection, now: Timestamp| Ok(Hosted::load(connection, &wanted, now)?);
    Ok(app.decide(end).await?.map(|hosted| (secret, hosted)))
}

fn unknown() -> Response {
    let body = html! {
        h1 { "Nothing to pay here" }
        p class="lead" { "This address belongs to no payment. Go back to the shop and start again." }
    };
    Page::plain(StatusCode::NOT_FOUND, "Nothing to pay here", body).into_response()
}

fn foreign_form() -> Response {
    let body = html! {
        h1 { "That answer did not come from this page" }
        p class="lead" { "Nothing was changed. Open the payment page again from the shop." }
    };
    Page::plain(StatusCode::FORBIDDEN, "Not accepted", body).into_response()
}
