use std::sync::Arc;
use std::time::Duration;

use cardseal_host::Client;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;

use crate::address::PublicUrl;
use crate::catalog::Catalog;
use crate::clock::Clock;
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

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The moment that lies this far ahead, or behind if negative.
    pub(crate) fn now_plus(&self, span: SignedDuration) -> Timestamp {
        let now = self.now();
        now.checked_add(span).unwrap_or(now)
    }
}
