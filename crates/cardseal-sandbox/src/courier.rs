//! Brings callbacks to merchants: what is due, a few at a time, each attempt written down.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderValue, header};
use reqwest::{Client, redirect};
use rusqlite::Connection;
use secrecy::ExposeSecret as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::{Host, Url};

use crate::app::App;
use crate::callback::Reply;
use crate::clock::nanoseconds;
use crate::config::Merchant;
use crate::error::{Error, Fault};
use crate::store::callbacks::{self, Parcel};

/// How long a merchant may take to be reached.
const CONNECT: Duration = Duration::from_secs(3);

/// How long a merchant may take to answer in all. Not documented by the gateway.
const PATIENCE: Duration = Duration::from_secs(10);

/// Callbacks of one merchant that are under way at once, so that a slow merchant delays no other.
const AT_ONCE: usize = 8;

/// The least and the most that is slept before the database is asked again without having been told to.
const SLEEP: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(60));

/// Where one merchant's callbacks go.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    merchant: String,
    url: Url,
    key: HeaderValue,
}

/// What brings callbacks to merchants.
#[derive(Debug)]
pub(crate) struct Courier {
    http: Option<Client>,
    addresses: Vec<Address>,
}

impl Address {
    /// Where the merchant's callbacks go, if they are wanted.
    pub(crate) fn of(merchant: &Merchant) -> Result<Option<Self>, Error> {
        let Some(url) = &merchant.callback_url else { return Ok(None) };
        let url = Url::parse(url).ok().filter(is_usable).ok_or(Error::CallbackUrl)?;
        // EXPOSE: becomes the header that every callback carries, marked so that nothing logs it.
        let key = merchant.callback_key.as_ref().map(|key| key.expose_secret());
        let key = key.filter(|key| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let mut key = key.and_then(|key| HeaderValue::from_str(key).ok()).ok_or(Error::CallbackKey)?;
        key.set_sensitive(true);
        Ok(Some(Self { merchant: merchant.id.clone(), url, key }))
    }
}

impl Courier {
    /// A courier for these merchants.
    pub(crate) fn of(merchants: &[Merchant]) -> Result<Self, Error> {
        let addresses = merchants.iter().filter_map(|merchant| Address::of(merchant).transpose());
        let addresses: Vec<_> = addresses.collect::<Result<_, _>>()?;
        // A sandbox without callbacks needs no certificates of the machine it runs on.
        let http = if addresses.is_empty() { None } else { Some(client()?) };
        Ok(Self { http, addresses })
    }

