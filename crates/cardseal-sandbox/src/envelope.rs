//! Opens the envelope that a browser made of a card, as on the gateway's page "Card Encryption".
//!
//! `encryptedCard` is the base64 of `{"encryptedKey", "nonce", "ciphertext"}`: RSA-OAEP (RFC 8017) with SHA-256 for
//! both hashes over an AES-256 key, and AES-256-GCM over the card. Whatever is wrong, there is one and the same error,
//! and the whole work is done before it is given (Manger's attack lives on the difference).

use std::borrow::Cow;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use zeroize::Zeroizing;

/// The longest envelope that is looked at, in characters.
pub const MAX_LEN: usize = 16 * 1024;

/// The private half of a session's key.
#[derive(Debug)]
pub struct PrivateKey(OaepPrivateDecryptingKey);

/// The envelope cannot be opened. Why is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("envelope cannot be opened")]
#[non_exhaustive]
pub struct OpenError;

/// What was inside an envelope. Wiped on drop.
pub struct Opened(Zeroizing<Vec<u8>>);

impl Opened {
    /// The plaintext: JSON with the card in clear.
    #[must_use]
    pub fn expose_plaintext(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opened(redacted)")
    }
}

impl PrivateKey {
    /// Reads PKCS#8 (RFC 5208) of an RSA key of 2048 to 8192 bits.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if it is anything else.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, OpenError> {
        let key = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| OpenError)?;
        OaepPrivateDecryptingKey::new(key).map(Self).map_err(|_| OpenError)
    }
}

/// RSA-OAEP decryption with SHA-256, MGF1-SHA-256 and an empty label.
///
/// # Errors
///
/// [`OpenError`] if the ciphertext has the wrong length or was not made for this key in this way.
pub fn oaep_decrypt(key: &PrivateKey, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if ciphertext.len() != key.0.key_size_bytes() {
        return Err(OpenError);
    }
    let mut output = Zeroizing::new(vec![0; key.0.min_output_size()]);
    let plaintext =
        key.0.decrypt(&OAEP_SHA256_MGF1SHA256, ciphertext, &mut output, None).map_err(|_| OpenError)?;
    Ok(Zeroizing::new(plaintext.to_vec()))
}

/// AES-256-GCM decryption with a 12-byte nonce and no associated data; the 16-byte tag ends the ciphertext.
///
/// # Errors
///
/// [`OpenError`] if a length or the tag is wrong.
pub fn gcm_decrypt(key: &[u8], nonce: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let key = UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map_err(|_| OpenError)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| OpenError)?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let len = key.open_in_place(nonce, Aad::empty(), &mut buffer).map_err(|_| OpenError)?.len();
    buffer.truncate(len);
    Ok(buffer)
}

/// Opens an `encryptedCard`.
///
/// # Errors
///
/// [`OpenError`], the same for every cause.
pub fn open(key: &PrivateKey, encrypted_card: &str) -> Result<Opened, OpenError> {
    let parts = Parts::parse(encrypted_card);
    let dummy;
    let parts = match &parts {
        Some(parts) => parts,
        None => {
            dummy = Parts::dummy(key);
            &dummy
        }
    };
    let unwrapped =
        oaep_decrypt(key, &parts.encrypted_key).ok().filter(|content_key| content_key.len() == 32);
    // A key that nobody knows in place of one that could not be unwrapped: the ciphertext is gone through either way.
    let mut content_key = Zeroizing::new([0; 32]);
    getrandom::fill(content_key.as_mut_slice()).map_err(|_| OpenError)?;
    if let Some(unwrapped) = unwrapped {
        content_key.copy_from_slice(&unwrapped);
    }
    gcm_decrypt(content_key.as_slice(), &parts.nonce, &parts.ciphertext).map(Opened)
}

struct Parts {
    encrypted_key: Vec<u8>,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow, rename = "encryptedKey", alias = "EncryptedKey")]
    encrypted_key: Cow<'a, str>,
    #[serde(borrow, alias = "Nonce")]
    nonce: Cow<'a, str>,
    #[serde(borrow, alias = "Ciphertext")]
    ciphertext: Cow<'a, str>,
}

impl Parts {
    fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LEN {
            return None;
        }
        let json = BASE64_STANDARD.decode(text).ok()?;
        let wire: Wire<'_> = serde_json::from_slice(&json).ok()?;
        let decode = |part: &str| BASE64_STANDARD.decode(part).ok();
        let nonce = decode(&wire.nonce).filter(|nonce| nonce.len() == 12)?;
        let ciphertext = decode(&wire.ciphertext).filter(|text| text.len() >= 16)?;
        Some(Self { encrypted_key: decode(&wire.encrypted_key)?, nonce, ciphertext })
    }

    /// Something that no key opens, of a usual size.
    fn dummy(key: &PrivateKey) -> Self {
        Self { encrypted_key: vec![1; key.0.key_size_bytes()], nonce: vec![0; 12], ciphertext: vec![0; 512] }
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepAlgorithm, OaepPublicEncryptingKey, PublicEncryptingKey};

    use super::*;
    use crate::keys::KeyPair;

    fn wrapped(pair: &KeyPair, algorithm: &'static OaepAlgorithm, label: Option<&[u8]>) -> Vec<u8> {
        let spki = BASE64_STANDARD.decode(pair.encryption_key()).unwrap();
        let key = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(&spki).unwrap()).unwrap();
        let mut output = vec![0; key.ciphertext_size()];
        key.encrypt(algorithm, &[7; 32], &mut output, label).unwrap();
        output
    }

    #[test]
    fn only_sha_256_with_an_empty_label_is_unwrapped() {
        let pair = KeyPair::generate().unwrap();
        let key = PrivateKey::from_pkcs8(pair.expose_pkcs8()).unwrap();
        let good = wrapped(&pair, &OAEP_SHA256_MGF1SHA256, None);
        assert_eq!(oaep_decrypt(&key, &good).unwrap().as_slice(), [7; 32]);
        let sha1 = wrapped(&pair, &OAEP_SHA1_MGF1SHA1, None);
        let labelled = wrapped(&pair, &OAEP_SHA256_MGF1SHA256, Some(b"label"));
        for bad in [&sha1[..], &labelled, &good[1..], &[], &[0; 256], &[0xff; 256]] {
            assert_eq!(oaep_decrypt(&key, bad).unwrap_err(), OpenError);
        }
        let other = PrivateKey::from_pkcs8(KeyPair::generate().unwrap().expose_pkcs8()).unwrap();
        assert_eq!(oaep_decrypt(&other, &good).unwrap_err(), OpenError);
    }

    #[test]
    fn a_key_is_a_2048_bit_spki_and_a_short_content_key_opens_nothing() {
        let pair = KeyPair::generate().unwrap();
        assert_eq!(BASE64_STANDARD.decode(pair.encryption_key()).unwrap().len(), 294);
        assert_eq!(format!("{pair:?}"), "KeyPair(redacted)");
        assert!(PrivateKey::from_pkcs8(b"").is_err());
        assert_eq!(gcm_decrypt(&[0; 16], &[0; 12], &[0; 32]).unwrap_err(), OpenError);
        assert_eq!(gcm_decrypt(&[0; 32], &[0; 8], &[0; 32]).unwrap_err(), OpenError);
        assert_eq!(gcm_decrypt(&[0; 32], &[0; 12], &[]).unwrap_err(), OpenError);
    }

    #[test]
    fn generating_keys_gives_different_ones() {
        let [one, other] = [KeyPair::generate().unwrap(), KeyPair::generate().unwrap()];
        assert_ne!(one.encryption_key(), other.encryption_key());
    }
}
