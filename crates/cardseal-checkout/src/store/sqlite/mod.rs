mod attempts;
mod callbacks;
mod customers;
mod fulfilments;
mod orders;
mod schema;

use std::path::Path;

use cardseal_sqlite::Database;
use cardseal_types::{CustomerId, SessionId};
use jiff::Timestamp;
use rusqlite::Transaction;

use super::{BoundCustomer, Claim, Handover, Step, Store, StoreError, StoreFuture};
use crate::orders::{Attempt, BillingAddress, Buyer, Method, Order, OrderId, Progress};
use crate::random;
use crate::shopper::ShopperId;

/// A [`Store`] in one SQLite file.
///
/// The file is in WAL mode with full synchronisation: a call returns after its transaction is on the disk. Calls that
/// wait at the same time are committed together. Deleted content is overwritten. One process at a time uses the file; a
/// lock beside it sees to that, and claims that a dead one held are given up when it is opened.
#[derive(Debug)]
pub struct SqliteStore {
    database: Database,
}

impl SqliteStore {
    /// Opens the file, or makes it, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the file can't be opened, is in use, is no database, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { database: Database::open_with(path, schema::VERSIONS, schema::AT_START)? })
    }

    fn read<T, F>(&self, job: F) -> StoreFuture<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        Box::pin(self.database.read(job))
    }

    fn run<T, F>(&self, job: F) -> StoreFuture<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        Box::pin(self.database.write(job))
    }
}

impl Store for SqliteStore {
    fn insert_order(&self, order: Order) -> StoreFuture<'_, ()> {
        self.run(move |tx| orders::insert(tx, &order))
    }

    fn order(&self, id: &OrderId) -> StoreFuture<'_, Option<Order>> {
        let id = id.clone();
        self.read(move |tx| orders::find(tx, &id))
    }

    fn orders_of(&self, shopper: &ShopperId, limit: u32) -> StoreFuture<'_, Vec<Order>> {
        let shopper = shopper.clone();
        self.read(move |tx| orders::of_shopper(tx, &shopper, limit))
    }

    fn set_billing(&self, order: &OrderId, billing: BillingAddress) -> StoreFuture<'_, ()> {
        let order = order.clone();
        self.run(move |tx| orders::set_billing(tx, &order, &billing))
    }

    fn claim(&self, order: &OrderId, now: Timestamp, until: Timestamp) -> StoreFuture<'_, Option<Claim>> {
        let order = order.clone();
        self.run(move |tx| {
            let claim = Claim { order, key: random::identifier().map_err(StoreError::new)? };
            Ok(orders::claim(tx, &claim, now, until)?.then_some(claim))
        })
    }

    fn release(&self, claim: Claim) -> StoreFuture<'_, ()> {
        self.run(move |tx| orders::release(tx, &claim))
    }

    fn begin_attempt(
        &self,
        claim: &Claim,
        method: Method,
        save: bool,
        now: Timestamp,
    ) -> StoreFuture<'_, Option<Attempt>> {
        let claim = claim.clone();
        self.run(move |tx| attempts::begin(tx, &claim, method, save, now))
    }

    fn step(&self, claim: &Claim, step: Step, now: Timestamp) -> StoreFuture<'_, bool> {
        let claim = claim.clone();
        self.run(move |tx| attempts::step(tx, &claim, step, now))
    }

    fn advance(
        &self,
        order: &OrderId,
        number: u32,
        progress: Progress,
        now: Timestamp,
    ) -> StoreFuture<'_, bool> {
        let order = order.clone();
        self.run(move |tx| attempts::advance(tx, &order, number, &progress, now))
    }

    fn begin_check(&self, order: &OrderId, since: Timestamp, now: Timestamp) -> StoreFuture<'_, bool> {
        let order = order.clone();
        self.run(move |tx| orders::begin_check(tx, &order, since, now))
    }

    fn unsettled(&self, before: Timestamp, limit: u32) -> StoreFuture<'_, Vec<OrderId>> {
        self.read(move |tx| orders::unsettled(tx, before, limit))
    }

    fn bind_customer(
        &self,
        id: &CustomerId,
        shopper: &ShopperId,
        buyer: &Buyer,
        now: Timestamp,
    ) -> StoreFuture<'_, ShopperId> {
        let (id, shopper, buyer) = (id.clone(), shopper.clone(), buyer.clone());
        self.run(move |tx| customers::bind(tx, &id, &shopper, &buyer, now))
    }

    fn owner_of(&self, id: &CustomerId) -> StoreFuture<'_, Option<ShopperId>> {
        let id = id.clone();
        self.read(move |tx| customers::owner(tx, &id))
    }

    fn customers_of(&self, shopper: &ShopperId) -> StoreFuture<'_, Vec<BoundCustomer>> {
        let shopper = shopper.clone();
        self.read(move |tx| customers::of_shopper(tx, &shopper))
    }

    fn order_of_session(&self, session: &SessionId) -> StoreFuture<'_, Option<OrderId>> {
        let session = session.clone();
        self.read(move |tx| callbacks::order_of_session(tx, &session))
    }

    fn record_callback(&self, callback: &str, order: &OrderId, now: Timestamp) -> StoreFuture<'_, bool> {
        let (callback, order) = (callback.to_owned(), order.clone());
        self.run(move |tx| callbacks::record(tx, &callback, &order, now))
    }

    fn is_recorded(&self, callback: &str) -> StoreFuture<'_, bool> {
        let callback = callback.to_owned();
        self.read(move |tx| callbacks::is_recorded(tx, &callback))
    }

    fn take_handover(&self, now: Timestamp, until: Timestamp) -> StoreFuture<'_, Option<Handover>> {
        self.run(move |tx| fulfilments::take(tx, now, until))
    }

    fn postpone_handover(&self, handover: &Handover, until: Timestamp) -> StoreFuture<'_, ()> {
        let handover = handover.clone();
        self.run(move |tx| fulfilments::postpone(tx, &handover, until))
    }

    fn finish_handover(&self, order: &OrderId, now: Timestamp) -> StoreFuture<'_, bool> {
        let order = order.clone();
        self.run(move |tx| fulfilments::finish(tx, &order, now))
    }
}

/// A row that this version can't have written.
#[derive(Debug, thiserror::Error)]
#[error("a row of the database is damaged")]
struct DamagedRowError;

impl From<cardseal_sqlite::Error> for StoreError {
    fn from(error: cardseal_sqlite::Error) -> Self {
        Self::new(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(error)
    }
}

/// Moments are kept as microseconds since 1970: exact enough, and they sort.
fn to_micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

fn from_micros(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(StoreError::new)
}

#[cfg(test)]
mod tests;
