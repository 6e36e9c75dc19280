//! The one table of issuer identification numbers.
//!
//! Issuers' full lists are not public, so each block names where it stands, and when that was last read:
//!
//! - W: Wikipedia, "Payment card number", table of issuing networks, as it stood in July 2024
//! - B: the data file of Braintree's `credit-card-type`, `src/lib/card-types.ts` at commit `0bac61c`, read 2026-11-23
//! - N: NPCI's ranges as form validators in India carry them, such as `src/components/CardTypes.js` of
//!   `thanushiyay/CardValidation_SPAK`, read 2026-11-23
//! - U: as N, but not found again on that day
//!
//! A block with more digits wins over one with fewer, so national networks are carved out of the international ones.
//! Two blocks of equal digits never overlap (`blocks_of_equal_digits_do_not_overlap`). Left out on purpose: JCB's
//! 2131 and 1800 (15 digits, no longer issued), B's catch-all 6 for Maestro (it would name every unknown number).

use crate::brand::{Block, BrandRule};
use crate::pan::MIN_DIGITS;

/// A network by its place among `CardBrand::KNOWN`, from 1, and the lengths of its numbers.
#[expect(clippy::indexing_slicing, reason = "worked out when the crate is built")]
const fn rule(number: u8, lengths: &[usize]) -> BrandRule {
    let (mut lens, mut at) = (0, 0);
    while at < lengths.len() {
        lens |= 1 << (lengths[at] - MIN_DIGITS);
        at += 1;
    }
    BrandRule { number, lens, uneven_below: 0, cvc_lens: [3, 3], luhn_exempt: false }
}

/// The rule of numbers of no known network: 12 to 19 digits in groups of four, a code of three or four.
pub static UNKNOWN: BrandRule = BrandRule { cvc_lens: [3, 4], ..rule(0, &[12, 13, 14, 15, 16, 17, 18, 19]) };

const VISA: BrandRule = rule(1, &[13, 16, 18, 19]);
const MASTERCARD: BrandRule = rule(2, &[16]);
const JCB: BrandRule = rule(3, &[16, 17, 18, 19]);
const AMEX: BrandRule = BrandRule { uneven_below: u8::MAX, cvc_lens: [4, 4], ..rule(4, &[15]) };
// W marks UnionPay as Luhn-checked, B documents issuers that are not: a number without a check digit is let through.
const UNIONPAY: BrandRule = BrandRule { luhn_exempt: true, ..rule(5, &[14, 15, 16, 17, 18, 19]) };
const DINERS: BrandRule = BrandRule { uneven_below: 15, ..rule(6, &[14, 15, 16, 17, 18, 19]) };
const DISCOVER: BrandRule = rule(7, &[16, 17, 18, 19]);
const MAESTRO: BrandRule = rule(8, &[12, 13, 14, 15, 16, 17, 18, 19]);
const MIR: BrandRule = rule(9, &[16, 17, 18, 19]);
const ELO: BrandRule = rule(10, &[16]);
const HIPERCARD: BrandRule = rule(11, &[16]);
const RUPAY: BrandRule = rule(12, &[16]);
const TROY: BrandRule = rule(13, &[16]);
const VERVE: BrandRule = rule(14, &[16, 18, 19]);

/// By number.
pub(crate) static RULES: [BrandRule; 15] = [
    UNKNOWN, VISA, MASTERCARD, JCB, AMEX, UNIONPAY, DINERS, DISCOVER, MAESTRO, MIR, ELO, HIPERCARD, RUPAY,
    TROY, VERVE,
];

/// A block of issuer identification numbers that one network holds: from one prefix to another of as many digits, six
/// at most.
#[derive(Debug, Clone, Copy)]
struct Range {
    first: u32,
    last: u32,
    /// The number of the network.
    owner: u8,
}

const fn block(rule: BrandRule, first: u32, last: u32) -> Range {
    Range { first, last, owner: rule.number }
}

