//! Card numbers and expiry dates over all that there is, against references of another form: a flat list of prefixes
//! for the table of networks, a sum by table for the check digit, a count of months for dates.

#![allow(clippy::unwrap_used, reason = "a test stops where its expectation does")]

use std::ops::RangeInclusive;

use cardseal_card::{CardError, ExpiryDate, Pan, YearMonth};

/// What is known of a network's numbers.
struct Network {
    name: &'static str,
    lengths: &'static [usize],
    has_check_digit: bool,
}

const fn network(name: &'static str, lengths: &'static [usize]) -> Network {
    Network { name, lengths, has_check_digit: true }
}

/// As published, see `brand_table.rs`.
static NETWORKS: [Network; 14] = [
    network("AMEX", &[15]),
    network("DINERS", &[14, 15, 16, 17, 18, 19]),
    network("DISCOVER", &[16, 17, 18, 19]),
    network("ELO", &[16]),
    network("HIPERCARD", &[16]),
    network("JCB", &[16, 17, 18, 19]),
    network("MAESTRO", &[12, 13, 14, 15, 16, 17, 18, 19]),
    network("MASTERCARD", &[16]),
    network("MIR", &[16, 17, 18, 19]),
    network("RUPAY", &[16]),
    network("TROY", &[16]),
    Network { name: "UNIONPAY", lengths: &[14, 15, 16, 17, 18, 19], has_check_digit: false },
    network("VERVE", &[16, 18, 19]),
    network("VISA", &[13, 16, 18, 19]),
];
static OTHER: Network = network("", &[12, 13, 14, 15, 16, 17, 18, 19]);

/// The network of each of the million prefixes.
fn reference() -> Vec<&'static Network> {
    let mut networks = vec![&OTHER; 1_000_000];
    let lines = include_str!("data/networks.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let mut parts = line.split(' ');
        let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
        let block = number()..=number();
        let name = parts.next().unwrap();
        for slot in &mut networks[block] {
            assert!(slot.name.is_empty(), "{line} overlaps another");
            *slot = NETWORKS.iter().find(|network| network.name == name).unwrap();
        }
    }
    networks
}

/// The digit that makes the sum of ISO/IEC 7812-1, annex B, end with a zero.
fn check_digit(body: &[u8]) -> u8 {
    const DOUBLED: [u8; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let sum = body.iter().rev().enumerate().fold(0, |sum: u32, (at, digit)| {
        let digit = digit - b'0';
        sum + u32::from(if at % 2 == 0 { DOUBLED[usize::from(digit)] } else { digit })
    });
    u8::try_from((10 - sum % 10) % 10).unwrap()
}

/// The name of the network, or why the number is refused.
fn answer(number: &[u8]) -> Result<&'static str, CardError> {
    let brand = Pan::parse(number)?.brand();
    let Some(brand) = brand else { return Ok("") };
    Ok(NETWORKS.iter().find(|network| network.name == brand.as_str()).unwrap().name)
}

fn expected(network: &Network, len: usize, fits: bool) -> Result<&'static str, CardError> {
    if network.lengths.iter().all(|length| *length < len) {
        return Err(CardError::TooLong);
    }
    if !network.lengths.contains(&len) {
        return Err(CardError::TooShort);
    }
    if fits || !network.has_check_digit { Ok(network.name) } else { Err(CardError::Luhn) }
}

/// Every number of `lengths` digits behind each prefix in turn, with the right check digit and with a wrong one.
fn walk(lengths: &RangeInclusive<usize>, mut each: impl FnMut(usize, &[u8], bool)) {
    let mut number = [b'0'; 32];
    for prefix in 0..1_000_000_usize {
        for (at, slot) in number.iter_mut().enumerate() {
            let shift = [100_000, 10_000, 1_000, 100, 10, 1].get(at);
            // Behind the prefix, digits that differ from number to number.
            let digit = shift.map_or(prefix * 7 + at * 3, |shift| prefix / shift) % 10;
            *slot = b'0' + u8::try_from(digit).unwrap();
        }
        for len in lengths.clone() {
            let last = number[len - 1];
            let right = check_digit(&number[..len - 1]);
            for wrong_by in [0, 1 + u8::try_from(prefix % 9).unwrap()] {
                number[len - 1] = b'0' + (right + wrong_by) % 10;
                each(prefix, &number[..len], wrong_by == 0);
            }
            number[len - 1] = last;
        }
    }
}

#[test]
fn every_prefix_of_six_digits_at_every_length() {
    let networks = reference();
    let (mut taken, mut refused) = (0, 0);
    walk(&(11..=20), |prefix, number, fits| {
        let answer = answer(number);
        assert_eq!(
            answer,
            expected(networks[prefix], number.len(), fits),
            "{prefix:06}, {} digits",
            number.len()
        );
        if answer.is_ok() { taken += 1 } else { refused += 1 }
    });
    assert_eq!(taken + refused, 20_000_000);
    assert!(taken > 5_000_000 && refused > 10_000_000, "{taken} taken, {refused} refused");
}

#[test]
fn no_other_length_is_taken() {
    for len in 0..=40 {
        for first in 0..10 {
            let number: Vec<u8> = std::iter::repeat_n(b'0' + first, len).collect();
            let expected = match len {
                0 => Err(CardError::Empty),
                1..=11 => Err(CardError::TooShort),
                20.. => Err(CardError::TooLong),
                _ => continue,
            };
            assert_eq!(answer(&number), expected, "{len} digits of {first}");
        }
    }
}

/// All of them over thirty years of clocks; a clock's month is what the caller passes.
#[test]
fn every_expiry_date_in_every_month_of_thirty_years() {
    let (mut good, mut all) = (0, 0);
    for now in 2026 * 12..2056 * 12_i32 {
        let today =
            YearMonth::new(u16::try_from(now / 12).unwrap(), u8::try_from(now % 12 + 1).unwrap()).unwrap();
        for then in 2000 * 12..2100 * 12_i32 {
            let (year, month) = (then / 12, then % 12 + 1);
            let expected = match then - now {
                ..0 => Err(CardError::Expired),
                0..=600 => Ok(()),
                _ => Err(CardError::TooFarAhead),
            };
            for year in [format!("{year}"), format!("{:02}", year % 100)] {
                let date = ExpiryDate::parse(format!("{month:02}").as_bytes(), year.as_bytes()).unwrap();
                assert_eq!(date.check(today), expected, "{month:02}/{year} seen from {today:?}");
                good += i32::from(expected.is_ok());
                all += 1;
            }
        }
    }
    assert_eq!(all, 360 * 1200 * 2);
    assert!(good > all / 4, "{good} of {all}");
}
