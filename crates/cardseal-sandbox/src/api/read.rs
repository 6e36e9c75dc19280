//! `GET /v2/payments/{id}` and `GET /v2/payments`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::paging::Paging;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::error::Fault;
use crate::payment;
use crate::session::{Beside, Session, SessionView};
use crate::store::{charges, sessions};

pub(super) async fn retrieve(
    State(app): State<App>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Answer, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    let (merchant, wanted) = (caller.merchant.clone(), id.clone());
    let find = move |connection: &Connection| match sessions::find(connection, &merchant, &wanted)? {
        Some(session) => Ok(Some((charges::of_session(connection, &session)?, session))),
        None => Ok(None),
    };
    let (record, session) = app.store.read(find).await?.ok_or_else(Refusal::missing)?;
    if !session.is_due(app.clock.now()) {
        return Ok(Answer::of(shown(&app, &session, record.as_ref()))?);
    }
    let worker = app.clone();
    app.decide(move |connection, now| {
        let session = payment::load(connection, &caller.merchant, &id, now)?.ok_or_else(Refusal::missing)?;
        let record = charges::of_session(connection, &session)?;
        Ok(Answer::of(shown(&worker, &session, record.as_ref()))?)
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
    let worker = app.clone();
    let look = move |connection: &Connection| answer(&paging, &worker, connection, &caller.merchant);
    Ok(app.store.read(look).await?)
}

fn answer(paging: &Paging, app: &Shared, connection: &Connection, merchant: &str) -> Result<Answer, Fault> {
    let (sessions, total) =
        sessions::page(connection, merchant, paging.reference.as_deref(), paging.per_page, paging.offset())?;
    let records: Vec<_> = sessions
        .iter()
        .map(|session| charges::of_session(connection, session))
        .collect::<Result<_, Fault>>()?;
    let views = sessions.iter().zip(&records).map(|(session, record)| shown(app, session, record.as_ref()));
    Answer::page(views.collect(), paging.pagination(total))
}

/// A session with what stands beside it; `Shown` owns the address that it shows.
struct Shown<'a> {
    session: &'a Session,
    record: Option<&'a ChargeRecord>,
    url: Option<String>,
}

fn shown<'a>(app: &Shared, session: &'a Session, record: Option<&'a ChargeRecord>) -> Shown<'a> {
    let url = app.payment_url(session, record);
    Shown { session, record, url }
}

impl serde::Serialize for Shown<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let beside = Beside {
            charge: self.record.map(|record| &record.charge),
            payment_url: self.url.as_deref(),
            envelope: None,
        };
        SessionView::new(self.session, beside).serialize(serializer)
    }
}
