//! The name on the card.

use std::fmt;

use crate::wipe::Zeroizing;

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
        Ok(Self(Zeroizing::new(Box::from(Seen::of(name).trimmed))))
    }

    /// As [`CardholderName::parse`], from UTF-8. Bytes that are none count as a control character.
    ///
    /// # Errors
    ///
    /// As [`CardholderName::parse`].
    pub fn from_utf8(name: &[u8]) -> Result<Self, CardError> {
        Self::parse(str::from_utf8(name).map_err(|_| CardError::ControlCharacter)?)
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
    let seen = Seen::of(name);
    if seen.trimmed.is_empty() {
        Judgement::Incomplete(CardError::Empty)
    } else if seen.trimmed.len() > MAX_BYTES {
        Judgement::Invalid(CardError::TooLong)
    } else if seen.control {
        Judgement::Invalid(CardError::ControlCharacter)
    } else if seen.digits >= CARD_NUMBER_DIGITS {
        Judgement::Invalid(CardError::CardNumberInName)
    } else {
        Judgement::Valid
    }
}

/// What one walk over a name finds.
struct Seen<'a> {
    /// The name without white space at its ends.
    trimmed: &'a str,
    /// Whether a control character is between its ends.
    control: bool,
    digits: usize,
}

impl<'a> Seen<'a> {
    fn of(name: &'a str) -> Self {
        let (mut start, mut end, mut digits) = (name.len(), 0, 0);
        // A control character that is white space, such as a tab, counts only once something stands behind it.
        let (mut control, mut pending) = (false, false);
        let mut rest = name.chars();
        let mut at = 0;
        while let Some(character) = rest.next() {
            let behind = name.len().saturating_sub(rest.as_str().len());
            if character.is_whitespace() {
                pending |= character.is_control() && end > 0;
            } else {
                start = start.min(at);
                end = behind;
                control |= pending || character.is_control();
                digits += usize::from(is_digit(&character));
            }
            at = behind;
        }
        Self { trimmed: name.get(start..end).unwrap_or_default(), control, digits }
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
    fn white_space_at_the_ends_is_no_part_of_the_name() {
        for name in ["\t\u{85} A\tB \n", "\u{2028}A\u{a0}", " \u{0}A", "A\u{7f} ", "\n", "\u{3000}é\u{3000}"]
        {
            assert_eq!(Seen::of(name).trimmed, name.trim(), "{name:?}");
            assert_eq!(Seen::of(name).control, name.trim().chars().any(char::is_control), "{name:?}");
        }
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
