use cardseal_types::{CustomerId, EwalletChannel, SessionId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{DamagedRowError, from_micros, fulfilments, orders, to_micros};
use crate::orders::{Attempt, AttemptState, ChargedCard, Method, OrderId, Progress};
use crate::store::{Claim, Step, StoreError};

const COLUMNS: &str = "number, method, session_id, customer_id, state, redirect, save, card_brand, card_last_four, \
                       failure, created_at, updated_at, wallet";

pub(super) fn of_order(tx: &Transaction<'_>, order: &OrderId) -> Result<Vec<Attempt>, StoreError> {
    let mut query =
        tx.prepare_cached(&format!("SELECT {COLUMNS} FROM attempts WHERE order_id = ?1 ORDER BY number"))?;
    let rows = query.query_map([order.as_str()], RawAttempt::read)?;
    rows.map(|raw| raw?.complete()).collect()
}

pub(super) fn begin(
    tx: &Transaction<'_>,
    claim: &Claim,
    method: Method,
    save: bool,
    now: Timestamp,
) -> Result<Option<Attempt>, StoreError> {
    if !orders::holds(tx, claim)? {
        return Ok(None);
    }
    let attempts = of_order(tx, &claim.order)?;
    let blocked = |attempt: &Attempt| attempt.state == AttemptState::Paid || !attempt.state.is_final();
    if attempts.iter().any(blocked) {
        return Ok(None);
    }
    let number = attempts.last().map_or(1, |last| last.number + 1);
    tx.prepare_cached(
        "INSERT INTO attempts (order_id, number, method, state, open, save, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?6)",
    )?
    .execute(params![
        claim.order.as_str(),
        number,
        method.as_str(),
        AttemptState::Creating.as_str(),
        save,
        to_micros(now)
    ])?;
    Ok(of_order(tx, &claim.order)?.pop())
}

pub(super) fn step(
    tx: &Transaction<'_>,
    claim: &Claim,
    step: Step,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !orders::holds(tx, claim)? {
        return Ok(false);
    }
    let changed = tx
        .prepare_cached(
            "UPDATE attempts SET state = ?4, open = ?5, save = coalesce(?6, save), updated_at = ?7
             WHERE order_id = ?1 AND number = ?2 AND state = ?3",
        )?
        .execute(params![
            claim.order.as_str(),
            step.number,
            step.from.as_str(),
            step.to.as_str(),
            !step.to.is_final(),
            step.save,
            to_micros(now),
        ])?;
    Ok(changed == 1)
}

pub(super) fn advance(
    tx: &Transaction<'_>,
    order: &OrderId,
    number: u32,
    progress: &Progress,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT state FROM attempts WHERE order_id = ?1 AND number = ?2")?;
    let known: Option<String> =
        query.query_row(params![order.as_str(), number], |row| row.get(0)).optional()?;
    let Some(known) = known else { return Ok(false) };
    let known = state(&known)?;
    if !progress.state.follows(known) {
        if let Some(address) = progress.redirect.as_deref().filter(|_| progress.state == known) {
            lead_to(tx, order, number, address)?;
        }
        return Ok(false);
    }
    tx.prepare_cached(
        "UPDATE attempts SET session_id = ?3, customer_id = coalesce(?4, customer_id), state = ?5, open = ?6,
             redirect = ?7, card_brand = coalesce(?8, card_brand), card_last_four = coalesce(?9, card_last_four),
             failure = ?10, updated_at = ?11, wallet = coalesce(?12, wallet), save = coalesce(?13, save)
         WHERE order_id = ?1 AND number = ?2",
    )?
    .execute(params![
        order.as_str(),
        number,
        progress.session.as_str(),
        progress.customer.as_ref().map(CustomerId::as_str),
        progress.state.as_str(),
        !progress.state.is_final(),
        progress.redirect,
        progress.card.as_ref().map(|card| &card.brand),
        progress.card.as_ref().map(|card| &card.last_four),
        progress.failure,
        to_micros(now),
        progress.wallet.as_ref().map(EwalletChannel::as_str),
        progress.save,
    ])?;
    if progress.state == AttemptState::Paid {
        fulfilments::add(tx, order, now)?;
    }
    Ok(true)
}

/// The shopper has to go to another address than before.
fn lead_to(tx: &Transaction<'_>, order: &OrderId, number: u32, address: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE attempts SET redirect = ?3 WHERE order_id = ?1 AND number = ?2 AND redirect IS NOT ?3",
    )?
    .execute(params![order.as_str(), number, address])?;
    Ok(())
}

fn state(name: &str) -> Result<AttemptState, StoreError> {
    AttemptState::parse(name).ok_or_else(|| StoreError::new(DamagedRowError))
}

/// A row as SQLite gives it, not yet parsed.
struct RawAttempt {
    number: u32,
    method: String,
    session: Option<String>,
    customer: Option<String>,
    state: String,
    redirect: Option<String>,
    save: bool,
    brand: Option<String>,
    last_four: Option<String>,
    failure: Option<String>,
    created_at: i64,
    updated_at: i64,
    wallet: Option<String>,
}

impl RawAttempt {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            method: row.get(1)?,
            session: row.get(2)?,
            customer: row.get(3)?,
            state: row.get(4)?,
            redirect: row.get(5)?,
            save: row.get(6)?,
            brand: row.get(7)?,
            last_four: row.get(8)?,
            failure: row.get(9)?,
            created_at: row.get(10)?,
            updated_at: row.get(11)?,
            wallet: row.get(12)?,
        })
    }

    fn complete(self) -> Result<Attempt, StoreError> {
        Ok(Attempt {
            number: self.number,
            method: Method::parse(&self.method).ok_or_else(|| StoreError::new(DamagedRowError))?,
            session: self.session.map(SessionId::parse).transpose().map_err(StoreError::new)?,
            customer: self.customer.map(CustomerId::parse).transpose().map_err(StoreError::new)?,
            state: state(&self.state)?,
            redirect: self.redirect,
            save: self.save,
            card: self.brand.zip(self.last_four).map(|(brand, last_four)| ChargedCard { brand, last_four }),
            wallet: self.wallet.as_deref().map(EwalletChannel::from),
            failure: self.failure,
            created_at: from_micros(self.created_at)?,
            updated_at: from_micros(self.updated_at)?,
        })
    }
}
