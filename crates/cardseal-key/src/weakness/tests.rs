use crypto_bigint::{BoxedUint, ConcatenatingMul as _};

use super::*;

/// A stream of random bytes, the same in each run (splitmix64).
struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()[0]
    }

    /// An odd number of so many bytes, with the two highest bits set.
    fn odd(&mut self, bytes: usize) -> Vec<u8> {
        let mut number: Vec<u8> = (0..bytes).map(|_| self.byte()).collect();
        number[0] |= 0xc0;
        number[bytes - 1] |= 1;
        number
    }

    /// As good as a prime for these checks: no small prime divides it.
    fn rough(&mut self, make: impl Fn(&mut Self) -> Vec<u8>) -> Vec<u8> {
        loop {
            let number = make(self);
            if !factors::has_small(&number) {
                return number;
            }
        }
    }
}

fn product(left: &[u8], right: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, 8 * bytes.len() as u32).unwrap();
    number(left).concatenating_mul(number(right)).to_be_bytes_trimmed_vartime().into_vec()
}

fn plus(number: &[u8], more: u64) -> Vec<u8> {
    let number = BoxedUint::from_be_slice(number, 8 * number.len() as u32).unwrap();
    let more = BoxedUint::from_be_slice(&more.to_be_bytes(), number.bits_precision()).unwrap();
    number.wrapping_add(more).to_be_bytes().into_vec()
}

#[test]
fn honest_moduli_pass() {
    let random = &mut Random(1);
    for bytes in [128, 129, 192, 256, 512] {
        for _ in 0..20 {
            let factors = [0; 2].map(|_| random.rough(|random| random.odd(bytes)));
            assert_eq!(refuse(&product(&factors[0], &factors[1])), Ok(()));
        }
    }
}

#[test]
fn each_prime_below_two_to_the_sixteenth_is_found() {
    let random = &mut Random(2);
    for prime in [3_u16, 5, 251, 257, 4093, 32_749, 65_519, 65_521] {
        let rough = random.rough(|random| random.odd(254));
        assert_eq!(
            refuse(&product(&rough, &prime.to_be_bytes())),
            Err(KeyError::ModulusSmallFactor),
            "{prime}"
        );
    }
    // The next prime is none of its concern.
    let rough = random.rough(|random| random.odd(254));
    assert_eq!(refuse(&product(&rough, &65_537_u32.to_be_bytes())), Ok(()));
}

#[test]
fn squares_are_found() {
    let random = &mut Random(3);
    for bytes in [128, 130, 256] {
        let root = random.rough(|random| random.odd(bytes));
        assert_eq!(refuse(&product(&root, &root)), Err(KeyError::ModulusSquare));
    }
}

#[test]
fn neighbours_are_found() {
    let random = &mut Random(4);
    for apart in [2_u64, 1 << 20, 1 << 40, u64::MAX - 1] {
        let (low, high) = loop {
            let low = random.rough(|random| random.odd(128));
            let high = plus(&low, apart);
            if !factors::has_small(&high) {
                break (low, high);
            }
        };
        assert_eq!(refuse(&product(&low, &high)), Err(KeyError::ModulusCloseFactors), "{apart}");
    }
}

#[test]
fn a_hundred_steps_and_no_more() {
    // (root + steps)² - b² for a tiny b: found in exactly that many steps.
    let random = &mut Random(5);
    let centre = random.odd(128);
    // The centre is above the root of n by about b² / 2a: with b near the square root of 2ka it takes k steps.
    let of = |steps: u64| {
        let a = BoxedUint::from_be_slice(&centre, 2200).unwrap();
        let two_k = BoxedUint::from_be_slice(&(2 * steps).to_be_bytes(), 2200).unwrap();
        let b = a.wrapping_mul(&two_k).floor_sqrt_vartime();
        a.wrapping_square().wrapping_sub(b.wrapping_square()).to_be_bytes_trimmed_vartime().into_vec()
    };
    assert_eq!(close::refuse(&of(90)), Err(KeyError::ModulusCloseFactors));
    assert_eq!(close::refuse(&of(110)), Ok(()));
}

#[test]
fn words_filled_in_part_are_found() {
    let random = &mut Random(6);
    // Sizes of word and filled part, in bytes.
    for (word, filled) in [(4, 1), (8, 2), (8, 3), (16, 4)] {
        let sleeve = |random: &mut Random| {
            let mut number = random.odd(128);
            for (at, byte) in number.iter_mut().enumerate() {
                *byte &= if at % word < word - filled { 0 } else { 0xff };
            }
            number[0] = 0xc0;
            number[127] |= 1;
            number
        };
        let factors = [0; 2].map(|_| random.rough(sleeve));
        let modulus = product(&factors[0], &factors[1]);
        assert_eq!(refuse(&modulus), Err(KeyError::ModulusRepeatedZeros), "{filled} of {word}");
    }
}

#[test]
fn short_and_empty_numbers_are_no_trouble() {
    for number in [&[] as &[u8], &[0], &[1], &[2], &[255; 3], &[1; 40]] {
        let _ = refuse(number);
    }
    assert_eq!(refuse(&[0]), Err(KeyError::ModulusSmallFactor));
}
