use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::answer;
use crate::error::{Error, Kind};
use crate::input::InputError;

/// What a merchant proves itself with: the client id and secret of the gateway's dashboard.
///
/// `Debug` hides the secret, and it is wiped on drop.
#[derive(Clone)]
pub struct Credentials {
    merchant_id: String,
    merchant_secret: SecretString,
}

impl Credentials {
    /// The merchant's id and secret. Read the secret from a secret store or the environment, not from code.
    #[must_use]
    pub fn new(merchant_id: impl Into<String>, merchant_secret: impl Into<SecretString>) -> Self {
        Self { merchant_id: merchant_id.into(), merchant_secret: merchant_secret.into() }
    }

    /// The merchant's id.
    #[must_use]
    pub fn merchant_id(&self) -> &str {
        &self.merchant_id
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({}, secret redacted)", self.merchant_id)
    }
}

/// The two headers of the access-token call.
pub(crate) struct CredentialHeaders {
    pub(crate) id: HeaderValue,
    pub(crate) secret: HeaderValue,
}

impl CredentialHeaders {
    pub(crate) fn new(credentials: &Credentials) -> Result<Self, Error> {
        // EXPOSE: the gateway takes the secret in a header of the access-token call, inside TLS.
        let secret = credentials.merchant_secret.expose_secret();
        Ok(Self { id: secret_header(&credentials.merchant_id)?, secret: secret_header(secret)? })
    }
}

/// A header that is hidden in `Debug` and wiped when its last copy is dropped.
fn secret_header(text: &str) -> Result<HeaderValue, Error> {
    let wrong = || Error::because(Kind::Misuse, InputError::Credentials);
    if text.is_empty() {
        return Err(wrong());
    }
    let owner = Zeroizing::new(text.as_bytes().to_vec());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(owner)).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok(value)
}

/// An access token as an `Authorization` header, and when to take a new one.
#[derive(Clone)]
pub(crate) struct AccessToken {
    pub(crate) header: HeaderValue,
    renew_at: Instant,
    /// Tells tokens apart, so that a refused one is replaced once and not by everyone who held it.
    serial: u64,
}

/// The token of a client. Whoever finds it missing or old fetches a new one while all others wait for that.
#[derive(Default)]
pub(crate) struct TokenCell {
    state: Mutex<State>,
    /// How many fetches have failed; read before waiting, so that a failure is shared with those who waited for it.
    failures: AtomicU64,
}

#[derive(Default)]
struct State {
    token: Option<AccessToken>,
    serial: u64,
    failure: Option<Error>,
}

impl AccessToken {
    /// Reads the answer of `POST /v1/access-token`.
    pub(crate) fn read(status: u16, body: &[u8], now: Instant) -> Result<Self, Error> {
        let Grant { access_token, expires_in } = answer::read(status, body)?;
        let header = secret_header(&Zeroizing::new(format!("Bearer {}", access_token.0.as_str())))
            .map_err(|_| Error::new(Kind::Unreadable).with_status(status))?;
        Ok(Self { header, renew_at: now + time_until_renewal(expires_in.0), serial: 0 })
    }

    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }
}

impl TokenCell {
    /// A token that is good for now and is not the one with the serial number `refused`.
    ///
    /// Of any number of callers at a time one fetches and the others wait. If the one goes away, the next takes its
    /// place; if it fails, those who waited share the failure, unless it was a matter of its own deadline.
    pub(crate) async fn obtain<F, Fut>(&self, refused: Option<u64>, fetch: F) -> Result<AccessToken, Error>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<AccessToken, Error>>,
    {
        let failures = self.failures.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let usable = |token: &&AccessToken| refused != Some(token.serial) && Instant::now() < token.renew_at;
        if let Some(token) = state.token.as_ref().filter(usable) {
            return Ok(token.clone());
        }
        if self.failures.load(Ordering::Acquire) != failures
            && let Some(error) = state.failure.as_ref().filter(|error| error.kind() != Kind::Timeout)
        {
            return Err(error.clone());
        }
        state.token = None;
        match fetch().await {
            Ok(mut token) => {
                state.serial += 1;
                token.serial = state.serial;
                state.token = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                self.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Grant {
    access_token: WipedText,
    expires_in: Seconds,
}

struct WipedText(Zeroizing<String>);

impl<'de> Deserialize<'de> for WipedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// Documented as a text of seconds; a number is read as well.
struct Seconds(u64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Number(u64),
            Text(String),
        }
        match Wire::deserialize(deserializer)? {
            Wire::Number(seconds) => Ok(Self(seconds)),
            Wire::Text(text) => text.parse().map(Self).map_err(serde::de::Error::custom),
        }
    }
}

/// Fourteen fifteenths of a token's life, as the gateway suggests, but never more than a minute before its end. A life
/// beyond a day is taken as a day.
fn time_until_renewal(seconds: u64) -> Duration {
    let life = Duration::from_secs(seconds.min(86_400));
    life - (life / 15).min(Duration::from_secs(60))
}

#[cfg(test)]
#[path = "auth_tests.rs"]
mod tests;
