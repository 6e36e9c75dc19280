use cardseal_types::CustomerId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DamagedRowError, to_micros};
use crate::orders::Buyer;
use crate::shopper::ShopperId;
use crate::store::{BoundCustomer, StoreError};

pub(super) fn bind(
    tx: &Transaction<'_>,
    id: &CustomerId,
    shopper: &ShopperId,
    buyer: &Buyer,
    now: Timestamp,
) -> Result<ShopperId, StoreError> {
    tx.prepare_cached(
        "INSERT INTO customers (id, shopper, name, email, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO NOTHING",
    )?
    .execute(params![id.as_str(), shopper.as_str(), buyer.name, buyer.email, to_micros(now)])?;
    owner(tx, id)?.ok_or_else(|| StoreError::new(DamagedRowError))
}

pub(super) fn owner(tx: &Transaction<'_>, id: &CustomerId) -> Result<Option<ShopperId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT shopper FROM customers WHERE id = ?1")?;
    let shopper: Option<String> = query.query_row([id.as_str()], |row| row.get(0)).optional()?;
    shopper.map(|text| ShopperId::parse(&text).ok_or_else(|| StoreError::new(DamagedRowError))).transpose()
}

pub(super) fn of_shopper(
    tx: &Transaction<'_>,
    shopper: &ShopperId,
) -> Result<Vec<BoundCustomer>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id, name, email FROM customers WHERE shopper = ?1 ORDER BY created_at DESC, id",
    )?;
    let rows = query.query_map([shopper.as_str()], |row| {
        Ok((row.get::<_, String>(0)?, Buyer { name: row.get(1)?, email: row.get(2)? }))
    })?;
    rows.map(|row| {
        let (id, buyer) = row?;
        Ok(BoundCustomer { id: CustomerId::parse(id).map_err(StoreError::new)?, buyer })
    })
    .collect()
}
