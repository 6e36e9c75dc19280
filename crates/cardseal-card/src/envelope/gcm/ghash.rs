use cardseal_key::lanes::Lanes;

use crate::wipe::Zeroizing;

/// GHASH (NIST SP 800-38D, 6.4): a polynomial over GF(2^128) at the point of its key.
///
/// An element's first bit, the highest of the first byte, stands for x^0: times x is one bit down, and into the next
/// byte.
pub(super) struct Hash {
    /// By number, the bytes of the products of the key and sixteen polynomials below x^4, and of those times x^4.
    tables: Zeroizing<[[Lanes; 2]; PRODUCT]>,
    sum: Zeroizing<Lanes>,
}

/// How many bytes the product of an element and a byte has.
const PRODUCT: usize = 17;

const ZERO: Lanes = Lanes::new(0);

impl Hash {
    pub(super) fn new(key: Lanes) -> Self {
        let mut hash = Self { tables: Zeroizing::new([[ZERO; 2]; PRODUCT]), sum: Zeroizing::new(ZERO) };
        let key = key.number().to_le_bytes();
        let mut bytes = 0u32;
        for (at, tables) in hash.tables.iter_mut().enumerate() {
            bytes = (bytes << 8) | u32::from(key.get(at).copied().unwrap_or(0));
            for (by, table) in (0..).step_by(4).zip(tables) {
                for bit in 0..4 {
                    // All ones for the polynomials with this power of x.
                    let with = POLYNOMIALS.left(4 + bit).signs();
                    *table = table.xor(Lanes::all((bytes >> (by + bit)).to_le_bytes()[0]).and(with));
                }
            }
        }
        hash
    }

    /// Adds bytes, with zeros up to a whole block.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        for at in (0..bytes.len()).step_by(16) {
            self.block(Lanes::read(bytes, at, 0));
        }
    }

    #[inline(never)]
    pub(super) fn block(&mut self, block: Lanes) {
        let [low, high] = self.sum.xor(block).nibbles();
        // The product of each byte and the key begins at the place of that byte: by Horner's rule, from the last bytes
        // of these products on.
        let (mut sum, mut beyond) = (ZERO, ZERO);
        for [first, second] in self.tables.iter().rev() {
            (sum, beyond) = (sum.behind(ZERO), beyond.behind(sum));
            sum = sum.xor(first.swizzle(high)).xor(second.swizzle(low));
        }
        // Modulo x^128 + x^7 + x^2 + x + 1: what is beyond is added times 1, x, x^2 and x^7, and so is, once more, what
        // goes beyond by that.
        for _ in 0..2 {
            let mut over = ZERO;
            sum = sum.xor(beyond);
            for by in [1, 2, 7] {
                sum = sum.xor(beyond.right(by));
                over = over.xor(beyond.left(8 - by));
            }
            sum = sum.xor(over.behind(ZERO));
            beyond = ZERO.behind(over);
        }
        *self.sum = sum;
    }

    pub(super) fn finish(&self) -> Lanes {
        *self.sum
    }
}

const POLYNOMIALS: Lanes = Lanes::of([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
