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
//! # Reduction
//!
//! With `w` bits to a limb, products are reduced modulo `N = kn`, where `k = -1 / n` modulo `2^w`, so that
//! `N = 2^w·F - 1` for a number `F` as long as `n`. What multiple of `N` makes the lowest limb of a sum vanish is then
//! told by that limb `m` itself, and `mN = 2^w·mF - m` is added by dropping the limb and adding `mF` one limb higher.
//! [`Modulus::divide`] does this once with `n` in the place of `N`, which leads back to a number of the length of `n`.
//!
//! # Bounds
//!
//! With `b` bits in the bytes of `n`, `L` limbs and `R = 2^(wL)`, `L` is chosen so that `R >= 2^(b + w + 16)`. So
//! `N < 2^(b + w)`, and for factors below `2^(b + w + 1)` the product `(ab + mN) / R`, where `m < R`, is below
//! `2^(b + w - 14) + N`: no step compares a number with another. The base, times `2^w`, is below `2^(b + w)`, and the
//! last product, one of whose factors it is, below `N + 2^(b + w - 15)`. Divided, that is
//! `(N + 2^(b + w - 15) + mn) / 2^w`, where `m < 2^w`: less than `2n + n / 128`, as `n >= 2^(b - 8)`. Two
//! subtractions, masked, end the whole power.
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
mod limbs;

use engine::{Column, LIMB_BITS, LIMBS, NO_SUMS, Vector, ZERO, carried, diagonal, sums, sweep, vector};
use limbs::{Limbs, lowest, negated_inverse, power_of_two, read, top, write};

const MASK: u64 = (1 << LIMB_BITS) - 1;

/// How many bits there are at least in `R` beside those of a modulus and one limb.
const ROOM: usize = 16;

/// How many bits of a multiple go into [`Modulus::scale`] at once.
const PART: usize = 10;

/// The most pairs of limbs of a number: those of 8192 bits.
const MAX_PAIRS: usize = pairs_of(8192);
const MAX_VECTORS: usize = vectors_of(MAX_PAIRS);
const MAX_LIMBS: usize = LIMBS * MAX_VECTORS;
const MAX_COLUMNS: usize = columns_of(MAX_PAIRS);

/// Sums of columns: the one at `c` has those of `c` and `c + 1`.
type Columns = [Column; MAX_COLUMNS];

/// An odd modulus, made ready for powers.
#[derive(Clone)]
pub(crate) struct Modulus {
    /// Half of `L`.
    pairs: usize,
    /// Behind those pairs it may have limbs of the one before.
    n: Limbs,
    /// `k`.
    inverse: u64,
    /// `F`.
    folded: [Vector; MAX_VECTORS],
    /// Its lowest limb.
    low: u64,
    /// `R² / 2^w` modulo `n`.
    square: Limbs,
}

impl Modulus {
    /// None yet.
    pub(crate) const EMPTY: Self = Self {
        pairs: 0,
        n: [0; MAX_LIMBS],
        inverse: 0,
        folded: [ZERO; MAX_VECTORS],
        low: 0,
        square: [0; MAX_LIMBS],
    };

    /// Takes an odd number of 2048 to 8192 bits, big-endian, without leading zeros, in the place of the one before.
    ///
    /// `R² / 2^w` comes from `2^(b - 8)`, which is not above `n`: shifted, it is `R·2^t`; each Montgomery squaring
    /// doubles `t`, and with as many of those as save time it ends near `wL`. Divided, which leaves it below
    /// `2n + 2^(b - 14)`, and shifted by what is missing, it is the number sought. All of it is public.
    pub(crate) fn prepare(&mut self, bytes: &[u8]) {
        const SQUARINGS: u32 = 3;
        let bits = bytes.len().saturating_mul(8);
        self.pairs = pairs_of(bits).min(MAX_PAIRS);
        read(bytes, 0, self.pairs, &mut self.n);
        self.inverse = negated_inverse(lowest(&self.n));

        // (1 + kn) / 2^w.
        let mut number = power_of_two(0);
        self.divide(&mut number);
        self.low = lowest(&number);
        pack(&number, 0, &mut self.folded);

        let radix = 2 * self.pairs * LIMB_BITS;
        let below = bits.saturating_sub(8);
        number = power_of_two(below);
        self.shift(&mut number, radix - below + (radix >> SQUARINGS), bits);
        let mut columns = [NO_SUMS; MAX_COLUMNS];
        for _ in 0..SQUARINGS {
            self.multiply(&mut number, None, &mut columns);
        }
        self.divide(&mut number);
        self.shift(&mut number, radix % (1 << SQUARINGS), bits);
        self.square = number;
    }

