//! The sandbox over real HTTP, with real envelopes.

mod bodies;
mod cards;
mod concurrency;
mod expiry;
mod idempotency;
mod isolation;
mod leaks;
mod pages;
mod program;
mod restart;
mod states;
mod story;
mod support;
mod validation;
