//! Card networks: which numbers are theirs and how those numbers look.

use cardseal_types::CardBrand;

use crate::brand_table::{BLOCKS, OWNERS, RULES};
use crate::pan::MIN_DIGITS;

pub use crate::brand_table::UNKNOWN;

/// How the cards of one network look; [`UNKNOWN`] is for numbers of no known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrandRule {
    /// The network's place among [`CardBrand::KNOWN`], from 1.
    pub(crate) number: u8,
    /// The lengths that its numbers may have, in digits: bit n stands for [`MIN_DIGITS`] + n.
    pub(crate) lens: u8,
    /// Numbers of fewer digits than this are set in groups of four, six and the rest, others in groups of four.
    pub(crate) uneven_below: u8,
    /// How many digits the card verification code has, at least and at most.
    pub(crate) cvc_lens: [u8; 2],
    /// Whether some issuers of the network put no check digit into the number.
    pub(crate) luhn_exempt: bool,
}

impl BrandRule {
    /// The network, if it is a known one.
    #[must_use]
    pub fn brand(&self) -> Option<CardBrand> {
        CardBrand::KNOWN.get(usize::from(self.number).checked_sub(1)?).cloned()
    }

    /// The network's number, from 1 in the order of [`CardBrand::KNOWN`]; 0 for none.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// Whether a number of the network may have so many digits.
    #[must_use]
    pub fn has_len(&self, len: usize) -> bool {
        len.checked_sub(MIN_DIGITS).is_some_and(|bit| bit < 8 && (self.lens >> bit) & 1 == 1)
    }

    /// The greatest number of digits.
    #[must_use]
    pub const fn max_len(&self) -> usize {
        MIN_DIGITS + 7 - self.lens.leading_zeros() as usize
    }

    /// The gaps of a number of `len` digits, so far or in all.
    #[must_use]
    pub const fn gaps(&self, len: usize) -> Gaps {
        Gaps(if len < self.uneven_below as usize {
            1 << 4 | 1 << 10
        } else {
            1 << 4 | 1 << 8 | 1 << 12 | 1 << 16
        })
    }

    /// How many digits the card verification code has: at least and at most.
    #[must_use]
    pub fn cvc_lens(&self) -> [usize; 2] {
        self.cvc_lens.map(usize::from)
    }

    /// Whether some issuers of the network put no check digit into the number.
    #[must_use]
    pub const fn is_luhn_exempt(&self) -> bool {
        self.luhn_exempt
    }
}

/// Where the digits of a number are set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gaps(u32);

impl Gaps {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// Whether a gap stands before the digit at a place, counted from 0.
    #[must_use]
    pub fn is_before(self, place: usize) -> bool {
        place < 32 && (self.0 >> place) & 1 == 1
    }

    /// How many gaps stand before the digits that come first, without one behind the last of them.
    #[must_use]
    pub fn within(self, digits: usize) -> usize {
        (self.0 & !(u32::MAX << digits.min(31))).count_ones() as usize
    }
}

/// The rule of the network that a number belongs to, as far as its first digits tell.
///
/// Where blocks of several networks hold the number, the one named by the most digits wins: `401178` is Elo's inside
/// Visa's `4`. Fewer digits than a block's prefix are no match.
#[must_use]
#[inline(never)]
pub fn rule_of(digits: &[u8]) -> &'static BrandRule {
    let mut prefix = 0;
    for digit in digits.iter().take(6) {
        // No network's numbers begin with 0, so a prefix is told by its value alone.
        if !digit.is_ascii_digit() || (prefix == 0 && *digit == b'0') {
            break;
        }
        prefix = prefix * 10 + u32::from(digit & 0x0f);
    }
    while prefix > 0 {
        if let Some(at) = BLOCKS.iter().position(|block| block.holds(prefix)) {
            return rule_by_number(OWNERS.get(at).map_or(0, |owner| usize::from(*owner)));
        }
        prefix /= 10;
    }
    &UNKNOWN
}

/// A run of prefixes of equally many digits, six at most, in one word: the first one, and how many follow it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block(u32);

impl Block {
    const FIRST_BITS: u32 = 20;

    pub(crate) const fn new(first: u32, last: u32) -> Self {
        assert!(first >> Self::FIRST_BITS == 0 && (last - first) >> (32 - Self::FIRST_BITS) == 0);
        Self(((last - first) << Self::FIRST_BITS) | first)
    }

    /// Prefixes of fewer or more digits are smaller or greater numbers.
    fn holds(self, prefix: u32) -> bool {
        let first = self.0 & !(u32::MAX << Self::FIRST_BITS);
        prefix.wrapping_sub(first) <= self.0 >> Self::FIRST_BITS
    }
}

/// The rules of all networks, in the order of [`CardBrand::KNOWN`].
pub fn rules() -> impl Iterator<Item = &'static BrandRule> {
    RULES.iter().skip(1)
}

/// The rule of the network with this number, see [`BrandRule::number`]; [`UNKNOWN`] for any other number.
#[must_use]
pub fn rule_by_number(number: usize) -> &'static BrandRule {
    RULES.get(number).unwrap_or(&UNKNOWN)
}
