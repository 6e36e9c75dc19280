//! Charges.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::sessions::{read_record, write_record};
use crate::charge::ChargeRecord;
use crate::error::Fault;
use crate::session::Session;

/// The charge of a session, if one was opened.
pub(crate) fn of_session(connection: &Connection, session: &Session) -> Result<Option<ChargeRecord>, Fault> {
    connection
        .prepare_cached("SELECT record FROM charges WHERE session_id = ?1 ORDER BY rowid DESC LIMIT 1")?
        .query_row([session.id.as_str()], |row| row.get(0))
        .optional()?
        .map(|record: String| read_record(&record, "charge"))
        .transpose()
}

/// The session whose charge this secret opens the bank's page of.
pub(crate) fn session_of_challenge(
    connection: &Connection,
    challenge: &str,
) -> Result<Option<String>, Fault> {
    let mut statement = connection.prepare_cached("SELECT session_id FROM charges WHERE challenge = ?1")?;
    Ok(statement.query_row([challenge], |row| row.get(0)).optional()?)
}

/// Writes a charge, new or changed.
pub(crate) fn save(connection: &Connection, session: &Session, record: &ChargeRecord) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO charges VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET status = excluded.status, record = excluded.record",
        )?
        .execute(params![
            record.charge.id.as_str(),
            session.id.as_str(),
            record.charge.status.as_str(),
            record.challenge,
            write_record(record, "charge")?,
        ])?;
    Ok(())
}
