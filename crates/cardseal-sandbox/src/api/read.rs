//! `GET /v2/payments/{id}` and `GET /v2/payments`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use cardseal_types::{ClientReferenceId, Pagination};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::charge::ChargeRecord;
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::fields::Problems;
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
    let query = Query::parse(query.as_deref().unwrap_or_default()).map_err(Refusal::validation)?;
    // A list shows no session as open whose time has passed.
    let now = nanoseconds(app.clock.now());
    if app.store.read(move |connection| Ok(!sessions::due(connection, now, 1)?.is_empty())).await? {
        app.sweep().await?;
    }
    let worker = app.clone();
    let look = move |connection: &Connection| query.answer(&worker, connection, &caller.merchant);
    Ok(app.store.read(look).await?)
}

struct Query {
    reference: Option<String>,
    page: u32,
    per_page: u32,
}

const PER_PAGE: u32 = 20;
const MAX_PER_PAGE: u32 = 100;

impl Query {
    fn parse(query: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut parsed = Self { reference: None, page: 1, per_page: PER_PAGE };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let number = |max: u32| value.parse().ok().filter(|number| (1..=max).contains(number));
            match &*name {
                "clientReferenceId" if ClientReferenceId::parse(value.as_ref()).is_ok() => {
                    parsed.reference = Some(value.into_owned());
                }
                "clientReferenceId" => {
                    problems.add(name, "must have 1 to 100 letters, digits, hyphens or underscores");
                }
                "page" => match number(u32::MAX) {
                    Some(page) => parsed.page = page,
                    None => problems.add(name, "must be a whole number from 1 up"),
                },
                "perPage" => match number(MAX_PER_PAGE) {
                    Some(per_page) => parsed.per_page = per_page,
                    None => problems.add(name, "must be a whole number from 1 to 100"),
                },
                _ => {}
            }
        }
        if problems.is_empty() { Ok(parsed) } else { Err(problems) }
    }

    fn answer(&self, app: &Shared, connection: &Connection, merchant: &str) -> Result<Answer, Fault> {
        // Both looks at the database see the same moment.
        let connection = connection.unchecked_transaction()?;
        let offset = u64::from(self.page - 1) * u64::from(self.per_page);
        let (sessions, total_items) =
            sessions::page(&connection, merchant, self.reference.as_deref(), self.per_page, offset)?;
        let records: Vec<_> = sessions
            .iter()
            .map(|session| charges::of_session(&connection, session))
            .collect::<Result<_, Fault>>()?;
        let views =
            sessions.iter().zip(&records).map(|(session, record)| shown(app, session, record.as_ref()));
        let pagination = Pagination {
            page: self.page,
            per_page: self.per_page,
            total_items,
            total_pages: u32::try_from(total_items.div_ceil(u64::from(self.per_page))).unwrap_or(u32::MAX),
        };
        Answer::page(views.collect(), pagination)
    }
}

/// A session with what stands beside it; `Shown` owns the address that it shows.
struct Shown<'a> {
    session: &'a Session,
    record: Option<&'a ChargeRecord>,
    url: Option<String>,
}

fn shown<'a>(app: &Shared, session: &'a Session, record: Option<&'a ChargeRecord>) -> Shown<'a> {
    let url = record.and_then(|r| r.challenge.as_deref()).map(|secret| app.challenge_url(secret));
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
