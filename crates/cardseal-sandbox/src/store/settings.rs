//! What outlives a run besides payments: the master secret and the clock's offset.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::Fault;
use crate::random;

/// The master secret; made on first use.
pub(crate) fn master_secret(connection: &Connection) -> Result<Vec<u8>, Fault> {
    const NAME: &str = "master_secret";
    if let Some(secret) = setting(connection, NAME)? {
        return Ok(secret);
    }
    let secret = random::bytes::<32>()?.to_vec();
    set(connection, NAME, &secret)?;
    Ok(secret)
}

/// How far the clock is ahead, in nanoseconds.
pub(crate) fn clock_offset(connection: &Connection) -> Result<i64, Fault> {
    let stored = setting(connection, CLOCK_OFFSET)?;
    Ok(stored.and_then(|bytes| bytes.try_into().ok()).map_or(0, i64::from_be_bytes))
}

/// Keeps how far the clock is ahead, in nanoseconds. It never goes back.
pub(crate) fn set_clock_offset(connection: &Connection, offset: i64) -> Result<(), Fault> {
    let offset = offset.max(clock_offset(connection)?);
    set(connection, CLOCK_OFFSET, &offset.to_be_bytes())
}

const CLOCK_OFFSET: &str = "clock_offset";

fn setting(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    let mut statement = connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

fn set(connection: &Connection, name: &str, value: &[u8]) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO settings VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        )?
        .execute(params![name, value])?;
    Ok(())
}
