//! Products of 51-bit limbs, two at a time, by fused multiply-add of doubles (wasm's `relaxed-simd`).
//!
//! `relaxed_madd` may round once or twice, as the machine likes. This engine is right only where it rounds once: who
//! loads a module with it has to try that first.
//!
//! # One product
//!
//! For limbs `a < 2^51` and `b < 2^52`, with `fma` rounding once, to nearest:
//!
//! - `high = fma(a, b, 2^103)`. As `0 <= ab <= 2^103 - 2^52`, it lies in `[2^103, 2^104)`, where doubles are `2^51`
//!   apart: it is `2^103 + 2^51·h` for the integer `h` nearest to `ab / 2^51`, and its bit pattern is that of `2^103`
//!   plus `h`.
//! - `low = fma(a, b, (2^103 + 3·2^51) - high)`. The difference is `2^51·(3 - h)`, exact. So it is `3·2^51 + l` with
//!   `l = ab - 2^51·h` and `|l| <= 2^50`; there, in `[2^52, 2^53)`, doubles are 1 apart: it is exact too, and its bit
//!   pattern is that of `3·2^51` plus `l`.
//!
//! So bit patterns are summed as integers, and the patterns of the two constants are taken off again in each sweep.
//!
//! # Bounds
//!
//! A column is at most `2L` values of `h <= 2^51`, as many of `|l| <= 2^50`, and a carry; where a factor is doubled,
//! its product stands for two. For 8192 bits `L` is 162: `324 · (2^51 + 2^50) < 2^60`, and the carry is below `2^10`.
//! Sums are signed, so shifts are arithmetic.
//!
//! # Order
//!
//! As in the `simd` engine: two rows in one sweep, in sums of even and of odd rows. `high` belongs one column above
//! `low`: the first row's goes along with the second row's `low`, and the second row's spills into the next pair.

use core::arch::wasm32::{
    f64x2, f64x2_relaxed_madd, f64x2_splat, f64x2_sub, u64x2, u64x2_add, u64x2_extract_lane, u64x2_splat,
    v128,
};

pub(super) const LIMB_BITS: usize = 51;

/// How many limbs there are in a vector.
pub(super) const LIMBS: usize = 2;

/// Limbs of a factor, as doubles.
pub(super) type Vector = v128;

/// Sums of two columns.
pub(super) type Column = v128;

pub(super) const ZERO: Vector = f64x2(0.0, 0.0);
pub(super) const NO_SUMS: Column = u64x2(0, 0);

/// 2^103.
const HIGH: f64 = 10_141_204_801_825_835_211_973_625_643_008.0;
/// 3 · 2^51.
const LOW: f64 = 6_755_399_441_055_744.0;

/// Adds the products of two limbs and a factor. The first limb's begin in the first column, the second's in the next.
#[inline(never)]
#[target_feature(enable = "relaxed-simd")]
pub(super) fn sweep(columns: &mut [Column], factor: &[Vector], a0: u64, a1: u64) {
    let (a0, a1) = (f64x2_splat(double(a0)), f64x2_splat(double(a1)));
    let low = u64x2_splat(LOW.to_bits());
    let both = u64x2_splat(LOW.to_bits().wrapping_add(HIGH.to_bits()).wrapping_neg());
    let mut spill = u64x2_splat(LOW.to_bits().wrapping_neg());
    let Some((window, [last, ..])) = columns.split_at_mut_checked(2 * factor.len()) else { return };
    for ([even, odd], b) in window.as_chunks_mut().0.iter_mut().zip(factor) {
        let (high0, low0) = product(a0, *b);
        let (high1, low1) = product(a1, *b);
        *even = u64x2_add(u64x2_add(*even, spill), low0);
        *odd = u64x2_add(u64x2_add(*odd, both), u64x2_add(high0, low1));
        spill = u64x2_add(high1, both);
    }
    // No `low` comes here any more.
    *last = u64x2_add(*last, u64x2_add(spill, low));
}

/// The two halves of two products, as bit patterns of doubles.
#[inline]
#[target_feature(enable = "relaxed-simd")]
fn product(a: v128, b: v128) -> (v128, v128) {
    let high = f64x2_relaxed_madd(a, b, f64x2_splat(HIGH));
    (high, f64x2_relaxed_madd(a, b, f64x2_sub(f64x2_splat(HIGH + LOW), high)))
}

/// Limbs as a factor; each may be doubled.
pub(super) fn vector([a, b]: [u64; LIMBS]) -> Vector {
    f64x2(double(a), double(b))
}

/// As a factor of a square: for the rows of these very limbs.
pub(super) fn diagonal(limbs: [u64; LIMBS], _pair: usize) -> Vector {
    vector(limbs)
}

#[expect(clippy::cast_precision_loss, reason = "a limb has 51 bits, and one more if it is doubled")]
fn double(limb: u64) -> f64 {
    limb.cast_signed() as f64
}

pub(super) fn sums(column: Column) -> [u64; 2] {
    [u64x2_extract_lane::<0>(column), u64x2_extract_lane::<1>(column)]
}

/// What a sum carries into the next column.
pub(super) const fn carried(sum: u64) -> u64 {
    (sum.cast_signed() >> LIMB_BITS).cast_unsigned()
}
