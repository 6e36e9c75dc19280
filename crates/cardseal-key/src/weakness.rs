//! Moduli that anyone can factor.

mod close;
mod factors;
mod pattern;

use crate::KeyError;

/// Refuses a modulus, given as big-endian bytes without leading zeros, in which a weakness is found.
pub(crate) fn refuse(modulus: &[u8]) -> Result<(), KeyError> {
    if factors::has_small(modulus) {
        return Err(KeyError::ModulusSmallFactor);
    }
    if pattern::repeats_zeros(modulus) {
        return Err(KeyError::ModulusRepeatedZeros);
    }
    close::refuse(modulus)
}

#[cfg(test)]
mod tests;
