//! AES-256-GCM (NIST SP 800-38D), encryption only.
//!
//! The block cipher works on vectors and the hash by integer multiplication: no memory is read at a place that depends
//! on key or text, nothing branches on them, so time and addresses depend on the length alone. It is here because the
//! bytes of the `aes-gcm` crate, which is built for more, would be a quarter of all that a shopper downloads; that crate
//! is what the tests compare with, and the feature `reference` puts it in the place of this module.

mod aes;
mod ghash;

use aes::Cipher;
use ghash::Hash;
use cardseal_key::lanes::Lanes;

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
    let mut hash = Hash::new(cipher.encrypt(Lanes::new(0)).number().swap_bytes());
    hash.update(aad);
    let mut counter = 1;
    let mut next = || {
        let mut block = [0; 16];
        let (first, last) = block.split_at_mut(nonce.len());
        first.copy_from_slice(nonce);
        last.copy_from_slice(&u32::to_be_bytes(counter));
        counter = counter.wrapping_add(1);
        cipher.encrypt(Lanes::read(&block, 0))
    };
    let mask = next();
    for chunk in text.chunks_mut(TAG) {
        let block = Lanes::read(chunk, 0).xor(next()).number().to_le_bytes();
        for (slot, byte) in chunk.iter_mut().zip(block) {
            *slot = byte;
        }
    }
    hash.update(text);
    let lengths = [aad.len(), text.len()].map(|len| u64::try_from(len).unwrap_or(0).wrapping_mul(8));
    hash.block(lengths);
    *tag = (hash.finish() ^ mask.number().swap_bytes()).to_be_bytes();
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
