//! SHA-256 (FIPS 180-4), for inputs that come in whole.
//!
//! Here for its size: the `sha2` crate takes inputs in parts and of several kinds, and brings its constants as data. The
//! tests compare with that crate. Nothing but the length decides what is read or where it goes on.

use std::cell::Cell;

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
    ROOTS.with(|roots| {
        roots.compute();
        let mut state = Zeroizing::new(roots.square.each_ref().map(Cell::get));
        for block in padded.as_chunks().0 {
            compress(&mut state, block, &roots.cube);
        }
        let mut hash = [0; LEN];
        for (at, bytes) in hash.as_chunks_mut().0.iter_mut().enumerate() {
            *bytes = state.get(at).copied().unwrap_or(0).to_be_bytes();
        }
        hash
    })
}

#[inline(never)]
fn compress(state: &mut [u32; 8], block: &[u8; BLOCK], constants: &[Cell<u32>; 64]) {
    let mut words = Zeroizing::new([0u32; 16 + 64]);
    for (at, bytes) in block.as_chunks().0.iter().enumerate() {
        if let Some(word) = words.get_mut(at) {
            *word = u32::from_be_bytes(*bytes);
        }
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (at, constant) in constants.iter().enumerate() {
        let Some(words) = words.get_mut(at..).and_then(<[u32]>::first_chunk_mut::<17>) else { return };
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = g ^ (e & (f ^ g));
        let t1 = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(constant.get()).wrapping_add(words[0]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) | (c & (a | b));
        let low = words[1].rotate_right(7) ^ words[1].rotate_right(18) ^ (words[1] >> 3);
        let high = words[14].rotate_right(17) ^ words[14].rotate_right(19) ^ (words[14] >> 10);
        words[16] = words[0].wrapping_add(low).wrapping_add(words[9]).wrapping_add(high);
        (h, g, f, e, d, c, b) = (g, f, e, d.wrapping_add(t1), c, b, a);
        a = t1.wrapping_add(s0).wrapping_add(majority);
    }
    let sums = [a, b, c, d, e, f, g, h];
    for (at, word) in state.iter_mut().enumerate() {
        *word = word.wrapping_add(sums.get(at).copied().unwrap_or(0));
    }
}

/// The first 32 bits of the fractional parts of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3): what a
/// hash starts from, and what is added in each round.
struct Roots {
    square: [Cell<u32>; 8],
    cube: [Cell<u32>; 64],
}

thread_local! {
    /// Computed once: they are shorter to compute than to download.
    static ROOTS: Roots =
        const { Roots { square: [const { Cell::new(0) }; 8], cube: [const { Cell::new(0) }; 64] } };
}

impl Roots {
    fn compute(&self) {
        if self.cube[0].get() != 0 {
            return;
        }
        // A number below 18² is a prime if nothing below 18 divides it, but for itself.
        let mut primes = (2u32..).filter(|number| (2..18).all(|by| number % by != 0 || *number == by));
        for (at, cube) in self.cube.iter().enumerate() {
            let prime = f64::from(primes.next().unwrap_or(0));
            // Newton's method, from above.
            let root = (0..16).fold(7.0, |root, _| (root + root + prime / (root * root)) / 3.0);
            cube.set(fraction(root));
            if let Some(square) = self.square.get(at) {
                square.set(fraction(prime.sqrt()));
            }
        }
    }
}

/// The first 32 bits of the fractional part of a small number, which has 53 bits in all.
fn fraction(number: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the fraction is wanted")]
    let bits = (number * 4_294_967_296.0) as u64 as u32;
    bits
}

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
