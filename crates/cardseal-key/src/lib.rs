//! The RSA public key of a payment session, before anything is encrypted to it.
//!
//! [`weakness`] looks for moduli that are well formed and yet protect nothing: what a broken or hostile generator
//! makes. A server has the time for all of it; a shopper's browser checks what is cheap to check.

mod weakness;

pub use weakness::{Weakness, weakness};