const fn one(rule: BrandRule, prefix: u32) -> Range {
    block(rule, prefix, prefix)
}

const RANGES: [Range; 54] = [
    one(VISA, 4),                   // W, B
    block(MASTERCARD, 51, 55),      // W, B
    block(MASTERCARD, 2221, 2720),  // W, B
    block(JCB, 3528, 3589),         // W, B
    one(AMEX, 34),                  // W, B
    one(AMEX, 37),                  // W, B
    one(UNIONPAY, 62),              // W; B lists most of it block by block
    block(UNIONPAY, 8100, 8171),    // B
    block(DINERS, 300, 305),        // W, B
    one(DINERS, 309),               // W (3095)
    one(DINERS, 36),                // W, B
    block(DINERS, 38, 39),          // W, B
    one(DISCOVER, 6011),            // W, B
    block(DISCOVER, 644, 649),      // W, B
    one(DISCOVER, 65),              // W, B
    one(MAESTRO, 493_698),          // B
    one(MAESTRO, 50),               // B (500000-508999 without Elo and Verve)
    block(MAESTRO, 56, 58),         // W (5893 and others), B
    one(MAESTRO, 63),               // B; W: 6304
    one(MAESTRO, 67),               // W (6759, 6761-6763), B
    block(MIR, 2200, 2204),         // W, B
    block(ELO, 401_178, 401_179),   // B
    one(ELO, 431_274),              // B
    one(ELO, 438_935),              // B
    one(ELO, 451_416),              // B
    one(ELO, 457_393),              // B
    block(ELO, 457_631, 457_632),   // B
    one(ELO, 504_175),              // B
    block(ELO, 506_699, 506_778),   // B
    block(ELO, 509_000, 509_999),   // B
    one(ELO, 627_780),              // B
    one(ELO, 636_297),              // B
    one(ELO, 636_368),              // B
    block(ELO, 650_031, 650_033),   // B
    block(ELO, 650_035, 650_051),   // B
    block(ELO, 650_405, 650_439),   // B
    block(ELO, 650_485, 650_538),   // B
    block(ELO, 650_541, 650_598),   // B
    block(ELO, 650_700, 650_718),   // B
    block(ELO, 650_720, 650_727),   // B
    block(ELO, 650_901, 650_978),   // B
    block(ELO, 651_652, 651_679),   // B
    block(ELO, 655_000, 655_019),   // B
    block(ELO, 655_021, 655_058),   // B
    one(HIPERCARD, 606_282),        // B
    block(RUPAY, 508_500, 508_999), // N; W: 508
    block(RUPAY, 606_985, 607_984), // N; W: 60
    block(RUPAY, 608_001, 608_500), // N; W: 60
    block(RUPAY, 652_150, 653_149), // N; W: 65
    block(RUPAY, 817_200, 820_199), // U; W: 81, 82
    one(TROY, 9792),                // W
    block(VERVE, 506_099, 506_198), // W; B lists most of it block by block
    block(VERVE, 507_865, 507_964), // W; B lists most of it block by block
    block(VERVE, 650_002, 650_027), // W
];

/// [`RANGES`] in few bytes; whose they are stands in [`OWNERS`].
#[expect(clippy::indexing_slicing, reason = "worked out when the crate is built")]
pub(crate) static BLOCKS: [Block; RANGES.len()] = {
    let mut blocks = [Block::new(0, 0); RANGES.len()];
    let mut at = 0;
    while at < RANGES.len() {
        blocks[at] = Block::new(RANGES[at].first, RANGES[at].last);
        at += 1;
    }
    blocks
};

#[expect(clippy::indexing_slicing, reason = "worked out when the crate is built")]
pub(crate) static OWNERS: [u8; RANGES.len()] = {
    let mut owners = [0; RANGES.len()];
    let mut at = 0;
    while at < RANGES.len() {
        owners[at] = RANGES[at].owner;
        at += 1;
    }
    owners
};

#[cfg(test)]
mod tests;
