use std::sync::Arc;
use std::time::Duration;

use cardseal_host::{CallbackKeys, Client};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;

use crate::address::PublicUrl;
use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::fulfilment::Fulfilment;
use crate::pay;
use crate::shopper::{CookieIdentity, ShopperIdentity};
use crate::store::{Store, StoreError};

/// How long a page waits for what the gateway knows.
const PATIENCE: Duration = Duration::from_secs(15);

/// Everything that the routes share. Cloning it is cheap and shares it.
#[derive(Debug, Clone)]
pub struct CheckoutState(Arc<Shared>);

#[derive(Debug, Clone)]
struct Shared {
    client: Client,
    reader: Client,
    store: Arc<dyn Store>,
    catalog: Catalog,
    public_url: PublicUrl,
    identity: Arc<dyn ShopperIdentity>,
    clock: Clock,
    callback_keys: Option<Arc<CallbackKeys>>,
    fulfilment: Option<Arc<dyn Fulfilment>>,
    #[expect(dead_code, reason = "its drop is the message: it comes last, after the store is closed")]
    alive: Option<mpsc::Sender<()>>,
}

impl CheckoutState {
    /// A checkout that sells this catalog through this gateway, with shoppers known by a [cookie](CookieIdentity).
    #[must_use]
    pub fn new(client: Client, store: impl Store, catalog: Catalog, public_url: PublicUrl) -> Self {
        Self(Arc::new(Shared {
            reader: client.with_deadline(PATIENCE),
            client,
            store: Arc::new(store),
            catalog,
            identity: Arc::new(CookieIdentity::new(public_url.is_secure())),
            public_url,
            clock: Clock::system(),
            callback_keys: None,
            fulfilment: None,
            alive: None,
        }))
    }

    /// Knows shoppers by the merchant's own means instead of the cookie.
    #[must_use]
    pub fn with_identity(self, identity: impl ShopperIdentity) -> Self {
        Self(Arc::new(Shared { identity: Arc::new(identity), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// Reads another clock than the machine's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self(Arc::new(Shared { clock, ..Arc::unwrap_or_clone(self.0) }))
    }

    /// Takes the gateway's callbacks that bear one of these keys. Without keys no callback is taken.
    #[must_use]
    pub fn with_callback_keys(self, keys: CallbackKeys) -> Self {
        Self(Arc::new(Shared { callback_keys: Some(Arc::new(keys)), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// Hands every paid order to this.
    #[must_use]
    pub fn with_fulfilment(self, fulfilment: impl Fulfilment) -> Self {
        self.handing_to(Arc::new(fulfilment))
    }

    /// Hands over the paid orders that are due, at most a hundred, and returns how many were tried. It happens by itself
    /// when an order is paid; after a failure or a crash it takes this call. [`Checkout`](crate::Checkout) makes it every
    /// half minute; whoever mounts the [routes](crate::router) makes it at the start and now and then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't tell which orders are due. What fails about a single order is logged.
    pub async fn hand_over_paid_orders(&self) -> Result<usize, StoreError> {
        pay::hand_over(self).await
    }

    /// Asks the gateway about open orders that nobody looked at for a minute, at most a hundred, and returns how many
    /// those were. [`Checkout`](crate::Checkout) does it every half minute; whoever mounts the [routes](crate::router)
    /// calls it now and then, so that an order is known to be paid even if its shopper never comes back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store can't tell which orders are open. What fails about a single order is logged.
    pub async fn settle_open_orders(&self) -> Result<usize, StoreError> {
        pay::sweep(self).await
    }

    pub(crate) fn handing_to(self, fulfilment: Arc<dyn Fulfilment>) -> Self {
        Self(Arc::new(Shared { fulfilment: Some(fulfilment), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// Keeps `alive` until the state is gone and its store is closed.
    pub(crate) fn holding(self, alive: mpsc::Sender<()>) -> Self {
        Self(Arc::new(Shared { alive: Some(alive), ..Arc::unwrap_or_clone(self.0) }))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// The client for reads that a shopper waits for; they can be made again.
    pub(crate) fn reader(&self) -> &Client {
        &self.0.reader
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.0.catalog
    }

    pub(crate) fn public_url(&self) -> &PublicUrl {
        &self.0.public_url
    }

    pub(crate) fn identity(&self) -> &dyn ShopperIdentity {
        &*self.0.identity
    }

    pub(crate) fn callback_keys(&self) -> Option<&CallbackKeys> {
        self.0.callback_keys.as_deref()
    }

    pub(crate) fn fulfilment(&self) -> Option<&Arc<dyn Fulfilment>> {
        self.0.fulfilment.as_ref()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The moment that lies this far ahead, or behind if negative.
    pub(crate) fn now_plus(&self, span: SignedDuration) -> Timestamp {
        let now = self.now();
        now.checked_add(span).unwrap_or(now)
    }
}
