//! The payment gateway, simulated: the *Payment Session* API in API mode, the bank's 3-D Secure page, the vault of
//! stored cards, and the published test cards with their outcomes.
//!
//! It follows the gateway's public documentation (<https://pivot-payment.gitbook.io/pivot-docs>) and nothing that it
//! answers is canned: every session has its own RSA key, envelopes are really opened, charges go through one
//! [state machine](machine), and everything that was acknowledged survives a restart. It takes test cards only, keeps
//! neither card numbers nor verification codes, and is no place for real ones.
//!
//! ```no_run
//! # async fn example() -> Result<(), cardseal_sandbox::Error> {
//! use cardseal_sandbox::{Config, Sandbox};
//!
//! let sandbox = Sandbox::start(Config::new("/var/lib/cardseal-sandbox")).await?;
//! println!("{}", sandbox.base_url());
//! sandbox.advance_clock(std::time::Duration::from_secs(900)).await?;
//! sandbox.shutdown().await
//! # }
//! ```

mod api;
mod app;
mod callback;
mod canonical;
mod card;
mod charge;
mod clock;
mod config;
mod control;
mod courier;
pub mod envelope;
mod error;
mod fields;
mod keys;
pub mod machine;
mod order;
mod pages;
mod payment;
mod plaintext;
mod random;
pub mod scenarios;
mod secrets;
mod server;
mod session;
mod store;
mod vault;

pub use clock::Clock;
pub use config::{Config, Merchant};
pub use error::Error;
pub use keys::KeyPair;
pub use server::{Credentials, Running, Sandbox};
