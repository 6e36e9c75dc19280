//! One session's story from its beginning: every state, charge, capture, refund and callback, in the order in which it
//! happened.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cardseal_types::Timestamp;
use maud::{Markup, html};
use rusqlite::Connection;

use super::callbacks;
use super::frame::{Page, Tab, nothing_there};
use super::outcome;
use super::parts::{ago, badge, exact, id, short_id, since};
use super::shown::{self, customer, method};
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::clock::timestamp;
use crate::error::Fault;
use crate::pages::written;
use crate::refund::RefundRecord;
use crate::session::Session;
use crate::store::callbacks::{Attempt, Entry};
use crate::store::events::{self, Kind, Written};
use crate::store::{charges, refunds, sessions};

/// All that is known of a session.
pub(super) struct Told {
    session: Session,
    record: Option<ChargeRecord>,
    lines: Vec<Written>,
    refunds: Vec<RefundRecord>,
    callbacks: Vec<(Entry, Vec<Attempt>)>,
}

/// `GET /console/sessions/{id}`.
pub(super) async fn show(
    State(app): State<App>,
    wanted: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let Ok(Path(wanted)) = wanted else { return Ok(nothing_there(&app, Tab::Sessions)) };
    app.sweep_if_due().await?;
    let told = app.store.read(move |connection| Told::load(connection, &wanted)).await?;
    let Some(told) = told else { return Ok(nothing_there(&app, Tab::Sessions)) };
    let path = format!("/console/sessions/{}", told.session.id);
    let title = told.session.client_reference_id.as_str();
    let body = told.page(&app, &path);
    Ok(Page { status: StatusCode::OK, title, tab: Tab::Sessions, path: &path, body }.answer(&app))
}

impl Told {
    fn load(connection: &Connection, id: &str) -> Result<Option<Self>, Fault> {
        let Some(session) = sessions::find_any(connection, id)? else { return Ok(None) };
        Ok(Some(Self {
            record: charges::of_session(connection, &session)?,
            lines: events::of_session(connection, id)?,
            refunds: refunds::of_session(connection, id)?,
            callbacks: callbacks::of_session(connection, id)?,
            session,
        }))
    }

    fn page(&self, app: &Shared, path: &str) -> Markup {
        let (session, now) = (&self.session, app.clock.now());
        html! {
            p class="crumb" { a href="/console" { "Sessions" } }
            div class="title" {
                h1 { (session.client_reference_id) }
                (badge(session.state.status().as_str()))
                p class="sum" { (written(&session.amount)) }
            }
            (outcome::panel(app, session, self.record.as_ref(), path))
            div class="columns" {
                section aria-labelledby="story" {
                    h2 id="story" { "Story" }
                    (self.story())
                }
                div class="aside" {
                    section aria-labelledby="facts" { h2 id="facts" { "Session" } (facts(app, session, now)) }
                    @if let Some(record) = &self.record {
                        section aria-labelledby="charge" { h2 id="charge" { "Charge" } (shown::charge(record)) }
                    }
                }
            }
            @if !self.refunds.is_empty() {
                section aria-labelledby="refunds" { h2 id="refunds" { "Refunds" } (refund_table(&self.refunds, now)) }
            }
            section aria-labelledby="callbacks" {
                h2 id="callbacks" { "Callbacks" }
                @if self.callbacks.is_empty() {
                    p class="none" { "The merchant was told nothing yet, or has no callback address." }
                } @else { (callbacks::table(app, &self.callbacks, path, false)) }
            }
        }
    }

    fn story(&self) -> Markup {
        let beginning = self.session.created_at;
        html! {
            ol class="story" {
                li {
                    time datetime=(beginning) title=(exact(beginning)) { (since(beginning, beginning)) }
                    div { strong { "Session created" } " " span class="note" { (method(&self.session)) } }
                }
                @for line in &self.lines {
                    @let at = timestamp(line.at);
                    li class=(line.kind.as_str()) {
                        time datetime=(at) title=(exact(at)) { (since(beginning, at)) }
                        div { (self.line(line)) }
                    }
                }
            }
        }
    }

