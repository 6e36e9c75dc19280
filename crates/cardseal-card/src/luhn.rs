//! The check digit of ISO/IEC 7812-1, annex B.

/// Whether the last digit fits the others. Empty input and anything but ASCII digits do not.
///
/// Doubling is arithmetic, not a table: no memory is read at a place that depends on a digit.
#[must_use]
pub fn is_valid(digits: &[u8]) -> bool {
    let mut sum = 0u32;
    let mut good = !digits.is_empty();
    for (at, digit) in digits.iter().rev().enumerate() {
        good &= digit.is_ascii_digit();
        sum = sum.wrapping_add(weigh(at, digit & 0x0f));
    }
    good && sum.is_multiple_of(10)
}

/// The share of one digit, counted from the right: every second one doubled, with its digits added.
fn weigh(at: usize, digit: u8) -> u32 {
    let doubled = u32::from(digit) << (at & 1);
    doubled - 9 * u32::from(doubled > 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        for good in ["0", "18", "79927398713", "4440000112200001", "378282246310005", "6011000990139424"] {
            assert!(is_valid(good.as_bytes()), "{good}");
        }
        for bad in ["", "1", "79927398710", "4440000112200002", "4440 0001 1220 0001", "44400001a2200001"] {
            assert!(!is_valid(bad.as_bytes()), "{bad}");
        }
    }

    /// Every body of six digits has exactly one check digit, and it is the one a second formula gives.
    #[test]
    fn a_million_bodies_have_one_check_digit_each() {
        let table = [0u32, 2, 4, 6, 8, 1, 3, 5, 7, 9];
        for body in 0..1_000_000u32 {
            let text = format!("{body:06}");
            let bytes = text.as_bytes();
            let sum: u32 = (0..6)
                .map(|i| {
                    let d = u32::from(bytes[i] - b'0');
                    if i % 2 == 1 { table[d as usize] } else { d }
                })
                .sum();
            let expected = u8::try_from((10 - sum % 10) % 10).unwrap();
            let mut number = [0u8; 7];
            number[..6].copy_from_slice(bytes);
            for check in 0..10u8 {
                number[6] = b'0' + check;
                assert_eq!(is_valid(&number), check == expected, "{text}{check}");
            }
        }
    }
}
