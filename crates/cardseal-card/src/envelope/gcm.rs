//! AES-256-GCM (NIST SP 800-38D), encryption only.
//!
//! Cipher and hash work on vectors, and look their tables up by choosing between lanes of one ([`Lanes::swizzle`]): no
//! memory is read at a place that depends on key or text, nothing branches on them, so time and addresses depend on the
//! length alone.
//!
//! It is here because the bytes of the `aes-gcm` crate, which is built for more, would be a quarter of all that a
//! shopper downloads; that crate is what the tests compare with, and the feature `reference` puts it in the place of
//! this module.

#![cfg_attr(
    feature = "reference",
    expect(dead_code, unused_imports, reason = "the other implementation has its own parts")
)]

mod aes;
mod ghash;

use cardseal_key::lanes::Lanes;

use crate::wipe::Zeroizing;

use aes::Cipher;
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
    let mut stream = Stream::new(key, nonce);
    let mut hash = Hash::new(stream.next());
    let mask = stream.next();
    hash.update(aad);
    for at in (0..text.len()).step_by(TAG) {
        Lanes::read(text, at, 0).xor(stream.next()).write(text, at);
        // Read again: behind its end a text counts as zeros.
        hash.block(Lanes::read(text, at, 0));
    }
    hash.block(Lanes::big_endian((bits(aad) << 64) | bits(text)));
    hash.finish().xor(mask).write(tag, 0);
    Some(())
}

/// The length in bits.
#[cfg(not(feature = "reference"))]
fn bits(bytes: &[u8]) -> u128 {
    u128::try_from(bytes.len()).unwrap_or(0) << 3
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

/// What the cipher makes of a block of zeros, of the nonce with 1, with 2, and so on.
struct Stream {
    cipher: Cipher,
    nonce: Lanes,
    counter: u32,
    blocks: Zeroizing<[Lanes; BATCH]>,
}

/// How many blocks are encrypted side by side: while one waits for a result, the others are computed.
const BATCH: usize = 8;

impl Stream {
    fn new(key: &[u8; 32], nonce: &[u8; 12]) -> Self {
        let blocks = Zeroizing::new([Lanes::all(0); BATCH]);
        Self { cipher: Cipher::new(key), nonce: Lanes::read(nonce, 0, 0), counter: 0, blocks }
    }

    fn next(&mut self) -> Lanes {
        let place = self.counter as usize % BATCH;
        if place == 0 {
            for (block, counter) in self.blocks.iter_mut().zip(self.counter..) {
                *block = if counter == 0 {
                    Lanes::all(0)
                } else {
                    self.nonce.xor(Lanes::big_endian(counter.into()))
                };
            }
            self.cipher.encrypt(self.blocks.as_mut_slice());
        }
        self.counter = self.counter.wrapping_add(1);
        self.blocks.get(place).copied().unwrap_or(Lanes::all(0))
    }
}
