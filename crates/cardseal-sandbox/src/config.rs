use std::path::PathBuf;

use secrecy::SecretString;

use crate::Clock;

/// How a sandbox runs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where the database lives. Made if it is missing.
    pub data_dir: PathBuf,
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The address that shoppers reach the sandbox at, without a slash at the end; `http://127.0.0.1:<port>` if absent.
    pub public_url: Option<String>,
    /// Who may call. Without any, one is made up, whose credentials [`crate::Running::credentials`] gives.
    pub merchants: Vec<Merchant>,
    /// Key pairs that are made ahead. A drained pool makes callers wait: no key serves two sessions.
    pub key_pool: usize,
    /// Take card numbers beyond the published test cards and treat them like "success with challenge". Never point a
    /// form that real people use at such a sandbox.
    pub accept_unlisted_cards: bool,
    /// Directory of the built npm package `cardseal`, which draws the card form of the hosted page. Without it the page
    /// says so and takes e-wallets only.
    pub package_dir: Option<PathBuf>,
    /// Time.
    pub clock: Clock,
}

/// Somebody who takes payments.
#[derive(Debug, Clone)]
pub struct Merchant {
    /// `X-MERCHANT-ID`.
    pub id: String,
    /// `X-MERCHANT-SECRET`.
    pub secret: SecretString,
    /// Name shown to shoppers and, cut to 20 characters, on card statements.
    pub name: String,
    /// Where callbacks are posted: an https address, or an http one on this machine. Without one, none are made of what
    /// happens, and those made earlier wait until there is one again.
    pub callback_url: Option<String>,
    /// What callbacks carry in `X-API-Key`; needed beside an address.
    pub callback_key: Option<SecretString>,
}

impl Config {
    /// Any free port, real time, a made-up merchant, and this place for the data.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            port: 0,
            public_url: None,
            merchants: Vec::new(),
            key_pool: 16,
            accept_unlisted_cards: false,
            package_dir: None,
            clock: Clock::system(),
        }
    }
}

impl Merchant {
    /// A merchant by these credentials, without callbacks.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: SecretString::from(secret.into()),
            name: name.into(),
            callback_url: None,
            callback_key: None,
        }
    }

    /// Tells the merchant what happens to payments, at this address with this key.
    #[must_use]
    pub fn with_callbacks(self, url: impl Into<String>, key: impl Into<String>) -> Self {
        Self { callback_url: Some(url.into()), callback_key: Some(SecretString::from(key.into())), ..self }
    }
}
