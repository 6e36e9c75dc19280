use cardseal_types::CardBrand::{
    self, Amex, Diners, Discover, Elo, Hipercard, Jcb, Maestro, Mastercard, Mir, RuPay, Troy, UnionPay,
    Verve, Visa,
};

use super::{RANGES, RULES, Range};
use crate::brand::{Gaps, UNKNOWN, rule_of, rules};

fn brand_of(digits: &str) -> Option<CardBrand> {
    rule_of(digits.as_bytes()).brand()
}

/// How many digits the prefixes of a block have.
fn digits(range: &Range) -> usize {
    range.first.to_string().len()
}

#[test]
fn blocks_are_well_formed() {
    for range in RANGES {
        assert!(range.first <= range.last, "{range:?}");
        assert_eq!(range.last.to_string().len(), digits(&range), "{range:?}");
        assert!(digits(&range) <= 6, "{range:?}");
    }
    for (number, rule) in RULES.iter().enumerate() {
        assert_eq!(usize::from(rule.number), number);
        assert_eq!(rule.max_len(), (0..99).rfind(|len| rule.has_len(*len)).unwrap(), "{rule:?}");
        assert!((0..99).filter(|len| rule.has_len(*len)).all(|len| (12..=19).contains(&len)), "{rule:?}");
    }
    assert!(rules().map(|rule| rule.brand().unwrap()).eq(CardBrand::KNOWN.iter().cloned()));
    assert_eq!(UNKNOWN.brand(), None);
}

#[test]
fn lengths_of_numbers() {
    let lens = |digits: &[u8]| (0..99).filter(|len| rule_of(digits).has_len(*len)).collect::<Vec<_>>();
    assert_eq!(lens(b"4"), [13, 16, 18, 19]);
    assert_eq!(lens(b"34"), [15]);
    assert_eq!(lens(b"36"), [14, 15, 16, 17, 18, 19]);
    assert_eq!(lens(b"50"), [12, 13, 14, 15, 16, 17, 18, 19]);
    assert_eq!(lens(b"506099"), [16, 18, 19]);
    assert_eq!(lens(b"9"), [12, 13, 14, 15, 16, 17, 18, 19]);
}

#[test]
fn blocks_of_equal_digits_do_not_overlap() {
    for (at, a) in RANGES.iter().enumerate() {
        for b in RANGES.iter().skip(at + 1).filter(|b| digits(b) == digits(a)) {
            assert!(a.last < b.first || b.last < a.first, "{a:?} {b:?}");
        }
    }
}

/// All million prefixes of six digits against a plain reading of the table as text, longest prefix first.
#[test]
fn every_prefix_of_six_digits_has_the_network_of_its_longest_block() {
    let mut reference = vec![0; 1_000_000];
    for digits in 1..=6 {
        let width = usize::pow(10, 6 - digits as u32);
        for range in RANGES.iter().filter(|range| self::digits(range) == digits) {
            let (first, last) = (range.first as usize * width, (range.last as usize + 1) * width);
            reference[first..last].fill(range.owner);
        }
    }
    for (prefix, expected) in reference.iter().enumerate() {
        let text = format!("{prefix:06}");
        assert_eq!(rule_of(text.as_bytes()).number, *expected, "{text}");
    }
}

/// The edges of each block, written out by hand from the sources and not from the table.
#[test]
fn the_edges_of_published_blocks() {
    for (digits, brand) in [
        ("4", Some(Visa)),
        ("400000", Some(Visa)),
        ("499999", Some(Visa)),
        ("444000", Some(Visa)),
        ("50", Some(Maestro)),
        ("510000", Some(Mastercard)),
        ("559999", Some(Mastercard)),
        ("555000", Some(Mastercard)),
        ("222099", None),
        ("222100", Some(Mastercard)),
        ("272099", Some(Mastercard)),
        ("272100", None),
        ("352799", None),
        ("352800", Some(Jcb)),
        ("355000", Some(Jcb)),
        ("358999", Some(Jcb)),
        ("359000", None),
        ("340000", Some(Amex)),
        ("350000", None),
        ("379999", Some(Amex)),
        ("33", None),
        ("299999", None),
        ("300000", Some(Diners)),
        ("305999", Some(Diners)),
        ("306000", None),
        ("309500", Some(Diners)),
        ("360000", Some(Diners)),
        ("38", Some(Diners)),
        ("39", Some(Diners)),
        ("3", None),
        ("601099", None),
        ("601100", Some(Discover)),
        ("643999", None),
        ("644000", Some(Discover)),
        ("650000", Some(Discover)),
        ("620000", Some(UnionPay)),
        ("629999", Some(UnionPay)),
        ("810000", Some(UnionPay)),
        ("817199", Some(UnionPay)),
        ("560000", Some(Maestro)),
        ("589999", Some(Maestro)),
        ("590000", None),
        ("630400", Some(Maestro)),
        ("675900", Some(Maestro)),
        ("676300", Some(Maestro)),
        ("493698", Some(Maestro)),
        ("493699", Some(Visa)),
        ("219999", None),
        ("220000", Some(Mir)),
        ("220499", Some(Mir)),
        ("220500", None),
        ("401178", Some(Elo)),
        ("401180", Some(Visa)),
        ("509999", Some(Elo)),
        ("636297", Some(Elo)),
        ("650905", Some(Elo)),
        ("627780", Some(Elo)),
        ("655020", Some(Discover)),
        ("606282", Some(Hipercard)),
        ("606283", None),
        ("508499", Some(Maestro)),
        ("508500", Some(RuPay)),
        ("607984", Some(RuPay)),
        ("652150", Some(RuPay)),
        ("653150", Some(Discover)),
        ("817200", Some(RuPay)),
        ("820199", Some(RuPay)),
        ("820200", None),
        ("979200", Some(Troy)),
        ("979199", None),
        ("506099", Some(Verve)),
        ("506198", Some(Verve)),
        ("650027", Some(Verve)),
        ("", None),
        ("000000", None),
        ("999999", None),
        ("100000", None),
        ("4x", Some(Visa)),
        ("x4", None),
    ] {
        assert_eq!(brand_of(digits), brand, "{digits}");
    }
}

#[test]
fn how_numbers_are_set() {
    let gaps = |digits: &[u8], len| {
        let gaps = rule_of(digits).gaps(len);
        let places: Vec<usize> = (0..40).filter(|place| gaps.is_before(*place)).collect();
        for digits in 0..40 {
            assert_eq!(gaps.within(digits), places.iter().filter(|place| **place < digits).count());
        }
        places
    };
    assert_eq!(gaps(b"4", 16), [4, 8, 12, 16]);
    assert_eq!(gaps(b"", 0), [4, 8, 12, 16]);
    assert_eq!((gaps(b"37", 15), gaps(b"37", 19)), (vec![4, 10], vec![4, 10]));
    assert_eq!((gaps(b"36", 14), gaps(b"36", 15)), (vec![4, 10], vec![4, 8, 12, 16]));
    assert_eq!((Gaps::NONE.is_before(4), Gaps::NONE.within(19)), (false, 0));
    assert_eq!((rule_of(b"37").cvc_lens(), UNKNOWN.cvc_lens()), ([4, 4], [3, 4]));
    assert!(rules().all(|rule| rule.cvc_lens() == [3, 3] || rule.brand() == Some(Amex)));
    assert!(rules().all(|rule| rule.is_luhn_exempt() == (rule.brand() == Some(UnionPay))));
}
