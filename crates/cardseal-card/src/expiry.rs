//! The month through whose last day a card is good.

use std::fmt;

use crate::error::{CardError, Judgement};

/// How many years ahead an expiry date may lie.
///
/// Networks issue for a few years and test numbers go further; this only catches a slip of the century, such as `99`.
pub const MAX_YEARS_AHEAD: u16 = 50;

/// A month of a year: the caller's "today". This crate reads no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    year: u16,
    month: u8,
}

impl YearMonth {
    /// Takes a year of four digits and a month from 1 to 12.
    #[must_use]
    pub const fn new(year: u16, month: u8) -> Option<Self> {
        if matches!(month, 1..=12) && matches!(year, 1000..=9999) { Some(Self { year, month }) } else { None }
    }

    /// The year, with four digits.
    #[must_use]
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(&self) -> u8 {
        self.month
    }
}

/// The expiry date of a card. Wiped on drop, never printed.
pub struct ExpiryDate {
    year: u16,
    month: u8,
}

impl ExpiryDate {
    /// Reads a month of one or two digits and a year of two or four. `39` is 2039.
    ///
    /// # Errors
    ///
    /// [`CardError::Empty`], [`CardError::NotADigit`], [`CardError::TooShort`], [`CardError::TooLong`],
    /// [`CardError::MonthOutOfRange`], or [`CardError::YearOutOfRange`] for a year outside 2000 to 2099, which the
    /// envelope's two digits cannot carry.
    pub fn parse(month: &[u8], year: &[u8]) -> Result<Self, CardError> {
        Ok(Self { month: month_of(month)?, year: year_of(year)? })
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(&self) -> u8 {
        self.month
    }

    /// The year, with four digits.
    #[must_use]
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// Whether the card is good in the month of `today`, of which it is good through the last day.
    ///
    /// # Errors
    ///
    /// [`CardError::Expired`], or [`CardError::TooFarAhead`] beyond [`MAX_YEARS_AHEAD`].
    pub fn check(&self, today: YearMonth) -> Result<(), CardError> {
        match months(self.year, self.month).checked_sub(months(today.year, today.month)) {
            None => Err(CardError::Expired),
            Some(ahead) if ahead > months(MAX_YEARS_AHEAD, 0) => Err(CardError::TooFarAhead),
            Some(_) => Ok(()),
        }
    }
}

/// On `wasm32` it only ever stands on the stack, which the page overwrites.
#[cfg(not(target_arch = "wasm32"))]
impl Drop for ExpiryDate {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.year);
        zeroize::Zeroize::zeroize(&mut self.month);
    }
}

impl fmt::Debug for ExpiryDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExpiryDate(redacted)")
    }
}

/// Judges the digits of month and year typed so far.
///
/// A year of two digits that would be past is [`Judgement::Invalid`] unless it is `20`, which may begin one of four.
#[must_use]
pub fn judge(month: &[u8], year: &[u8], today: YearMonth) -> Judgement {
    if month == b"0" {
        return Judgement::Incomplete(CardError::TooShort);
    }
    match ExpiryDate::parse(month, year).and_then(|date| date.check(today)) {
        Ok(()) => Judgement::Valid,
        Err(CardError::TooShort) if !may_begin_a_year(year) => Judgement::Invalid(CardError::YearOutOfRange),
        Err(reason @ (CardError::Empty | CardError::TooShort)) => Judgement::Incomplete(reason),
        Err(reason @ (CardError::Expired | CardError::TooFarAhead)) if year == b"20" => {
            Judgement::Incomplete(reason)
        }
        Err(reason) => Judgement::Invalid(reason),
    }
}

/// Whether three digits or fewer can still become a year that is taken.
fn may_begin_a_year(year: &[u8]) -> bool {
    year.len() < 2 || year.starts_with(b"20")
}

/// Months since the year 0.
fn months(year: u16, month: u8) -> u32 {
    u32::from(year) * 12 + u32::from(month)
}

fn month_of(digits: &[u8]) -> Result<u8, CardError> {
    match number(digits, 2)? {
        month @ 1..=12 => Ok(month as u8),
        _ => Err(CardError::MonthOutOfRange),
    }
}

fn year_of(digits: &[u8]) -> Result<u16, CardError> {
    let year = number(digits, 4)?;
    match (digits.len(), year) {
        (2, _) => Ok(year.saturating_add(2000)),
        (4, 2000..=2099) => Ok(year),
        (4, _) => Err(CardError::YearOutOfRange),
        _ => Err(CardError::TooShort),
    }
}

/// A few digits, four at most, as a number.
fn number(digits: &[u8], most: usize) -> Result<u16, CardError> {
    if digits.len() > most {
        return Err(CardError::TooLong);
    }
    if digits.is_empty() {
        return Err(CardError::Empty);
    }
    let mut number = 0u16;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(CardError::NotADigit);
        }
        number = number.wrapping_mul(10).wrapping_add(u16::from(digit & 0x0f));
    }
    Ok(number)
}

#[cfg(test)]
mod tests;
