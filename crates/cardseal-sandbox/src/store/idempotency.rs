//! First answers to create calls, by `X-REQUEST-ID`, for 24 hours.

use rusqlite::{Connection, OptionalExtension as _, params};
use subtle::ConstantTimeEq as _;

use crate::error::Fault;

/// What is known of a request id.
#[derive(Debug)]
pub(crate) enum Seen {
    /// Nothing, or it is too old to count.
    Never,
    /// The same request was answered so.
    Answered(String),
    /// Another request came with the same id.
    Otherwise,
}

/// How long an answer is kept, in nanoseconds.
const LIFE: i64 = 24 * 60 * 60 * 1_000_000_000;

/// Looks a request up.
pub(crate) fn find(
    connection: &Connection,
    merchant: &str,
    request_id: &str,
    digest: &[u8],
    now: i64,
) -> Result<Seen, Fault> {
    let sql =
        "SELECT digest, answer FROM idempotency WHERE merchant = ?1 AND request_id = ?2 AND created_at > ?3";
    let found: Option<(Vec<u8>, String)> = connection
        .prepare_cached(sql)?
        .query_row(params![merchant, request_id, now.saturating_sub(LIFE)], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(match found {
        None => Seen::Never,
        Some((known, answer)) if bool::from(known.ct_eq(digest)) => Seen::Answered(answer),
        Some(_) => Seen::Otherwise,
    })
}

/// Keeps the first answer.
pub(crate) fn save(
    connection: &Connection,
    merchant: &str,
    request_id: &str,
    digest: &[u8],
    now: i64,
    answer: &str,
) -> Result<(), Fault> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO idempotency VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![merchant, request_id, digest, now, answer])?;
    Ok(())
}

/// Forgets answers that are too old.
pub(crate) fn forget(connection: &Connection, now: i64, limit: u32) -> Result<usize, Fault> {
    let sql = "DELETE FROM idempotency WHERE (merchant, request_id) IN
               (SELECT merchant, request_id FROM idempotency WHERE created_at <= ?1 LIMIT ?2)";
    Ok(connection.prepare_cached(sql)?.execute(params![now.saturating_sub(LIFE), limit])?)
}
