//! A way into the arithmetic for tests on the targets that it is built for. Not part of what is shipped.

use crate::modpow::Modulus;

/// Raises a number to a power modulo an odd one of 2048 to 8192 bits, in place; both are big-endian and equally long.
///
/// The exponent is odd and at least 3.
pub fn power(modulus: &[u8], number: &mut [u8], exponent: u64) {
    let mut prepared = Modulus::EMPTY;
    prepared.prepare(modulus);
    prepared.power(number, exponent);
}
