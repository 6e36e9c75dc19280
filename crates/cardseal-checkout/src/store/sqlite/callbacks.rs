use cardseal_types::SessionId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{orders, to_micros};
use crate::orders::OrderId;
use crate::store::StoreError;

pub(super) fn order_of_session(
    tx: &Transaction<'_>,
    session: &SessionId,
) -> Result<Option<OrderId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT order_id FROM attempts WHERE session_id = ?1")?;
    let id: Option<String> = query.query_row([session.as_str()], |row| row.get(0)).optional()?;
    id.map(|id| orders::order_id(&id)).transpose()
}

pub(super) fn record(
    tx: &Transaction<'_>,
    callback: &str,
    order: &OrderId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut upsert = tx.prepare_cached(
        "INSERT INTO callbacks (callback, order_id, deliveries, first_at, last_at) VALUES (?1, ?2, 1, ?3, ?3)
         ON CONFLICT (callback) DO UPDATE SET deliveries = deliveries + 1, last_at = excluded.last_at
         RETURNING deliveries",
    )?;
    let deliveries: i64 =
        upsert.query_row(params![callback, order.as_str(), to_micros(now)], |row| row.get(0))?;
    Ok(deliveries == 1)
}

pub(super) fn is_recorded(tx: &Transaction<'_>, callback: &str) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT 1 FROM callbacks WHERE callback = ?1")?.exists([callback])?)
}
