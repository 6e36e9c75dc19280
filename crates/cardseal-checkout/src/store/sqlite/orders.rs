use cardseal_types::{Amount, Currency};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{attempts, from_micros, to_micros};
use crate::orders::{BillingAddress, Buyer, Order, OrderId};
use crate::shopper::ShopperId;
use crate::store::{Claim, StoreError};

const COLUMNS: &str = "id, shopper, buyer_name, buyer_email, lines, amount, currency, created_at, billing";

pub(super) fn insert(tx: &Transaction<'_>, order: &Order) -> Result<(), StoreError> {
    let lines = serde_json::to_string(&order.lines).map_err(StoreError::new)?;
    tx.prepare_cached(
        "INSERT INTO orders
             (id, shopper, buyer_name, buyer_email, lines, amount, currency, created_at, checked_at, billing)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
    )?
    .execute(params![
        order.id.as_str(),
        order.shopper.as_str(),
        order.buyer.name,
        order.buyer.email,
        lines,
        order.amount.value().to_string(),
        order.amount.currency().as_str(),
        to_micros(order.created_at),
        order.billing.as_ref().map(billing_text).transpose()?,
    ])?;
    Ok(())
}

pub(super) fn set_billing(
    tx: &Transaction<'_>,
    id: &OrderId,
    billing: &BillingAddress,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE orders SET billing = ?2 WHERE id = ?1")?
        .execute([id.as_str(), &billing_text(billing)?])?;
    Ok(())
}

pub(super) fn find(tx: &Transaction<'_>, id: &OrderId) -> Result<Option<Order>, StoreError> {
    let mut query = tx.prepare_cached(&format!("SELECT {COLUMNS} FROM orders WHERE id = ?1"))?;
    let row = query.query_row([id.as_str()], RawOrder::read).optional()?;
    row.map(|raw| raw.complete(tx)).transpose()
}

pub(super) fn of_shopper(
    tx: &Transaction<'_>,
    shopper: &ShopperId,
    limit: u32,
) -> Result<Vec<Order>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders WHERE shopper = ?1 ORDER BY created_at DESC, id LIMIT ?2"
    ))?;
    let rows = query.query_map(params![shopper.as_str(), limit], RawOrder::read)?;
    rows.map(|raw| raw?.complete(tx)).collect()
}

pub(super) fn claim(
    tx: &Transaction<'_>,
    claim: &Claim,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "UPDATE orders SET claim = ?2, claimed_until = ?4
             WHERE id = ?1 AND (claim IS NULL OR claimed_until <= ?3)",
        )?
        .execute(params![claim.order.as_str(), claim.key, to_micros(now), to_micros(until)])?;
    Ok(changed == 1)
}

pub(super) fn release(tx: &Transaction<'_>, claim: &Claim) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE orders SET claim = NULL, claimed_until = 0 WHERE id = ?1 AND claim = ?2")?
        .execute([claim.order.as_str(), &claim.key])?;
    Ok(())
}

/// Whether nobody took the claim over. One that is merely late still counts: nobody else acted on it.
pub(super) fn holds(tx: &Transaction<'_>, claim: &Claim) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT 1 FROM orders WHERE id = ?1 AND claim = ?2")?;
    Ok(query.exists([claim.order.as_str(), &claim.key])?)
}

pub(super) fn begin_check(
    tx: &Transaction<'_>,
    id: &OrderId,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached("UPDATE orders SET checked_at = ?3 WHERE id = ?1 AND checked_at <= ?2")?
        .execute(params![id.as_str(), to_micros(since), to_micros(now)])?;
    Ok(changed == 1)
}

pub(super) fn unsettled(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<OrderId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id FROM attempts JOIN orders ON id = order_id
         WHERE open = 1 AND checked_at < ?1 ORDER BY checked_at LIMIT ?2",
    )?;
    let rows = query.query_map(params![to_micros(before), limit], |row| row.get::<_, String>(0))?;
    rows.map(|id| order_id(&id?)).collect()
}

pub(super) fn order_id(text: &str) -> Result<OrderId, StoreError> {
    OrderId::parse(text).ok_or_else(|| StoreError::new(super::DamagedRowError))
}

fn billing_text(billing: &BillingAddress) -> Result<String, StoreError> {
    serde_json::to_string(billing).map_err(StoreError::new)
}

/// A row as SQLite gives it, not yet parsed.
struct RawOrder {
    id: String,
    shopper: String,
    buyer: Buyer,
    lines: String,
    amount: String,
    currency: String,
    created_at: i64,
    billing: Option<String>,
}

impl RawOrder {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            shopper: row.get(1)?,
            buyer: Buyer { name: row.get(2)?, email: row.get(3)? },
            lines: row.get(4)?,
            amount: row.get(5)?,
            currency: row.get(6)?,
            created_at: row.get(7)?,
            billing: row.get(8)?,
        })
    }

    fn complete(self, tx: &Transaction<'_>) -> Result<Order, StoreError> {
        let id = order_id(&self.id)?;
        Ok(Order {
            attempts: attempts::of_order(tx, &id)?,
            id,
            shopper: ShopperId::parse(&self.shopper)
                .ok_or_else(|| StoreError::new(super::DamagedRowError))?,
            buyer: self.buyer,
            billing: self
                .billing
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(|_| StoreError::new(super::DamagedRowError))?,
            lines: serde_json::from_str(&self.lines).map_err(StoreError::new)?,
            amount: Amount::parse(&self.amount, Currency::from(self.currency.as_str()))
                .map_err(StoreError::new)?,
            created_at: from_micros(self.created_at)?,
        })
    }
}
