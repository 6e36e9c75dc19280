//! The checkout service against the sandbox gateway, over real HTTP.

mod card;
mod crash;
mod harness;
mod limits;
mod returns;
mod saved;
mod secrets;
mod twice;
