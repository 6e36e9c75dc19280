//! All sessions, newest first, by status, reference and customer.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use cardseal_types::{Pagination, SessionStatus, Timestamp};
use maud::{Markup, html};
use rusqlite::Connection;

use super::frame::{Page, Tab};
use super::parts::{ago, badge, pager, short_id};
use super::shown::{customer, method};
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::machine::State as Phase;
use crate::pages::written;
use crate::session::Session;
use crate::store::overview::{self, Filter};

const PER_PAGE: u32 = 50;

/// The longest text that is looked for.
const MAX_TEXT: usize = 255;

/// `GET /console?status&reference&customer&page`. What it does not understand, it leaves out.
pub(super) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let (filter, page) = read(query.as_deref());
    app.sweep_if_due().await?;
    let wanted = filter.clone();
    let offset = i64::from(page - 1).saturating_mul(i64::from(PER_PAGE));
    let look = move |connection: &Connection| overview::page(connection, &wanted, PER_PAGE, offset);
    let (sessions, total_items) = app.store.read(look).await?;
    let total_pages = u32::try_from(total_items.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX);
    let at = Pagination { page, per_page: PER_PAGE, total_items, total_pages };
    let own_query = written_query(&filter);
    let path = format!("/console?{own_query}page={page}");
    let body = html! {
        h1 { "Sessions" }
        (search(&filter))
        @if sessions.is_empty() { (empty(&filter)) } @else {
            (table(&app, &sessions))
            (pager("/console", &own_query, &at))
        }
    };
    Ok(Page { status: StatusCode::OK, title: "Sessions", tab: Tab::Sessions, path: &path, body }.answer(&app))
}

fn read(query: Option<&str>) -> (Filter, u32) {
    let (mut filter, mut page) = (Filter::default(), 1);
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let text = || Some(value.trim().to_owned()).filter(|text| (1..=MAX_TEXT).contains(&text.len()));
        match &*name {
            "status" => filter.status = statuses().find(|status| *status == value).map(str::to_owned),
            "reference" => filter.reference = text(),
            "customer" => filter.customer = text(),
            "page" => page = value.parse().ok().filter(|page| *page > 0).unwrap_or(1),
            _ => {}
        }
    }
    (filter, page)
}

fn statuses() -> impl Iterator<Item = &'static str> {
    let known = SessionStatus::KNOWN.iter();
    let used = known.filter(|status| Phase::ALL.iter().any(|state| state.status() == **status));
    used.map(|status| status.as_str())
}

/// What the address of this list holds, but its page.
fn written_query(filter: &Filter) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let parts =
        [("status", &filter.status), ("reference", &filter.reference), ("customer", &filter.customer)];
    for (name, value) in parts {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("{query}&") }
}

fn search(filter: &Filter) -> Markup {
    html! {
        form class="search" method="get" action="/console" role="search" aria-label="Sessions" {
            label { "Status"
                select name="status" {
                    option value="" { "Any" }
                    @for status in statuses() {
                        option selected[filter.status.as_deref() == Some(status)] { (status) }
                    }
                }
            }
            label { "Reference or id" input name="reference" type="search" autocomplete="off" value=[&filter.reference]; }
            label { "Customer" input name="customer" type="search" autocomplete="off" value=[&filter.customer]; }
            button class="primary" { "Find" }
            @if !filter.is_empty() { a href="/console" { "Show all" } }
        }
    }
}

fn empty(filter: &Filter) -> Markup {
    html! {
        div class="empty" {
            @if filter.is_empty() {
                h2 { "No session yet" }
                p { "As soon as a merchant creates one with " code { "POST /v2/payments" } ", it is here, with everything that happens to it." }
            } @else {
                h2 { "No session is like that" }
                p { "Look for a part of the reference, or of the customer's address, or " a href="/console" { "show all" } "." }
            }
        }
    }
}

fn table(app: &Shared, sessions: &[Session]) -> Markup {
    let now = app.clock.now();
    let many = app.merchants.len() > 1;
    html! {
        table role="table" {
            thead role="rowgroup" { tr role="row" {
                @for name in ["Status", "Reference", "Amount", "Method", "Customer", "Changed"] {
                    th role="columnheader" scope="col" class=[(name == "Amount").then_some("amount")] { (name) }
                }
                @if many { th role="columnheader" scope="col" { "Merchant" } }
                th role="columnheader" scope="col" { "Session" }
            } }
            tbody role="rowgroup" { @for session in sessions { (row(app, session, now, many)) } }
        }
    }
}

fn row(app: &Shared, session: &Session, now: Timestamp, many: bool) -> Markup {
    html! {
        tr role="row" {
            td role="cell" data-name="Status" { (badge(session.state.status().as_str())) }
            td role="cell" data-name="Reference" {
                a href={ "/console/sessions/" (session.id) } { (session.client_reference_id) }
            }
            td role="cell" data-name="Amount" class="amount" { (written(&session.amount)) }
            td role="cell" data-name="Method" { (method(session)) }
            td role="cell" data-name="Customer" { (customer(session)) }
            td role="cell" data-name="Changed" { (ago(session.updated_at, now)) }
            @if many {
                td role="cell" data-name="Merchant" {
                    (app.merchant(&session.merchant).map_or(session.merchant.as_str(), |merchant| &merchant.name))
                }
            }
            td role="cell" data-name="Session" { (short_id(session.id.as_str())) }
        }
    }
}
