//! The payment gateway, simulated: the *Payment Session* API in API mode, the bank's 3-D Secure page, the vault of
//! stored cards, and the published test cards with their outcomes.
//!
//! It follows the gateway's public documentation (<https://pivot-payment.gitbook.io/pivot-docs>) and nothing that it
//! answers is canned: every session has its own RSA key, envelopes are really opened, charges go through one
//! [state machine](machine), and everything that was acknowledged survives a restart. It takes test cards only, keeps
//! neither card numbers nor verification codes, and is no place for real ones.
//!
//! Money is taken at once, or held with `captureMethod` `manual` until `POST /v2/payments/{id}/capture` takes it, in one
//! or several parts. A session stays `PROCESSING` for as long as anything is held; what is held does not expire.
//!
//! # Callbacks
//!
//! A [`Merchant`] with a callback address is told by `POST` of `PAYMENT.PROCESSING`, `PAYMENT.PAID` and
//! `PAYMENT.CANCELLED`, with the session as a retrieve call shows it. The documentation has no event for a session that
//! expires, so none is sent: a merchant has to look. What is to be told is written in the transaction in which it
//! happened, so nothing is lost; what was under way when the sandbox was ended may come twice. Within a session, first
//! attempts keep the order of events; retries do not.
//!
//! HTTP 200 acknowledges. After 408, 429, 5xx and faults of the network the next attempt follows in 5 minutes, then in
//! 15 minutes, 1, 3, 6 and 12 hours, each counted from the attempt before it, by the sandbox's clock. Any other answer,
//! redirects among them, is final. An answer may take 10 seconds of real time.
//!
//! # Control
//!
//! What a developer needs and a gateway does not have, without credentials and on this machine only:
//!
//! | Call | Does |
//! |---|---|
//! | `GET /control/clock` | `{"now"}` |
//! | `POST /control/clock` `{"advanceSeconds": n}` | moves the clock; what is due by then happens |
//! | `GET /control/callbacks?page&perPage&clientReferenceId` | `{"callbacks", "pagination"}`: newest first, with state (`PENDING`, `DELIVERED`, `REFUSED`, `MANUAL`) and attempts |
//! | `POST /control/callbacks/{id}/resend` `{}` | sends it once more, at once |
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
mod avs;
mod callback;
mod canonical;
mod card;
mod charge;
mod clock;
mod config;
mod console;
mod control;
mod courier;
pub mod envelope;
mod error;
pub mod ewallet;
mod faults;
mod fields;
mod hosted;
mod intake;
mod journal;
mod keys;
pub mod machine;
mod order;
mod pages;
mod payment;
mod plaintext;
mod random;
mod refund;
pub mod scenarios;
mod secrets;
mod server;
mod session;
mod store;
mod vault;
mod wallet;

pub use clock::Clock;
pub use config::{Config, Merchant};
pub use error::Error;
pub use keys::KeyPair;
pub use server::{Credentials, Running, Sandbox};
