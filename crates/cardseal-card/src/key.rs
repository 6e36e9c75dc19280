//! The session's public key, made ready for encryption.

use std::fmt;

pub use cardseal_key::KeyError;
use cardseal_key::Numbers;

use crate::modpow::Modulus;

/// An RSA public key that a card may be encrypted for.
///
/// It is of 2048 to 8192 bits with an odd exponent of at least 65537; the gateway's have 2048 and 65537.
#[derive(Clone)]
pub struct PublicKey {
    bytes: [u8; Self::MAX_BITS / 8],
    len: usize,
    exponent: u64,
    prepared: Modulus,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.modulus() == other.modulus() && self.exponent == other.exponent
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// The fewest bits that a modulus may have.
    pub const MIN_BITS: usize = cardseal_key::PublicKey::MIN_BITS;

    /// The most bits that a modulus may have.
    pub const MAX_BITS: usize = cardseal_key::PublicKey::MAX_BITS;

    /// The longest text that is looked at, in bytes. The key of a session has 392.
    pub const MAX_TEXT: usize = cardseal_key::PublicKey::MAX_TEXT;

    /// Reads base64 of a DER `SubjectPublicKeyInfo`, as strictly as [`cardseal_key::PublicKey::parse`] does.
    ///
    /// # Errors
    ///
    /// [`KeyError`] names the first thing that is wrong.
    pub fn parse(base64: &str) -> Result<Self, KeyError> {
        cardseal_key::PublicKey::parse(base64).map(|key| Self::of(key.modulus(), key.exponent()))
    }

    /// Reads the DER form itself.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Numbers::from_der(der).map(|Numbers { modulus, exponent }| Self::of(modulus, exponent))
    }

    /// The place of a key that is still to be taken, which encrypts nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self { bytes: [0; Self::MAX_BITS / 8], len: 0, exponent: 0, prepared: Modulus::EMPTY }
    }

    /// As [`PublicKey::parse`], from base64 that is decoded in place, in the place of the key before, which is
    /// forgotten in any case.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`]; there is no key then.
    pub fn take(&mut self, base64: &mut [u8]) -> Result<(), KeyError> {
        self.len = 0;
        let Numbers { modulus, exponent } = Numbers::parse_in_place(base64)?;
        self.set(modulus, exponent);
        Ok(())
    }

    /// Whether there is a key.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.len > 0
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        Numbers { modulus: self.modulus(), exponent: self.exponent }.bits()
    }

    /// The modulus, big-endian, without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The public exponent: odd, from 65537 up to below 2³³.
    #[must_use]
    pub const fn exponent(&self) -> u64 {
        self.exponent
    }

    /// The modulus, ready for powers.
    #[cfg_attr(
        feature = "reference",
        expect(dead_code, reason = "the other implementation prepares its own")
    )]
    pub(crate) const fn prepared(&self) -> &Modulus {
        &self.prepared
    }

    fn of(modulus: &[u8], exponent: u64) -> Self {
        let mut key = Self::none();
        key.set(modulus, exponent);
        key
    }

    fn set(&mut self, modulus: &[u8], exponent: u64) {
        for (slot, byte) in self.bytes.iter_mut().zip(modulus) {
            *slot = *byte;
        }
        self.len = modulus.len();
        self.exponent = exponent;
        self.prepared.prepare(modulus);
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}
