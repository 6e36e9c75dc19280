//! Numbers as limbs.

use super::{LIMB_BITS, MASK, MAX_LIMBS};

/// A number, from its lowest limb on. Behind the `L` limbs all is zero.
pub(super) type Limbs = [u64; MAX_LIMBS];

pub(super) fn lowest(number: &Limbs) -> u64 {
    number.first().copied().unwrap_or_default()
}

pub(super) fn power_of_two(exponent: usize) -> Limbs {
    let mut number = [0; MAX_LIMBS];
    if let Some(limb) = number.get_mut(exponent / LIMB_BITS) {
        *limb = 1 << (exponent % LIMB_BITS);
    }
    number
}

/// What is above the bit 24 below the highest of so many: two limbs hold it.
pub(super) fn top(number: &Limbs, bits: usize) -> u64 {
    let at = bits.saturating_sub(24);
    let limb = |at: usize| number.get(at).copied().unwrap_or_default();
    let (index, bit) = (at / LIMB_BITS, at % LIMB_BITS);
    (limb(index) >> bit) | (limb(index + 1) << (LIMB_BITS - bit))
}

/// `-1 / n` modulo `2^w`, for an odd `n`, by Newton's iteration: each step doubles the bits that are right, from 3.
pub(super) fn negated_inverse(n: u64) -> u64 {
    let inverse = (0..5).fold(n, |x, _| x.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(x))));
    inverse.wrapping_neg() & MASK
}

/// Big-endian bytes, times `2^shift`, as so many pairs of limbs.
pub(super) fn read(bytes: &[u8], shift: usize, pairs: usize, number: &mut Limbs) {
    let mut bytes = bytes.iter().rev();
    let (mut held, mut bits) = (0u64, shift);
    for limb in number.iter_mut().take(2 * pairs) {
        while bits < LIMB_BITS {
            held |= u64::from(bytes.next().copied().unwrap_or_default()) << bits;
            bits += 8;
        }
        *limb = held & MASK;
        held >>= LIMB_BITS;
        bits -= LIMB_BITS;
    }
}

/// A number as big-endian bytes that fill `out`.
#[inline(never)]
pub(super) fn write(number: &Limbs, out: &mut [u8]) {
    let mut limbs = number.iter();
    let (mut held, mut bits) = (0u64, 0);
    for byte in out.iter_mut().rev() {
        if bits < 8 {
            held |= limbs.next().copied().unwrap_or_default() << bits;
            bits += LIMB_BITS;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the low eight bits are wanted")]
        let low = held as u8;
        *byte = low;
        held >>= 8;
        bits -= 8;
    }
}
