//! Callbacks with their attempts, and resending one by hand, as in the gateway's dashboard.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use cardseal_types::{Pagination, Timestamp};
use rusqlite::Connection;
use serde::Serialize;

use crate::api::refusal::{Halt, Refusal};
use crate::api::{JsonBody, Paging};
use crate::app::{App, Shared};
use crate::callback::Delivery;
use crate::clock::{nanoseconds, timestamp};
use crate::error::Fault;
use crate::fields::{Fields, Problems};
use crate::store::callbacks::{self, Attempt, Entry};

#[derive(Debug, Serialize)]
pub(super) struct List {
    callbacks: Vec<Shown>,
    pagination: Pagination,
}

/// A callback without its body, which may tell of a customer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    id: String,
    merchant_id: String,
    session_id: String,
    client_reference_id: String,
    event: String,
    state: String,
    created_at: Timestamp,
    /// When it is sent next, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_at: Option<Timestamp>,
    /// How often it was sent again by hand.
    resends: i64,
    attempts: Vec<ShownAttempt>,
}

/// Exactly one of `status` and `fault` is there.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownAttempt {
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

/// `GET /control/callbacks`: newest first, by `page`, `perPage` and `clientReferenceId`.
pub(super) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<List>, Refusal> {
    let paging = Paging::parse(query.as_deref())?;
    let look = move |connection: &Connection| {
        let (entries, total) =
            callbacks::page(connection, paging.reference.as_deref(), paging.per_page, paging.offset())?;
        let shown = entries.into_iter().map(|entry| Shown::of(connection, entry));
        Ok(List { callbacks: shown.collect::<Result<_, Fault>>()?, pagination: paging.pagination(total) })
    };
    Ok(Json(app.store.read(look).await?))
}

/// `POST /control/callbacks/{id}/resend`: sent once more, at once. If that fails, it goes on with the retries that were
/// left to it, if any were.
pub(super) async fn resend(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    JsonBody(body): JsonBody,
) -> Result<Json<Shown>, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    let mut problems = Problems::default();
    if Fields::parse(&body, &mut problems).is_none() {
        return Err(Refusal::validation(problems));
    }
    let worker = app.clone();
    let shown = app.decide(move |connection, now| {
        let entry = send_again(&worker, connection, &id, now)?;
        Ok(Shown::of(connection, entry)?)
    });
    Ok(Json(shown.await?))
}

/// Makes a callback due at once, whatever came of it before.
pub(crate) fn send_again(
    app: &Shared,
    connection: &Connection,
    id: &str,
    now: Timestamp,
) -> Result<Entry, Halt> {
    let entry = callbacks::find(connection, id)?.ok_or_else(Refusal::missing)?;
    let merchant = app.merchant(&entry.merchant);
    if merchant.is_none_or(|merchant| merchant.callback_url.is_none()) {
        return Err(Refusal::field("callbackUrl", "the merchant has no callback address any more").into());
    }
    callbacks::resend(connection, id, nanoseconds(now))?;
    Ok(callbacks::find(connection, id)?.ok_or_else(Refusal::missing)?)
}

impl Shown {
    fn of(connection: &Connection, entry: Entry) -> Result<Self, Fault> {
        let attempts = callbacks::attempts(connection, entry.seq)?;
        let is_pending = entry.state == Delivery::Pending.as_str();
        Ok(Self {
            id: entry.id,
            merchant_id: entry.merchant,
            session_id: entry.session_id,
            client_reference_id: entry.client_reference_id,
            event: entry.event,
            next_attempt_at: is_pending.then(|| timestamp(entry.due_at)),
            state: entry.state,
            created_at: timestamp(entry.created_at),
            resends: entry.resends,
            attempts: attempts.into_iter().map(ShownAttempt::of).collect(),
        })
    }
}

impl ShownAttempt {
    fn of(attempt: Attempt) -> Self {
        Self { at: timestamp(attempt.at), status: attempt.http_status, fault: attempt.fault }
    }
}
