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
//! DANA, ShopeePay and OVO, from the hosted page or in mode `API`, at once or by a confirm call. The wallet's page asks for the
//! number of a [test phone](ewallet::TEST_PHONES) and then for the code, of which the third wrong one ends the payment.
//! While the shopper is asked the session is `REQUIRE_ACTION`, its charge first `WAITING_FOR_USER_ACTION`, then
//! `WAITING_FOR_AUTHENTICATION`. A stored wallet is asked for the code only, and can be paid from the hosted page only:
//! the documentation knows no other way. A wallet that leaves its payment `PROCESSING` does so without end, until it is
//! settled by simulation: `POST /v2/payments/simulations` with `chargeStatus` `SUCCESS` or `EXPIRED`, or the console.
//!
//! # Refunds
//!
//! `POST /v1/refunds` gives back what a session or a charge took, in parts or in full, and never more than is left: what
//! is full is all that is left. A refund is answered `PENDING` and then moves by the sandbox's clock, one step every 5
//! seconds, as at a bank, where a call settles nothing: a shop sees every state in real time, and a test that moves the
//! clock sees each of them when it wants to. References decide, as documented:
//!
//! | Reference begins with | What becomes of it |
//! |---|---|
//! | `1001-` | the channel fails, a transfer succeeds |
//! | `2001-` | the channel fails, and so does a transfer |
//! | `2002-` | the channel fails, and there is no such account |
//! | anything else | it goes back by the channel |
//!
//! So do accounts, before references: a transfer to 999966660001 succeeds, one to 999966660008 fails, and 999966660002 is
//! not found, as is any other without a reference that says better. With `TRANSFER_ONLY` the channel is not asked. A
//! transfer is `WAITING_BANK_TRANSFER` first, and then `SUCCESS` or `FAILED`, with `destinationType` `ACCOUNT`. What
//! failed can be given back again, under another reference.
//!
//! # Address checks
//!
//! `avsResult` follows the street of the billing address, which comes from the envelope, the confirm call or the create
//! call, the first that has one: Alpha, Bravo and Lima Street `NOT_AVAILABLE`, Charlie and Mike
//! `UNKNOWN_FROM_PROCESSOR`, Delta `NOT_MATCHED`, Echo and India `PARTIAL_MATCH_ZIP`, Foxtrot and Juliett
//! `PARTIAL_MATCH_ADDRESS`, Golf `MATCHED`, Hotel `PARTIAL_MATCH_NAME`, Kilo `NOT_SUPPORTED`. It never decides over a
//! payment.
//!
//! # Callbacks
//!
//! A [`Merchant`] with a callback address is told by `POST` of `PAYMENT.PROCESSING`, `PAYMENT.PAID` and
//! `PAYMENT.CANCELLED`, with the session as a retrieve call shows it, and of `REFUND.PENDING`,
//! `REFUND.WAITING_BANK_TRANFER` (spelled so), `REFUND.SUCCESS` and `REFUND.FAILED`, with the refund. The documentation
//! has no event for a session that expires, so none is sent: a merchant has to look. What is to be told is written in the transaction in which it
//! happened, so nothing is lost; what was under way when the sandbox was ended may come twice. Within a session, first
//! attempts keep the order of events; retries do not.
//!
//! HTTP 200 acknowledges. After 408, 429, 5xx and faults of the network the next attempt follows in 5 minutes, then in
//! 15 minutes, 1, 3, 6 and 12 hours, each counted from the attempt before it, by the sandbox's clock. Any other answer,
//! redirects among them, is final. An answer may take 10 seconds of real time.
//!
//! # Console
//!
//! `GET /console` shows all sessions, and of each its story from top to bottom: states, charges, captures, refunds, and
//! callbacks with every attempt and its answer. It has buttons that move the clock, pick the outcome of a session that
//! waits, send a callback again and ask for faults. It shows no card number, code, key or secret, and asks for no login:
//! it and the control calls answer only to this machine by its own name (`localhost` or a loopback address) and not to
//! what a proxy brings, so that neither a stranger nor a page in your browser gets at them; whatever it changes is a POST
//! of one of its own forms, with a token and the browser's word that it came from there.
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
//! | `POST /control/faults` `{"route", "code", "cut", "times", "when", "delayMs"}` | lets the next calls go wrong |
//! | `GET /control/faults` | `{"faults"}`: those that wait for calls, oldest first |
//! | `DELETE /control/faults`, `DELETE /control/faults/{id}` | forgets all, or one: `{"forgotten": n}` |
//!
//! A fault has a `code`, any documented one, which is answered with its status; or it has a `cut`: `connection`, which
//! ends without an answer, or `body`, which breaks off in the middle of one; or it only has a `delayMs` of real time, up
//! to a minute, which may stand beside either. `when` is `before`, and the call never arrives, or `after_commit`, and it
//! is carried out although its caller does not learn so. `route` is an address such as `/v2/payments/{id}/confirm` or
//! that of one session, with or without its method before it; without one, every call but that for an access token is
//! meant. It strikes `times` calls, one if nothing is said. Faults live in memory: a restart forgets them.
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
