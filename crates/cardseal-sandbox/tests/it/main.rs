//! The sandbox over real HTTP, with real envelopes.

#![allow(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it should be")]

mod address_checks;
mod bodies;
mod callbacks;
mod captures;
mod cards;
mod charges;
mod concurrency;
mod console;
mod expiry;
mod faults;
mod hosted;
mod hosted_cards;
mod hosted_guard;
mod hosted_states;
mod hosted_time;
mod idempotency;
mod isolation;
mod leaks;
mod pages;
mod program;
mod receiver;
mod redirect;
mod refunds;
mod restart;
mod simulations;
mod states;
mod story;
mod support;
mod validation;
mod wallets;
