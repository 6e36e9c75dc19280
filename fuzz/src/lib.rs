//! Fuzz targets of `cardseal-card` and `cardseal-key`, and the driver that runs them.
//!
//! A target turns any bytes into a structured case, runs it through the public API, and panics where an oracle is
//! broken: the crate's own panics count, and so does every wrong answer. It reports a [`Trait`] of what happened. The
//! driver keeps inputs that showed a new one and goes on from them, so that rare behaviour is explored too.
//!
//! `npm run fuzz -- key --executions 10000000` runs one target; `cargo test` runs a short while of each.

mod driver;
mod input;
mod random;
pub mod targets;

pub use driver::{Failure, Report, run};
pub use input::Input;
pub use random::Random;

/// What a run of a target showed: equal numbers for alike behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Trait {
    /// Whether the case reached what the target is about, rather than being refused on the way.
    pub deep: bool,
    /// What kind of behaviour it was.
    pub kind: u64,
}

/// A function that turns bytes into a case and judges it.
pub type Target = fn(&[u8]) -> Trait;
