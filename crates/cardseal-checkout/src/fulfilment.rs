//! What a merchant does with a paid order.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::orders::Order;

/// Is handed every paid order: to ship it, unlock it, send the receipt.
///
/// An order becomes due in the transaction that makes it paid, whichever way that was learnt: by the page, the return,
/// a callback, or the regular look at open orders. It is due once, and it is handed over until
/// [`fulfil`](Fulfilment::fulfil) answers `Ok`, so *at least* once: a crash between the answer and its being written
/// down hands it over again. What is done has to be safe to do again; the [order's id](Order::id) tells a second time
/// from the first, and serves as an idempotency key.
///
/// After a failure, the next try comes half a minute later, then each time after twice as long, at most an hour; and
/// when the service starts. A try that takes longer than a minute counts as failed and is dropped. Tries of one order
/// are never under way at the same time.
///
/// An order that is paid while nothing is mounted waits until something is.
///
/// ```
/// use cardseal_checkout::{Fulfilment, FulfilmentError, FulfilmentFuture, Order};
///
/// #[derive(Debug)]
/// struct Warehouse;
///
/// impl Warehouse {
///     /// Ships what the key stands for, unless it has done so already.
///     async fn ship(&self, key: &str, skus: Vec<&str>) -> Result<(), std::io::Error> {
/// #       let _ = (key, skus);
///         Ok(())
///     }
/// }
///
/// impl Fulfilment for Warehouse {
///     fn fulfil<'a>(&'a self, order: &'a Order) -> FulfilmentFuture<'a> {
///         Box::pin(async move {
///             let skus = order.lines.iter().map(|line| line.sku.as_str()).collect();
///             self.ship(order.id.as_str(), skus).await.map_err(FulfilmentError::new)
///         })
///     }
/// }
/// ```
pub trait Fulfilment: fmt::Debug + Send + Sync + 'static {
    /// Does what is to be done about a paid order.
    ///
    /// # Errors
    ///
    /// [`FulfilmentError`] if it has to be handed over again.
    fn fulfil<'a>(&'a self, order: &'a Order) -> FulfilmentFuture<'a>;
}

/// What [`Fulfilment::fulfil`] returns.
pub type FulfilmentFuture<'a> = Pin<Box<dyn Future<Output = Result<(), FulfilmentError>> + Send + 'a>>;

/// A paid order could not be seen to; it is handed over again. Its cause is logged.
#[derive(Debug, thiserror::Error)]
#[error("the paid order was not seen to")]
pub struct FulfilmentError(#[source] Box<dyn StdError + Send + Sync>);

impl FulfilmentError {
    /// Wraps the reason.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
