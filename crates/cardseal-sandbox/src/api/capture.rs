//! `POST /v2/payments/{id}/capture`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use cardseal_types::{CaptureSession, Timestamp};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::once::Once;
use super::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::fields::{Fields, Problems};
use crate::payment;

/// One capture call, everything about it known but what the database says.
struct Order {
    merchant: String,
    session: String,
    request: Result<CaptureSession, Problems>,
}

pub(super) async fn capture(
    State(app): State<App>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    // With a key, a part is not taken twice.
    let about: [&[u8]; 3] = [b"capture", &id.len().to_be_bytes(), id.as_bytes()];
    let once = Once::optional(&app, &caller.merchant, &headers, &about, &body)?;
    let order = Order { merchant: caller.merchant, session: id, request: read(&body) };
    let worker = app.clone();
    app.decide(move |connection, now| {
        let work = || order.place(&worker, connection, now);
        Once::carry_out_optional(once.as_ref(), connection, now, work)
    })
    .await
}

fn read(body: &[u8]) -> Result<CaptureSession, Problems> {
    let mut problems = Problems::default();
    let read = Fields::parse(body, &mut problems).and_then(|fields| {
        fields.require("releaseRemainingAmount", &mut problems);
        let release = fields.flag("releaseRemainingAmount", &mut problems);
        let amount = fields.amount("amount", &mut problems);
        if amount.as_ref().is_some_and(cardseal_types::Amount::is_zero) {
            problems.add("amount.value", "must be more than zero");
        }
        Some(CaptureSession { release_remaining_amount: release?, amount })
    });
    read.filter(|_| problems.is_empty()).ok_or(problems)
}

impl Order {
    fn place(self, app: &Shared, connection: &Connection, now: Timestamp) -> Result<Answer, Halt> {
        let session = payment::load(connection, &self.merchant, &self.session, now)?;
        let mut session = session.ok_or_else(Refusal::missing)?;
        let request = self.request.map_err(Refusal::validation)?;
        Ok(Answer::of(payment::capture(app, connection, &mut session, request, now)?)?)
    }
}
