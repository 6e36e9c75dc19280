//! What merchants are to be told, and every attempt to tell them.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::events::{self, Kind, Line};
use crate::callback::{Delivery, Reply, after};
use crate::error::Fault;
use crate::session::Session;

/// A callback that is to be sent now.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) seq: i64,
    pub(crate) body: String,
    retries: u32,
    resends: i64,
}

/// A callback as a developer sees it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) merchant: String,
    pub(crate) session_id: String,
    pub(crate) client_reference_id: String,
    pub(crate) event: String,
    pub(crate) state: String,
    pub(crate) created_at: i64,
    pub(crate) due_at: i64,
    pub(crate) resends: i64,
}

/// An attempt as a developer sees it.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) at: i64,
    pub(crate) http_status: Option<u16>,
    pub(crate) fault: Option<String>,
}

/// Adds a callback that is due at once.
pub(crate) fn add(
    connection: &Connection,
    id: &str,
    session: &Session,
    event: &str,
    body: &str,
    now: i64,
) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO callbacks
                (id, merchant, session_id, event, state, created_at, due_at, attempts, retries, resends, body)
             VALUES (?1, ?2, ?3, ?4, 'PENDING', ?5, ?5, 0, 0, 0, ?6)",
        )?
        .execute(params![id, session.merchant, session.id.as_str(), event, now, body])?;
    let line = Line { kind: Kind::Callback, subject: id, status: event, note: "", at: now };
    events::add(connection, session.id.as_str(), &line)
}

/// Callbacks of a merchant that are due, the longest due first. One that was never tried waits until all that happened
/// before to its session was tried.
pub(crate) fn due(
    connection: &Connection,
    merchant: &str,
    now: i64,
    limit: usize,
) -> Result<Vec<Parcel>, Fault> {
    let sql = "SELECT seq, body, retries, resends FROM callbacks AS this
               WHERE merchant = ?1 AND state = 'PENDING' AND due_at <= ?2 AND NOT (attempts = 0 AND EXISTS (
                   SELECT 1 FROM callbacks AS earlier
                   WHERE earlier.session_id = this.session_id AND earlier.seq < this.seq AND earlier.attempts = 0))
               ORDER BY due_at, seq LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let parcel = |row: &rusqlite::Row<'_>| {
        Ok(Parcel { seq: row.get(0)?, body: row.get(1)?, retries: row.get(2)?, resends: row.get(3)? })
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(statement.query_map(params![merchant, now, limit], parcel)?.collect::<Result<_, _>>()?)
}

/// When the next callback of a merchant becomes due that is not due yet.
pub(crate) fn next_due(connection: &Connection, merchant: &str, now: i64) -> Result<Option<i64>, Fault> {
    let sql = "SELECT min(due_at) FROM callbacks WHERE merchant = ?1 AND state = 'PENDING' AND due_at > ?2";
    Ok(connection.prepare_cached(sql)?.query_row(params![merchant, now], |row| row.get(0))?)
}

/// Writes down what came of an attempt that began at `at`, and what follows from it at `now`.
pub(crate) fn record(
    connection: &Connection,
    parcel: &Parcel,
    reply: Reply,
    at: i64,
    now: i64,
) -> Result<(), Fault> {
    let (status, fault) = match reply {
        Reply::Status(status) => (Some(status), None),
        Reply::Fault(fault) => (None, Some(fault)),
    };
    connection
        .prepare_cached(
            "INSERT INTO callback_attempts
             SELECT seq, attempts + 1, ?2, ?3, ?4 FROM callbacks WHERE seq = ?1",
        )?
        .execute(params![parcel.seq, at, status, fault])?;
    let (state, wait) = after(reply, parcel.retries);
    tell(connection, parcel.seq, reply, state, at)?;
    let wait = wait.map(|wait| i64::try_from(wait.as_nanos()).unwrap_or(i64::MAX));
    // A resend that was asked for while this attempt was under way is still to be made.
    connection
        .prepare_cached(
            "UPDATE callbacks SET
                attempts = attempts + 1, retries = retries + ?2,
                state = iif(resends = ?3, ?4, state), due_at = iif(resends = ?3, ?5, due_at)
             WHERE seq = ?1",
        )?
        .execute(params![
            parcel.seq,
            i64::from(wait.is_some()),
            parcel.resends,
            state.as_str(),
            now.saturating_add(wait.unwrap_or_default()),
        ])?;
    Ok(())
}

