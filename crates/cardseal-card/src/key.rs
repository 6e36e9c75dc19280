//! The session's public key, made ready for encryption.

use std::fmt;

pub use cardseal_key::KeyError;

use crate::modpow::Modulus;

/// An RSA public key that a card may be encrypted for.
///
/// It is of 2048 to 8192 bits with an odd exponent of at least 65537; the gateway's have 2048 and 65537.
#[derive(Clone)]
pub struct PublicKey {
    key: cardseal_key::PublicKey,
    prepared: Modulus,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
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
        cardseal_key::PublicKey::parse(base64).map(Self::from)
    }

    /// Reads the DER form itself.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        cardseal_key::PublicKey::from_der(der).map(Self::from)
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.key.bits()
    }

    /// The modulus, big-endian, without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        self.key.modulus()
    }

    /// The public exponent: odd, from 65537 up to below 2³³.
    #[must_use]
    pub const fn exponent(&self) -> u64 {
        self.key.exponent()
    }

    /// The modulus, ready for powers.
    #[cfg_attr(
        feature = "reference",
        expect(dead_code, reason = "the other implementation prepares its own")
    )]
    pub(crate) const fn prepared(&self) -> &Modulus {
        &self.prepared
    }
}

impl From<cardseal_key::PublicKey> for PublicKey {
    fn from(key: cardseal_key::PublicKey) -> Self {
        let mut made = Self { key, prepared: Modulus::EMPTY };
        made.prepared.prepare(made.key.modulus());
        made
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.key, f)
    }
}
