//! The engine of this target against the `rsa` crate's arithmetic. The engines of wasm have the same test in Node, on
//! the built modules: `tests/package/kernel.test.mjs`.

use ::rsa::BoxedUint;
use crypto_bigint::{
    NonZero, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};

use super::*;

/// How many random cases; `CARDSEAL_KERNEL_CASES` asks for more.
fn cases() -> usize {
    std::env::var("CARDSEAL_KERNEL_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(2000)
}

struct Random(u64);

impl Random {
    /// splitmix64: a test can be repeated from its seed.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }

    /// An odd number of so many bits: random, all ones, or nearly all zeros.
    fn modulus(&mut self, bits: usize) -> Vec<u8> {
        let len = bits.div_ceil(8);
        let mut number = match self.next() % 4 {
            0 => vec![0xff; len],
            1 => vec![0; len],
            _ => self.bytes(len),
        };
        if self.next().is_multiple_of(2) {
            let at = self.next() as usize % len;
            number[at] ^= 1 << (self.next() % 8);
        }
        let top = (bits - 1) % 8;
        number[0] = (number[0] & ((1u16 << (top + 1)) - 1) as u8) | (1 << top);
        number[len - 1] |= 1;
        number
    }

    /// A base below the modulus: at an edge, or anywhere.
    fn base(&mut self, modulus: &[u8]) -> Vec<u8> {
        let len = modulus.len();
        let mut base = vec![0; len];
        match self.next() % 8 {
            0 => {}
            1 => base[len - 1] = 1,
            2 => {
                base.copy_from_slice(modulus);
                base[len - 1] -= 1;
            }
            // R modulo n, whose Montgomery form has the fewest bits of all in its products.
            3 => {
                let bits = 2 * pairs_of(8 * len) * LIMB_BITS;
                let mut r = vec![0; bits / 8 + 1];
                r[0] = 1 << (bits % 8);
                let r = uint(&r) % NonZero::new(uint(modulus)).unwrap();
                let r = r.to_be_bytes();
                base.copy_from_slice(&r[r.len() - len..]);
            }
            4 => base[1..].fill(0xff),
            _ => base[1..].copy_from_slice(&self.bytes(len - 1)),
        }
        if uint(&base) >= uint(modulus) {
            base[0] = 0;
            base[1] &= 0x0f;
        }
        base
    }
}

fn uint(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

fn expected(modulus: &[u8], base: &[u8], exponent: u64) -> BoxedUint {
    let params = BoxedMontyParams::new(Odd::new(uint(modulus)).unwrap());
    let base = BoxedUint::from_be_slice(base, params.bits_precision()).unwrap();
    BoxedMontyForm::new(base, &params).pow(&BoxedUint::from(exponent)).retrieve()
}

#[test]
fn the_power_is_another_implementations() {
    let mut random = Random(7);
    let exponents = [65_537, 65_537, 65_537, 3, 5, 65_539, 0x1_0000_000f, 0x1_ffff_ffff];
    let mut prepared = Modulus::EMPTY;
    for case in 0..cases() {
        let bits = match random.next() % 16 {
            0 => 2048 + random.next() as usize % 6145,
            1 => [3072, 4096, 8192][random.next() as usize % 3],
            2 => [2049, 2050, 2055, 2056, 2057, 2077, 2104][random.next() as usize % 7],
            _ => 2048,
        };
        let modulus = random.modulus(bits);
        prepared.prepare(&modulus);
        let base = random.base(&modulus);
        let exponent = exponents[random.next() as usize % exponents.len()];
        let mut out = base.clone();
        prepared.power(&mut out, exponent);
        assert_eq!(
            uint(&out),
            expected(&modulus, &base, exponent),
            "case {case}: {bits} bits, e = {exponent}"
        );
    }
}

/// What [`Modulus::shift`] says it leaves, and a base that is greater than the modulus.
#[test]
fn bounds_are_kept() {
    let mut random = Random(5);
    let mut modulus = Modulus::EMPTY;
    for bits in [2048, 2049, 2055, 3072, 8185, 8192].repeat(16) {
        let bytes = random.modulus(bits);
        modulus.prepare(&bytes);
        let wide = |number: &Limbs| {
            let mut out = vec![0; bytes.len() + 8];
            write(number, &mut out);
            uint(&out)
        };
        let n = uint(&[&[0; 8], &bytes[..]].concat());
        assert!(wide(&modulus.square).shl(4) < n.shl(4).wrapping_add(&n), "{bits} bits");
        let mut power = vec![0xff; bytes.len()];
        let base = uint(&power) % NonZero::new(uint(&bytes)).unwrap();
        modulus.power(&mut power, 65_537);
        assert_eq!(uint(&power), expected(&bytes, &base.to_be_bytes(), 65_537), "{bits} bits");
    }
}

#[test]
fn whole_moduli_are_taken_off() {
    let mut random = Random(3);
    let mut modulus = Modulus::EMPTY;
    for bits in [2048, 2049, 4096, 8192] {
        let bytes = random.modulus(bits);
        modulus.prepare(&bytes);
        for times in 0..3 {
            let mut multiple = power_of_two(0);
            modulus.scale(&mut multiple, 0, -times);
            // 1, then 0, then -1: what is left of it is 1, 0 and n - 1.
            for rest in [BoxedUint::one(), BoxedUint::zero(), uint(&bytes).wrapping_sub(BoxedUint::one())] {
                let mut number = multiple;
                if !(times == 0 && rest > BoxedUint::one()) {
                    modulus.subtract(&mut number);
                    let mut out = vec![0; bytes.len()];
                    write(&number, &mut out);
                    assert_eq!(uint(&out), rest, "{bits} bits, {times} times");
                }
                multiple[0] = multiple[0].wrapping_sub(1);
            }
        }
    }
}

#[test]
fn numbers_are_read_and_written_back() {
    let mut random = Random(1);
    for len in [256, 257, 512, 1024] {
        let bytes = random.bytes(len);
        let mut out = vec![0; len];
        let mut number = [0; MAX_LIMBS];
        read(&bytes, 0, pairs_of(8 * len), &mut number);
        write(&number, &mut out);
        assert_eq!(out, bytes);
    }
}
