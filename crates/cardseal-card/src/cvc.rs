//! How long a card verification code is on each network.

use cardseal_types::Cvc;

use crate::{
    brand::BrandRule,
    error::{CardError, Judgement},
};

/// The longest code of any network.
pub const MAX_CVC_DIGITS: usize = 4;

/// Whether a code has the length that the card's network prints: three digits or, on American Express, four.
///
/// A card of no known network may have either.
///
/// # Errors
///
/// [`CardError::TooShort`] or [`CardError::TooLong`].
pub fn check_cvc(cvc: &Cvc, rule: &BrandRule) -> Result<(), CardError> {
    judge_len(cvc.len(), rule).finish()
}

/// Judges the digits of a code typed so far.
#[must_use]
pub fn judge_cvc(digits: &[u8], rule: &BrandRule) -> Judgement {
    if digits.is_empty() { Judgement::Incomplete(CardError::Empty) } else { judge_code(digits, rule) }
}

/// Judges the digits of a code as [`Cvc::parse`] and [`check_cvc`] do.
pub(crate) fn judge_code(digits: &[u8], rule: &BrandRule) -> Judgement {
    if digits.len() <= MAX_CVC_DIGITS && !digits.iter().all(u8::is_ascii_digit) {
        return Judgement::Invalid(CardError::NotADigit);
    }
    judge_len(digits.len(), rule)
}

fn judge_len(len: usize, rule: &BrandRule) -> Judgement {
    let [min, max] = rule.cvc_lens();
    if len < min {
        Judgement::Incomplete(CardError::TooShort)
    } else if len > max {
        Judgement::Invalid(CardError::TooLong)
    } else {
        Judgement::Valid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{UNKNOWN, rule_of};

    #[test]
    fn the_network_decides_the_length() {
        let (visa, amex) = (rule_of(b"4"), rule_of(b"37"));
        let (three, four) = (Cvc::parse(b"123").unwrap(), Cvc::parse(b"1234").unwrap());
        assert_eq!(check_cvc(&three, visa), Ok(()));
        assert_eq!(check_cvc(&four, visa), Err(CardError::TooLong));
        assert_eq!(check_cvc(&three, amex), Err(CardError::TooShort));
        assert_eq!(check_cvc(&four, amex), Ok(()));
        assert_eq!((check_cvc(&three, &UNKNOWN), check_cvc(&four, &UNKNOWN)), (Ok(()), Ok(())));
    }

    #[test]
    fn a_code_in_the_making() {
        let (visa, amex) = (rule_of(b"4"), rule_of(b"37"));
        assert_eq!(judge_cvc(b"", visa), Judgement::Incomplete(CardError::Empty));
        assert_eq!(judge_cvc(b"12", visa), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(judge_cvc(b"123", visa), Judgement::Valid);
        assert_eq!(judge_cvc(b"1234", visa), Judgement::Invalid(CardError::TooLong));
        assert_eq!(judge_cvc(b"123", amex), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(judge_cvc(b"12345", &UNKNOWN), Judgement::Invalid(CardError::TooLong));
        assert_eq!(judge_cvc(b"1a", &UNKNOWN), Judgement::Invalid(CardError::NotADigit));
    }
}
