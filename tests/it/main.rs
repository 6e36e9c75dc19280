//! The whole back-end way on one machine: `cardseal-card` seals, `cardseal-host` confirms, `cardseal-sandbox` opens,
//! charges and stores, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod callbacks;
mod redaction;
mod refunds;
mod story;
mod support;
mod test_cards;
