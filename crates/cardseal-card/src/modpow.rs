//! Powers modulo an odd number, for a public exponent: all that encryption with RSA needs of arithmetic.
//!
//! Montgomery's multiplication (Mathematics of Computation 44, 1985), in one of three engines that differ in the
//! arithmetic of their products and are chosen when this crate is compiled:
//!
//! | target | engine | products |
//! |---|---|---|
//! | any | `portable` | 64-bit integers, limbs of 27 bits |
//! | wasm32 with `simd128` | `simd` | pairs of 64-bit integers, limbs of 27 bits |
//! | wasm32 with `simd128` and the feature `fused` | `fma` | pairs of doubles in a fused multiply-add, limbs of 51 bits |
//!
//! # Bounds
//!
//! With `w` bits to a limb, `L` limbs and `R = 2^(wL)`, `L` is chosen so that `R > 4n`, even `R > 4·2^(8k)` for a
//! modulus of `k` bytes. Then for `a, b < 2n`
//! the product `(ab + mn) / R`, where `m < R`, is below `(4n² + Rn) / R < 2n`. So every intermediate number is
//! below `2n` and no step compares one with `n`; one subtraction, masked, ends the whole power.
//! That no sum inside a product overflows is shown in each engine.
//!
//! # What time and addresses depend on
//!
//! On the modulus and the exponent, which are public: their lengths and the exponent's bits steer. Nothing branches
//! on the base or on what is computed from it, and nothing is looked up by it.

use crate::wipe::Zeroizing;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128", feature = "fused"))]
#[path = "modpow/fma.rs"]
mod engine;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[path = "modpow/portable.rs"]
mod engine;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128", not(feature = "fused")))]
#[path = "modpow/simd.rs"]
mod engine;

use engine::{Engine, LIMB_BITS, STEP};

const MASK: u64 = (1 << LIMB_BITS) - 1;

/// The most limbs of a number: those of 8192 bits.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
const MAX_LIMBS: usize = 8194_usize.div_ceil(LIMB_BITS).next_multiple_of(STEP);

/// An odd modulus, made ready for powers.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Modulus {
    limbs: Vec<u64>,
    /// `-1 / n` modulo `2^w`.
    inverse: u64,
    /// `R²` modulo `n`.
    square: Vec<u64>,
}

impl Modulus {
    pub(crate) const fn none() -> Self {
        Self { limbs: Vec::new(), inverse: 0, square: Vec::new() }
    }

    pub(crate) fn prepare(&mut self, bytes: &[u8]) {
        *self = Self::new(bytes);
    }

