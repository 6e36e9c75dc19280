//! Calls that are carried out once, however often they come: by `X-REQUEST-ID`.

use axum::http::HeaderMap;
use cardseal_types::{RequestId, Timestamp};
use rusqlite::Connection;

use super::answer::Answer;
use super::refusal::{Halt, Refusal};
use crate::app::{App, Shared};
use crate::canonical;
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::store::idempotency::{self, Seen};

const HEADER: &str = "x-request-id";

/// A merchant's request under its key.
#[derive(Debug, Clone)]
pub(super) struct Once {
    merchant: String,
    request_id: RequestId,
    /// Of the body and of what it is about.
    digest: Vec<u8>,
}

impl Once {
    /// The key of a call that must have one. `about` says what the body is about, beside what it says itself.
    pub(super) fn required(
        app: &Shared,
        merchant: &str,
        headers: &HeaderMap,
        about: &[&[u8]],
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let request_id = request_id(headers)?;
        let mut context = app.secrets.body_digest();
        for part in about {
            context.update(part);
        }
        let digest = canonical::digest(context, body)
            .ok_or_else(|| Refusal::field("", "the body is not JSON, or nested too deeply"))?;
        Ok(Self { merchant: merchant.to_owned(), request_id, digest })
    }

    /// The key of a call for which the documentation asks for none: one that is given is honoured.
    pub(super) fn optional(
        app: &Shared,
        merchant: &str,
        headers: &HeaderMap,
        about: &[&[u8]],
        body: &[u8],
    ) -> Result<Option<Self>, Refusal> {
        match headers.contains_key(HEADER) {
            true => Self::required(app, merchant, headers, about, body).map(Some),
            false => Ok(None),
        }
    }

    /// The first answer, if there was one: looked up before anything is spent on the call.
    pub(super) async fn replay(&self, app: &App) -> Result<Option<Answer>, Refusal> {
        let (once, now) = (self.clone(), app.clock.now());
        answer_of(app.store.read(move |connection: &Connection| once.seen(connection, now)).await?)
    }

    /// As [`Once::carry_out`], for a call that needs no key: without one, the work is done.
    pub(super) fn carry_out_optional(
        once: Option<&Self>,
        connection: &Connection,
        now: Timestamp,
        work: impl FnOnce() -> Result<Answer, Halt>,
    ) -> Result<Answer, Halt> {
        match once {
            Some(once) => once.carry_out(connection, now, work),
            None => work(),
        }
    }

    /// Gives the first answer, or does the work and keeps what it answers.
    pub(super) fn carry_out(
        &self,
        connection: &Connection,
        now: Timestamp,
        work: impl FnOnce() -> Result<Answer, Halt>,
    ) -> Result<Answer, Halt> {
        if let Some(answer) = answer_of(self.seen(connection, now)?)? {
            return Ok(answer);
        }
        let answer = work()?;
        let id = self.request_id.as_str();
        idempotency::save(connection, &self.merchant, id, &self.digest, nanoseconds(now), &answer.0)?;
        Ok(answer)
    }

    fn seen(&self, connection: &Connection, now: Timestamp) -> Result<Seen, Fault> {
        idempotency::find(
            connection,
            &self.merchant,
            self.request_id.as_str(),
            &self.digest,
            nanoseconds(now),
        )
    }
}

/// Another request under the same key is refused.
fn answer_of(seen: Seen) -> Result<Option<Answer>, Refusal> {
    match seen {
        Seen::Never => Ok(None),
        Seen::Answered(answer) => Ok(Some(Answer(answer))),
        Seen::Otherwise => Err(Refusal::idempotency()),
    }
}

fn request_id(headers: &HeaderMap) -> Result<RequestId, Refusal> {
    let value = headers.get(HEADER).ok_or_else(|| Refusal::field("X-REQUEST-ID", "required"))?;
    let id = value.to_str().ok().and_then(|text| RequestId::parse(text).ok());
    id.ok_or_else(|| Refusal::field("X-REQUEST-ID", "must have 16 to 36 letters and digits"))
}
