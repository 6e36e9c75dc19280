//! Squares, and products of two neighbours: Fermat's method of 1643.

use crypto_bigint::BoxedUint;

use crate::KeyError;

/// Steps of Fermat's method. Honest factors of 2048 bits lie some 2⁹⁰⁰ steps away.
const STEPS: u64 = 100;

/// Looks for a² - n that is a square, from the root of n upwards: then n = (a + b)(a - b).
pub(super) fn refuse(modulus: &[u8]) -> Result<(), KeyError> {
    // Room for a few numbers more than the modulus itself.
    let precision = u32::try_from(modulus.len().saturating_add(8).saturating_mul(8)).unwrap_or(u32::MAX);
    let modulus = BoxedUint::from_be_slice_truncated(modulus, precision);
    let root = modulus.floor_sqrt_vartime();
    let square = root.wrapping_square();
    if square == modulus {
        return Err(KeyError::ModulusSquare);
    }
    // (root + 1)² - n, and what each next square adds: 2a + 1.
    let one = BoxedUint::one_with_precision(precision);
    let two = one.wrapping_add(&one);
    let mut step = root.wrapping_add(&root).wrapping_add(&one);
    let mut difference = square.wrapping_add(&step).wrapping_sub(&modulus);
    for _ in 0..STEPS {
        if is_square(&difference) {
            return Err(KeyError::ModulusCloseFactors);
        }
        step.wrapping_add_assign(&two);
        difference.wrapping_add_assign(&step);
    }
    Ok(())
}

fn is_square(number: &BoxedUint) -> bool {
    // The root is dear; 97 of 100 numbers that are no squares show it by what they leave modulo 64, 63 and 65.
    let residues = [64, 63, 65].map(|modulus| (remainder(number, modulus), modulus));
    let possible = |(rest, modulus): &(u64, u64)| (0..*modulus).any(|root| root * root % modulus == *rest);
    residues.iter().all(possible) && number.checked_sqrt_vartime().is_some()
}

fn remainder(number: &BoxedUint, divisor: u64) -> u64 {
    let fold = |rest: u64, byte: &u8| ((rest << 8) | u64::from(*byte)) % divisor;
    number.to_be_bytes().iter().fold(0, fold)
}
