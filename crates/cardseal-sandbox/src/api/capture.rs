//! `POST /v2/payments/{id}/capture`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use cardseal_types::{CaptureSession, RequestId, Timestamp};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::create::{answer_of, request_id};
use super::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::canonical;
use crate::clock::nanoseconds;
use crate::fields::{Fields, Problems};
use crate::payment;
use crate::store::idempotency;

/// One capture call, everything about it known but what the database says.
struct Order {
    merchant: String,
    session: String,
    /// The documentation asks for no key here; one that is given is honoured, so that a part is not taken twice.
    key: Option<(RequestId, Vec<u8>)>,
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
    let key = match headers.contains_key("x-request-id") {
        true => Some((request_id(&headers)?, digest(&app, &id, &body)?)),
        false => None,
    };
    let order = Order { merchant: caller.merchant, session: id, key, request: read(&body) };
    let worker = app.clone();
    app.decide(move |connection, now| order.place(&worker, connection, now)).await
}

/// The digest of the body and of what it is about.
fn digest(app: &Shared, session: &str, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut context = app.secrets.body_digest();
    context.update(b"capture");
    context.update(&session.len().to_be_bytes());
    context.update(session.as_bytes());
    canonical::digest(context, body)
        .ok_or_else(|| Refusal::field("", "the body is not JSON, or nested too deeply"))
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
        let at = nanoseconds(now);
        let key = self.key.as_ref().map(|(id, digest)| (id.as_str(), digest.as_slice()));
        if let Some((id, digest)) = key {
            let seen = idempotency::find(connection, &self.merchant, id, digest, at)?;
            if let Some(answer) = answer_of(seen)? {
                return Ok(answer);
            }
        }
        let session = payment::load(connection, &self.merchant, &self.session, now)?;
        let mut session = session.ok_or_else(Refusal::missing)?;
        let request = self.request.map_err(Refusal::validation)?;
        let answer = Answer::of(payment::capture(app, connection, &mut session, request, now)?)?;
        if let Some((id, digest)) = key {
            idempotency::save(connection, &self.merchant, id, digest, at, &answer.0)?;
        }
        Ok(answer)
    }
}