    fn line(&self, line: &Written) -> Markup {
        let note = |text: &str| html! { " " span class="note" { (text) } };
        match line.kind {
            Kind::Session => {
                html! { strong { "Session" } " " (badge(&line.status)) (note(shown::step(&line.note))) }
            }
            Kind::Charge => html! { strong { "Charge" } " " (badge(&line.status)) (note(&line.note)) },
            Kind::Capture => html! { strong { "Capture" } " " (badge(&line.status)) (note(&line.note)) },
            Kind::Refund => html! {
                strong { "Refund" } " " (badge(&line.status)) (note(&self.refund(&line.subject))) (note(&line.note))
            },
            Kind::Callback => html! { strong { "Callback" } " " code { (line.status) } (note("to be sent")) },
            Kind::Attempt => html! {
                strong { "Sent" } " " code { (self.event(&line.subject)) } " " (badge(&line.status)) (note(&line.note))
            },
        }
    }

    /// Reference and amount of a refund.
    fn refund(&self, id: &str) -> String {
        let refund = self.refunds.iter().find(|record| record.refund.id.as_str() == id);
        let Some(record) = refund else { return String::new() };
        let amount = record.refund.amount.as_ref().map(written).unwrap_or_default();
        format!("{} {amount}", record.reference())
    }

    /// The event that a callback tells of.
    fn event(&self, id: &str) -> &str {
        self.callbacks.iter().find(|(entry, _)| entry.id == id).map_or("", |(entry, _)| entry.event.as_str())
    }
}

fn facts(app: &Shared, session: &Session, now: Timestamp) -> Markup {
    let merchant =
        app.merchant(&session.merchant).map_or(session.merchant.as_str(), |merchant| &merchant.name);
    html! {
        dl {
            dt { "Session" } dd { (id(session.id.as_str())) }
            dt { "Merchant" } dd { (merchant) }
            dt { "Customer" } dd { (customer(session)) br; (id(session.customer_id.as_str())) }
            dt { "Way" } dd { (method(session)) }
            dt { "On the statement" } dd { (session.statement_descriptor) }
            dt { "Created" } dd { (ago(session.created_at, now)) }
            @if !session.state.status().is_final() { dt { "Expires" } dd { (ago(session.expiry_at, now)) } }
            @if let Some(reason) = &session.cancellation_reason { dt { "Cancelled" } dd { code { (reason) } } }
        }
    }
}

fn refund_table(refunds: &[RefundRecord], now: Timestamp) -> Markup {
    html! {
        table role="table" {
            thead role="rowgroup" { tr role="row" {
                @for name in ["Status", "Reference", "Amount", "Reason", "By", "Changed", "Refund"] {
                    th role="columnheader" scope="col" class=[(name == "Amount").then_some("amount")] { (name) }
                }
            } }
            tbody role="rowgroup" { @for record in refunds {
                @let refund = &record.refund;
                tr role="row" {
                    td role="cell" data-name="Status" { (badge(refund.status.as_str())) }
                    td role="cell" data-name="Reference" { (record.reference()) }
                    td role="cell" data-name="Amount" class="amount" { (refund.amount.as_ref().map(written).unwrap_or_default()) }
                    td role="cell" data-name="Reason" { (refund.reason.as_ref().map(ToString::to_string).unwrap_or_default()) }
                    td role="cell" data-name="By" { (way(record)) }
                    td role="cell" data-name="Changed" { (ago(record.updated_at(), now)) }
                    td role="cell" data-name="Refund" { (short_id(refund.id.as_str())) }
                }
            } }
        }
    }
}

/// Where a refund goes: where it went, or by which way it is to go.
fn way(record: &RefundRecord) -> String {
    let refund = &record.refund;
    let went = refund.destination_type.as_ref().map(ToString::to_string);
    went.or_else(|| refund.method.as_ref().map(ToString::to_string)).unwrap_or_default()
}
