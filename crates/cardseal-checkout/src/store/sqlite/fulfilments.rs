use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{orders, to_micros};
use crate::orders::OrderId;
use crate::store::{Handover, StoreError};

/// Puts a paid order into the outbox. It is there once, however often it is put there.
pub(super) fn add(tx: &Transaction<'_>, order: &OrderId, now: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO fulfilments (order_id, paid_at, next_at) VALUES (?1, ?2, ?2)
         ON CONFLICT (order_id) DO NOTHING",
    )?
    .execute(params![order.as_str(), to_micros(now)])?;
    Ok(())
}

pub(super) fn take(
    tx: &Transaction<'_>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Handover>, StoreError> {
    let mut update = tx.prepare_cached(
        "UPDATE fulfilments SET tries = tries + 1, next_at = ?2
         WHERE order_id = (SELECT order_id FROM fulfilments WHERE done_at IS NULL AND next_at <= ?1
                           ORDER BY next_at, order_id LIMIT 1)
         RETURNING order_id, tries",
    )?;
    let taken = update.query_row(params![to_micros(now), to_micros(until)], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?))
    });
    let taken = taken.optional()?;
    taken.map(|(id, tries)| Ok(Handover { order: orders::order_id(&id)?, tries })).transpose()
}

pub(super) fn postpone(
    tx: &Transaction<'_>,
    handover: &Handover,
    until: Timestamp,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE fulfilments SET next_at = ?3 WHERE order_id = ?1 AND tries = ?2 AND done_at IS NULL",
    )?
    .execute(params![handover.order.as_str(), handover.tries, to_micros(until)])?;
    Ok(())
}

pub(super) fn finish(tx: &Transaction<'_>, order: &OrderId, now: Timestamp) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached("UPDATE fulfilments SET done_at = ?2 WHERE order_id = ?1 AND done_at IS NULL")?
        .execute(params![order.as_str(), to_micros(now)])?;
    Ok(changed == 1)
}
