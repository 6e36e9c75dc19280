//! The name on the card.

use std::fmt;

use crate::{
    entry::FixedText,
    error::{CardError, Judgement},
    utf8::{Chars, plain},
};

/// The longest name that is taken, in bytes of UTF-8.
///
/// EMV 3-D Secure has room for 45 characters, which are at most 180 bytes; the rest is for long names in full.
pub const MAX_BYTES: usize = 255;

/// As many digits as this in a name are a card number typed into the wrong field.
const CARD_NUMBER_DIGITS: usize = 13;

/// The name on the card, as typed but for white space at its ends. Wiped on drop, never printed.
pub struct CardholderName {
    text: FixedText<MAX_BYTES>,
}

impl CardholderName {
    /// Copies a name of 1 to [`MAX_BYTES`] bytes without white space at its ends. The caller wipes its own copy.
    ///
    /// # Errors
    ///
    /// As [`CardholderName::from_utf8`].
    pub fn parse(name: &str) -> Result<Self, CardError> {
        Self::from_utf8(name.as_bytes())
    }

    /// As [`CardholderName::parse`], from bytes of UTF-8.
    ///
    /// # Errors
    ///
    /// [`CardError::Empty`], [`CardError::TooLong`], [`CardError::ControlCharacter`], which bytes that are no UTF-8
    /// count as, or [`CardError::CardNumberInName`] for 13 digits or more, whatever stands between them: a name is
    /// shown and kept where a number never may be.
    pub fn from_utf8(name: &[u8]) -> Result<Self, CardError> {
        let (trimmed, judgement) = read(name);
        judgement.finish()?;
        Ok(Self { text: FixedText::of(trimmed) })
    }

    /// The name in clear, as UTF-8. Each use says why.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl fmt::Debug for CardholderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardholderName(redacted)")
    }
}

/// Judges the name typed so far, as UTF-8.
#[must_use]
pub fn judge(name: &[u8]) -> Judgement {
    read(name).1
}

/// A name, as UTF-8, without white space at its ends, and what can be said of it.
pub(crate) fn read(name: &[u8]) -> (&[u8], Judgement) {
    let seen = Seen::of(name);
    (seen.trimmed, seen.judge())
}

/// What one walk over a name finds.
struct Seen<'a> {
    /// The name without white space at its ends.
    trimmed: &'a [u8],
    /// Whether a control character is between its ends.
    control: bool,
    /// How many digits it has, of any script that a card number is taken in.
    digits: usize,
}

impl<'a> Seen<'a> {
    #[inline(never)]
    fn of(name: &'a [u8]) -> Self {
        let (mut start, mut end, mut digits) = (name.len(), 0, 0);
        // A control character that is white space, such as a tab, counts only once something stands behind it.
        let (mut control, mut pending) = (false, false);
        let mut rest = Chars::new(name);
        let mut at = 0;
        while let Some(character) = rest.next() {
            let behind = name.len().saturating_sub(rest.rest().len());
            let plain = plain(character);
            pending |= character.is_control() && (end > 0 || plain != b' ');
            if plain != b' ' {
                control = pending;
                start = start.min(at);
                end = behind;
                digits += usize::from(plain.is_ascii_digit());
            }
            at = behind;
        }
        Self { trimmed: name.get(start..end).unwrap_or_default(), control, digits }
    }

    fn judge(&self) -> Judgement {
        if self.trimmed.is_empty() {
            Judgement::Incomplete(CardError::Empty)
        } else if self.trimmed.len() > MAX_BYTES {
            Judgement::Invalid(CardError::TooLong)
        } else if self.control {
            Judgement::Invalid(CardError::ControlCharacter)
        } else if self.digits >= CARD_NUMBER_DIGITS {
            Judgement::Invalid(CardError::CardNumberInName)
        } else {
            Judgement::Valid
        }
    }
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
            assert_eq!(CardholderName::parse(name).unwrap().expose_secret(), name.as_bytes());
        }
        assert_eq!(
            CardholderName::parse("  Siti  Aminah\u{3000}\t").unwrap().expose_secret(),
            b"Siti  Aminah"
        );
        assert_eq!(CardholderName::parse(&"é".repeat(127)).unwrap().expose_secret().len(), 254);
    }

    #[test]
    fn white_space_at_the_ends_is_no_part_of_the_name() {
        for name in ["\t\u{85} A\tB \n", "\u{2028}A\u{a0}", " \u{0}A", "A\u{7f} ", "\n", "\u{3000}é\u{3000}"]
        {
            let seen = Seen::of(name.as_bytes());
            assert_eq!(seen.trimmed, name.trim().as_bytes(), "{name:?}");
            assert_eq!(seen.control, name.trim().chars().any(char::is_control), "{name:?}");
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
            ("๔๔๔๐๐๐๐๑๑๒๒๐๐", CardError::CardNumberInName),
        ] {
            assert_eq!(CardholderName::parse(name).unwrap_err(), reason, "{name:?}");
        }
        assert!(CardholderName::parse("Robot 123456789012").is_ok());
    }

    #[test]
    fn bytes_that_are_no_utf8_are_no_name() {
        for name in [&b"\xff"[..], b"A\x80", b"A\xc3", b"\xc0\x80", b"A\xed\xa0\x80 B", b"\xf4\x90\x80\x80"] {
            assert_eq!(CardholderName::from_utf8(name).unwrap_err(), CardError::ControlCharacter, "{name:?}");
        }
    }

    #[test]
    fn only_an_empty_name_can_become_good() {
        assert_eq!(judge(b""), Judgement::Incomplete(CardError::Empty));
        assert_eq!(judge(b"A"), Judgement::Valid);
        assert!(!judge(b"4440000112200001").can_become_valid());
        assert_eq!(format!("{:?}", CardholderName::parse("Ann").unwrap()), "CardholderName(redacted)");
    }
}