    /// Delivers until it is told to stop, and then waits for what is under way.
    pub(crate) async fn run(self, app: App, mut stop: watch::Receiver<bool>) {
        let Some(http) = self.http else { return };
        let mut under_way = JoinSet::new();
        let mut busy = Busy::new();
        loop {
            let sleep = match look(&app, &self.addresses, &busy).await {
                Ok((due, sleep)) => {
                    for (address, parcel) in due {
                        busy.insert(parcel.seq, address.merchant.clone());
                        under_way.spawn(deliver(app.clone(), http.clone(), address, parcel));
                    }
                    sleep
                }
                Err(fault) => {
                    tracing::warn!(%fault, "callbacks cannot be looked up");
                    Duration::from_secs(1)
                }
            };
            tokio::select! {
                // A dropped sender stops the courier as well.
                _ = stop.wait_for(|stop| *stop) => break,
                Some(done) = under_way.join_next() => match done {
                    Ok(done) => drop(busy.remove(&done)),
                    Err(error) => tracing::error!(%error, "a delivery broke off"),
                },
                () = app.bell.notified() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }
}

/// Callbacks that are under way, and whose they are.
type Busy = HashMap<i64, String>;

/// What is due and not under way, and how long nothing more becomes due.
async fn look(
    app: &App,
    addresses: &[Address],
    busy: &Busy,
) -> Result<(Vec<(Address, Parcel)>, Duration), Fault> {
    let now = nanoseconds(app.clock.now());
    let (addresses, busy) = (addresses.to_vec(), busy.clone());
    let read = move |connection: &Connection| {
        let (mut found, mut next) = (Vec::new(), i64::MAX);
        for address in addresses {
            let taken = busy.values().filter(|merchant| **merchant == address.merchant).count();
            // Those under way are due as well and have to be seen past.
            let due = callbacks::due(connection, &address.merchant, now, AT_ONCE + taken)?;
            let idle = due.into_iter().filter(|parcel| !busy.contains_key(&parcel.seq));
            let idle = idle.take(AT_ONCE.saturating_sub(taken));
            found.extend(idle.map(|parcel| (address.clone(), parcel)));
            next = callbacks::next_due(connection, &address.merchant, now)?.unwrap_or(i64::MAX).min(next);
        }
        let wait = Duration::from_nanos(u64::try_from(next.saturating_sub(now)).unwrap_or_default());
        Ok((found, wait.clamp(SLEEP.0, SLEEP.1)))
    };
    app.store.read(read).await
}

/// Makes one attempt and writes down what came of it.
async fn deliver(app: App, http: Client, address: Address, parcel: Parcel) -> i64 {
    let at = nanoseconds(app.clock.now());
    let reply = post(&http, &address, parcel.body.clone()).await;
    tracing::info!(callback = parcel.seq, ?reply, "callback sent");
    let parcel = Arc::new(parcel);
    loop {
        let (seq, parcel, clock) = (parcel.seq, Arc::clone(&parcel), app.clock.clone());
        let record = move |connection: &Connection| {
            callbacks::record(connection, &parcel, reply, at, nanoseconds(clock.now()))
        };
        match app.store.write(record).await {
            // What could not be written down is sent again by the next run.
            Ok(()) | Err(Fault::Stopped) => return seq,
            Err(fault) => tracing::warn!(%fault, "a callback's attempt cannot be written down yet"),
        }
        tokio::time::sleep(SLEEP.0).await;
    }
}

async fn post(http: &Client, address: &Address, body: String) -> Reply {
    let request = http
        .post(address.url.clone())
        .header("X-API-Key", address.key.clone())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json");
    // The status is the whole answer: its body is not read.
    match request.body(body).send().await {
        Ok(response) => Reply::Status(response.status().as_u16()),
        Err(error) if error.is_timeout() => Reply::Fault("timeout"),
        Err(error) if error.is_connect() => Reply::Fault("connection"),
        Err(_) => Reply::Fault("broken off"),
    }
}

fn client() -> Result<Client, Error> {
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(PATIENCE)
        .user_agent(concat!("cardseal-sandbox/", env!("CARGO_PKG_VERSION")));
    builder.build().map_err(|error| Error::CallbackClient(Box::new(error)))
}

/// A key that is sent in clear must not leave the machine.
fn is_usable(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let scheme = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback,
        _ => false,
    };
    scheme && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(url: &str, key: &str) -> Result<Option<Address>, Error> {
        Address::of(&Merchant::new("m", "s", "M").with_callbacks(url, key))
    }

    #[test]
    fn a_key_leaves_the_machine_only_encrypted() {
        for good in [
            "https://shop.example/callbacks?x=1",
            "http://127.0.0.1:80/",
            "http://[::1]:9/c",
            "http://localhost/c",
        ] {
            assert!(checked(good, "key").is_ok_and(|address| address.is_some()), "{good}");
        }
        for bad in [
            "http://shop.example/",
            "http://localhost.shop.example/",
            "http://192.168.0.1/",
            "https://user@shop.example/",
            "https://:x@shop.example/",
            "https://shop.example/#x",
            "ftp://127.0.0.1/",
            "shop.example",
            "",
        ] {
            assert!(matches!(checked(bad, "key"), Err(Error::CallbackUrl)), "{bad}");
        }
    }

    #[test]
    fn a_key_fits_into_a_header_and_is_not_shown() {
        for bad in ["", "two words", "line\nbreak", "schl\u{fc}ssel"] {
            assert!(matches!(checked("https://shop.example/", bad), Err(Error::CallbackKey)), "{bad:?}");
        }
        let mut merchant = Merchant::new("m", "s", "M");
        merchant.callback_url = Some("https://shop.example/".to_owned());
        assert!(matches!(Address::of(&merchant), Err(Error::CallbackKey)));
        let address = checked("https://shop.example/", "very-secret").unwrap();
        assert!(!format!("{address:?}").contains("very-secret"));
    }
}
