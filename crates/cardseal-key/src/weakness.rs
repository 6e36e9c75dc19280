//! Moduli that anyone can factor.

mod close;
mod factors;
mod pattern;

/// Why a modulus protects nothing although it has the form and the size of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Weakness {
    /// A prime below 2¹⁶ divides it.
    SmallFactor,
    /// It is the square of a number.
    Square,
    /// Its two factors lie so close together that Fermat's method finds them within a hundred steps (CVE-2022-26320).
    CloseFactors,
    /// The same bits are zero in each of its words: its factors were filled from a source that leaves part of each word
    /// empty, and can be found by factoring a polynomial ("short-sleeve" keys, Trail of Bits, June 2026).
    RepeatedZeros,
}

/// Looks for a weakness in a modulus, given as big-endian bytes without leading zeros.
///
/// Takes less than a millisecond for 2048 bits. Finding none proves nothing about how the key was made.
#[must_use]
pub fn weakness(modulus: &[u8]) -> Option<Weakness> {
    if factors::has_small(modulus) {
        Some(Weakness::SmallFactor)
    } else if pattern::repeats_zeros(modulus) {
        Some(Weakness::RepeatedZeros)
    } else {
        close::weakness(modulus)
    }
}

#[cfg(test)]
mod tests;
