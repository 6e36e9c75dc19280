//! The client against a scripted server: what goes over the wire, and what a caller learns from what comes back.

mod flows;
mod hostile;
mod reconciliation;
mod redaction;
mod retries;
mod samples;
mod server;
mod tokens;