    /// Raises a number to a power, in place. It is big-endian and as long as the modulus; the exponent is odd and at
    /// least 3.
    ///
    /// The base may be any number of that length.
    pub(crate) fn power(&self, number: &mut [u8], exponent: u64) {
        let mut columns = Zeroizing::new([NO_SUMS; MAX_COLUMNS]);
        let mut factor = Zeroizing::new([0; MAX_LIMBS]);
        read(number, LIMB_BITS, self.pairs, &mut factor);
        self.multiply(&mut factor, Some(&self.square), &mut columns);
        let mut power = factor.clone();
        for bit in (1..exponent.checked_ilog2().unwrap_or_default()).rev() {
            self.multiply(&mut power, None, &mut columns);
            if (exponent >> bit) & 1 == 1 {
                self.multiply(&mut power, Some(&factor), &mut columns);
            }
        }
        self.multiply(&mut power, None, &mut columns);
        // The last factor is 2^w times the base itself, not in Montgomery's form: so the product leaves that form.
        read(number, LIMB_BITS, self.pairs, &mut factor);
        self.multiply(&mut power, Some(&factor), &mut columns);
        self.divide(&mut power);
        self.subtract(&mut power);
        write(&power, number);
    }

    /// `a·b / R` modulo `N`, in place of `a`; without a `b`, the square.
    fn multiply(&self, a: &mut Limbs, b: Option<&Limbs>, columns: &mut Columns) {
        let pairs = self.pairs;
        if let Some(columns) = columns.get_mut(..columns_of(pairs)) {
            columns.fill(NO_SUMS);
        }
        self.add_products(a, b, columns);
        let Some(folded) = self.folded.get(..vectors_of(pairs)) else { return };
        let (mut before, mut carry) = (0u64, 0u64);
        for at in 0..pairs {
            let Some(([first], rest)) = columns.get_mut(2 * at..).and_then(<[_]>::split_first_chunk_mut)
            else {
                return;
            };
            let [own, middle] = sums(*first);
            let sum = own.wrapping_add(before).wrapping_add(carry);
            let m0 = sum & MASK;
            let sum = middle.wrapping_add(carried(sum));
            let m1 = sum.wrapping_add(column(rest)[0]).wrapping_add(m0.wrapping_mul(self.low)) & MASK;
            sweep(rest, folded, m0, m1);
            let [own, after] = column(rest);
            carry = carried(sum.wrapping_add(own));
            before = after;
        }
        let upper = columns.get(2 * pairs..4 * pairs).unwrap_or_default();
        for (limb, column) in a.iter_mut().zip(upper) {
            let [own, after] = sums(*column);
            let sum = own.wrapping_add(before).wrapping_add(carry);
            *limb = sum & MASK;
            carry = carried(sum);
            before = after;
        }
    }

    /// Adds `a·b` to the columns, without a `b` the square.
    ///
    /// In a square, all products of two different pairs of rows come twice: they are done once, with the one of the two
    /// factors doubled. Only where a row meets its own pair, the factor is as it is.
    fn add_products(&self, a: &Limbs, b: Option<&Limbs>, columns: &mut Columns) {
        let vectors = vectors_of(self.pairs);
        let mut factor = Zeroizing::new([ZERO; MAX_VECTORS]);
        let Some(factor) = factor.get_mut(..vectors) else { return };
        pack(b.unwrap_or(a), u32::from(b.is_none()), factor);
        for (at, limbs) in a.as_chunks().0.iter().enumerate().take(vectors) {
            for (pair, [a0, a1]) in limbs.as_chunks().0.iter().enumerate() {
                let mut from = 0;
                if b.is_none() {
                    from = at;
                    if let Some(slot) = factor.get_mut(at) {
                        *slot = diagonal(*limbs, pair);
                    }
                }
                let row = columns.get_mut(LIMBS * (at + from) + 2 * pair..);
                let (Some(row), Some(factor)) = (row, factor.get(from..)) else { return };
                sweep(row, factor, *a0, *a1);
            }
        }
    }

