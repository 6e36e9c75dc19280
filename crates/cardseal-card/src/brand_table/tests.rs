use cardseal_types::CardBrand::{
    self, Amex, Diners, Discover, Elo, Hipercard, Jcb, Maestro, Mastercard, Mir, RuPay, Troy, UnionPay,
    Verve, Visa,
};

use super::{RANGES, RULES};
use crate::brand::{Gaps, UNKNOWN, candidates, rule_of, rules};

fn brand_of(digits: &str) -> Option<CardBrand> {
    rule_of(digits.as_bytes()).brand()
}

#[test]
fn blocks_are_well_formed() {
    for range in RANGES {
        assert!(range.first <= range.last, "{range:?}");
        assert_eq!(range.first.to_string().len(), usize::from(range.digits), "{range:?}");
        assert_eq!(range.last.to_string().len(), usize::from(range.digits), "{range:?}");
        assert!(range.digits <= 6, "{range:?}");
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
        for b in RANGES.iter().skip(at + 1).filter(|b| b.digits == a.digits) {
            assert!(a.last < b.first || b.last < a.first, "{a:?} {b:?}");
        }
    }
}

/// All million prefixes of six digits against a plain reading of the table as text, longest prefix first.
#[test]
fn every_prefix_of_six_digits_has_the_network_of_its_longest_block() {
    let mut reference = vec![0; 1_000_000];
    for digits in 1..=6u8 {
        let width = usize::pow(10, u32::from(6 - digits));
        for range in RANGES.iter().filter(|range| range.digits == digits) {
            let (first, last) = (range.first as usize * width, (range.last as usize + 1) * width);
            reference[first..last].fill(range.owner);
        }
    }
    assert!(RANGES.iter().all(|range| range.digits <= 6), "the reference stops at six digits");
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
fn candidates_shrink_as_digits_come() {
    let of = |digits: &str| -> Vec<CardBrand> {
        candidates(digits.as_bytes()).filter_map(|rule| rule.brand()).collect()
    };
    assert_eq!(of("").len(), 14);
    assert_eq!(of("4"), [Visa, Maestro, Elo]);
    assert_eq!(of("40"), [Visa, Elo]);
    assert_eq!(of("444"), [Visa]);
    assert_eq!(of("401178"), [Elo]);
    assert_eq!(of("4011781234567890"), [Elo]);
    assert_eq!(of("3"), [Jcb, Amex, Diners]);
    assert_eq!(of("35"), [Jcb]);
    assert_eq!(of("37"), [Amex]);
    assert_eq!(of("22"), [Mastercard, Mir]);
    assert_eq!(of("65"), [Discover, Elo, RuPay, Verve]);
    assert_eq!(of("8"), [UnionPay, RuPay]);
    assert_eq!(of("1"), []);
    assert_eq!(of("x"), []);
}

/// Whatever is typed behind a prefix, the network it turns out to be was among the candidates.
#[test]
fn candidates_never_miss_what_a_number_becomes() {
    for prefix in (0..1_000_000u32).step_by(31) {
        let text = format!("{prefix:06}");
        let Some(brand) = brand_of(&text) else { continue };
        for len in 0..=6 {
            let early = &text.as_bytes()[..len];
            assert!(candidates(early).any(|rule| rule.brand().as_ref() == Some(&brand)), "{text} at {len}");
        }
        assert_eq!(candidates(text.as_bytes()).count(), 1, "{text}");
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
