use std::fmt;

/// A card verification code (CVV2, CVC2, CID): three or four ASCII digits, wiped on drop and never printed.
///
/// A server sees one in a single place, when a stored card is charged in API mode; there is no other use for it and
/// it must not be kept (PCI DSS 3.3.1).
pub struct Cvc {
    digits: Digits,
    len: usize,
}

const MAX_DIGITS: usize = 4;

/// In a box, so that a code that moves leaves no copy behind.
#[cfg(not(target_arch = "wasm32"))]
type Digits = Box<zeroize::Zeroizing<[u8; MAX_DIGITS]>>;

/// On `wasm32` in place: a page can reach the whole stack, and overwrites all of it.
#[cfg(target_arch = "wasm32")]
type Digits = [u8; MAX_DIGITS];

/// Why a text is not a card verification code. Never holds what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CvcError {
    /// Fewer than three digits.
    TooShort,
    /// More than four digits.
    TooLong,
    /// Something other than an ASCII digit.
    NotADigit,
}

impl fmt::Display for CvcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "card verification code is too short",
            Self::TooLong => "card verification code is too long",
            Self::NotADigit => "card verification code holds something other than digits",
        })
    }
}

impl std::error::Error for CvcError {}

impl Cvc {
    /// Copies three or four ASCII digits. The caller wipes its own copy.
    ///
    /// # Errors
    ///
    /// [`CvcError`] names the rule that is broken, without the value.
    pub fn parse(digits: &[u8]) -> Result<Self, CvcError> {
        let mut cvc = Self { digits: Digits::default(), len: digits.len() };
        if digits.len() > MAX_DIGITS {
            return Err(CvcError::TooLong);
        }
        for (slot, digit) in cvc.digits.iter_mut().zip(digits) {
            if !digit.is_ascii_digit() {
                return Err(CvcError::NotADigit);
            }
            *slot = *digit;
        }
        if digits.len() < 3 { Err(CvcError::TooShort) } else { Ok(cvc) }
    }

    /// The digits in clear. Each use says why.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        self.digits.get(..self.len).unwrap_or_default()
    }

    /// How many digits there are: three, or four on American Express.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a code is never empty")]
    pub fn len(&self) -> usize {
        self.len
    }
}

impl fmt::Debug for Cvc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cvc(redacted)")
    }
}

/// The one place where a code meets the wire: `paymentMethod.card.cvc` of a stored card.
pub(crate) mod wire {
    use serde::{Deserializer, Serializer, de};

    use super::{Cvc, fmt};

    #[expect(clippy::ref_option, reason = "serde's signature")]
    pub(crate) fn serialize<S: Serializer>(cvc: &Option<Cvc>, serializer: S) -> Result<S::Ok, S::Error> {
        // EXPOSE: the gateway takes the code of a stored card in clear, inside TLS.
        match cvc.as_ref().map(|cvc| std::str::from_utf8(cvc.expose_secret())) {
            Some(Ok(digits)) => serializer.serialize_str(digits),
            _ => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cvc>, D::Error> {
        deserializer.deserialize_any(CvcVisitor)
    }

    /// Accepts a text or nothing; whatever else comes is refused without being quoted.
    struct CvcVisitor;

    impl<'de> de::Visitor<'de> for CvcVisitor {
        type Value = Option<Cvc>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a card verification code as text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            if text.is_empty() {
                return Ok(None);
            }
            Cvc::parse(text.as_bytes()).map(Some).map_err(E::custom)
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Err(E::custom("card verification code is not a text"))
        }

        fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Err(E::custom("card verification code is not a text"))
        }

        fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Err(E::custom("card verification code is not a text"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CardDetails;

    #[test]
    fn only_three_or_four_digits_are_a_code() {
        assert_eq!(Cvc::parse(b"123").unwrap().expose_secret(), b"123");
        assert_eq!(Cvc::parse(b"1234").unwrap().len(), 4);
        assert_eq!(Cvc::parse(b"12").unwrap_err(), CvcError::TooShort);
        assert_eq!(Cvc::parse(b"").unwrap_err(), CvcError::TooShort);
        assert_eq!(Cvc::parse(b"12345").unwrap_err(), CvcError::TooLong);
        assert_eq!(Cvc::parse(b"12a").unwrap_err(), CvcError::NotADigit);
        assert_eq!(Cvc::parse("１２３".as_bytes()).unwrap_err(), CvcError::TooLong);
    }

    #[test]
    fn neither_debug_nor_a_refusal_shows_the_digits() {
        assert_eq!(format!("{:?}", Cvc::parse(b"987").unwrap()), "Cvc(redacted)");
        for json in [r#"{"cvc":98765}"#, r#"{"cvc":"98765"}"#, r#"{"cvc":"9876x"}"#, r#"{"cvc":9.8765}"#] {
            let error = serde_json::from_str::<CardDetails>(json).unwrap_err().to_string();
            assert!(!error.contains("987"), "{error}");
        }
    }

    #[test]
    fn the_wire_form_is_a_text() {
        let card: CardDetails = serde_json::from_str(r#"{"token":"t0","cvc":"123"}"#).unwrap();
        assert_eq!(serde_json::to_string(&card).unwrap(), r#"{"token":"t0","cvc":"123"}"#);
        let blank: CardDetails = serde_json::from_str(r#"{"token":"","encryptedCard":"","cvc":""}"#).unwrap();
        assert!(blank.token.is_none() && blank.encrypted_card.is_none() && blank.cvc.is_none());
    }
}
