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

use engine::{Column, GROUP, LIMB_BITS, NO_SUMS, Sum, Vector, ZERO, column, diagonal, sums, sweep, vector};

const MASK: u64 = (1 << LIMB_BITS) - 1;

/// How many bits there are at least in `R` beside those of a modulus and one limb.
const ROOM: usize = 16;

/// The most pairs of limbs of a number: those of 8192 bits.
const MAX_PAIRS: usize = pairs_of(8192);
const MAX_VECTORS: usize = vectors_of(MAX_PAIRS);
const MAX_LIMBS: usize = GROUP * MAX_VECTORS;
const MAX_COLUMNS: usize = 4 * MAX_PAIRS + GROUP;

type Limbs = [u64; MAX_LIMBS];
type Vectors = [Vector; MAX_VECTORS];
type Columns = [Column; MAX_COLUMNS];

/// An odd modulus, made ready for powers.
#[derive(Clone)]
pub(crate) struct Modulus {
    pairs: usize,
    n: Limbs,
    /// `-1 / n` modulo `2^w`.
    inverse: u64,
    /// `(kn + 1) / 2^w`.
    multiple: Vectors,
    /// Its lowest limb.
    low: u64,
    /// `R² / 2^w` modulo `n`.
    square: Limbs,
}

impl Modulus {
    /// None yet.
    pub(crate) const EMPTY: Self =
        Self { pairs: 0, n: [0; MAX_LIMBS], inverse: 0, multiple: [ZERO; MAX_VECTORS], low: 0, square: [0; MAX_LIMBS] };

    pub(crate) fn prepare(&mut self, bytes: &[u8]) {
        const SQUARINGS: u32 = 3;
        let bits = bytes.len().saturating_mul(8);
        self.pairs = pairs_of(bits).min(MAX_PAIRS);
        read(bytes, 0, self.pairs, &mut self.n);
        self.inverse = negated_inverse(lowest(&self.n));
        let mut columns = [NO_SUMS; MAX_COLUMNS];
        let mut number = power_of_two(0);
        self.divide(&mut number, &mut columns);
        self.low = lowest(&number);
        pack(&number, 0, &mut self.multiple);
        let radix = 2 * self.pairs * LIMB_BITS;
        let below = bits.saturating_sub(8);
        number = power_of_two(below);
        self.shift(&mut number, radix - below + (radix >> SQUARINGS), bits);
        for _ in 0..SQUARINGS {
            self.multiply(&mut number, None, &mut columns);
        }
        self.divide(&mut number, &mut columns);
        self.shift(&mut number, radix % (1 << SQUARINGS), bits);
        self.square = number;
    }

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
        read(number, LIMB_BITS, self.pairs, &mut factor);
        self.multiply(&mut power, Some(&factor), &mut columns);
        self.divide(&mut power, &mut columns);
        for _ in 0..2 {
            let below = self.scale(&mut power, 0, 1);
            self.scale(&mut power, 0, below);
        }
        write(&*power, number);
    }

    fn multiply(&self, number: &mut Limbs, other: Option<&Limbs>, columns: &mut Columns) {
        let pairs = self.pairs;
        let vectors = vectors_of(pairs);
        if let Some(columns) = columns.get_mut(..4 * pairs + GROUP) {
            columns.fill(NO_SUMS);
        }
        let mut factor = Zeroizing::new([ZERO; MAX_VECTORS]);
        let Some(factor) = factor.get_mut(..vectors) else { return };
        pack(other.unwrap_or(number), u32::from(other.is_none()), factor);
        for (at, limbs) in number.as_chunks().0.iter().enumerate().take(vectors) {
            for (half, [a0, a1]) in limbs.as_chunks().0.iter().enumerate() {
                let mut from = 0;
                if other.is_none() {
                    from = at;
                    if let Some(slot) = factor.get_mut(at) {
                        *slot = diagonal(*limbs, half);
                    }
                }
                let (Some(columns), Some(factor)) =
                    (columns.get_mut(GROUP * (at + from) + 2 * half..), factor.get(from..)) else { return };
                sweep(columns, factor, *a0, *a1);
            }
        }
        let Some(multiple) = self.multiple.get(..vectors) else { return };
        let low = self.low;
        let mut carry = Carry { before: 0, carry: 0 };
        for at in 0..pairs {
            let Some(([first], rest)) = columns.get_mut(2 * at..).and_then(<[_]>::split_first_chunk_mut) else { return };
            let [c0, middle] = sums(*first);
            let start = c0 + carry.before + carry.carry;
            let m0 = start as u64 & MASK;
            let Some(second) = rest.first().copied() else { return };
            let start = middle.wrapping_add(start >> LIMB_BITS);
            let m1 = (start.wrapping_add(sums(second)[0]) as u64).wrapping_add(m0.wrapping_mul(low)) & MASK;
            sweep(rest, multiple, m0, m1);
            let Some(second) = rest.first().copied() else { return };
            let [c1, before] = sums(second);
            carry = Carry { before, carry: start.wrapping_add(c1) >> LIMB_BITS };
        }
        carry.over(columns.get(2 * pairs..4 * pairs).unwrap_or_default(), number);
    }

    /// (number + m n) / 2^w
    fn divide(&self, number: &mut Limbs, columns: &mut Columns) {
        let vectors = vectors_of(self.pairs);
        columns.fill(NO_SUMS);
        for ([first, _], pair) in columns.as_chunks_mut().0.iter_mut().zip(number.as_chunks().0) {
            *first = column(*pair);
        }
        let m = lowest(number).wrapping_mul(self.inverse) & MASK;
        let mut n = [ZERO; MAX_VECTORS];
        let Some(n) = n.get_mut(..vectors) else { return };
        pack(&self.n, 0, n);
        sweep(columns, n, m, 0);
        let Some((first, rest)) = columns.split_first() else { return };
        let [c0, before] = sums(*first);
        Carry { before, carry: c0 >> LIMB_BITS }.over(rest, number);
    }

    /// number · 2^bits mod n, nearly
    fn shift(&self, number: &mut Limbs, bits: usize, len: usize) {
        let mut bits = bits;
        let n = top(&self.n, len) + 1;
        while bits > 0 {
            let some = bits.min(10);
            let quotient = (top(number, len) << some).checked_div(n).unwrap_or_default();
            self.scale(number, some, quotient as i64);
            bits -= some;
        }
    }

    /// number · 2^bits - times · n
    #[inline(never)]
    fn scale(&self, number: &mut Limbs, bits: usize, times: i64) -> i64 {
        let mut carry = 0;
        for (limb, n) in number.iter_mut().zip(&self.n).take(2 * self.pairs) {
            let sum = ((*limb as i64) << bits) - times * *n as i64 + carry;
            *limb = sum as u64 & MASK;
            carry = sum >> LIMB_BITS;
        }
        carry
    }
}

