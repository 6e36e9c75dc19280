//! Trial division by every odd prime below 2¹⁶, several primes at a time.

use std::sync::LazyLock;

const LIMIT: u32 = 1 << 16;

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(groups);

/// Primes whose product is below 2⁶³.
struct Group {
    primes: Vec<u64>,
    product: u64,
    /// `-1 / product` modulo 2⁶⁴.
    inverse: u64,
}

/// Whether a number, big-endian, has an odd prime factor below 2¹⁶.
pub(super) fn has_small(number: &[u8]) -> bool {
    let words: Vec<u64> = number
        .rchunks(8)
        .map(|chunk| chunk.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)))
        .collect();
    GROUPS.iter().any(|group| {
        let rest = group.reduce(&words);
        group.primes.iter().any(|prime| rest.is_multiple_of(*prime))
    })
}

impl Group {
    fn of(primes: Vec<u64>) -> Self {
        let product = primes.iter().product::<u64>();
        // Newton's iteration: each step doubles the bits that are right, from 3.
        let inverse =
            (0..5).fold(product, |x, _| x.wrapping_mul(2_u64.wrapping_sub(product.wrapping_mul(x))));
        Self { primes, product, inverse: inverse.wrapping_neg() }
    }

    /// A number that the same primes of the group divide, from words of which the lowest is the first: what
    /// Montgomery's reduction leaves, the number times a power of 1/2. No division, so it takes a tenth of the time.
    fn reduce(&self, words: &[u64]) -> u64 {
        words.iter().fold(0, |carry, word| {
            let sum = u128::from(*word) + u128::from(carry);
            let multiple = low(sum).wrapping_mul(self.inverse);
            // Below (2⁶⁵ + 2⁶⁴ · product) / 2⁶⁴.
            low((sum + u128::from(multiple) * u128::from(self.product)) >> 64)
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is wanted")]
const fn low(number: u128) -> u64 {
    number as u64
}

fn groups() -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut primes, mut product) = (Vec::new(), 1_u64);
    for prime in self::primes().into_iter().map(u64::from) {
        if product.checked_mul(prime).is_none_or(|product| product >> 63 != 0) {
            groups.push(Group::of(std::mem::take(&mut primes)));
            product = 1;
        }
        product *= prime;
        primes.push(prime);
    }
    groups.push(Group::of(primes));
    groups
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

    #[test]
    fn every_prime_is_in_one_group() {
        let grouped: Vec<u64> = GROUPS.iter().flat_map(|group| group.primes.clone()).collect();
        assert_eq!(grouped, primes().into_iter().map(u64::from).collect::<Vec<_>>());
    }

    #[test]
    fn each_multiple_is_found_whatever_its_length() {
        for prime in primes() {
            for more in [1_u128, 65_537, 4_294_967_311, (1 << 89) - 1] {
                let multiple = u128::from(prime) * more;
                assert!(has_small(&multiple.to_be_bytes()), "{prime} times {more}");
            }
        }
        for none in [1_u128, 65_537, 65_537 * 65_539, (1 << 89) - 1, (1 << 107) - 1, (1 << 127) - 1] {
            assert!(!has_small(&none.to_be_bytes()), "{none}");
        }
    }
}
