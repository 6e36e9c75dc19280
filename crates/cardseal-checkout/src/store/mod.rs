//! What the service remembers, behind a trait so that another database can take its place.

mod sqlite;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use cardseal_types::{CustomerId, SessionId};
use jiff::Timestamp;

use crate::orders::{Attempt, AttemptState, BillingAddress, Buyer, Method, Order, OrderId, Progress};
use crate::shopper::ShopperId;

pub use sqlite::SqliteStore;

/// What a call of a [`Store`] returns.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps orders, attempts and whose customer id it is.
///
/// Each call is one transaction and returns once that is durable. Calls that check something before they write do both
/// in the same transaction, so that they hold among any number of processes.
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// Adds an order without attempts.
    fn insert_order(&self, order: Order) -> StoreFuture<'_, ()>;

    /// The order of that id, whoever made it.
    fn order(&self, id: &OrderId) -> StoreFuture<'_, Option<Order>>;

    /// A shopper's orders, newest first.
    fn orders_of(&self, shopper: &ShopperId, limit: u32) -> StoreFuture<'_, Vec<Order>>;

    /// Writes down the payer's address of an order, in place of an earlier one.
    fn set_billing(&self, order: &OrderId, billing: BillingAddress) -> StoreFuture<'_, ()>;

    /// Takes the right to call the gateway for an order, unless somebody holds it at `now`.
    fn claim(&self, order: &OrderId, now: Timestamp, until: Timestamp) -> StoreFuture<'_, Option<Claim>>;

    /// Gives the right back. A claim that ended or was taken over is no error.
    fn release(&self, claim: Claim) -> StoreFuture<'_, ()>;

    /// Writes down an attempt in [`AttemptState::Creating`], before the gateway hears of it.
    ///
    /// `None` if the claim was lost, the order is paid, or its newest attempt is not final.
    fn begin_attempt(
        &self,
        claim: &Claim,
        method: Method,
        save: bool,
        now: Timestamp,
    ) -> StoreFuture<'_, Option<Attempt>>;

    /// Moves an attempt from one state to another by the claim's right alone; for what the gateway did not say.
    ///
    /// `false` if the claim was lost or the attempt is not in `from`.
    fn step(&self, claim: &Claim, step: Step, now: Timestamp) -> StoreFuture<'_, bool>;

    /// Writes down what the gateway told, if it [follows](AttemptState::follows) from what is known. `false` if not.
    /// Where nothing moved but the address that the shopper has to go to, that is kept up to date, and it is `false`.
    ///
    /// With [`AttemptState::Paid`] the order also becomes due to be [handed over](Store::take_handover), in the same
    /// transaction, and for good: an order is due once.
    fn advance(
        &self,
        order: &OrderId,
        number: u32,
        progress: Progress,
        now: Timestamp,
    ) -> StoreFuture<'_, bool>;

    /// Notes that the gateway is about to be asked about an order, unless it was asked after `since`. `false` then.
    fn begin_check(&self, order: &OrderId, since: Timestamp, now: Timestamp) -> StoreFuture<'_, bool>;

    /// Orders whose newest attempt is not final and that were last checked before `before`, oldest check first.
    fn unsettled(&self, before: Timestamp, limit: u32) -> StoreFuture<'_, Vec<OrderId>>;

    /// Gives a customer id to a shopper if nobody has it, and answers who has it now.
    fn bind_customer(
        &self,
        id: &CustomerId,
        shopper: &ShopperId,
        buyer: &Buyer,
        now: Timestamp,
    ) -> StoreFuture<'_, ShopperId>;

    /// Who has a customer id.
    fn owner_of(&self, id: &CustomerId) -> StoreFuture<'_, Option<ShopperId>>;

    /// The customer ids that a shopper has, newest first.
    fn customers_of(&self, shopper: &ShopperId) -> StoreFuture<'_, Vec<BoundCustomer>>;

    /// The order that has an attempt with this session.
    fn order_of_session(&self, session: &SessionId) -> StoreFuture<'_, Option<OrderId>>;

    /// Writes down that a callback about an order was acted upon. `callback` is what all its deliveries have in common.
    /// `false` if it was written down before; then one more delivery is counted.
    fn record_callback(&self, callback: &str, order: &OrderId, now: Timestamp) -> StoreFuture<'_, bool>;

    /// Whether a callback was acted upon before.
    fn is_recorded(&self, callback: &str) -> StoreFuture<'_, bool>;

    /// Takes the paid order that is due the longest, and keeps it from being taken again before `until`.
    fn take_handover(&self, now: Timestamp, until: Timestamp) -> StoreFuture<'_, Option<Handover>>;

    /// Makes an order that was taken, and not taken again since, due at `until`.
    fn postpone_handover(&self, handover: &Handover, until: Timestamp) -> StoreFuture<'_, ()>;

    /// Notes that an order was handed over. It is never due again. `false` if it was noted before.
    fn finish_handover(&self, order: &OrderId, now: Timestamp) -> StoreFuture<'_, bool>;
}

/// The right to call the gateway for one order, until it is released or its time has passed.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which order.
    pub order: OrderId,
    /// Tells this claim from an earlier or later one.
    pub key: String,
}

/// A move of an attempt that the gateway did not report.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Which attempt.
    pub number: u32,
    /// The state it has to be in.
    pub from: AttemptState,
    /// The state it gets.
    pub to: AttemptState,
    /// Whether what pays is to be stored, if that changes.
    pub save: Option<bool>,
}

/// A paid order that is being handed over to the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Which order.
    pub order: OrderId,
    /// How often it was tried, this time included.
    pub tries: u32,
}

/// A customer id and the buyer it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundCustomer {
    /// The gateway's id.
    pub id: CustomerId,
    /// Name and e-mail address at that time.
    pub buyer: Buyer,
}

/// The store failed. Nothing of the call was kept.
#[derive(Debug, thiserror::Error)]
#[error("the store failed")]
pub struct StoreError(#[source] Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// Wraps the database's own error.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
