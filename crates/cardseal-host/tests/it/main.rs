//! The client against a scripted server: what goes over the wire, and what a caller learns from what comes back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod callbacks;
mod captures;
mod flows;
mod hosted;
mod hostile;
mod lists;
mod reconciliation;
mod redaction;
mod refunds;
mod retries;
mod samples;
mod server;
mod tokens;
