//! AES-256-GCM (NIST SP 800-38D), encryption only.
//!
//! The block cipher works on bit planes and the hash by integer multiplication: no table is looked up, nothing branches
//! on key or text, so time and addresses depend on the length alone. It is here because the bytes of the `aes-gcm`
//! crate, which is built for more, would be a quarter of all that a shopper downloads; that crate is what the tests
//! compare with, and the feature `reference` puts it in the place of this module.

use crate::wipe::Zeroizing;

mod aes;
mod ghash;

use aes::{BATCH, Cipher};
use ghash::Hash;

/// The length of the authentication tag in bytes.
pub(super) const TAG: usize = 16;

/// Encrypts in place, with a nonce of 96 and a tag of 128 bits.
///
/// Gives nothing if `tag` is not 16 bytes long.
#[cfg(not(feature = "reference"))]
pub(super) fn encrypt(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    text: &mut [u8],
    tag: &mut [u8],
) -> Option<()> {
    let tag: &mut [u8; TAG] = tag.try_into().ok()?;
    let cipher = Cipher::new(key);
    // One batch of the key's stream begins with the block of the tag's mask. Another cipher block, of zeros, is the
    // hash's key: it is the lane of a counter block that no text uses.
    let hash_key = Zeroizing::new(cipher.encrypt([[0; 4]; 4]));
    let mut hash = Hash::new(hash_key.first()?);
    hash.update(aad);
    let aad_len = aad.len();

    let mut counter = 1u32;
    let mut stream = Zeroizing::new(cipher.stream(nonce, counter));
    let (mask, mut ahead) = stream.split_first_chunk::<TAG>()?;
    *tag = *mask;
    let mut rest = &mut *text;
    loop {
        let (now, behind) = rest.split_at_mut_checked(ahead.len().min(rest.len()))?;
        for (byte, key) in now.iter_mut().zip(ahead) {
            *byte ^= key;
        }
        if behind.is_empty() {
            break;
        }
        rest = behind;
        counter = counter.wrapping_add(BATCH);
        *stream = cipher.stream(nonce, counter);
        ahead = stream.as_slice();
    }

    hash.update(text);
    let lengths = [aad_len, text.len()].map(|len| u64::try_from(len).unwrap_or(0).wrapping_mul(8));
    hash.block(lengths);
    for (byte, hash) in tag.iter_mut().zip(hash.finish()) {
        *byte ^= hash;
    }
    Some(())
}

/// As above, by the `aes-gcm` crate.
#[cfg(feature = "reference")]
pub(super) fn encrypt(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    text: &mut [u8],
    tag: &mut [u8],
) -> Option<()> {
    use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

    let tag: &mut [u8; TAG] = tag.try_into().ok()?;
    let computed = Aes256Gcm::new(key.into()).encrypt_inout_detached(nonce.into(), aad, text.into()).ok()?;
    *tag = computed.into();
    Some(())
}
