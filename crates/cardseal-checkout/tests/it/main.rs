//! The checkout service against the sandbox gateway, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod billing;
mod binary;
mod callbacks;
mod card;
mod crash;
mod fulfilment;
mod harness;
mod hosted;
mod limits;
mod returns;
mod saved;
mod secrets;
mod twice;
mod wallets;