    /// `(number + mn) / 2^w`, with the `m` below `2^w` that makes this an integer.
    fn divide(&self, number: &mut Limbs) {
        let m = lowest(number).wrapping_mul(self.inverse) & MASK;
        let mut product = Zeroizing::new([0; MAX_LIMBS]);
        for shift in (0..LIMB_BITS).step_by(PART).rev() {
            let part = (m >> shift) & ((1 << PART) - 1);
            self.scale(&mut product, PART, -part.cast_signed());
        }
        let mut carry = 0;
        let mut previous = &mut 0;
        for (limb, product) in number.iter_mut().zip(product.iter()) {
            let sum = *limb + product + carry;
            *previous = sum & MASK;
            carry = sum >> LIMB_BITS;
            previous = limb;
        }
        *previous = carry;
    }

    /// Takes `n` off a number below `3n` as often as it can be.
    fn subtract(&self, number: &mut Limbs) {
        for _ in 0..2 {
            // What is carried out says whether the number was smaller: then `n` is added again, else zero.
            let below = self.scale(number, 0, 1);
            self.scale(number, 0, below);
        }
    }

    /// `number·2^bits` modulo `n`, for a number below `2n + n / 64`: what is left is below `n + n / 16`. All of it is
    /// public.
    ///
    /// Quotients are estimated from what is above bit `b - 24`: `t` of the number and `u` of `n`, which is at least
    /// `2^16`. For `s` bits at once, `t·2^s / (u + 1)` is not above the true one and misses it by less than
    /// `2^s·(t + u + 1) / (u·(u + 1))`, which is below `1/16`, and what is lost in rounding down.
    fn shift(&self, number: &mut Limbs, bits: usize, len: usize) {
        let divisor = top(&self.n, len).saturating_add(1);
        let mut left = bits;
        while left > 0 {
            let some = left.min(PART);
            let quotient = (top(number, len) << some).checked_div(divisor).unwrap_or_default();
            self.scale(number, some, quotient.cast_signed());
            left -= some;
        }
    }

    /// `number·2^bits - times·n`, in place; gives what is carried out.
    ///
    /// Of the `bits` there are at most 10, and `times` is between `-2^10` and `2^11 + 2^4`: with a limb of 51 bits, sums
    /// are between `-2^63` and `2^63`.
    #[inline(never)]
    fn scale(&self, number: &mut Limbs, bits: usize, times: i64) -> i64 {
        let mut carry = 0;
        for (limb, n) in number.iter_mut().zip(&self.n).take(2 * self.pairs) {
            let sum = (limb.cast_signed() << bits) - times * n.cast_signed() + carry;
            *limb = sum.cast_unsigned() & MASK;
            carry = sum >> LIMB_BITS;
        }
        carry
    }
}

/// How many pairs of limbs the numbers have with a modulus of so many bits.
const fn pairs_of(bits: usize) -> usize {
    bits.saturating_add(LIMB_BITS + ROOM).div_ceil(2 * LIMB_BITS)
}

const fn vectors_of(pairs: usize) -> usize {
    (2 * pairs).div_ceil(LIMBS)
}

/// How many columns products reach: a factor may be longer than its pairs by a part of a vector.
const fn columns_of(pairs: usize) -> usize {
    4 * pairs + LIMBS
}

fn column(columns: &[Column]) -> [u64; 2] {
    columns.first().copied().map(sums).unwrap_or_default()
}

/// Limbs, each shifted, as vectors.
#[inline(never)]
fn pack(number: &Limbs, shift: u32, vectors: &mut [Vector]) {
    for (slot, limbs) in vectors.iter_mut().zip(number.as_chunks().0) {
        *slot = vector(limbs.map(|limb| limb << shift));
    }
}

#[cfg(test)]
mod tests;
