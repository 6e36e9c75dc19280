use core::arch::wasm32::{
    f64x2, f64x2_relaxed_madd, f64x2_splat, f64x2_sub, u64x2, u64x2_add, u64x2_splat, u64x2_extract_lane, v128,
};

pub(super) const LIMB_BITS: usize = 51;
pub(super) type Sum = i64;
pub(super) const GROUP: usize = 2;
pub(super) type Vector = v128;
pub(super) type Column = v128;
pub(super) const ZERO: Vector = u64x2(0, 0);
pub(super) const NO_SUMS: Column = u64x2(0, 0);

/// 2^103.
const HIGH: f64 = 10_141_204_801_825_835_211_973_625_643_008.0;
/// 3 · 2^51.
const LOW: f64 = 6_755_399_441_055_744.0;
pub(super) fn vector([a, b]: [u64; 2]) -> Vector { f64x2(a as i64 as f64, b as i64 as f64) }
pub(super) fn diagonal(limbs: [u64; 2], _: usize) -> Vector { vector(limbs) }
pub(super) fn column([a, b]: [u64; 2]) -> Column { u64x2(a, b) }
pub(super) fn sums(column: Column) -> [Sum; 2] { [u64x2_extract_lane::<0>(column) as i64, u64x2_extract_lane::<1>(column) as i64] }

#[inline(never)]
#[target_feature(enable = "relaxed-simd")]
pub(super) fn sweep(columns: &mut [Column], factor: &[Vector], a0: u64, a1: u64) {
    let a0 = f64x2_splat(a0 as i64 as f64);
    let a1 = f64x2_splat(a1 as i64 as f64);
    let fix = u64x2_splat((HIGH.to_bits().wrapping_add(LOW.to_bits())).wrapping_neg());
    let mut spill = u64x2_splat((LOW.to_bits()).wrapping_neg());
    let Some((window, [last, ..])) = columns.split_at_mut_checked(2 * factor.len()) else { return };
    for ([even, odd], b) in window.as_chunks_mut::<2>().0.iter_mut().zip(factor) {
        let (high0, low0) = product(a0, *b);
        let (high1, low1) = product(a1, *b);
        *even = u64x2_add(u64x2_add(*even, spill), low0);
        *odd = u64x2_add(u64x2_add(*odd, fix), u64x2_add(high0, low1));
        spill = u64x2_add(high1, fix);
    }
    *last = u64x2_add(*last, u64x2_add(spill, u64x2_splat(LOW.to_bits())));
}

/// The two halves of two products, as bit patterns of doubles.
#[inline]
#[target_feature(enable = "relaxed-simd")]
fn product(a: v128, b: v128) -> (v128, v128) {
    let high = f64x2_relaxed_madd(a, b, f64x2_splat(HIGH));
    (high, f64x2_relaxed_madd(a, b, f64x2_sub(f64x2_splat(HIGH + LOW), high)))
}
