//! A merchant's checkout service over the [Payment Session API](https://pivot-payment.gitbook.io/pivot-docs): orders,
//! their attempts to be paid, and the shopper's stored cards.
//!
//! Run it as it is (`cardseal-checkout --help`), start it from a program ([`Checkout::start`]), or mount its routes into
//! an axum application ([`router`]):
//!
//! ```
//! use cardseal_checkout::{Catalog, CheckoutState, PublicUrl, SqliteStore, router};
//! use cardseal_host::{CallbackKeys, Client, Credentials, Environment};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let file = dir.path().join("checkout.db");
//! let client = Client::builder(Environment::Sandbox, Credentials::new("merchant", "secret")).build()?;
//! let catalog = Catalog::parse(br#"{"currency": "IDR", "items": [
//!     {"sku": "tea", "name": "Tea", "type": "PHYSICAL", "price": "50000"}
//! ]}"#)?;
//! let shop = PublicUrl::parse("https://shop.example")?;
//! let state = CheckoutState::new(client, SqliteStore::open(&file)?, catalog, shop)
//!     .with_callback_keys(CallbackKeys::new("callback-api-key".into())?);
//! let app: axum::Router = router(state);
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - An order is paid once: see [`AttemptState`] and the claim of a [`Store`]. Double clicks, lost answers and restarts
//!   do not charge twice.
//! - A paid order becomes due, once, in the transaction that makes it paid, and is handed to the merchant's [`Fulfilment`]
//!   until that answers `Ok`. The gateway's callbacks see to it also if the shopper never comes back; what they claim is
//!   not believed but read from the gateway, so a forged, repeated or belated one changes nothing.
//! - Prices come from the [`Catalog`], and whether something is paid from the gateway alone; neither from the page.
//! - A shopper sees their own orders and cards and nobody else's. How shoppers are told apart, and whose a stored card
//!   is, is described at [`shopper`].
//! - A card number never reaches this service: it takes an encrypted card and passes it on. Of a stored card it takes
//!   the verification code, which lives in memory until the gateway has answered; the HTTP server's own read buffers
//!   are not wiped. The database holds brand and last four digits.
//!
//! It does not limit how many orders somebody makes; the proxy in front of it should.

mod address;
mod body;
mod catalog;
mod clock;
mod error;
mod fulfilment;
mod guard;
mod orders;
mod pay;
mod random;
mod request;
mod routes;
mod server;
pub mod shopper;
mod state;
mod store;
mod wallet;

pub use address::{PublicUrl, PublicUrlError};
pub use catalog::{Catalog, CatalogError, CatalogItem};
pub use clock::Clock;
pub use fulfilment::{Fulfilment, FulfilmentError, FulfilmentFuture};
pub use orders::{
    Attempt, AttemptState, BillingAddress, Buyer, ChargedCard, Line, Method, Order, OrderId, OrderStatus,
    Progress, reference,
};
pub use random::RandomError;
pub use routes::router;
pub use server::{Checkout, Config, Error, Running};
pub use shopper::{CookieIdentity, Identity, IdentityError, IdentityFuture, ShopperId, ShopperIdentity};
pub use state::CheckoutState;
pub use store::{BoundCustomer, Claim, Handover, SqliteStore, Step, Store, StoreError, StoreFuture};
