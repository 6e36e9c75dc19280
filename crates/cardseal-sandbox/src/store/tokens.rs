//! The rows of the vault.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::sessions::{read_record, write_record};
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::vault::{StoredMethod, StoredToken};

/// The token, if it is the customer's and the customer is the merchant's.
pub(crate) fn find(
    connection: &Connection,
    merchant: &str,
    customer: &str,
    token: &str,
) -> Result<Option<StoredToken>, Fault> {
    let sql = "SELECT token, status, created_at, record FROM tokens
               WHERE token = ?1 AND customer_id = ?2 AND merchant = ?3";
    let found = connection.prepare_cached(sql)?.query_row([token, customer, merchant], raw).optional()?;
    found.map(stored).transpose()
}

/// All tokens of a customer, oldest first.
pub(crate) fn of_customer(
    connection: &Connection,
    merchant: &str,
    customer: &str,
) -> Result<Vec<StoredToken>, Fault> {
    let sql = "SELECT token, status, created_at, record FROM tokens
               WHERE customer_id = ?1 AND merchant = ?2 ORDER BY created_at, rowid";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([customer, merchant], raw)?;
    rows.map(|row| stored(row?)).collect()
}

/// Keeps a method under a token. A card that the customer has already keeps its token and gets the newer dates.
pub(crate) fn save(
    connection: &Connection,
    merchant: &str,
    customer: &str,
    token: &StoredToken,
) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (customer_id, fingerprint) DO UPDATE SET status = excluded.status, record = excluded.record",
        )?
        .execute(params![
            token.token,
            merchant,
            customer,
            token.method.fingerprint(),
            token.status,
            nanoseconds(token.created_at),
            write_record(&token.method, "token")?,
        ])?;
    Ok(())
}

type Raw = (String, String, i64, String);

fn raw(row: &rusqlite::Row<'_>) -> Result<Raw, rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn stored((token, status, created_at, record): Raw) -> Result<StoredToken, Fault> {
    let created_at = cardseal_types::Timestamp::from_nanosecond(i128::from(created_at));
    let method: StoredMethod = read_record(&record, "token")?;
    Ok(StoredToken { token, status, created_at: created_at.map_err(|_| Fault::Record("token"))?, method })
}
