//! The session's public key: base64 of a DER `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7) that holds an RSA key
//! (RFC 8017, A.1.1).

use std::fmt;

use crate::der::{self, Reader};

mod arithmetic;
mod armour;
mod error;

pub use error::KeyError;

const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_RSA_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];
const OID_RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// The start of PKCS #5 and #12 password-based schemes: what an encrypted private key names.
const OIDS_PASSWORD_BASED: [&[u8]; 2] =
    [&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05], &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c]];

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
        let der = armour::decode(base64)?;
        Self::from_der(&der)
    }

    /// Reads the DER form itself.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let mut outer = Reader::new(der);
        let mut info = Reader::new(outer.expect(der::SEQUENCE)?);
        refuse_other_forms(&info)?;
        outer.finish()?;

        let mut algorithm = Reader::new(info.expect(der::SEQUENCE)?);
        let bits = info.expect(der::BIT_STRING)?;
        info.finish()?;
        check_algorithm(&mut algorithm)?;

        let Some((0, body)) = bits.split_first() else { return Err(KeyError::UnusedBits) };
        let mut body = Reader::new(body);
        let mut key = Reader::new(body.expect(der::SEQUENCE)?);
        body.finish()?;
        let modulus = key.unsigned()?;
        let exponent = key.unsigned()?;
        key.finish()?;
        arithmetic::check_modulus(modulus)?;
        let exponent = arithmetic::check_exponent(exponent)?;
        Ok(Self { modulus: modulus.into(), exponent })
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

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

/// Names what else the text may be, by the first two elements inside its outer sequence.
fn refuse_other_forms(info: &Reader<'_>) -> Result<(), KeyError> {
    let mut info = info.clone();
    match info.any()? {
        // PKCS #8, PKCS #1 and SEC 1 private keys start with a version below 128; a bare PKCS #1 public key, with its modulus.
        (der::INTEGER, version) if version.len() <= 1 => Err(KeyError::PrivateKey),
        (der::INTEGER, _) => Err(KeyError::Pkcs1),
        (der::SEQUENCE, inner) => match Reader::new(inner).any()? {
            (der::CONTEXT_0 | der::INTEGER, _) => Err(KeyError::Certificate),
            (der::OID, oid) if OIDS_PASSWORD_BASED.iter().any(|scheme| oid.starts_with(scheme)) => {
                Err(KeyError::PrivateKey)
            }
            (der::OID, _) => Ok(()),
            _ => Err(KeyError::NotSpki),
        },
        _ => Err(KeyError::NotSpki),
    }
}

fn check_algorithm(algorithm: &mut Reader<'_>) -> Result<(), KeyError> {
    match algorithm.expect(der::OID)? {
        OID_RSA => {}
        OID_RSA_OAEP => return Err(KeyError::RsaOaep),
        OID_RSA_PSS => return Err(KeyError::RsaPss),
        _ => return Err(KeyError::NotRsa),
    }
    match algorithm.any() {
        Ok((der::NULL, [])) => algorithm.finish(),
        _ => Err(KeyError::AlgorithmParameters),
    }
}

#[cfg(test)]
mod tests;
