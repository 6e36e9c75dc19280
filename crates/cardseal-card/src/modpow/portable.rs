//! Products of 27-bit limbs in plain 64-bit integers, for every target.
//!
//! # Bounds
//!
//! A column of the product is the sum of at most `L` products `a·b` and as many `m·n`, each below `2^54`, and one
//! carry below `2^37`. For 8192 bits `L` is 304: `608 · 2^54 + 2^37 < 2^64`.

use crate::wipe::Zeroizing;

use super::{MASK, carry_over};

pub(super) const LIMB_BITS: usize = 27;

/// Limbs come in whole steps.
pub(super) const STEP: usize = 1;

/// The modulus, and room for one product.
pub(super) struct Engine<'a> {
    modulus: &'a [u64],
    inverse: u64,
    factor: Zeroizing<Vec<u64>>,
    columns: Zeroizing<Vec<u64>>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(modulus: &'a [u64], inverse: u64) -> Self {
        let len = modulus.len();
        let columns = Zeroizing::new(vec![0; len.saturating_mul(2).saturating_add(1)]);
        Self { modulus, inverse, factor: Zeroizing::new(vec![0; len]), columns }
    }

    /// `a·b / R` modulo `n`, in place of `a`; without a `b`, the square.
    pub(super) fn multiply(&mut self, a: &mut [u64], b: Option<&[u64]>) {
        for (slot, limb) in self.factor.iter_mut().zip(b.unwrap_or(a)) {
            *slot = *limb;
        }
        self.columns.fill(0);
        let low = self.factor.first().copied().unwrap_or_default();
        let mut carry = 0;
        for (row, a) in a.iter().enumerate() {
            let Some(window) = self.columns.get_mut(row..) else { return };
            let first = window.first().copied().unwrap_or_default() + carry;
            let m = (first + a * low).wrapping_mul(self.inverse) & MASK;
            for ((column, b), n) in window.iter_mut().zip(self.factor.iter()).zip(self.modulus) {
                *column += a * b + m * n;
            }
            carry = (window.first().copied().unwrap_or_default() + carry) >> LIMB_BITS;
        }
        carry_over(self.columns.iter().copied().skip(a.len()), carry, a);
    }
}
