//! The client against a scripted server: what goes over the wire, and what a caller learns from what comes back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod flows;
mod hostile;
mod reconciliation;
mod redaction;
mod retries;
mod samples;
mod server;
mod tokens;
