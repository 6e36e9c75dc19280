use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::from_fn;
use cardseal_host::{CallbackKeys, Client, Credentials, Environment};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::address::{PublicUrl, PublicUrlError};
use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::fulfilment::Fulfilment;
use crate::state::CheckoutState;
use crate::store::{SqliteStore, StoreError};
use crate::{guard, routes};

/// How often orders that nobody looks at are asked about, and paid ones that were not taken are handed over again.
const SWEEP: Duration = Duration::from_secs(30);

/// What a checkout service needs to run.
#[derive(Debug)]
pub struct Config {
    /// Which gateway.
    pub environment: Environment,
    /// The merchant, for the gateway.
    pub credentials: Credentials,
    /// What is sold.
    pub catalog: Catalog,
    /// Where the database is kept; made if it is missing.
    pub data_dir: PathBuf,
    /// Where shoppers reach the shop; the service's own address if absent.
    pub public_url: Option<PublicUrl>,
    /// The address to listen on; loopback if not changed.
    pub address: IpAddr,
    /// The port to listen on; any free one if zero.
    pub port: u16,
    /// The clock.
    pub clock: Clock,
    /// What the gateway shows in its callbacks; none is taken if absent.
    pub callback_keys: Option<CallbackKeys>,
    /// What paid orders are handed to.
    pub fulfilment: Option<Arc<dyn Fulfilment>>,
}

impl Config {
    /// A service on a free port of the loopback address.
    #[must_use]
    pub fn new(
        environment: Environment,
        credentials: Credentials,
        catalog: Catalog,
        data_dir: impl Into<PathBuf>,
    ) -> Self {
        Self {
            environment,
            credentials,
            catalog,
            data_dir: data_dir.into(),
            public_url: None,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            clock: Clock::system(),
            callback_keys: None,
            fulfilment: None,
        }
    }
}

/// Why a service did not start, or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The data directory can't be made, or the port can't be listened on.
    #[error("the service cannot use its directory or port")]
    Io(#[from] std::io::Error),
    /// The database can't be used.
    #[error("the database cannot be opened")]
    Store(#[from] StoreError),
    /// The client of the gateway can't be made.
    #[error("the gateway's client cannot be made")]
    Gateway(#[from] cardseal_host::Error),
    /// The public address is wrong.
    #[error("the public address is wrong")]
    PublicUrl(#[from] PublicUrlError),
    /// The server's task came to an unexpected end.
    #[error("the server ended unexpectedly")]
    Task(#[from] tokio::task::JoinError),
}

/// The checkout service.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checkout;

impl Checkout {
    /// Opens the store, listens, and serves until [`Running::shutdown`].
    ///
    /// # Errors
    ///
    /// [`Error`] names what is missing.
    pub async fn start(config: Config) -> Result<Running, Error> {
        std::fs::create_dir_all(&config.data_dir)?;
        let store = SqliteStore::open(&config.data_dir.join("checkout.db"))?;
        let client = Client::builder(config.environment, config.credentials).build()?;
        let listener = TcpListener::bind(SocketAddr::new(config.address, config.port)).await?;
        let address = listener.local_addr()?;
        let public_url = match config.public_url {
            Some(url) => url,
            None => PublicUrl::parse(&format!("http://{address}"))?,
        };
        let (alive, ended) = mpsc::channel(1);
        let mut state = CheckoutState::new(client, store, config.catalog, public_url);
        state = state.with_clock(config.clock).holding(alive);
        if let Some(keys) = config.callback_keys {
            state = state.with_callback_keys(keys);
        }
        if let Some(fulfilment) = config.fulfilment {
            state = state.handing_to(fulfilment);
        }
        let (stop, stopped) = watch::channel(());
        let sweeper = tokio::spawn(sweep(state.clone(), stopped.clone()));
        let app = routes::router(state).fallback(routes::not_found).layer(from_fn(guard::headers));
        let server = axum::serve(listener, app).with_graceful_shutdown(closed(stopped));
        let server = tokio::spawn(async move { server.await });
        Ok(Running { address, stop, server, sweeper, ended })
    }
}

/// A service that is being served. Dropping it stops it as well, without waiting for the end.
#[derive(Debug)]
#[must_use = "the service stops when this is dropped"]
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
    sweeper: JoinHandle<()>,
    /// Closed when nothing uses the store any more.
    ended: mpsc::Receiver<()>,
}

impl Running {
    /// Where it listens, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more requests, finishes those that are under way, closes the database, and returns.
    ///
    /// # Errors
    ///
    /// [`Error`] if the server had stopped by itself.
    pub async fn shutdown(self) -> Result<(), Error> {
        let Self { stop, server, sweeper, mut ended, .. } = self;
        drop(stop);
        sweeper.await?;
        server.await??;
        while ended.recv().await.is_some() {}
        Ok(())
    }
}

/// Returns when the sender is gone.
async fn closed(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

async fn sweep(state: CheckoutState, stopped: watch::Receiver<()>) {
    let mut stop = std::pin::pin!(closed(stopped));
    loop {
        let done = async {
            // Beside each other, because the merchant's code may take its time.
            let (settled, handed) = tokio::join!(state.settle_open_orders(), state.hand_over_paid_orders());
            for error in settled.err().into_iter().chain(handed.err()) {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "open or paid orders are not known"
                );
            }
            tokio::time::sleep(SWEEP).await;
        };
        tokio::select! {
            () = &mut stop => return,
            () = done => {}
        }
    }
}
