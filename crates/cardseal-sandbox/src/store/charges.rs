//! Charges.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::events::{self, Kind, Line};
use super::sessions::{read_record, write_record};
use crate::charge::ChargeRecord;
use crate::clock::nanoseconds;
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

/// One page of the charges under a merchant's reference, newest first, and how many there are in all.
pub(crate) fn page(
    connection: &Connection,
    merchant: &str,
    reference: &str,
    limit: u32,
    offset: i64,
) -> Result<(Vec<ChargeRecord>, u64), Fault> {
    const FROM: &str = "FROM charges JOIN sessions ON sessions.id = charges.session_id
        WHERE sessions.merchant = ?1 AND sessions.client_reference_id = ?2";
    let total: i64 = connection
        .prepare_cached(&format!("SELECT count(*) {FROM}"))?
        .query_row([merchant, reference], |row| row.get(0))?;
    let sql = format!("SELECT charges.record {FROM} ORDER BY charges.rowid DESC LIMIT ?3 OFFSET ?4");
    let mut statement = connection.prepare_cached(&sql)?;
    let records =
        statement.query_map(params![merchant, reference, limit, offset], |row| row.get::<_, String>(0))?;
    let records = records.map(|record| read_record(&record?, "charge")).collect::<Result<_, Fault>>()?;
    Ok((records, u64::try_from(total).unwrap_or_default()))
}

/// The session whose charge this secret opens the bank's page of.
pub(crate) fn session_of_challenge(
    connection: &Connection,
    challenge: &str,
) -> Result<Option<String>, Fault> {
    let mut statement = connection.prepare_cached("SELECT session_id FROM charges WHERE challenge = ?1")?;
    Ok(statement.query_row([challenge], |row| row.get(0)).optional()?)
}

/// The charge by this id and the id of its session, if it is the merchant's.
pub(crate) fn find(
    connection: &Connection,
    merchant: &str,
    id: &str,
) -> Result<Option<(String, ChargeRecord)>, Fault> {
    let sql =
        "SELECT sessions.id, charges.record FROM charges JOIN sessions ON sessions.id = charges.session_id
               WHERE charges.id = ?1 AND sessions.merchant = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found: Option<(String, String)> =
        statement.query_row([id, merchant], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(session, record)| Ok((session, read_record(&record, "charge")?))).transpose()
}

/// Adds to the session's story where its charge stands, unless it stands there already.
fn tell(connection: &Connection, session: &Session, record: &ChargeRecord) -> Result<(), Fault> {
    let (charge, status) = (&record.charge, record.charge.status.as_str());
    let told = connection
        .prepare_cached("SELECT 1 FROM charges WHERE id = ?1 AND status = ?2")?
        .exists([charge.id.as_str(), status])?;
    if told {
        return Ok(());
    }
    let line = Line {
        kind: Kind::Charge,
        subject: charge.id.as_str(),
        status,
        note: charge.failure_code.as_ref().map_or("", |code| code.as_str()),
        at: nanoseconds(charge.updated_at.unwrap_or(session.updated_at)),
    };
    events::add(connection, session.id.as_str(), &line)
}

/// Writes a charge, new or changed.
pub(crate) fn save(connection: &Connection, session: &Session, record: &ChargeRecord) -> Result<(), Fault> {
    tell(connection, session, record)?;
    connection
        .prepare_cached(
            "INSERT INTO charges VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET
                status = excluded.status, challenge = excluded.challenge, record = excluded.record",
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
