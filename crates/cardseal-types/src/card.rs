use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::open_enum::open_enum;

open_enum! {
    /// A card network. The gateway charges the first seven.
    CardBrand {
        /// Visa.
        Visa => "VISA",
        /// Mastercard.
        Mastercard => "MASTERCARD",
        /// JCB.
        Jcb => "JCB",
        /// American Express: 15 digits, a four-digit CVC.
        Amex => "AMEX",
        /// UnionPay: up to 19 digits.
        UnionPay => "UNIONPAY",
        /// Diners Club International.
        Diners => "DINERS",
        /// Discover.
        Discover => "DISCOVER",
        /// Maestro.
        Maestro => "MAESTRO",
        /// Mir.
        Mir => "MIR",
        /// Elo.
        Elo => "ELO",
        /// Hipercard.
        Hipercard => "HIPERCARD",
        /// RuPay.
        RuPay => "RUPAY",
        /// Troy.
        Troy => "TROY",
        /// Verve.
        Verve => "VERVE",
    }
}

/// The first six or eight digits of a card number: the issuer identification number of ISO/IEC 7812-1.
///
/// Together with the last four digits it is the most that may be shown of a card (PCI DSS 3.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bin {
    digits: [u8; 8],
    len: u8,
}

impl Bin {
    /// Takes six or eight ASCII digits, and nothing else.
    #[must_use]
    pub fn parse(digits: &[u8]) -> Option<Self> {
        if !matches!(digits.len(), 6 | 8) || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut bin = Self { digits: [b'0'; 8], len: u8::try_from(digits.len()).ok()? };
        for (slot, digit) in bin.digits.iter_mut().zip(digits) {
            *slot = *digit;
        }
        Some(bin)
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.digits.get(..usize::from(self.len)).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default()
    }
}

/// Six zeros, which no issuer has: the value of no card.
impl Default for Bin {
    fn default() -> Self {
        Self { digits: [b'0'; 8], len: 6 }
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The last four digits of a card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LastFour([u8; 4]);

impl LastFour {
    /// Takes four ASCII digits, and nothing else.
    #[must_use]
    pub fn parse(digits: &[u8]) -> Option<Self> {
        let digits: [u8; 4] = digits.try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Four zeros: the value of no card.
impl Default for LastFour {
    fn default() -> Self {
        Self([b'0'; 4])
    }
}

impl fmt::Display for LastFour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads and writes a short digit group as a JSON string.
macro_rules! digits_on_the_wire {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(text.as_bytes()).ok_or_else(|| {
                    serde::de::Error::custom(concat!(stringify!($name), " has the wrong length or alphabet"))
                })
            }
        }
    };
}

digits_on_the_wire!(Bin);
digits_on_the_wire!(LastFour);

/// The envelope that a browser made of a card: base64 text that only the gateway can open.
///
/// It is ciphertext, yet whoever holds it can pay with it until its session is confirmed or expires, so `Debug` hides
/// it and there is no `Display`. See the gateway's page "Card Encryption".
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct EncryptedCard(String);

impl EncryptedCard {
    /// The longest envelope that is taken: 16 KiB of base64. A usual one has about 1,500 characters.
    pub const MAX_LEN: usize = 16 * 1024;

    /// Takes standard base64 text. What is inside is judged by the gateway alone.
    #[must_use]
    pub fn parse(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let fits = !text.is_empty() && text.len() <= Self::MAX_LEN;
        (fits && text.bytes().all(base64)).then_some(Self(text))
    }

    /// The base64 text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EncryptedCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptedCard({} characters)", self.0.len())
    }
}

impl<'de> Deserialize<'de> for EncryptedCard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(text)
            .ok_or_else(|| serde::de::Error::custom("encryptedCard is not base64 text of a sane length"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digit_groups_have_exact_lengths() {
        assert_eq!(Bin::parse(b"44400001").unwrap().as_str(), "44400001");
        assert_eq!(Bin::parse(b"444000").unwrap().to_string(), "444000");
        for wrong in [&b""[..], b"44400", b"4440000", b"444000011", b"44400a", b"44 000"] {
            assert!(Bin::parse(wrong).is_none(), "{wrong:?}");
        }
        assert_eq!(LastFour::parse(b"0002").unwrap().as_str(), "0002");
        for wrong in [&b""[..], b"002", b"00002", b"00a2"] {
            assert!(LastFour::parse(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn an_envelope_is_not_printed() {
        let envelope = EncryptedCard::parse("QUJD").unwrap();
        assert_eq!(format!("{envelope:?}"), "EncryptedCard(4 characters)");
        assert!(EncryptedCard::parse("").is_none());
        assert!(EncryptedCard::parse("A B").is_none());
        assert!(EncryptedCard::parse("A".repeat(EncryptedCard::MAX_LEN + 1)).is_none());
    }
}
