//! The payment gateway, simulated: the *Payment Session* API in both modes, the hosted payment page, the bank's 3-D
//! Secure page, the pages of e-wallets, the vault of stored methods, and the published test cards and phones with their
//! outcomes.
//!
//! It follows the gateway's public documentation (<https://pivot-payment.gitbook.io/pivot-docs>) and nothing that it
//! answers is canned: every session has its own RSA key, envelopes are really opened, charges go through one
//! [state machine](machine), and everything that was acknowledged survives a restart. It takes test cards only, keeps
//! neither card numbers nor verification codes, and is no place for real ones.
//!
//! Money is taken at once, or held with `captureMethod` `manual` until `POST /v2/payments/{id}/capture` takes it, in one
//! or several parts. A session stays `PROCESSING` for as long as anything is held; what is held does not expire.
//!
//! # The hosted page
//!
//! In mode `REDIRECT`, the default, `paymentUrl` is a page of the sandbox: what is bought, how long it may be paid, and
//! the card, e-wallet or stored method to pay it with. A card is encrypted in that page too, with a key of the session
//! that the API does not show, by the npm package `cardseal` in [`Config::package_dir`]; without the package the page
//! says so and takes e-wallets. The shopper's choice confirms the session; the merchant's confirm call is answered 422.
//! Once there is a choice, the address leads to where it led: bank, wallet, status page, or with `bypassStatusPage` back
//! to the shop. A method is stored if the merchant set `saveForFutureUse`, the shopper ticked the box and the charge
//! succeeded. Whoever has the address may pay; it is 192 random bits and never the session's id.
//!
//! # E-wallets
//!
//! DANA, ShopeePay and OVO, from the hosted page or in mode `API` with `autoConfirm`. The wallet's page asks for the
//! number of a [test phone](ewallet::TEST_PHONES) and then for the code, of which the third wrong one ends the payment.
//! While the shopper is asked the session is `REQUIRE_ACTION`, its charge first `WAITING_FOR_USER_ACTION`, then
//! `WAITING_FOR_AUTHENTICATION`. A stored wallet is asked for the code only, and can be paid from the hosted page only:
//! the documentation knows no other way. A wallet that leaves its payment `PROCESSING` does so without end, until it is
//! settled by simulation.
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
