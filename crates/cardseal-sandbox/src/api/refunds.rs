//! `POST /v1/refunds`, `GET /v1/refunds/{id}` and `GET /v1/refunds`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use cardseal_types::{CreateRefund, Timestamp};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::new_refund::NewRefund;
use super::once::Once;
use super::paging::Paging;
use super::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::fields::Problems;
use crate::payment;
use crate::refund::{self, RefundRecord};
use crate::session::Session;
use crate::store::{charges, refunds};

/// One call for a refund, everything about it known but what the database says.
struct Order {
    merchant: String,
    new: Result<NewRefund, Problems>,
}

pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let once = Once::optional(&app, &caller.merchant, &headers, &[b"refund"], &body)?;
    let order = Order { merchant: caller.merchant, new: NewRefund::read(&body) };
    let worker = app.clone();
    app.decide(move |connection, now| {
        let work = || order.place(&worker, connection, now);
        Once::carry_out_optional(once.as_ref(), connection, now, work)
    })
    .await
}

pub(super) async fn retrieve(
    State(app): State<App>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Answer, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    let (merchant, wanted) = (caller.merchant.clone(), id.clone());
    let find = move |connection: &Connection| refunds::find(connection, &merchant, &wanted);
    let record = app.store.read(find).await?.ok_or_else(Refusal::missing)?;
    if !record.is_due(app.clock.now()) {
        return Ok(Answer::of(record.view())?);
    }
    let worker = app.clone();
    app.decide(move |connection, now| {
        let record = refunds::find(connection, &caller.merchant, &id)?;
        let mut record = record.ok_or_else(Refusal::missing)?;
        refund::advance(&worker.merchants, connection, &mut record, now)?;
        Ok(Answer::of(record.view())?)
    })
    .await
}

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer, Refusal> {
    let paging = Paging::parse(query.as_deref())?;
    app.sweep_if_due().await?;
    let look = move |connection: &Connection| {
        let reference = paging.reference.as_deref();
        let (records, total) =
            refunds::page(connection, &caller.merchant, reference, paging.per_page, paging.offset())?;
        Answer::page(records.iter().map(RefundRecord::view).collect(), paging.pagination(total))
    };
    Ok(app.store.read(look).await?)
}

impl Order {
    fn place(self, app: &Shared, connection: &Connection, now: Timestamp) -> Result<Answer, Halt> {
        let NewRefund { request, metadata } = self.new.map_err(Refusal::validation)?;
        let (session, charge) = subject(connection, &self.merchant, &request, now)?;
        if refunds::is_taken(connection, &self.merchant, request.client_reference_id.as_str())? {
            return Err(Refusal::duplicate().into());
        }
        let new = (request, metadata);
        let record = refund::begin(&app.merchants, connection, (&session, &charge), new, now)?;
        Ok(Answer::of(record.view())?)
    }
}

/// The charge that is given back, and its session. What is unknown and what is another merchant's is the same.
fn subject(
    connection: &Connection,
    merchant: &str,
    request: &CreateRefund,
    now: Timestamp,
) -> Result<(Session, ChargeRecord), Halt> {
    let (session, charge) = match (&request.payment_session_id, &request.charge_id) {
        (_, Some(charge)) => {
            let found = charges::find(connection, merchant, charge.as_str())?;
            let (session, charge) = found.ok_or_else(Refusal::missing)?;
            (session, Some(charge))
        }
        (Some(session), None) => (session.as_str().to_owned(), None),
        (None, None) => return Err(Refusal::missing().into()),
    };
    let session = payment::load(connection, merchant, &session, now)?.ok_or_else(Refusal::missing)?;
    let charge = match charge {
        Some(charge) => Some(charge),
        None => charges::of_session(connection, &session)?,
    };
    // Without a charge nothing was taken that could be given back.
    let charge = charge.ok_or_else(|| Refusal::wrong_state(session.state))?;
    Ok((session, charge))
}
