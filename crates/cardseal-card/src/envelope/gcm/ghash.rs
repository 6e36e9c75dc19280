use zeroize::Zeroize;

use cardseal_key::lanes::Lanes;

/// GHASH (NIST SP 800-38D, 6.4): a polynomial over GF(2^128) at the point of its key.
///
/// An element's first bit stands for x^0: as a pair of big-endian words, whose first is the high one, elements are
/// bit-reversed polynomials. The product of two reversed polynomials is the reversed product, short of one place.
pub(super) struct Hash {
    key: [u64; 2],
    sum: [u64; 2],
}

impl Hash {
    /// Takes the key with its first byte as the highest.
    pub(super) fn new(key: u128) -> Self {
        let [low, high] = halves(key);
        Self { key: [high, low], sum: [0; 2] }
    }

    /// Adds bytes, with zeros up to a whole block.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            let [low, high] = halves(Lanes::read(chunk, 0).number().swap_bytes());
            self.block([high, low]);
        }
    }

    pub(super) fn block(&mut self, [high, low]: [u64; 2]) {
        let [y1, y0] = [self.sum[0] ^ high, self.sum[1] ^ low];
        let [h1, h0] = self.key;
        // Karatsuba: three products of 64 by 64 bits.
        let low = wide(y0, h0);
        let high = wide(y1, h1);
        let middle = wide(y0 ^ y1, h0 ^ h1) ^ low ^ high;
        let [z0, z1] = halves(low);
        let [z2, z3] = halves(high);
        let [m0, m1] = halves(middle);
        let (z1, z2) = (z1 ^ m0, z2 ^ m1);
        // One place up, for the reversal.
        let (z3, z2, z1, z0) = (up(z3, z2), up(z2, z1), up(z1, z0), z0 << 1);
        // Modulo x^128 + x^7 + x^2 + x + 1: the lower half, which is the higher powers, is folded in, word by word.
        let z1 = z1 ^ (z0 << 63) ^ (z0 << 62) ^ (z0 << 57);
        let z2 = z2 ^ z0 ^ (z0 >> 1) ^ (z0 >> 2) ^ (z0 >> 7) ^ (z1 << 63) ^ (z1 << 62) ^ (z1 << 57);
        let z3 = z3 ^ z1 ^ (z1 >> 1) ^ (z1 >> 2) ^ (z1 >> 7);
        self.sum = [z3, z2];
    }

    /// The hash, its first byte the highest.
    pub(super) fn finish(&self) -> u128 {
        let [high, low] = self.sum;
        (u128::from(high) << 64) | u128::from(low)
    }
}

impl Drop for Hash {
    fn drop(&mut self) {
        self.key.zeroize();
        self.sum.zeroize();
    }
}

const fn up(word: u64, below: u64) -> u64 {
    (word << 1) | (below >> 63)
}

fn halves(wide: u128) -> [u64; 2] {
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
    let low = wide as u64;
    let high = (wide >> 64) as u64;
    [low, high]
}

/// The product of two polynomials of 64 bits. The upper half is the lower one of the reversed factors, reversed.
fn wide(a: u64, b: u64) -> u128 {
    let high = reversed(low_half(reversed(a), reversed(b))) >> 1;
    (u128::from(high) << 64) | u128::from(low_half(a, b))
}

/// There once: it is twenty operations on a machine without one of its own.
#[inline(never)]
fn reversed(word: u64) -> u64 {
    word.reverse_bits()
}

/// The lower 64 bits of the product of two polynomials.
///
/// Integer multiplication, with only each fourth bit of the factors set: sixteen of the products of single bits at most
/// meet in one place, so what is carried stays within the three places between, but for the highest bit, beyond 64.
#[inline(never)]
fn low_half(a: u64, b: u64) -> u64 {
    const MASK: u64 = 0x1111_1111_1111_1111;
    (0..4).fold(0, |sum, place| {
        let bits = (0..4).fold(0, |bits, at| {
            let other = (place + 4 - at) % 4;
            bits ^ (a & (MASK << at)).wrapping_mul(b & (MASK << other))
        });
        sum | (bits & (MASK << place))
    })
}
