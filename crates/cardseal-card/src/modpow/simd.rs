//! Products of 27-bit limbs, two at a time, in the vector instructions of wasm (`simd128`).
//!
//! Two rows of the product are done in one sweep over the columns: the first row's products fall on columns
//! `0 1 | 2 3 | …`, the second row's on `1 2 | 3 4 | …`, so each is summed up in pairs of its own and nothing has to
//! be shifted.
//!
//! # Bounds
//!
//! As in the portable engine: a column, in both of its sums together, is at most `2L` products below `2^54` and a
//! carry below `2^37`, which is below `2^64` for `L` up to 306. Doubled limbs are below `2^28`.

use core::{
    arch::wasm32::{
        u32x4, u32x4_splat, u64x2, u64x2_add, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4,
        u64x2_extract_lane, v128,
    },
    hint::black_box,
};

pub(super) const LIMB_BITS: usize = 27;

/// How many limbs there are in a vector.
pub(super) const LIMBS: usize = 4;

/// Limbs of a factor.
pub(super) type Vector = v128;

/// Sums of two columns.
pub(super) type Column = v128;

pub(super) const ZERO: Vector = u32x4(0, 0, 0, 0);
pub(super) const NO_SUMS: Column = u64x2(0, 0);

/// Adds the products of two limbs and a factor. The first limb's begin in the first column, the second's in the next.
///
/// Were it seen that the two limbs stay the same, they would be widened ahead of the loop. What is left in it is then
/// a multiplication of 64-bit integers, which machines make of three; so they are read anew each time.
#[inline(never)]
pub(super) fn sweep(columns: &mut [Column], factor: &[Vector], a0: u64, a1: u64) {
    let rows = [a0, a1].map(|limb| u32x4_splat(limb as u32));
    for ([c0, c1, c2, c3], b) in columns.as_chunks_mut().0.iter_mut().zip(factor) {
        let [a0, a1] = *black_box(&rows);
        *c0 = u64x2_add(*c0, u64x2_extmul_low_u32x4(*b, a0));
        *c1 = u64x2_add(*c1, u64x2_extmul_low_u32x4(*b, a1));
        *c2 = u64x2_add(*c2, u64x2_extmul_high_u32x4(*b, a0));
        *c3 = u64x2_add(*c3, u64x2_extmul_high_u32x4(*b, a1));
    }
}

/// Limbs as a factor; each may be doubled.
pub(super) fn vector(limbs: [u64; LIMBS]) -> Vector {
    let [a, b, c, d] = limbs.map(|limb| limb as u32);
    u32x4(a, b, c, d)
}

/// As a factor of a square: for the rows of the first or of the second pair of these very limbs. The second pair's
/// products with the first are among the first pair's.
pub(super) fn diagonal([a, b, c, d]: [u64; LIMBS], pair: usize) -> Vector {
    vector(if pair == 0 { [a, b, 2 * c, 2 * d] } else { [0, 0, c, d] })
}

pub(super) fn sums(column: Column) -> [u64; 2] {
    [u64x2_extract_lane::<0>(column), u64x2_extract_lane::<1>(column)]
}

/// What a sum carries into the next column.
pub(super) const fn carried(sum: u64) -> u64 {
    sum >> LIMB_BITS
}
