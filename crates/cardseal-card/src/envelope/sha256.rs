//! SHA-256 (FIPS 180-4), for inputs that come in whole.
//!
//! The rounds are the `sha2` crate's, in vectors where wasm has them. Only the padding is here, as its hashes that take
//! their input in parts would be more to download.

use sha2::block_api::compress256;

use crate::wipe::Zeroizing;

/// The length of a hash in bytes.
pub(super) const LEN: usize = 32;

/// What is hashed at a time, in bytes.
pub(super) const BLOCK: usize = 64;

/// Pads a message of so many bytes, with nothing but zeros behind it: a bit at its end, and its length in bits at the
/// end of the last block. Gives the blocks; nothing if there is no room for them, or the message is too long.
pub(super) fn pad(room: &mut [u8], len: usize) -> Option<&mut [u8]> {
    let blocks = room.get_mut(..len.checked_add(9)?.checked_next_multiple_of(BLOCK)?)?;
    *blocks.get_mut(len)? = 0x80;
    *blocks.last_chunk_mut()? = u16::try_from(len.checked_mul(8)?).ok()?.to_be_bytes();
    Some(blocks)
}

/// The hash of a padded message.
pub(super) fn digest(padded: &[u8]) -> [u8; LEN] {
    let mut state = Zeroizing::new(INITIAL);
    compress256(&mut state, padded.as_chunks().0);
    let mut hash = [0; LEN];
    for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(state.iter()) {
        *bytes = word.to_be_bytes();
    }
    hash
}

/// What a hash starts from (FIPS 180-4, 5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn every_length_has_the_other_crates_hash() {
        let bytes: Vec<u8> = (0..300u16).map(|at| (at * 7) as u8).collect();
        for len in 0..=bytes.len() {
            let mut room = [0; 5 * BLOCK];
            room[..len].copy_from_slice(&bytes[..len]);
            assert_eq!(digest(pad(&mut room, len).unwrap()), *Sha256::digest(&bytes[..len]), "{len}");
        }
    }

    #[test]
    fn a_message_without_room_for_its_padding_is_none() {
        assert_eq!(pad(&mut [0; BLOCK], 55).unwrap().len(), BLOCK);
        for len in [56, 63, 64, 65] {
            assert_eq!(pad(&mut [0; BLOCK], len), None, "{len}");
        }
        assert_eq!(pad(&mut [0; 200 * BLOCK], 0x2000), None);
    }
}
