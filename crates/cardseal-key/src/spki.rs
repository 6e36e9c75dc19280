//! The session's public key: base64 of a DER `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7) that holds an RSA key
//! (RFC 8017, A.1.1).

use std::fmt;

use crate::{
    der::{self, Reader},
    wipe::Zeroizing,
};

mod arithmetic;
mod armour;
mod error;

pub use error::KeyError;

/// What the identifiers of RSA, and of password-based encryption, begin with: `{pkcs}`, 1.2.840.113549.1 (RFC 8017,
/// appendix C). Behind it stand the number of the standard and that of the algorithm.
const OID_PKCS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];

/// The two numbers of an RSA public key, where they lie in its DER form.
///
/// The modulus has 2048 to 8192 bits, the exponent is odd and at least 65537; the gateway's keys have 2048 and 65537.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers<'a> {
    /// Big-endian, without leading zeros.
    pub modulus: &'a [u8],
    /// Odd, from 65537 up to below 2³³.
    pub exponent: u64,
}

impl<'a> Numbers<'a> {
    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        arithmetic::bits(self.modulus)
    }

    /// Reads base64 of a DER `SubjectPublicKeyInfo`, which it decodes in place: as [`PublicKey::parse`], without memory
    /// of its own. The text is the caller's to wipe, as it may turn out to be a private key.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn parse_in_place(base64: &'a mut [u8]) -> Result<Self, KeyError> {
        Self::from_der(armour::decode_in_place(base64)?)
    }

    /// Reads the DER form itself.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn from_der(der: &'a [u8]) -> Result<Self, KeyError> {
        let mut outer = Reader::new(der);
        let mut info = Reader::new(outer.expect(der::SEQUENCE)?);
        let mut algorithm = algorithm(info.any()?)?;
        outer.finish()?;
        match algorithm.any() {
            Ok((der::NULL, [])) => algorithm.finish()?,
            _ => return Err(KeyError::AlgorithmParameters),
        }
        let bits = info.expect(der::BIT_STRING)?;
        info.finish()?;

        let Some((0, body)) = bits.split_first() else { return Err(KeyError::UnusedBits) };
        let mut body = Reader::new(body);
        let mut key = Reader::new(body.expect(der::SEQUENCE)?);
        body.finish()?;
        let modulus = key.unsigned()?;
        let exponent = key.unsigned()?;
        key.finish()?;
        arithmetic::check_modulus(modulus)?;
        Ok(Self { modulus, exponent: arithmetic::check_exponent(exponent)? })
    }
}

/// Reads the identifier of an algorithm in the first element of a key, up to its parameters, and names what else the
/// text may be.
fn algorithm((tag, first): (u8, &[u8])) -> Result<Reader<'_>, KeyError> {
    match (tag, first.len()) {
        // PKCS #8, PKCS #1 and SEC 1 private keys start with a version below 128; a bare PKCS #1 public key, with its modulus.
        (der::INTEGER, ..=1) => return Err(KeyError::PrivateKey),
        (der::INTEGER, _) => return Err(KeyError::Pkcs1),
        (der::SEQUENCE, _) => {}
        _ => return Err(KeyError::NotSpki),
    }
    let mut algorithm = Reader::new(first);
    match algorithm.any()? {
        (der::CONTEXT_0 | der::INTEGER, _) => Err(KeyError::Certificate),
        (der::OID, oid) => match oid.strip_prefix(OID_PKCS) {
            Some([1, 1]) => Ok(algorithm),
            Some([1, 7]) => Err(KeyError::RsaOaep),
            Some([1, 10]) => Err(KeyError::RsaPss),
            // PKCS #5 and #12: what an encrypted private key names.
            Some([5 | 12, ..]) => Err(KeyError::PrivateKey),
            _ => Err(KeyError::NotRsa),
        },
        _ => Err(KeyError::NotSpki),
    }
}

/// An RSA public key that a card may be encrypted for.
///
/// It is of 2048 to 8192 bits with an odd exponent of at least 65537; the gateway's have 2048 and 65537.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Big-endian, without leading zeros.
    modulus: Box<[u8]>,
    exponent: u64,
}

impl PublicKey {
    /// The fewest bits that a modulus may have.
    pub const MIN_BITS: usize = 2048;

    /// The most bits that a modulus may have.
    pub const MAX_BITS: usize = 8192;

    /// The longest text that is looked at, in bytes. The key of a session has 392.
    pub const MAX_TEXT: usize = 16 * 1024;

    /// Reads base64 with padding, in the standard alphabet. White space and the armour of `PUBLIC KEY` (RFC 7468) are
    /// let through; nothing else is.
    ///
    /// The encoding has to be DER to the letter: shortest lengths and integers, nothing behind any element, and
    /// `rsaEncryption` with parameters of NULL.
    ///
    /// # Errors
    ///
    /// [`KeyError`] names the first thing that is wrong. A private key, in any form, is refused as
    /// [`KeyError::PrivateKey`], and what was decoded of it is wiped.
    pub fn parse(base64: &str) -> Result<Self, KeyError> {
        if base64.len() > Self::MAX_TEXT {
            return Err(KeyError::TooLong);
        }
        let mut text = Zeroizing::new(base64.as_bytes().to_vec());
        Numbers::parse_in_place(&mut text).map(Self::from)
    }

    /// Reads the DER form itself.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Numbers::from_der(der).map(Self::from)
    }

    /// Looks for a modulus that anyone can factor: a prime factor below 2¹⁶, a square, factors so close together that
    /// Fermat's method finds them, or words that were filled in part. Takes less than a millisecond for 2048 bits.
    ///
    /// Finding nothing proves nothing about how the key was made.
    ///
    /// # Errors
    ///
    /// [`KeyError::ModulusSmallFactor`], [`KeyError::ModulusSquare`], [`KeyError::ModulusCloseFactors`],
    /// [`KeyError::ModulusRepeatedZeros`].
    #[cfg(feature = "weakness")]
    pub fn refuse_weakness(&self) -> Result<(), KeyError> {
        crate::weakness::refuse(&self.modulus)
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        arithmetic::bits(&self.modulus)
    }

    /// The modulus, big-endian, without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent: odd, from 65537 up to below 2³³.
    #[must_use]
    pub const fn exponent(&self) -> u64 {
        self.exponent
    }
}

impl From<Numbers<'_>> for PublicKey {
    fn from(Numbers { modulus, exponent }: Numbers<'_>) -> Self {
        Self { modulus: modulus.into(), exponent }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
