//! The RSA public key of a payment session, before anything is encrypted to it.
//!
//! [`PublicKey::parse`] reads it strictly and checks what is cheap to check: that is what a page does. With the feature
//! `weakness`, [`PublicKey::refuse_weakness`] looks for moduli that are well formed and yet protect nothing, which a
//! broken or hostile generator makes: that is what servers do.

#![cfg_attr(
    not(test),
    deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)
)]

pub mod base64;
mod der;
#[doc(hidden)]
pub mod lanes;
mod spki;
#[cfg(feature = "weakness")]
mod weakness;
#[doc(hidden)]
pub mod wipe;

pub use spki::{KeyError, Numbers, PublicKey};
