//! Products of 27-bit limbs, two at a time, in the vector instructions of wasm (`simd128`).
//!
//! Two rows of the product are done in one sweep over the columns: the first row's products fall on columns
//! `0 1 | 2 3 | …`, the second row's on `1 2 | 3 4 | …`, so each is summed up in pairs of its own and nothing has to
//! be shifted. What the next two rows add of the modulus is known as soon as the first columns are done, so it is
//! computed ahead of the rest of the sweep, which hides how long that takes.
//!
//! # Bounds
//!
//! As in the portable engine: a column, in both of its sums together, is at most `2L` products below `2^54` and a
//! carry below `2^37`, which is below `2^64` for `L` up to 304.

use core::arch::wasm32::{
    u32x4, u32x4_splat, u64x2, u64x2_add, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4,
    u64x2_extract_lane, v128,
};

use super::{MASK, MAX_LIMBS, carry_over};

pub(super) const LIMB_BITS: usize = 27;

/// Limbs come in whole steps.
pub(super) const STEP: usize = 4;

/// Sums of four columns, beginning at a column `c`.
#[derive(Clone, Copy)]
struct Columns {
    /// Of the even rows: `c`, `c + 1`.
    even: v128,
    /// Of the odd rows: `c + 1`, `c + 2`.
    odd: v128,
}

const ZERO: Columns = Columns { even: u64x2(0, 0), odd: u64x2(0, 0) };

/// The modulus, and room for one product.
pub(super) struct Engine {
    modulus: [v128; MAX_LIMBS / 4],
    fours: usize,
    lowest: [u64; 2],
    inverse: u64,
    factor: [v128; MAX_LIMBS / 4],
    columns: [Columns; MAX_LIMBS + 2],
}

impl Engine {
    pub(super) fn new(modulus: &[u64], inverse: u64) -> Self {
        let mut packed = [u32x4(0, 0, 0, 0); MAX_LIMBS / 4];
        pack(modulus, &mut packed);
        let fours = modulus.len() / 4;
        let factor = [u32x4(0, 0, 0, 0); MAX_LIMBS / 4];
        Self {
            modulus: packed,
            fours,
            lowest: lowest(modulus),
            inverse,
            factor,
            columns: [ZERO; MAX_LIMBS + 2],
        }
    }

    /// `a·b / R` modulo `n`, in place of `a`; without a `b`, the square.
    pub(super) fn multiply(&mut self, a: &mut [u64], b: Option<&[u64]>) {
        let b = b.unwrap_or(a);
        pack(b, &mut self.factor);
        let low = lowest(b);
        if let Some(columns) = self.columns.get_mut(..a.len() + 2) {
            columns.fill(ZERO);
        }
        let mut carry = 0;
        let mut rows = a.as_chunks().0.iter();
        let mut next = rows.next().map(|a| (*a, quotients(&ZERO, 0, *a, low, self.lowest, self.inverse)));
        for at in 0..a.len() / 2 {
            let Some(([a0, a1], [m0, m1])) = next else { return };
            let factors = [a0, a1, m0, m1].map(|limb| u32x4_splat(limb as u32));
            let Some(([first, second], window)) =
                self.columns.get_mut(at..).and_then(<[_]>::split_first_chunk_mut)
            else {
                return;
            };
            let mut pairs = self.factor.iter().zip(&self.modulus).take(self.fours);
            let Some((b, n)) = pairs.next() else { return };
            low_half(first, *b, *n, &factors);
            high_half(second, *b, *n, &factors);
            carry = carried(first, carry);
            next = rows.next().map(|a| (*a, quotients(second, carry, *a, low, self.lowest, self.inverse)));
            for (columns, (b, n)) in window.as_chunks_mut::<2>().0.iter_mut().zip(pairs) {
                let [one, two] = columns;
                low_half(one, *b, *n, &factors);
                high_half(two, *b, *n, &factors);
            }
        }
        let half = a.len() / 2;
        let sums = self.columns.get(half..).unwrap_or_default();
        let mut odd = 0;
        let columns = sums.iter().flat_map(|sum| {
            let before = odd;
            odd = u64x2_extract_lane::<1>(sum.odd);
            let [c0, c1] = lanes(sum.even);
            [c0.wrapping_add(before), c1.wrapping_add(u64x2_extract_lane::<0>(sum.odd))]
        });
        carry_over(columns, carry, a);
    }
}

/// What multiples of the modulus make the two lowest columns divisible by the radix, once these rows are added.
fn quotients(
    columns: &Columns,
    carry: u64,
    [a0, a1]: [u64; 2],
    [b0, b1]: [u64; 2],
    [n0, n1]: [u64; 2],
    inverse: u64,
) -> [u64; 2] {
    let [c0, c1] = lanes(columns.even);
    let first = c0 + carry + a0 * b0;
    let m0 = first.wrapping_mul(inverse) & MASK;
    let middle = u64x2_extract_lane::<0>(columns.odd);
    let second = c1 + middle + a0 * b1 + a1 * b0 + m0 * n1 + ((first + m0 * n0) >> LIMB_BITS);
    [m0, second.wrapping_mul(inverse) & MASK]
}

/// What two finished columns carry into the third.
fn carried(columns: &Columns, carry: u64) -> u64 {
    let [c0, c1] = lanes(columns.even);
    let second = c1 + u64x2_extract_lane::<0>(columns.odd) + ((c0 + carry) >> LIMB_BITS);
    u64x2_extract_lane::<1>(columns.odd) + (second >> LIMB_BITS)
}

/// Adds the products of two limbs: those in the lower half of `b` and `n`.
#[inline(always)]
fn low_half(columns: &mut Columns, b: v128, n: v128, [a0, a1, m0, m1]: &[v128; 4]) {
    let product = u64x2_extmul_low_u32x4;
    columns.even = u64x2_add(columns.even, u64x2_add(product(b, *a0), product(n, *m0)));
    columns.odd = u64x2_add(columns.odd, u64x2_add(product(b, *a1), product(n, *m1)));
}

/// As [`low_half`], of the upper half.
#[inline(always)]
fn high_half(columns: &mut Columns, b: v128, n: v128, [a0, a1, m0, m1]: &[v128; 4]) {
    let product = u64x2_extmul_high_u32x4;
    columns.even = u64x2_add(columns.even, u64x2_add(product(b, *a0), product(n, *m0)));
    columns.odd = u64x2_add(columns.odd, u64x2_add(product(b, *a1), product(n, *m1)));
}

fn lanes(pair: v128) -> [u64; 2] {
    [u64x2_extract_lane::<0>(pair), u64x2_extract_lane::<1>(pair)]
}

fn lowest(limbs: &[u64]) -> [u64; 2] {
    limbs.first_chunk().copied().unwrap_or_default()
}

/// Four limbs to a vector.
fn pack(limbs: &[u64], vectors: &mut [v128]) {
    for (vector, [a, b, c, d]) in vectors.iter_mut().zip(limbs.as_chunks().0) {
        *vector = u32x4(*a as u32, *b as u32, *c as u32, *d as u32);
    }
}
