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
    for prime in (3..SMALL_FACTORS).step_by(2).filter(|odd| is_prime(*odd)) {
        let residue = remainder(modulus, prime);
        if residue == 0 {
            return Err(KeyError::ModulusSmallFactor);
        }
        roca = roca && (prime > ROCA_PRIMES || is_power_of_65537(residue, prime));
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

/// Trial division of an odd number below 256, whose square root is below 16.
fn is_prime(odd: u32) -> bool {
    [3, 5, 7, 11, 13].iter().all(|prime| odd == *prime || !odd.is_multiple_of(*prime))
}

/// The remainder of a big-endian number by one below 256: three bytes at a time, as many as fit behind the rest so far.
fn remainder(number: &[u8], divisor: u32) -> u32 {
    let (threes, last) = number.as_chunks();
    let rest = threes.iter().fold(0, |rest, [a, b, c]| {
        u32::from_be_bytes([rest, *a, *b, *c]).checked_rem(divisor).unwrap_or(0).to_le_bytes()[0]
    });
    last.iter().fold(u32::from(rest), |rest, byte| {
        ((rest << 8) | u32::from(*byte)).checked_rem(divisor).unwrap_or(0)
    })
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
