//! The browser's half of cardseal: what a shopper types becomes an envelope that only the gateway can open.
//!
//! This crate translates between a page and [`cardseal_card`]: events become edits, values become texts, errors
//! become `Error` objects with a stable `code`. It holds no rules of cards.
//!
//! The npm package `cardseal` is the public face of this module. It registers the event listeners and passes each
//! event to `handle`, so that every call into the module can be guarded against a trap. What is exported here may
//! change in any release.
//!
//! # What is wiped
//!
//! A value is read from an input once per event, as one owned string that is wiped when the event has been handled.
//! All memory is wiped when it is freed. Nothing returns the number to JavaScript, and the code of a card only
//! through [`CvcField::take`], as bytes that the caller wipes. The browser's own copies of what was typed are beyond
//! any page's reach.

#![cfg_attr(
    not(test),
    deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)
)]

#[cfg(target_arch = "wasm32")]
mod alloc;
mod cvc_field;
mod error;
mod field;
mod input;
mod js;
mod seal;
mod session;
mod traceless;

pub use cvc_field::CvcField;
pub use error::Failure;
pub use field::CardField;
pub use seal::seal_card;
pub use session::Session;
