//! The name on the card.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::{CardError, Judgement};

/// The longest name that is taken, in bytes of UTF-8.
///
/// EMV 3-D Secure has room for 45 characters, which are at most 180 bytes; the rest is for long names in full.
pub const MAX_BYTES: usize = 255;

/// As many digits as this in a name are a card number typed into the wrong field.
const CARD_NUMBER_DIGITS: usize = 13;

/// The name on the card, as typed but for white space at its ends. Wiped on drop, never printed.
pub struct CardholderName(Zeroizing<Box<str>>);

impl CardholderName {
    /// Copies a name of 1 to [`MAX_BYTES`] bytes without white space at its ends. The caller wipes its own copy.
    ///
    /// # Errors
    ///
    /// [`CardError::Empty`], [`CardError::TooLong`], [`CardError::ControlCharacter`], or
    /// [`CardError::CardNumberInName`] for 13 digits or more, whatever stands between them: a name is shown and kept
    /// where a number never may be.
    pub fn parse(name: &str) -> Result<Self, CardError> {
        judge(name).finish()?;
        Ok(Self(Zeroizing::new(Box::from(name.trim()))))
    }

    /// The name in clear. Each use says why.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CardholderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardholderName(redacted)")
    }
}

/// Judges the name typed so far.
#[must_use]
pub fn judge(name: &str) -> Judgement {
    let name = name.trim();
    if name.is_empty() {
        Judgement::Incomplete(CardError::Empty)
    } else if name.len() > MAX_BYTES {
        Judgement::Invalid(CardError::TooLong)
    } else if name.chars().any(char::is_control) {
        Judgement::Invalid(CardError::ControlCharacter)
    } else if name.chars().filter(is_digit).count() >= CARD_NUMBER_DIGITS {
        Judgement::Invalid(CardError::CardNumberInName)
    } else {
        Judgement::Valid
    }
}

/// A digit as keyboards give it: ASCII, full-width, Arabic-Indic, its eastern form, or Devanagari.
fn is_digit(character: &char) -> bool {
    matches!(character, '0'..='9' | '０'..='９' | '٠'..='٩' | '۰'..='۹' | '०'..='९')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_taken() {
        for name in [
            "A",
            "TEST BUYER",
            "Zoë Ó Nuálláin",
            "Иван Петров",
            "山田 太郎",
            "O'Neil \"Bob\" \\ 3rd",
            "𝒜𝒷 😀",
        ] {
            assert_eq!(CardholderName::parse(name).unwrap().expose_secret(), name);
        }
        assert_eq!(
            CardholderName::parse("  Siti  Aminah\u{3000}\t").unwrap().expose_secret(),
            "Siti  Aminah"
        );
        assert_eq!(CardholderName::parse(&"é".repeat(127)).unwrap().expose_secret().len(), 254);
    }

    #[test]
    fn each_refusal_has_its_reason() {
        for (name, reason) in [
            ("", CardError::Empty),
            (" \u{a0}\t", CardError::Empty),
            (&"é".repeat(128), CardError::TooLong),
            ("A\u{0}B", CardError::ControlCharacter),
            ("A\nB", CardError::ControlCharacter),
            ("A\u{7f}B", CardError::ControlCharacter),
            ("A\u{85}B", CardError::ControlCharacter),
            ("4440000112200001", CardError::CardNumberInName),
            ("4440 0001 1220 0001", CardError::CardNumberInName),
            ("4440-0001-1220-0", CardError::CardNumberInName),
            ("Ann 4-4-4-0-0-0-0-1-1-2-2-0-0", CardError::CardNumberInName),
            ("４４４００００１１２２０００", CardError::CardNumberInName),
            ("٤٤٤٠٠٠٠١١٢٢٠٠", CardError::CardNumberInName),
        ] {
            assert_eq!(CardholderName::parse(name).unwrap_err(), reason, "{name:?}");
        }
        assert!(CardholderName::parse("Robot 123456789012").is_ok());
    }

    #[test]
    fn only_an_empty_name_can_become_good() {
        assert_eq!(judge(""), Judgement::Incomplete(CardError::Empty));
        assert_eq!(judge("A"), Judgement::Valid);
        assert!(!judge("4440000112200001").can_become_valid());
        assert_eq!(format!("{:?}", CardholderName::parse("Ann").unwrap()), "CardholderName(redacted)");
    }
}