    /// Takes an odd number of 2048 to 8192 bits, big-endian, without leading zeros.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let bits = bytes.len().saturating_mul(8);
        let len = bits.saturating_add(2).div_ceil(LIMB_BITS).next_multiple_of(STEP);
        let limbs = read(bytes, len);
        let low = limbs.first().copied().unwrap_or_default();
        let mut modulus = Self { inverse: negated_inverse(low), square: limbs.clone(), limbs };
        modulus.square = modulus.square_of_radix(bits);
        modulus
    }

    /// Raises a number to a power, in place. It is big-endian and as long as the modulus; the exponent is odd and at
    /// least 3.
    ///
    /// The base may be any number of that length: it is below `R/4`, so what comes of it is below `2n` like the rest.
    pub(crate) fn power(&self, number: &mut [u8], exponent: u64) {
        let plain = Zeroizing::new(read(number, self.limbs.len()));
        let mut engine = Engine::new(&self.limbs, self.inverse);
        let mut factor = plain.clone();
        engine.multiply(&mut factor, Some(&self.square));
        let mut power = factor.clone();
        for bit in (1..exponent.checked_ilog2().unwrap_or_default()).rev() {
            engine.multiply(&mut power, None);
            if (exponent >> bit) & 1 == 1 {
                engine.multiply(&mut power, Some(&factor));
            }
        }
        engine.multiply(&mut power, None);
        // The last factor is the base itself, not in Montgomery's form: so the product leaves that form.
        engine.multiply(&mut power, Some(&plain));
        subtract_once(&mut power, &self.limbs);
        write(&power, number);
    }

    /// `R²` modulo `n`, from `2^(b-1)`, which is below an `n` of at least `b` bits. All of it is public.
    ///
    /// Doubling `wL - b + 1` times gives `R`; doubling further gives `R·2^k`; one Montgomery squaring of that
    /// is `R·2^(2k)`. With as many of those as save time, `2k` ends at `wL`.
    fn square_of_radix(&self, bits: usize) -> Vec<u64> {
        const SQUARINGS: u32 = 6;
        let len = self.limbs.len();
        let radix = len.saturating_mul(LIMB_BITS);
        // The highest bit of the modulus is somewhere in its first byte.
        let below = bits.saturating_sub(8);
        let mut number = vec![0; len];
        if let Some(limb) = number.get_mut(below / LIMB_BITS) {
            *limb = 1 << (below % LIMB_BITS);
        }
        for _ in below..radix.saturating_add(radix >> SQUARINGS) {
            self.double(&mut number);
        }
        let mut engine = Engine::new(&self.limbs, self.inverse);
        for bit in (0..SQUARINGS).rev() {
            engine.multiply(&mut number, None);
            subtract_once(&mut number, &self.limbs);
            if (radix >> bit) & 1 == 1 {
                self.double(&mut number);
            }
        }
        number
    }

    fn double(&self, number: &mut [u64]) {
        let mut carry = 0;
        for limb in number.iter_mut() {
            let sum = (*limb << 1) | carry;
            *limb = sum & MASK;
            carry = sum >> LIMB_BITS;
        }
        // Unlike a message, this is public: the comparison, from the top, ends at the first difference.
        if number.iter().rev().ge(self.limbs.iter().rev()) {
            subtract_once(number, &self.limbs);
        }
    }
}

/// `-1 / n` modulo `2^w`, for an odd `n`, by Newton's iteration: each step doubles the bits that are right, from 3.
fn negated_inverse(n: u64) -> u64 {
    let inverse = (0..5).fold(n, |x, _| x.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(x))));
    inverse.wrapping_neg() & MASK
}

/// Takes `n` off a number below `2n` if it is at least `n`, without a branch on it.
fn subtract_once(number: &mut [u64], n: &[u64]) {
    let difference = |mask: u64, number: &mut [u64], store: bool| {
        let mut borrow = 0u64;
        for (limb, n) in number.iter_mut().zip(n) {
            let rest = limb.wrapping_sub(n & mask).wrapping_sub(borrow);
            borrow = rest >> 63;
            if store {
                *limb = rest & MASK;
            }
        }
        borrow
    };
    // A borrow that is left over says that the number is smaller: then zero is subtracted.
    let mask = difference(MASK, number, false).wrapping_sub(1);
    difference(mask, number, true);
}

/// Big-endian bytes as so many limbs.
fn read(bytes: &[u8], len: usize) -> Vec<u64> {
    let mut limbs = vec![0; len];
    let mut slots = limbs.iter_mut();
    let (mut held, mut bits) = (0u64, 0);
    for byte in bytes.iter().rev() {
        held |= u64::from(*byte) << bits;
        bits += 8;
        if bits >= LIMB_BITS {
            if let Some(slot) = slots.next() {
                *slot = held & MASK;
            }
            held >>= LIMB_BITS;
            bits -= LIMB_BITS;
        }
    }
    if let Some(slot) = slots.next() {
        *slot = held;
    }
    limbs
}

/// Limbs as big-endian bytes that fill `out`.
fn write(limbs: &[u64], out: &mut [u8]) {
    let mut limbs = limbs.iter();
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

/// Brings sums of columns to limbs: below `2^w` each. What is carried out of the last column is zero, as the number
/// has room in its limbs.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128", feature = "fused")))]
fn carry_over(columns: impl Iterator<Item = u64>, carry: u64, limbs: &mut [u64]) {
    let mut carry = carry;
    for (limb, column) in limbs.iter_mut().zip(columns) {
        let sum = column.wrapping_add(carry);
        *limb = sum & MASK;
        carry = sum >> LIMB_BITS;
    }
}

#[cfg(test)]
mod tests;
