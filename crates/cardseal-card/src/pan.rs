//! The primary account number: the digits on the front of the card.

use std::fmt;

use cardseal_types::{Bin, CardBrand, LastFour};

use crate::{
    brand::{self, BrandRule},
    entry::FixedText,
    error::{CardError, Judgement},
    luhn,
};

/// The fewest digits that a card number of any network has.
pub const MIN_DIGITS: usize = 12;

/// The most digits that a card number may have (ISO/IEC 7812-1).
pub const MAX_DIGITS: usize = 19;

/// A primary account number that can be one: the digits and length of its network, with a fitting check digit.
///
/// The digits live in one place of fixed size that is wiped on drop. They can be neither copied, compared, printed nor
/// serialized; [`Pan::expose_secret`] is the one door.
pub struct Pan {
    digits: FixedText<MAX_DIGITS>,
}

impl Pan {
    /// Copies the digits of a card number: ASCII digits and nothing else. The caller wipes its own copy.
    ///
    /// A number of no known network is taken if it has 12 to 19 digits and a fitting check digit.
    ///
    /// # Errors
    ///
    /// [`CardError::Empty`], [`CardError::NotADigit`], [`CardError::TooShort`], [`CardError::TooLong`] or
    /// [`CardError::Luhn`], the first that holds in this order.
    pub fn parse(digits: &[u8]) -> Result<Self, CardError> {
        judge(digits).finish()?;
        Ok(Self { digits: FixedText::of(digits) })
    }

    /// The digits in clear, as ASCII. Each use says why.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        self.digits.as_bytes()
    }

    /// What is known of the card's network.
    #[must_use]
    pub fn rule(&self) -> &'static BrandRule {
        // EXPOSE: only the first six digits are looked at.
        brand::rule_of(self.expose_secret())
    }

    /// The card's network, if it is a known one.
    #[must_use]
    pub fn brand(&self) -> Option<CardBrand> {
        self.rule().brand()
    }

    /// The first six digits: all that may be shown of a number's start whatever its length (PCI DSS 3.4.1).
    #[must_use]
    pub fn bin(&self) -> Bin {
        // EXPOSE: the first six digits may be shown.
        self.expose_secret().get(..6).and_then(Bin::parse).unwrap_or_default()
    }

    /// The last four digits.
    #[must_use]
    pub fn last_four(&self) -> LastFour {
        // EXPOSE: the last four digits may be shown.
        self.expose_secret().last_chunk::<4>().and_then(|four| LastFour::parse(four)).unwrap_or_default()
    }
}

impl fmt::Debug for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pan(redacted)")
    }
}

/// Judges the digits typed so far.
///
/// A number of a known network is short until it has one of the network's lengths. Where the network knows a longer
/// length too, a wrong check digit is [`Judgement::Incomplete`]: more digits can still set it right.
#[must_use]
pub fn judge(digits: &[u8]) -> Judgement {
    if digits.is_empty() {
        return Judgement::Incomplete(CardError::Empty);
    }
    if !digits.iter().all(u8::is_ascii_digit) {
        return Judgement::Invalid(CardError::NotADigit);
    }
    let rule = brand::rule_of(digits);
    let max = rule.max_len();
    if digits.len() > max {
        Judgement::Invalid(CardError::TooLong)
    } else if !rule.has_len(digits.len()) {
        Judgement::Incomplete(CardError::TooShort)
    } else if rule.is_luhn_exempt() || luhn::is_valid(digits) {
        Judgement::Valid
    } else if digits.len() < max {
        Judgement::Incomplete(CardError::Luhn)
    } else {
        Judgement::Invalid(CardError::Luhn)
    }
}

#[cfg(test)]
mod tests;
