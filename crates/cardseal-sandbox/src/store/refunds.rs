//! Refunds.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::events::{self, Kind, Line};
use super::sessions::{read_record, write_record};
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::refund::RefundRecord;

/// The refund by this id, if it is the merchant's.
pub(crate) fn find(connection: &Connection, merchant: &str, id: &str) -> Result<Option<RefundRecord>, Fault> {
    connection
        .prepare_cached("SELECT record FROM refunds WHERE id = ?1 AND merchant = ?2")?
        .query_row([id, merchant], |row| row.get(0))
        .optional()?
        .map(|record: String| read_record(&record, "refund"))
        .transpose()
}

/// Whether the merchant used the reference for a refund before.
pub(crate) fn is_taken(connection: &Connection, merchant: &str, reference: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM refunds WHERE merchant = ?1 AND client_reference_id = ?2";
    Ok(connection.prepare_cached(sql)?.exists([merchant, reference])?)
}

/// All refunds of a charge, oldest first.
pub(crate) fn of_charge(connection: &Connection, charge: &str) -> Result<Vec<RefundRecord>, Fault> {
    let sql = "SELECT record FROM refunds WHERE charge_id = ?1 ORDER BY rowid";
    many(connection, sql, [charge])
}

/// All refunds of a session, oldest first.
pub(crate) fn of_session(connection: &Connection, session: &str) -> Result<Vec<RefundRecord>, Fault> {
    let sql = "SELECT record FROM refunds WHERE session_id = ?1 ORDER BY rowid";
    many(connection, sql, [session])
}

/// Refunds that are to move on by now, the longest due first.
pub(crate) fn due(connection: &Connection, now: i64, limit: u32) -> Result<Vec<RefundRecord>, Fault> {
    let sql = "SELECT record FROM refunds WHERE due_at <= ?1 ORDER BY due_at, rowid LIMIT ?2";
    many(connection, sql, params![now, limit])
}

/// One page of a merchant's refunds, newest first, and how many there are in all.
pub(crate) fn page(
    connection: &Connection,
    merchant: &str,
    reference: Option<&str>,
    limit: u32,
    offset: i64,
) -> Result<(Vec<RefundRecord>, u64), Fault> {
    const WHERE: &str = "FROM refunds WHERE merchant = ?1 AND (?2 IS NULL OR client_reference_id = ?2)";
    let total: i64 = connection
        .prepare_cached(&format!("SELECT count(*) {WHERE}"))?
        .query_row(params![merchant, reference], |row| row.get(0))?;
    let sql = format!("SELECT record {WHERE} ORDER BY created_at DESC, rowid DESC LIMIT ?3 OFFSET ?4");
    let records = many(connection, &sql, params![merchant, reference, limit, offset])?;
    Ok((records, u64::try_from(total).unwrap_or_default()))
}

/// Writes a refund, new or moved on, and adds that to its session's story. `why` says what led there.
pub(crate) fn save(connection: &Connection, record: &RefundRecord, why: &str) -> Result<(), Fault> {
    let refund = &record.refund;
    let status = refund.status.as_str();
    let updated_at = nanoseconds(record.updated_at());
    connection
        .prepare_cached(
            "INSERT INTO refunds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id) DO UPDATE SET
                status = excluded.status, updated_at = excluded.updated_at, due_at = excluded.due_at,
                record = excluded.record",
        )?
        .execute(params![
            refund.id.as_str(),
            record.merchant,
            record.reference(),
            record.session(),
            refund.charge_id.as_ref().map(cardseal_types::ChargeId::as_str),
            status,
            nanoseconds(refund.created_at.unwrap_or_default()),
            updated_at,
            record.due_at.map(nanoseconds),
            write_record(record, "refund")?,
        ])?;
    let line = Line { kind: Kind::Refund, subject: refund.id.as_str(), status, note: why, at: updated_at };
    events::add(connection, record.session(), &line)
}

fn many(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<RefundRecord>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let records = statement.query_map(parameters, |row| row.get::<_, String>(0))?;
    records.map(|record| read_record(&record?, "refund")).collect()
}
