//! What the numbers of an RSA key have to fulfil, as far as it is cheap to tell.

use super::{KeyError, PublicKey};

const MIN_EXPONENT: u64 = 65_537;
/// WebCrypto implementations and TLS libraries stop at 33 bits too.
const EXPONENT_LIMIT: u64 = 1 << 33;

/// Primes that must not divide a modulus are looked for below this.
const SMALL_FACTORS: u32 = 256;
/// The prime factors of the generator in CVE-2017-15361 that tell its keys apart from others in 2²⁷.
const ROCA_PRIMES: u32 = 168;

/// The length of a number without leading zeros, in bits.
pub(super) fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros());
    number.len().saturating_mul(8).saturating_sub(usize::try_from(leading).unwrap_or(0))
}

pub(super) fn check_modulus(modulus: &[u8]) -> Result<(), KeyError> {
    match bits(modulus) {
        ..PublicKey::MIN_BITS => return Err(KeyError::ModulusTooSmall),
        PublicKey::MIN_BITS..=PublicKey::MAX_BITS => {}
        _ => return Err(KeyError::ModulusTooLarge),
    }
    if modulus.last().is_none_or(|last| last & 1 == 0) {
        return Err(KeyError::ModulusEven);
    }
    let mut roca = true;
    let mut next = 3;
    while next < SMALL_FACTORS {
        // One long division serves as many primes as have a product of 32 bits.
        let first = next;
        let mut product = 1u32;
        while let Some(larger) = product.checked_mul(next).filter(|_| next < SMALL_FACTORS) {
            product = larger;
            next = prime_after(next);
        }
        let rest = remainder(modulus, product);
        let mut prime = first;
        while prime < next {
            let residue = rest.checked_rem(prime).unwrap_or(0);
            if residue == 0 {
                return Err(KeyError::ModulusSmallFactor);
            }
            roca = roca && (prime > ROCA_PRIMES || is_power_of_65537(residue, prime));
            prime = prime_after(prime);
        }
    }
    if roca { Err(KeyError::ModulusRoca) } else { Ok(()) }
}

/// The exponent as a number, if it is odd and in range. It is always below the modulus, which has 2048 bits.
pub(super) fn check_exponent(exponent: &[u8]) -> Result<u64, KeyError> {
    if exponent.len() > size_of::<u64>() {
        return Err(KeyError::ExponentTooLarge);
    }
    let exponent = exponent.iter().fold(0, |sum: u64, byte| (sum << 8) | u64::from(*byte));
    match exponent {
        ..MIN_EXPONENT => Err(KeyError::ExponentTooSmall),
        EXPONENT_LIMIT.. => Err(KeyError::ExponentTooLarge),
        even if even & 1 == 0 => Err(KeyError::ExponentEven),
        odd => Ok(odd),
    }
}

/// The next prime behind an odd number below 256, by trial division: the square root of that is below 16, that of 257,
/// which is the last one, hardly above.
#[inline(never)]
fn prime_after(odd: u32) -> u32 {
    let mut next = odd + 2;
    while [3, 5, 7, 11, 13].iter().any(|prime| next != *prime && next.is_multiple_of(*prime)) {
        next += 2;
    }
    next
}

/// The remainder of a big-endian number.
#[inline(never)]
fn remainder(number: &[u8], divisor: u32) -> u32 {
    let (first, words) = number.as_rchunks();
    let first = first.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    let rest = words.iter().fold(first, |rest, word| {
        let sum = (rest << 32) | u64::from(u32::from_be_bytes(*word));
        sum.checked_rem(u64::from(divisor)).unwrap_or(0)
    });
    rest as u32
}

/// Whether 65537 raised to some power leaves this residue: true of every key of the faulty generator, for every prime.
fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let mut power = 1;
    for _ in 0..prime {
        if power == residue {
            return true;
        }
        power = (power * (65_537 % prime)) % prime;
    }
    false
}
