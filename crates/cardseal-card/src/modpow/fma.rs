//! Products of 51-bit limbs, two at a time, by fused multiply-add of doubles (wasm's `relaxed-simd`).
//!
//! `relaxed_madd` may round once or twice, as the machine likes. This engine is right only where it rounds once: who
//! loads a module with it has to try that first.
//!
//! # One product
//!
//! For limbs `a, b < 2^51`, with `fma` rounding once, to nearest:
//!
//! - `high = fma(a, b, 2^103)`. As `0 <= ab < 2^102`, it lies in `[2^103, 2^104)`, where doubles are `2^51` apart: it is
//!   `2^103 + 2^51·h` for the integer `h` nearest to `ab / 2^51`, and its bit pattern is that of `2^103` plus `h`.
//! - `low = fma(a, b, (2^103 + 3·2^51) - high)`. The difference is `2^51·(3 - h)`, exact. So it is `3·2^51 + l` with
//!   `l = ab - 2^51·h` and `|l| <= 2^50`; there, in `[2^52, 2^53)`, doubles are 1 apart: it is exact too, and its bit
//!   pattern is that of `3·2^51` plus `l`.
//!
//! So bit patterns are summed as integers, and the patterns of the two constants are taken off beforehand, as often
//! as they are going to be added. Both are multiples of `2^51`: what is computed modulo `2^51` needs no correction.
//!
//! # Bounds
//!
//! A column is at most `2L` values of `h <= 2^51`, as many of `|l| <= 2^50`, and a carry. For 8192 bits `L` is 162:
//! `324 · (2^51 + 2^50) < 2^60`, and the carry is below `2^10`. Sums are signed, so shifts are arithmetic.
//!
//! # Order
//!
//! As in the `simd` engine: two rows in one sweep, in sums of even and of odd rows, the next multiples of the modulus
//! ahead of the rest of the sweep. `high` belongs one column above `low`: into the other of the two sums.

use core::arch::wasm32::{
    f64x2, f64x2_relaxed_madd, f64x2_splat, f64x2_sub, u64x2, u64x2_add, u64x2_extract_lane, v128,
};

use super::{MASK, MAX_LIMBS};

pub(super) const LIMB_BITS: usize = 51;

/// Limbs come in whole steps.
pub(super) const STEP: usize = 2;

/// 2^103.
const HIGH: f64 = 10_141_204_801_825_835_211_973_625_643_008.0;
/// 3 · 2^51.
const LOW: f64 = 6_755_399_441_055_744.0;

/// Sums of four columns, beginning at a column `c`.
#[derive(Clone, Copy)]
struct Columns {
    /// `c`, `c + 1`.
    even: v128,
    /// `c + 1`, `c + 2`.
    odd: v128,
}

const ZERO: Columns = Columns { even: u64x2(0, 0), odd: u64x2(0, 0) };

/// The modulus, and room for one product.
pub(super) struct Engine {
    modulus: [v128; MAX_LIMBS / 2],
    inverse: u64,
    factor: [v128; MAX_LIMBS / 2],
    columns: [Columns; MAX_LIMBS + 2],
}

impl Engine {
    pub(super) fn new(modulus: &[u64], inverse: u64) -> Self {
        let mut packed = [ZERO.even; MAX_LIMBS / 2];
        pack(modulus, &mut packed);
        let factor = [ZERO.even; MAX_LIMBS / 2];
        Self { modulus: packed, inverse, factor, columns: [ZERO; MAX_LIMBS + 2] }
    }

    /// `a·b / R` modulo `n`, in place of `a`; without a `b`, the square.
    #[target_feature(enable = "relaxed-simd")]
    pub(super) fn multiply(&mut self, a: &mut [u64], b: Option<&[u64]>) {
        let b = b.unwrap_or(a);
        let low = b.first().copied().unwrap_or_default();
        pack(b, &mut self.factor);
        let half = a.len() / 2;
        self.clear(half);
        let (Some((b0, b)), Some((n0, n))) = (
            self.factor.get(..half).and_then(<[_]>::split_first),
            self.modulus.get(..half).and_then(<[_]>::split_first),
        ) else {
            return;
        };
        let lowest = Lowest { b: *b0, n: *n0, low, inverse: self.inverse };
        let mut carry = 0;
        let mut rows = a.as_chunks().0.iter();
        let mut next = match (rows.next(), self.columns.first()) {
            (Some(a), Some(first)) => Some(lowest.factors(first, 0, *a)),
            _ => None,
        };
        for at in 0..half {
            let Some(factors) = next else { return };
            let Some((first, window)) = self.columns.get_mut(at..).and_then(<[_]>::split_first_mut) else {
                return;
            };
            let mut spill = add(first, ZERO.even, *b0, *n0, &factors);
            carry = carried(first, carry);
            let mut pairs = window.iter_mut().zip(b.iter().zip(n));
            if let Some((second, (b, n))) = pairs.next() {
                spill = add(second, spill, *b, *n, &factors);
                next = rows.next().map(|a| lowest.factors(second, carry, *a));
            }
            for (columns, (b, n)) in pairs {
                spill = add(columns, spill, *b, *n, &factors);
            }
            if let Some(last) = window.get_mut(b.len()) {
                last.even = u64x2_add(last.even, spill);
            }
        }
        let sums = self.columns.get(half..).unwrap_or_default();
        let mut before = 0;
        for (limbs, sum) in a.as_chunks_mut::<2>().0.iter_mut().zip(sums) {
            let [c0, c1] = lanes(sum.even);
            let [middle, after] = lanes(sum.odd);
            let first = c0 + before + carry;
            let second = c1 + middle + (first >> LIMB_BITS);
            carry = second >> LIMB_BITS;
            before = after;
            *limbs = [first, second].map(|limb| limb.cast_unsigned() & MASK);
        }
    }

