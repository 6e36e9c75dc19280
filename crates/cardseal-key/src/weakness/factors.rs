//! Trial division by every odd prime below 2¹⁶.

use std::sync::LazyLock;

const LIMIT: u32 = 1 << 16;

/// The odd primes, two to a divisor: half the divisions, and every product still has 32 bits.
static PAIRS: LazyLock<Vec<[u32; 2]>> = LazyLock::new(|| {
    primes().chunks(2).map(|pair| [0, 1].map(|at| pair.get(at).copied().unwrap_or(1))).collect()
});

/// Whether a number, big-endian, has an odd prime factor below 2¹⁶.
pub(super) fn has_small(number: &[u8]) -> bool {
    let words = words(number);
    PAIRS.iter().any(|pair| {
        let rest = remainder(&words, pair.iter().product());
        pair.iter().any(|prime| *prime > 1 && rest.is_multiple_of(*prime))
    })
}

/// Words of 32 bits, the highest first.
fn words(number: &[u8]) -> Vec<u32> {
    let mut words: Vec<_> = number
        .rchunks(4)
        .map(|chunk| chunk.iter().fold(0, |word: u32, byte| (word << 8) | u32::from(*byte)))
        .collect();
    words.reverse();
    words
}

fn remainder(words: &[u32], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let rest = words.iter().fold(0, |rest, word| ((rest << 32) | u64::from(*word)) % divisor);
    u32::try_from(rest).unwrap_or_default()
}

/// The sieve of Eratosthenes.
fn primes() -> Vec<u32> {
    let mut composite = vec![false; LIMIT as usize];
    let mut primes = Vec::new();
    for number in (3..LIMIT).step_by(2) {
        if composite.get(number as usize).is_none_or(|composite| *composite) {
            continue;
        }
        primes.push(number);
        for multiple in (number.saturating_mul(number)..LIMIT).step_by(2 * number as usize) {
            if let Some(slot) = composite.get_mut(multiple as usize) {
                *slot = true;
            }
        }
    }
    primes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sieve_finds_them_all() {
        let primes = primes();
        // 6542 primes lie below 2^16 (OEIS A007053); the even one is no concern here.
        assert_eq!((primes.len(), primes.first(), primes.last()), (6541, Some(&3), Some(&65521)));
    }
}
