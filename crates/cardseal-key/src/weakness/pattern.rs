//! Bits that are zero in every word of a modulus.

/// Word sizes, in bits, of the arithmetic that a careless generator may have filled.
const WORDS: [usize; 5] = [16, 24, 32, 64, 128];
/// How improbable a pattern has to be, as a power of two, before it counts: one honest key in 10¹⁹ is refused at most.
const SURPRISE: usize = 64;

/// Whether the words of a number, big-endian, share more zero bits than chance gives.
pub(super) fn repeats_zeros(number: &[u8]) -> bool {
    WORDS.iter().any(|bits| shares_zeros(number, *bits))
}

fn shares_zeros(number: &[u8], bits: usize) -> bool {
    let size = bits / 8;
    let words = inner_words(number, size);
    let shared: usize = (0..size)
        .map(|at| words.clone().fold(0, |any, word| any | word.get(at).copied().unwrap_or(0)))
        .map(|any: u8| any.count_zeros() as usize)
        .sum();
    // A bit is zero in all words of an honest number with probability 2^-words.
    shared * words.count() >= SURPRISE + choices(bits, shared)
}

/// The words but the lowest, which a prime's search counts up, and the highest.
fn inner_words(number: &[u8], size: usize) -> impl Iterator<Item = &[u8]> + Clone {
    let whole = number.len() - number.len() % size;
    let words = number.get(number.len() - whole..).unwrap_or_default();
    words.get(size..words.len().saturating_sub(size)).unwrap_or_default().chunks_exact(size)
}

/// In how many ways, as a power of two, so many columns can be picked: an upper bound.
fn choices(columns: usize, picked: usize) -> usize {
    let bits = columns.next_power_of_two().trailing_zeros() as usize;
    bits * picked.min(columns)
}
