//! Starts and stops a sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use cardseal_types::Timestamp;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use url::Url;

use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::config::{Config, Merchant};
use crate::courier::Courier;
use crate::error::{Error, Fault};
use crate::faults::{self, Faults};
use crate::keys::KeyPool;
use crate::secrets::Secrets;
use crate::store::{Store, sessions, settings};
use crate::{api, console, control, pages, random};

/// How long a stop waits for calls that are under way.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is looked whether a session that nobody asks about is over, or a refund is to move on.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How many looks go by before what is no longer needed is forgotten too.
const LOOKS_PER_SWEEP: u32 = 20;

/// The simulated gateway.
#[derive(Debug)]
pub struct Sandbox;

/// What a merchant needs to call the gateway.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// `X-MERCHANT-ID`.
    pub merchant_id: String,
    /// `X-MERCHANT-SECRET`.
    pub merchant_secret: SecretString,
}

/// A sandbox that runs until it is shut down or dropped.
#[derive(Debug)]
pub struct Running {
    app: App,
    base_url: String,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    sweeper: JoinHandle<()>,
    courier: JoinHandle<()>,
}

impl Sandbox {
    /// Starts to listen on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// [`Error`] if the configuration, the data directory, the database or the port cannot be used.
    pub async fn start(config: Config) -> Result<Running, Error> {
        check(&config)?;
        let courier = Courier::of(&config.merchants)?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, config.port))).await;
        let listener = listener.map_err(Error::Listen)?;
        let base_url = format!("http://{}", listener.local_addr().map_err(Error::Listen)?);
        let app = prepare(config, &base_url).await?;
        let (stop, stopped) = watch::channel(false);
        let courier = tokio::spawn(courier.run(app.clone(), stopped.clone()));
        let router = router(app.clone());
        let server = tokio::spawn(async move {
            let mut stopped = stopped;
            let signal = async move {
                // A dropped sender stops the server as well.
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            axum::serve(listener, router).with_graceful_shutdown(signal).await
        });
        let sweeper = tokio::spawn(sweep(app.clone()));
        Ok(Running { app, base_url, stop, server, sweeper, courier })
    }
}

impl Running {
    /// The address to call, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Credentials of the first merchant.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        let merchant = self.app.merchants.first();
        Credentials {
            merchant_id: merchant.map(|merchant| merchant.id.clone()).unwrap_or_default(),
            merchant_secret: merchant.map(|merchant| merchant.secret.clone()).unwrap_or_default(),
        }
    }

    /// The time of the sandbox.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Moves the clock ahead for good, and ends what is over by then.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] if that cannot be written.
    pub async fn advance_clock(&self, by: Duration) -> Result<Timestamp, Error> {
        control::move_clock(&self.app, by).await.map_err(store_error)
    }

    /// Ends when the server ends by itself.
    ///
    /// # Errors
    ///
    /// [`Error::Server`] with the cause.
    pub async fn broken(&mut self) -> Result<(), Error> {
        match (&mut self.server).await {
            Ok(result) => result.map_err(Error::Server),
            Err(error) => Err(Error::Server(std::io::Error::other(error))),
        }
    }

    /// Answers what is under way, writes what waits, and closes the database.
    ///
    /// # Errors
    ///
    /// [`Error::Server`] if the server had broken off before.
    pub async fn shutdown(mut self) -> Result<(), Error> {
        self.sweeper.abort();
        // The server may have ended already.
        let _ = self.stop.send(true);
        let ended = if self.server.is_finished() {
            Ok(())
        } else {
            match tokio::time::timeout(PATIENCE, &mut self.server).await {
                Ok(Ok(result)) => result.map_err(Error::Server),
                Ok(Err(error)) => Err(Error::Server(std::io::Error::other(error))),
                Err(_) => {
                    self.server.abort();
                    Ok(())
                }
            }
        };
        // A callback that is on its way may still arrive; one that is cut off is sent again by the next run.
        if tokio::time::timeout(PATIENCE, &mut self.courier).await.is_err() {
            self.courier.abort();
        }
        self.app.store.close().await;
        ended
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.sweeper.abort();
        self.courier.abort();
        self.server.abort();
    }
}

fn check(config: &Config) -> Result<(), Error> {
    let usable = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    for (place, merchant) in config.merchants.iter().enumerate() {
        // EXPOSE: only its alphabet is looked at.
        let secret = secrecy::ExposeSecret::expose_secret(&merchant.secret);
        let twice = config.merchants.iter().take(place).any(|other| other.id == merchant.id);
        if !usable(&merchant.id) || !usable(secret) || twice {
            return Err(Error::Merchant);
        }
    }
    match config.public_url.as_deref().map(Url::parse) {
        None => Ok(()),
        Some(Ok(url)) if config.public_url.as_deref() == Some(&url.origin().ascii_serialization()) => Ok(()),
        Some(_) => Err(Error::PublicUrl),
    }
}

/// Opens the database and takes up where the last run stood.
async fn prepare(config: Config, base_url: &str) -> Result<App, Error> {
    let store = Store::open(&config.data_dir)?;
    let resume = store.write(|connection| {
        let offset = settings::clock_offset(connection)?;
        Ok((settings::master_secret(connection)?, offset, sessions::latest_change(connection)?))
    });
    let (secret, offset, latest) = resume.await.map_err(store_error)?;
    config.clock.resume(offset, latest);
    let mut merchants = config.merchants;
    if merchants.is_empty() {
        let secret = random::secret().map_err(store_error)?;
        merchants.push(Merchant::new("sandbox-merchant", secret, "Sandbox Merchant"));
    }
    Ok(App(Arc::new(Shared {
        store,
        keys: KeyPool::start(config.key_pool),
        clock: config.clock,
        secrets: Secrets::new(&secret),
        merchants,
        public_url: config.public_url.unwrap_or_else(|| base_url.to_owned()),
        package_dir: config.package_dir,
        accept_unlisted_cards: config.accept_unlisted_cards,
        faults: Faults::default(),
        bell: Notify::new(),
    })))
}

fn router(app: App) -> Router {
    Router::new()
        .merge(api::routes().route_layer(middleware::from_fn_with_state(app.clone(), faults::inject)))
        .merge(pages::routes())
        .merge(console::routes().layer(middleware::from_fn(console::only_this_machine)))
        .merge(control::routes().layer(middleware::from_fn(console::only_this_machine)))
        .fallback(|| async { Refusal::unknown_url() })
        .method_not_allowed_fallback(|| async { Refusal::method() })
        .layer(middleware::from_fn(log))
        .with_state(app)
}

/// One line per call: what was asked and what came of it, never an id, a query or a body.
async fn log(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let response = next.run(request).await.into_response();
    tracing::info!(%method, path, status = response.status().as_u16(), "answered");
    response
}

async fn sweep(app: App) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        for look in 0..LOOKS_PER_SWEEP {
            ticks.tick().await;
            let swept = if look == 0 { app.sweep().await } else { app.sweep_if_due().await };
            if let Err(fault) = swept {
                tracing::warn!(%fault, "sweep failed");
            }
        }
    }
}

fn store_error(fault: Fault) -> Error {
    Error::Store(Box::new(fault))
}
