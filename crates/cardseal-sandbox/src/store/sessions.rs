//! Sessions and their private keys.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::events::{self, Kind, Line};
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::session::Session;

/// The session by this id, if it is the merchant's.
pub(crate) fn find(connection: &Connection, merchant: &str, id: &str) -> Result<Option<Session>, Fault> {
    let sql = "SELECT record FROM sessions WHERE id = ?1 AND merchant = ?2";
    one(connection.prepare_cached(sql)?.query_row([id, merchant], |row| row.get(0)))
}

/// The session by this id, whosever it is. For the bank's page, which is reached by a secret of its own.
pub(crate) fn find_any(connection: &Connection, id: &str) -> Result<Option<Session>, Fault> {
    one(connection
        .prepare_cached("SELECT record FROM sessions WHERE id = ?1")?
        .query_row([id], |row| row.get(0)))
}

/// The id of the session whose hosted page this secret opens.
pub(crate) fn of_page(connection: &Connection, secret: &str) -> Result<Option<String>, Fault> {
    let mut statement = connection.prepare_cached("SELECT id FROM sessions WHERE page = ?1")?;
    Ok(statement.query_row([secret], |row| row.get(0)).optional()?)
}

/// Whether the merchant used the reference before.
pub(crate) fn is_taken(connection: &Connection, merchant: &str, reference: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM sessions WHERE merchant = ?1 AND client_reference_id = ?2";
    Ok(connection.prepare_cached(sql)?.exists([merchant, reference])?)
}

/// One page of a merchant's sessions, newest first, and how many there are in all.
pub(crate) fn page(
    connection: &Connection,
    merchant: &str,
    reference: Option<&str>,
    limit: u32,
    offset: i64,
) -> Result<(Vec<Session>, u64), Fault> {
    const WHERE: &str = "FROM sessions WHERE merchant = ?1 AND (?2 IS NULL OR client_reference_id = ?2)";
    let total = connection
        .prepare_cached(&format!("SELECT count(*) {WHERE}"))?
        .query_row(params![merchant, reference], |row| row.get::<_, i64>(0))?;
    let sql = format!("SELECT record {WHERE} ORDER BY created_at DESC, rowid DESC LIMIT ?3 OFFSET ?4");
    let mut statement = connection.prepare_cached(&sql)?;
    let records =
        statement.query_map(params![merchant, reference, limit, offset], |row| row.get::<_, String>(0))?;
    let sessions = records.map(|record| read_record(&record?, "session")).collect::<Result<_, Fault>>()?;
    Ok((sessions, u64::try_from(total).unwrap_or_default()))
}

/// Ids of sessions that stand open although their time has passed, oldest first.
pub(crate) fn due(connection: &Connection, now: i64, limit: u32) -> Result<Vec<String>, Fault> {
    let sql = "SELECT id FROM sessions WHERE expiry_at <= ?1
               AND state IN ('REQUIRE_PAYMENT_METHOD', 'REQUIRE_CONFIRMATION', 'REQUIRE_ACTION')
               ORDER BY expiry_at LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let ids = statement.query_map(params![now, limit], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The latest moment that any session or refund was changed or any callback was sent, in nanoseconds.
pub(crate) fn latest_change(connection: &Connection) -> Result<i64, Fault> {
    let sql = "SELECT max((SELECT coalesce(max(updated_at), 0) FROM sessions),
                          (SELECT coalesce(max(updated_at), 0) FROM refunds),
                          (SELECT coalesce(max(at), 0) FROM callback_attempts))";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Writes a session, new or changed. Its private key goes with the state that needed it.
pub(crate) fn save(connection: &Connection, session: &Session) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id) DO UPDATE SET
                state = excluded.state, updated_at = excluded.updated_at, expiry_at = excluded.expiry_at,
                record = excluded.record",
        )?
        .execute(params![
            session.id.as_str(),
            session.merchant,
            session.client_reference_id.as_str(),
            session.customer_id.as_str(),
            session.state.status().as_str(),
            nanoseconds(session.created_at),
            nanoseconds(session.updated_at),
            nanoseconds(session.expiry_at),
            write_record(session, "session")?,
            session.page,
        ])?;
    tell(connection, session)?;
    if session.open_key().is_none() {
        connection
            .prepare_cached("DELETE FROM session_keys WHERE session_id = ?1")?
            .execute([session.id.as_str()])?;
    }
    Ok(())
}

/// Adds what the session went through to its story.
fn tell(connection: &Connection, session: &Session) -> Result<(), Fault> {
    for step in session.journal.take() {
        let (status, note) = (step.to.status(), format!("{:?}", step.event));
        let line = Line {
            kind: Kind::Session,
            subject: "",
            status: status.as_str(),
            note: &note,
            at: nanoseconds(step.at),
        };
        events::add(connection, session.id.as_str(), &line)?;
    }
    Ok(())
}

/// Keeps the private key of a session that waits for an envelope.
pub(crate) fn save_key(connection: &Connection, session: &Session, pkcs8: &[u8]) -> Result<(), Fault> {
    connection
        .prepare_cached("INSERT INTO session_keys VALUES (?1, ?2)")?
        .execute(params![session.id.as_str(), pkcs8])?;
    Ok(())
}

/// The private key of a session that waits for an envelope.
pub(crate) fn key(connection: &Connection, session: &Session) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    let mut statement = connection.prepare_cached("SELECT pkcs8 FROM session_keys WHERE session_id = ?1")?;
    Ok(statement.query_row([session.id.as_str()], |row| row.get(0)).optional()?.map(Zeroizing::new))
}

/// Reads a stored record. What is wrong with it is not told: it may quote a customer.
pub(super) fn read_record<T: DeserializeOwned>(record: &str, what: &'static str) -> Result<T, Fault> {
    serde_json::from_str(record).map_err(|_| Fault::Record(what))
}

pub(super) fn write_record<T: Serialize>(record: &T, what: &'static str) -> Result<String, Fault> {
    serde_json::to_string(record).map_err(|_| Fault::Record(what))
}

fn one(found: Result<String, rusqlite::Error>) -> Result<Option<Session>, Fault> {
    found.optional()?.map(|record| read_record(&record, "session")).transpose()
}
