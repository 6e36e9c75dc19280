//! SHA-256 (FIPS 180-4), for inputs that come in whole.
//!
//! Here for its size: the `sha2` crate, which takes inputs in parts and of several kinds, is three times as large. The
//! tests compare with that crate.

use zeroize::Zeroize;

use crate::wipe::Zeroizing;

/// The length of a hash in bytes.
pub(super) const LEN: usize = 32;

/// The hash of two parts, one behind the other.
pub(super) fn digest(one: &[u8], two: &[u8]) -> [u8; LEN] {
    let total = one.len().saturating_add(two.len());
    let bits = u64::try_from(total).unwrap_or(0).wrapping_mul(8).to_be_bytes();
    // A bit behind the parts, and the length in the last eight bytes of a block.
    let padded = total.saturating_add(9).next_multiple_of(64);
    let byte = |at: usize| match one.get(at).or_else(|| two.get(at.wrapping_sub(one.len()))) {
        Some(byte) => *byte,
        None if at == total => 0x80,
        None => bits.get((at + 8).wrapping_sub(padded)).copied().unwrap_or(0),
    };
    let mut state = initial();
    let mut words = Zeroizing::new([0u32; 16]);
    for start in (0..padded).step_by(64) {
        for (word, at) in words.iter_mut().zip((start..).step_by(4)) {
            *word = (at..at + 4).fold(0, |word, at| (word << 8) | u32::from(byte(at)));
        }
        compress(&mut state, &mut words);
    }
    let mut hash = [0; LEN];
    for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(&state) {
        *bytes = word.to_be_bytes();
    }
    state.zeroize();
    hash
}

/// The first 32 bits of the fractional parts of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
static CUBE_ROOTS: [u32; 64] = roots(3);

const fn initial() -> [u32; 8] {
    let [a, b, c, d, e, f, g, h, ..] = const { roots(2) };
    [a, b, c, d, e, f, g, h]
}

#[inline(never)]
fn compress(state: &mut [u32; 8], words: &mut [u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (at, constant) in CUBE_ROOTS.iter().enumerate() {
        let word = |ahead: usize| words.get((at + ahead) & 15).copied().unwrap_or(0);
        let (first, second, w14) = (word(0), word(1), word(14));
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = g ^ (e & (f ^ g));
        let t1 = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(*constant).wrapping_add(first);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) | (c & (a | b));
        let low = second.rotate_right(7) ^ second.rotate_right(18) ^ (second >> 3);
        let high = w14.rotate_right(17) ^ w14.rotate_right(19) ^ (w14 >> 10);
        let next = first.wrapping_add(low).wrapping_add(word(9)).wrapping_add(high);
        if let Some(slot) = words.get_mut(at & 15) {
            *slot = next;
        }
        (h, g, f, e, d, c, b) = (g, f, e, d.wrapping_add(t1), c, b, a);
        a = t1.wrapping_add(s0).wrapping_add(majority);
    }
    for (word, value) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(value);
    }
}

/// For each of the first 64 primes, the fraction of its square or cube root, in 32 bits: the integer root of
/// `prime · 2^(32·degree)`, bit by bit.
const fn roots(degree: u32) -> [u32; 64] {
    let mut table = [0; 64];
    let (mut at, mut candidate) = (0, 2u128);
    while at < 64 {
        let mut divisor = 2;
        while candidate % divisor != 0 {
            divisor += 1;
        }
        if divisor == candidate {
            let target = candidate << (32 * degree);
            let mut root = 0u128;
            let mut bit = 1u128 << 37;
            while bit > 0 {
                if (root + bit).pow(degree) <= target {
                    root += bit;
                }
                bit >>= 1;
            }
            #[expect(clippy::cast_possible_truncation, reason = "the fraction is wanted")]
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
            {
                table[at] = root as u32;
            }
            at += 1;
        }
        candidate += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn every_length_has_the_other_crates_hash() {
        let bytes: Vec<u8> = (0..300u16).map(|at| (at * 7) as u8).collect();
        for len in 0..=bytes.len() {
            let (one, two) = bytes[..len].split_at(len / 3);
            assert_eq!(digest(one, two), *Sha256::digest(&bytes[..len]), "{len}");
        }
    }
}
