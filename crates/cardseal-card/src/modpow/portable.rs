//! Products of 27-bit limbs in plain 64-bit integers, for every target.
//!
//! # Bounds
//!
//! A column of the product is the sum of at most `L` products `a·b` and as many `m·F`, each below `2^54`, and one
//! carry below `2^37`; where a factor is doubled, its product stands for two. For 8192 bits `L` is 306:
//! `612 · 2^54 + 2^37 < 2^64`.

pub(super) const LIMB_BITS: usize = 27;

/// How many limbs there are in a vector.
pub(super) const LIMBS: usize = 2;

/// Limbs of a factor.
pub(super) type Vector = [u64; LIMBS];

/// Sums of two columns.
pub(super) type Column = [u64; 2];

pub(super) const ZERO: Vector = [0; LIMBS];
pub(super) const NO_SUMS: Column = [0; 2];

/// Adds the products of two limbs and a factor. The first limb's begin in the first column, the second's in the next.
pub(super) fn sweep(columns: &mut [Column], factor: &[Vector], a0: u64, a1: u64) {
    for ([[c0, c1], [d0, d1]], [b0, b1]) in columns.as_chunks_mut().0.iter_mut().zip(factor) {
        *c0 += a0 * b0;
        *c1 += a0 * b1;
        *d0 += a1 * b0;
        *d1 += a1 * b1;
    }
}

/// Limbs as a factor; each may be doubled.
pub(super) const fn vector(limbs: [u64; LIMBS]) -> Vector {
    limbs
}

/// As a factor of a square: for the rows of these very limbs.
pub(super) const fn diagonal(limbs: [u64; LIMBS], _pair: usize) -> Vector {
    limbs
}

pub(super) const fn sums(column: Column) -> [u64; 2] {
    column
}

/// What a sum carries into the next column.
pub(super) const fn carried(sum: u64) -> u64 {
    sum >> LIMB_BITS
}