struct Carry {
    before: Sum,
    carry: Sum,
}

impl Carry {
    fn over(self, columns: &[Column], number: &mut [u64]) {
        let Self { mut before, mut carry } = self;
        for (limb, column) in number.iter_mut().zip(columns) {
            let [own, next] = sums(*column);
            let sum = own + before + carry;
            *limb = sum as u64 & MASK;
            carry = sum >> LIMB_BITS;
            before = next;
        }
    }
}

const fn pairs_of(bits: usize) -> usize {
    bits.saturating_add(LIMB_BITS + ROOM).div_ceil(2 * LIMB_BITS)
}

const fn vectors_of(pairs: usize) -> usize {
    pairs.div_ceil(GROUP / 2)
}

fn lowest(number: &Limbs) -> u64 {
    number.first().copied().unwrap_or_default()
}

fn pack(number: &Limbs, shift: u32, vectors: &mut [Vector]) {
    for (slot, limbs) in vectors.iter_mut().zip(number.as_chunks().0) {
        *slot = vector(limbs.map(|limb| limb << shift));
    }
}

fn power_of_two(exponent: usize) -> Limbs {
    let mut number = [0; MAX_LIMBS];
    if let Some(limb) = number.get_mut(exponent / LIMB_BITS) {
        *limb = 1 << (exponent % LIMB_BITS);
    }
    number
}

/// The number divided by 2^(bits - 24)
fn top(number: &Limbs, bits: usize) -> u64 {
    let at = bits.saturating_sub(24);
    let mut limbs = number.iter().skip(at / LIMB_BITS).copied();
    let mut limb = || limbs.next().unwrap_or_default();
    (limb() >> (at % LIMB_BITS)) | (limb() << (LIMB_BITS - at % LIMB_BITS))
}

/// `-1 / n` modulo `2^w`, for an odd `n`, by Newton's iteration: each step doubles the bits that are right, from 3.
fn negated_inverse(n: u64) -> u64 {
    let inverse = (0..5).fold(n, |x, _| x.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(x))));
    inverse.wrapping_neg() & MASK
}

/// Big-endian bytes as a number times a power of two.
fn read(bytes: &[u8], shift: usize, pairs: usize, number: &mut Limbs) {
    let mut bytes = bytes.iter().rev();
    let (mut held, mut bits) = (0u64, shift);
    for limb in number.iter_mut().take(GROUP * vectors_of(pairs)) {
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
fn write(number: &Limbs, out: &mut [u8]) {
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

#[cfg(test)]
mod tests;
