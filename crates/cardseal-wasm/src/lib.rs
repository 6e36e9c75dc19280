//! The WebAssembly half of cardseal: what a shopper types becomes an envelope that only the gateway can open.
//!
//! This crate carries texts between a page and [`cardseal_card`]. It holds no rules of cards, imports nothing and
//! reads no clock: the page's half, the npm package `cardseal`, hands in values of inputs, random bytes and the month,
//! and keeps the rules of a session: it ends, and its key is used once.
//!
//! Texts cross in one [`Module::block`] of memory. Each call is told how long the texts are that lie there one behind
//! the other, and leaves its answer at the start of the block, or an envelope behind the texts; what is refused is a
//! number, whose name the page knows. The page overwrites the whole block, and the whole stack, after each call.
//!
//! # What is wiped
//!
//! There is no heap: what is typed stands in the one [`Module`] until it is cleared, everything else on the stack or in
//! the block. Nothing gives the number back, and the code of a card only [`Module::take`], as bytes that the page
//! overwrites. After a trap the page overwrites all of the module's memory and drops the instance.

#![cfg_attr(
    not(test),
    deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)
)]

#[cfg(target_arch = "wasm32")]
mod exports;
mod failure;
#[cfg(feature = "fields")]
mod fields;
mod module;
mod seal;

pub use failure::Failure;
#[cfg(feature = "fields")]
pub use fields::{EditLengths, FIELDS};
pub use module::{BLOCK, Module};
pub use seal::{CardLengths, ContextLengths, RANDOM};
