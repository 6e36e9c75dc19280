#![doc = include_str!("../README.md")]

mod answer;
mod auth;
mod body;
mod call;
mod callback;
mod client;
mod customers;
mod environment;
mod error;
mod ewallet_payment;
mod input;
mod outcome;
mod payments;
mod redact;
mod redirect;
mod redirect_payment;
mod request_id;
mod retry;
mod sessions;
mod setters;
mod transport;

pub use auth::Credentials;
pub use callback::{CallbackError, CallbackKeys, DedupeKey, Verified, VerifiedCallback};
pub use cardseal_types as types;
pub use client::{Client, ClientBuilder};
pub use environment::{BaseUrl, Environment, EnvironmentError};
pub use error::Error;
pub use ewallet_payment::EwalletPayment;
pub use input::InputError;
pub use outcome::{Outcome, Payment};
pub use payments::{ConfirmCard, NewCardSession, Payer, StoredCardPayment};
pub use redirect::{AppLink, RedirectError, RedirectTarget, WebAddress};
pub use redirect_payment::{HostedMethod, RedirectPayment};
pub use secrecy::SecretString;