/// Adds an attempt to the story of the callback's session: what came of it, and where the callback stands then.
fn tell(connection: &Connection, seq: i64, reply: Reply, state: Delivery, at: i64) -> Result<(), Fault> {
    let (session, id): (String, String) = connection
        .prepare_cached("SELECT session_id, id FROM callbacks WHERE seq = ?1")?
        .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let note = match reply {
        Reply::Status(status) => format!("HTTP {status}"),
        Reply::Fault(fault) => fault.to_owned(),
    };
    let line = Line { kind: Kind::Attempt, subject: &id, status: state.as_str(), note: &note, at };
    events::add(connection, &session, &line)
}

/// Makes a callback due at once, whatever came of it before. Says whether there is one by this id.
pub(crate) fn resend(connection: &Connection, id: &str, now: i64) -> Result<bool, Fault> {
    let sql = "UPDATE callbacks SET state = 'PENDING', due_at = ?2, resends = resends + 1 WHERE id = ?1";
    Ok(connection.prepare_cached(sql)?.execute(params![id, now])? > 0)
}

/// The callback by this id.
pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<Entry>, Fault> {
    let sql = format!("{COLUMNS} {FROM} WHERE callbacks.id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], entry).optional()?)
}

/// One page of all callbacks, newest first, and how many there are in all.
pub(crate) fn page(
    connection: &Connection,
    reference: Option<&str>,
    limit: u32,
    offset: i64,
) -> Result<(Vec<Entry>, u64), Fault> {
    let total: i64 = connection
        .prepare_cached(&format!("SELECT count(*) {FROM} {OF_REFERENCE}"))?
        .query_row([reference], |row| row.get(0))?;
    let sql = format!("{COLUMNS} {FROM} {OF_REFERENCE} ORDER BY seq DESC LIMIT ?2 OFFSET ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![reference, limit, offset], entry)?;
    Ok((rows.collect::<Result<_, _>>()?, u64::try_from(total).unwrap_or_default()))
}

/// All callbacks of a session, oldest first.
pub(crate) fn of_session(connection: &Connection, session: &str) -> Result<Vec<Entry>, Fault> {
    let sql = format!("{COLUMNS} {FROM} WHERE session_id = ?1 ORDER BY seq");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([session], entry)?.collect::<Result<_, _>>()?)
}

/// The attempts to deliver a callback, in their order.
pub(crate) fn attempts(connection: &Connection, seq: i64) -> Result<Vec<Attempt>, Fault> {
    let sql = "SELECT at, http_status, fault FROM callback_attempts WHERE callback = ?1 ORDER BY number";
    let mut statement = connection.prepare_cached(sql)?;
    let attempt = |row: &rusqlite::Row<'_>| {
        Ok(Attempt { at: row.get(0)?, http_status: row.get(1)?, fault: row.get(2)? })
    };
    Ok(statement.query_map([seq], attempt)?.collect::<Result<_, _>>()?)
}

const FROM: &str = "FROM callbacks JOIN sessions ON sessions.id = callbacks.session_id";

const COLUMNS: &str = "SELECT seq, callbacks.id, callbacks.merchant, session_id, client_reference_id, event,
    callbacks.state, callbacks.created_at, due_at, resends";

const OF_REFERENCE: &str = "WHERE ?1 IS NULL OR client_reference_id = ?1";

fn entry(row: &rusqlite::Row<'_>) -> Result<Entry, rusqlite::Error> {
    Ok(Entry {
        seq: row.get(0)?,
        id: row.get(1)?,
        merchant: row.get(2)?,
        session_id: row.get(3)?,
        client_reference_id: row.get(4)?,
        event: row.get(5)?,
        state: row.get(6)?,
        created_at: row.get(7)?,
        due_at: row.get(8)?,
        resends: row.get(9)?,
    })
}
