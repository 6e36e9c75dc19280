//! What holds for every card number and date.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use cardseal_card::{CardError, ExpiryDate, Judgement, Pan, brand, expiry, luhn, pan};
use proptest::prelude::*;

/// A number of any length with a fitting check digit.
fn valid() -> impl Strategy<Value = String> {
    "[0-9]{11,18}".prop_map(|body| {
        let check = ('0'..='9').find(|check| luhn::is_valid(format!("{body}{check}").as_bytes())).unwrap();
        format!("{body}{check}")
    })
}

/// The number as it is shown: in the groups of its network.
fn shown(digits: &str) -> String {
    let gaps = brand::rule_of(digits.as_bytes()).gaps(digits.len());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if gaps.is_before(at) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_check_digit_catches_any_single_change(number in valid(), at in any::<prop::sample::Index>(), by in 1u8..10) {
        let mut digits = number.into_bytes();
        let at = at.index(digits.len());
        digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
        prop_assert!(!luhn::is_valid(&digits));
    }

    /// Neighbours swapped are caught but for 0 and 9, as the scheme has it.
    #[test]
    fn the_check_digit_catches_swapped_neighbours(number in valid(), at in any::<prop::sample::Index>()) {
        let mut digits = number.into_bytes();
        let at = at.index(digits.len() - 1);
        let mut pair = [digits[at], digits[at + 1]];
        pair.sort_unstable();
        prop_assume!(pair[0] != pair[1] && pair != *b"09");
        digits.swap(at, at + 1);
        prop_assert!(!luhn::is_valid(&digits));
    }

    #[test]
    fn a_number_that_is_shown_reads_back(number in valid()) {
        let text = shown(&number);
        let read: String = text.chars().filter(|character| *character != ' ').collect();
        prop_assert_eq!(&read, &number);
        if let Ok(pan) = Pan::parse(number.as_bytes()) {
            prop_assert_eq!(pan.expose_secret(), read.as_bytes());
            prop_assert_eq!(pan.bin().to_string(), &number[..6]);
            prop_assert_eq!(pan.last_four().to_string(), &number[number.len() - 4..]);
            let groups: Vec<usize> = text.split(' ').map(str::len).collect();
            prop_assert!(groups.iter().all(|len| (1..=6).contains(len)), "{groups:?}");
        }
    }

    /// The judgement while typing and the finished reading never contradict each other.
    #[test]
    fn judging_and_parsing_agree(digits in "[0-9x ]{0,21}|[0-9]{10,20}|(4|55|37|36|62|3528)[0-9]{8,17}") {
        let judgement = pan::judge(digits.as_bytes());
        prop_assert_eq!(judgement.finish().err(), Pan::parse(digits.as_bytes()).err());
    }

    /// What was called incomplete can be completed: some digits behind it make it valid.
    #[test]
    fn the_incomplete_can_be_completed(digits in "[1-9][0-9]{0,18}") {
        if let Judgement::Incomplete(reason) = pan::judge(digits.as_bytes()) {
            prop_assert_ne!(reason, CardError::NotADigit);
            let completed = (digits.len() + 1..=19).any(|len| {
                (0..10u8).any(|check| {
                    let padding = "0".repeat(len - digits.len() - 1);
                    Pan::parse(format!("{digits}{padding}{check}").as_bytes()).is_ok()
                })
            });
            prop_assert!(completed, "{reason:?}");
        }
    }

    /// What was called invalid stays so whatever is typed behind it.
    #[test]
    fn the_invalid_stays_invalid(digits in "[0-9]{1,19}", more in "[0-9]{1,4}") {
        if !pan::judge(digits.as_bytes()).can_become_valid() {
            let text = format!("{digits}{more}");
            prop_assert!(!pan::judge(text.as_bytes()).can_become_valid());
        }
    }

    #[test]
    fn a_date_that_is_shown_reads_back(month in 1u8..=12, year in 2000u16..2100) {
        for (m, y) in [
            (format!("{month}"), format!("{year}")),
            (format!("{month:02}"), format!("{:02}", year % 100)),
        ] {
            let date = ExpiryDate::parse(m.as_bytes(), y.as_bytes()).unwrap();
            prop_assert_eq!((date.month(), date.year()), (month, year));
        }
    }

    #[test]
    fn judging_and_parsing_a_date_agree(month in "[0-9]{0,3}", year in "[0-9]{0,5}") {
        let today = expiry::YearMonth::new(2026, 11).unwrap();
        let parsed = ExpiryDate::parse(month.as_bytes(), year.as_bytes()).and_then(|date| date.check(today));
        let judged = expiry::judge(month.as_bytes(), year.as_bytes(), today);
        prop_assert_eq!(judged.is_valid(), parsed.is_ok(), "{:?} {:?}", judged, parsed);
    }
}
