//! What the sandbox remembers of a card: no number, no verification code.

use cardseal_card::{ExpiryDate, YearMonth};
use cardseal_types::{CardBrand, Timestamp};
use serde::{Deserialize, Serialize};

use crate::scenarios::Scenario;

/// A card that is being charged, or that is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KnownCard {
    pub(crate) brand: CardBrand,
    pub(crate) first6: String,
    pub(crate) first8: String,
    pub(crate) last4: String,
    /// `01` to `12`.
    pub(crate) exp_month: String,
    /// Two digits.
    pub(crate) exp_year: String,
    /// Keyed digest of merchant and number.
    pub(crate) fingerprint: String,
    pub(crate) scenario: Scenario,
    pub(crate) holder_first_name: String,
    pub(crate) holder_last_name: String,
}

impl KnownCard {
    /// Whether the last day of the card's month is past.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        let date = ExpiryDate::parse(self.exp_month.as_bytes(), self.exp_year.as_bytes());
        date.and_then(|date| date.check(month_of(now))).is_err()
    }
}

/// The month of a moment, in UTC.
pub(crate) fn month_of(now: Timestamp) -> YearMonth {
    let date = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let parts = u16::try_from(date.year()).ok().zip(u8::try_from(date.month()).ok());
    parts.and_then(|(year, month)| YearMonth::new(year, month)).unwrap_or(LAST_MONTH)
}

/// December 9999, for a clock beyond it. No card is good then.
const LAST_MONTH: YearMonth = match YearMonth::new(9999, 12) {
    Some(month) => month,
    None => unreachable!(),
};
