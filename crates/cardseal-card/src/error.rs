//! Why a field is refused, and whether it can still become good.

use std::fmt;

use cardseal_types::CvcError;

/// Why a card number, an expiry date, a code or a name is refused. Never holds what was given.
///
/// The same reasons serve every field; which field it was is known to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CardError {
    /// Nothing was given.
    Empty,
    /// Fewer digits than the brand or the field asks for.
    TooShort,
    /// More digits or bytes than the brand or the field allows.
    TooLong,
    /// Something other than an ASCII digit where only digits may be.
    NotADigit,
    /// The check digit of ISO/IEC 7812-1 does not fit.
    Luhn,
    /// No month of the year.
    MonthOutOfRange,
    /// A year that the envelope's two digits cannot carry: only 2000 to 2099 can be.
    YearOutOfRange,
    /// The last day of the card's month is past.
    Expired,
    /// Further ahead than any card is issued for.
    TooFarAhead,
    /// A control character in a name.
    ControlCharacter,
    /// A name that holds as many digits as a card number has.
    CardNumberInName,
}

impl CardError {
    /// A stable name for programs, in `snake_case`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::NotADigit => "not_a_digit",
            Self::Luhn => "luhn",
            Self::MonthOutOfRange => "month_out_of_range",
            Self::YearOutOfRange => "year_out_of_range",
            Self::Expired => "expired",
            Self::TooFarAhead => "too_far_ahead",
            Self::ControlCharacter => "control_character",
            Self::CardNumberInName => "card_number_in_name",
        }
    }
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "nothing was given",
            Self::TooShort => "too short",
            Self::TooLong => "too long",
            Self::NotADigit => "holds something other than digits",
            Self::Luhn => "check digit does not fit",
            Self::MonthOutOfRange => "month is not between 1 and 12",
            Self::YearOutOfRange => "year is not between 2000 and 2099",
            Self::Expired => "card has expired",
            Self::TooFarAhead => "expiry date is too far ahead",
            Self::ControlCharacter => "name holds a control character",
            Self::CardNumberInName => "name holds a card number",
        })
    }
}

impl std::error::Error for CardError {}

impl From<CvcError> for CardError {
    fn from(error: CvcError) -> Self {
        match error {
            CvcError::TooShort => Self::TooShort,
            CvcError::TooLong => Self::TooLong,
            _ => Self::NotADigit,
        }
    }
}

/// What can be said of a field while it is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Judgement {
    /// Good as it is.
    Valid,
    /// Not good yet; typing on can make it so. Worth showing only once the shopper has left the field.
    Incomplete(CardError),
    /// Nothing typed behind it can make it good.
    Invalid(CardError),
}

impl Judgement {
    /// Good as it is.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        matches!(self, Self::Valid)
    }

    /// Good, or can become so by typing on.
    #[must_use]
    pub const fn can_become_valid(&self) -> bool {
        !matches!(self, Self::Invalid(_))
    }

    /// What is missing or wrong.
    #[must_use]
    pub const fn reason(&self) -> Option<CardError> {
        match self {
            Self::Valid => None,
            Self::Incomplete(reason) | Self::Invalid(reason) => Some(*reason),
        }
    }

    /// The judgement of a finished field, where "not yet" means no.
    ///
    /// # Errors
    ///
    /// The reason, unless the field is good.
    pub const fn finish(self) -> Result<(), CardError> {
        match self {
            Self::Valid => Ok(()),
            Self::Incomplete(reason) | Self::Invalid(reason) => Err(reason),
        }
    }
}