    /// Sets every column to the opposite of the constants that are going to be added to it.
    fn clear(&mut self, half: usize) {
        let (high, low) = (HIGH.to_bits().wrapping_mul(2), LOW.to_bits().wrapping_mul(2));
        let mut before = 0u64;
        for (at, columns) in (0u64..).zip(self.columns.iter_mut().take(2 * half + 2)) {
            // How many sweeps of `half` columns, each begun one further, meet here.
            let half = half as u64;
            let times = (at + 1).min((2 * half).saturating_sub(at + 1));
            let even = times.wrapping_mul(low).wrapping_add(before.wrapping_mul(high)).wrapping_neg();
            let odd = times.wrapping_mul(low.wrapping_add(high)).wrapping_neg();
            *columns = Columns { even: u64x2(even, even), odd: u64x2(odd, odd) };
            before = times;
        }
    }
}

/// Two limbs of a factor and two multiples of the modulus, each in both lanes.
type Factors = [v128; 4];

/// What the next multiples of the modulus depend on beside the columns.
struct Lowest {
    b: v128,
    n: v128,
    /// The first limb of `b` as an integer.
    low: u64,
    inverse: u64,
}

impl Lowest {
    /// The multiples of the modulus that make the two lowest columns divisible by the radix, with the rows' own limbs.
    #[inline]
    #[target_feature(enable = "relaxed-simd")]
    fn factors(&self, columns: &Columns, carry: i64, [a0, a1]: [u64; 2]) -> Factors {
        let [c0, c1] = lanes(columns.even);
        let start = (c0 + carry).cast_unsigned();
        let m0 = start.wrapping_add(a0.wrapping_mul(self.low)).wrapping_mul(self.inverse) & MASK;
        let (a0, m0) = (splat(a0), splat(m0));
        let (ab_high, ab_low) = product(a0, self.b);
        let (mn_high, mn_low) = product(m0, self.n);
        let [l0, l1] = lanes(u64x2_add(ab_low, mn_low));
        let [h0, _] = lanes(u64x2_add(ab_high, mn_high));
        let carry = start.cast_signed().wrapping_add(l0) >> LIMB_BITS;
        let sum = [c1, lanes(columns.odd)[0], l1, h0].into_iter().fold(carry, i64::wrapping_add);
        let second = sum.cast_unsigned().wrapping_add(a1.wrapping_mul(self.low));
        let m1 = second.wrapping_mul(self.inverse) & MASK;
        [a0, splat(a1), m0, splat(m1)]
    }
}

/// What two finished columns carry into the third.
fn carried(columns: &Columns, carry: i64) -> i64 {
    let [c0, c1] = lanes(columns.even);
    let [middle, after] = lanes(columns.odd);
    after + ((c1 + middle + ((c0 + carry) >> LIMB_BITS)) >> LIMB_BITS)
}

/// Adds the products of two limbs, and what the two before spilled; gives what these spill into the next.
#[inline]
#[target_feature(enable = "relaxed-simd")]
fn add(columns: &mut Columns, spill: v128, b: v128, n: v128, [a0, a1, m0, m1]: &Factors) -> v128 {
    let (ab0_high, ab0_low) = product(*a0, b);
    let (mn0_high, mn0_low) = product(*m0, n);
    let (ab1_high, ab1_low) = product(*a1, b);
    let (mn1_high, mn1_low) = product(*m1, n);
    columns.even = u64x2_add(u64x2_add(columns.even, spill), u64x2_add(ab0_low, mn0_low));
    let odd = u64x2_add(u64x2_add(ab0_high, mn0_high), u64x2_add(ab1_low, mn1_low));
    columns.odd = u64x2_add(columns.odd, odd);
    u64x2_add(ab1_high, mn1_high)
}

/// The two halves of two products, as bit patterns of doubles.
#[inline]
#[target_feature(enable = "relaxed-simd")]
fn product(a: v128, b: v128) -> (v128, v128) {
    let high = f64x2_relaxed_madd(a, b, f64x2_splat(HIGH));
    (high, f64x2_relaxed_madd(a, b, f64x2_sub(f64x2_splat(HIGH + LOW), high)))
}

/// A limb, which is exact as a double, in both lanes.
fn splat(limb: u64) -> v128 {
    f64x2_splat(double(limb))
}

#[expect(clippy::cast_precision_loss, reason = "a limb has 51 bits")]
fn double(limb: u64) -> f64 {
    limb.cast_signed() as f64
}

fn lanes(pair: v128) -> [i64; 2] {
    [u64x2_extract_lane::<0>(pair), u64x2_extract_lane::<1>(pair)].map(u64::cast_signed)
}

/// Two limbs to a vector.
fn pack(limbs: &[u64], vectors: &mut [v128]) {
    for (vector, [a, b]) in vectors.iter_mut().zip(limbs.as_chunks().0) {
        *vector = f64x2(double(*a), double(*b));
    }
}
