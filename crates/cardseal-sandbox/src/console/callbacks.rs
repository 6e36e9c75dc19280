//! Callbacks with every attempt, and a button that sends one again.

use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use rusqlite::Connection;
use serde::Deserialize;

use super::frame::{Page, Tab, foreign_form, nothing_there, own_fields};
use super::parts::{ago, badge, exact, pager, short_id};
use super::{back_to, guard};
use crate::api::Paging;
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::callback::Delivery;
use crate::clock::timestamp;
use crate::control::send_again;
use crate::error::Fault;
use crate::store::callbacks::{self, Attempt, Entry};

/// A callback with its attempts.
pub(super) type Sent = (Entry, Vec<Attempt>);

#[derive(Deserialize)]
pub(super) struct Resend {
    token: String,
    back: String,
}

/// The callbacks of one session, oldest first.
pub(super) fn of_session(connection: &Connection, session: &str) -> Result<Vec<Sent>, Fault> {
    with_attempts(connection, callbacks::of_session(connection, session)?)
}

fn with_attempts(connection: &Connection, entries: Vec<Entry>) -> Result<Vec<Sent>, Fault> {
    let with = |entry: Entry| Ok((callbacks::attempts(connection, entry.seq)?, entry));
    entries.into_iter().map(|entry| with(entry).map(|(attempts, entry)| (entry, attempts))).collect()
}

/// `GET /console/callbacks?page`.
pub(super) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let paging = Paging::parse(query.as_deref()).or_else(|_| Paging::parse(None))?;
    let look = move |connection: &Connection| {
        let (entries, total) =
            callbacks::page(connection, paging.reference.as_deref(), paging.per_page, paging.offset())?;
        Ok((with_attempts(connection, entries)?, paging.pagination(total)))
    };
    let (sent, at) = app.store.read(look).await?;
    let path = format!("/console/callbacks?page={}", at.page);
    let body = html! {
        h1 { "Callbacks" }
        @if sent.is_empty() {
            div class="empty" {
                h2 { "Nothing was told yet" }
                p { "A merchant with a callback address is told when a payment is processing, paid or cancelled, and of every step of a refund." }
            }
        } @else {
            (table(&app, &sent, &path, true))
            (pager("/console/callbacks", "", &at))
        }
    };
    Ok(Page { status: StatusCode::OK, title: "Callbacks", tab: Tab::Callbacks, path: &path, body }
        .answer(&app))
}

/// Callbacks as a table, with the session of each if they are of many.
pub(super) fn table(app: &Shared, sent: &[Sent], path: &str, of_many: bool) -> Markup {
    let now = app.clock.now();
    html! {
        table role="table" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "State" }
                th role="columnheader" scope="col" { "Event" }
                @if of_many { th role="columnheader" scope="col" { "Session" } }
                th role="columnheader" scope="col" { "Made" }
                th role="columnheader" scope="col" { "Attempts" }
                th role="columnheader" scope="col" { "Callback" }
                th role="columnheader" scope="col" { span class="unseen" { "Send again" } }
            } }
            tbody role="rowgroup" { @for (entry, attempts) in sent {
                tr role="row" {
                    td role="cell" data-name="State" {
                        (badge(&entry.state))
                        @if entry.state == Delivery::Pending.as_str() {
                            " " span class="note" { (ago(timestamp(entry.due_at), now)) }
                        }
                    }
                    td role="cell" data-name="Event" { code { (entry.event) } }
                    @if of_many {
                        td role="cell" data-name="Session" {
                            a href={ "/console/sessions/" (entry.session_id) } { (entry.client_reference_id) }
                        }
                    }
                    td role="cell" data-name="Made" { (ago(timestamp(entry.created_at), now)) }
                    td role="cell" data-name="Attempts" { (tries(attempts)) }
                    td role="cell" data-name="Callback" { (short_id(&entry.id)) }
                    td role="cell" data-name="Send again" { (again(app, entry, path)) }
                }
            } }
        }
    }
}

fn tries(attempts: &[Attempt]) -> Markup {
    html! {
        @if attempts.is_empty() { span class="note" { "none yet" } } @else {
            ol class="tries" {
                @for attempt in attempts {
                    li title=(exact(timestamp(attempt.at))) {
                        @match (attempt.http_status, &attempt.fault) {
                            (Some(status), _) => { "HTTP " (status) },
                            (None, Some(fault)) => { (fault) },
                            (None, None) => { "no answer" },
                        }
                    }
                }
            }
        }
    }
}

fn again(app: &Shared, entry: &Entry, path: &str) -> Markup {
    html! {
        form method="post" action={ "/console/callbacks/" (entry.id) "/resend" } {
            (own_fields(app, path))
            button aria-label={ "Resend " (entry.event) " of " (entry.client_reference_id) } { "Resend" }
        }
    }
}

/// `POST /console/callbacks/{id}/resend`.
pub(super) async fn resend(
    State(app): State<App>,
    wanted: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    form: Result<Form<Resend>, FormRejection>,
) -> Result<Response, Refusal> {
    let form = form.ok().map(|Form(form)| form).filter(|form| guard::is_own(&app, &headers, &form.token));
    let Some(form) = form else { return Ok(foreign_form(&app)) };
    let Ok(Path(wanted)) = wanted else { return Ok(nothing_there(&app, Tab::Callbacks)) };
    let worker = app.clone();
    let sent = app.decide(move |connection, now| send_again(&worker, connection, &wanted, now).map(drop));
    Ok(match sent.await {
        Ok(()) => back_to(&form.back),
        Err(_) => nothing_there(&app, Tab::Callbacks),
    })
}
