//! Raw card data and the envelope that it leaves the shopper's device in.
//!
//! Everything here works on values alone: no clock, no network, no page. The caller passes today's month and a source
//! of random bytes. Card digits live in fixed blocks that are wiped on drop; built for `wasm32`, where a page overwrites
//! the stack after each call, those of forms are wiped when they are cleared. Nothing compares, prints or serializes
//! them.
//!
//! What this cannot protect: copies that a browser or an operating system keeps of what was typed, and scripts that
//! run in the same page while it is typed.

#![cfg_attr(
    not(test),
    deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)
)]

pub mod brand;
mod brand_table;
pub mod cvc;
pub mod entropy;
pub mod entry;
pub mod envelope;
pub mod error;
pub mod expiry;
pub mod holder;
pub mod json;
#[cfg(feature = "kernel-test")]
pub mod kernel_test;
pub mod key;
pub mod luhn;
#[cfg_attr(
    all(feature = "reference", not(any(test, feature = "kernel-test"))),
    expect(dead_code, reason = "the other implementation has its own arithmetic")
)]
mod modpow;
pub mod pan;
mod utf8;
pub mod wipe;

pub use cardseal_types::{Bin, CardBrand, Cvc, EncryptedCard, LastFour};

pub use crate::{
    cvc::check_cvc,
    entropy::{Entropy, EntropyError},
    envelope::{Card, Context, RANDOM, SealError, seal, seal_into},
    error::{CardError, Judgement},
    expiry::{ExpiryDate, YearMonth},
    holder::CardholderName,
    json::{JsonError, JsonObject},
    key::{KeyError, PublicKey},
    pan::Pan,
};
