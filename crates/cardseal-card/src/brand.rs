//! Card networks: which numbers are theirs and how those numbers look.

use cardseal_types::CardBrand;

use crate::brand_table::RANGES;

/// How the cards of one network look.
#[derive(Debug, PartialEq, Eq)]
pub struct BrandRule {
    /// The network.
    pub brand: CardBrand,
    /// The lengths that its numbers may have, ascending, in digits.
    pub lengths: &'static [u8],
    /// Where the digits of a number of usual length are set apart: a gap stands *before* the digit at each of these places.
    pub gaps: &'static [u8],
    /// The gaps of numbers that are longer than this many digits, where those differ.
    pub long_gaps: Option<(u8, &'static [u8])>,
    /// How many digits the card verification code has.
    pub cvc_len: u8,
    /// Whether some issuers of the network put no check digit into the number.
    pub luhn_exempt: bool,
}

impl BrandRule {
    /// The gaps of a number of `len` digits, so far or in all.
    #[must_use]
    pub fn gaps_for(&self, len: usize) -> &'static [u8] {
        match self.long_gaps {
            Some((limit, gaps)) if len > usize::from(limit) => gaps,
            _ => self.gaps,
        }
    }

    /// The greatest number of digits.
    #[must_use]
    pub fn max_len(&self) -> usize {
        self.lengths.last().map_or(0, |len| usize::from(*len))
    }
}

/// The gaps of a number whose network is not known: groups of four.
pub const DEFAULT_GAPS: &[u8] = &[4, 8, 12, 16];

/// A block of issuer identification numbers that one network holds.
#[derive(Debug)]
pub(crate) struct Range {
    /// The first prefix of the block.
    pub(crate) first: u32,
    /// The last prefix of the block, with as many digits as the first.
    pub(crate) last: u32,
    /// How many digits the prefixes have: one to eight.
    pub(crate) digits: u8,
    /// Whose it is.
    pub(crate) rule: &'static BrandRule,
}

impl Range {
    /// Whether every number that starts with these digits lies in the block.
    fn holds(&self, digits: &[u8]) -> bool {
        digits
            .get(..usize::from(self.digits))
            .and_then(number)
            .is_some_and(|p| self.first <= p && p <= self.last)
    }

    /// Whether some number that starts with these digits lies in the block.
    fn may_hold(&self, digits: &[u8]) -> bool {
        let given = digits.len().min(usize::from(self.digits));
        let missing = u32::from(self.digits).saturating_sub(u32::try_from(given).unwrap_or(u32::MAX));
        let scale = 10u32.saturating_pow(missing);
        digits
            .get(..given)
            .and_then(number)
            .is_some_and(|p| self.first / scale <= p && p <= self.last / scale)
    }
}

/// The rule of the network that a number belongs to, as far as its first digits tell.
///
/// Where blocks of several networks hold the number, the one named by the most digits wins: `401178` is Elo's inside
/// Visa's `4`. Fewer digits than a block's prefix are no match; [`candidates`] tells what they may become.
#[must_use]
pub fn rule_of(digits: &[u8]) -> Option<&'static BrandRule> {
    RANGES.iter().filter(|range| range.holds(digits)).max_by_key(|range| range.digits).map(|range| range.rule)
}

/// The rules of all networks, some of them more than once.
pub fn rules() -> impl Iterator<Item = &'static BrandRule> {
    RANGES.iter().map(|range| range.rule)
}

/// The rules of all networks that a number starting with these digits can still turn out to belong to, each once.
///
/// The list is empty when no further digit makes the number a known network's, and holds every network for no digits.
pub fn candidates(digits: &[u8]) -> impl Iterator<Item = &'static BrandRule> + '_ {
    let decided =
        RANGES.iter().filter(|range| range.holds(digits)).map(|range| range.digits).max().unwrap_or(0);
    let possible =
        move |range: &&Range| range.may_hold(digits) && (range.digits >= decided || !range.holds(digits));
    RANGES.iter().enumerate().filter(move |(_, range)| possible(range)).filter_map(move |(at, range)| {
        let seen =
            RANGES.iter().take(at).any(|before| possible(&before) && before.rule.brand == range.rule.brand);
        (!seen).then_some(range.rule)
    })
}

/// A short run of ASCII digits as a number.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |sum, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit & 0x0f))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}
