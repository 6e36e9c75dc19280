//! The whole back-end way on one machine: `cardseal-card` seals, `cardseal-host` confirms, `cardseal-sandbox` opens,
//! charges and stores, over real HTTP.

mod redaction;
mod story;
mod support;
mod test_cards;
