//! Amounts as people read them.

use cardseal_types::{Amount, Currency};

/// `Rp 149.000` for rupiah, `USD 12.50` for everything else.
pub(crate) fn written(amount: &Amount) -> String {
    let value = amount.value().to_string();
    match amount.currency() {
        Currency::Idr => format!("Rp\u{a0}{}", grouped(&value, '.')),
        other => {
            let (whole, decimals) = value.split_once('.').unwrap_or((&value, ""));
            format!("{other}\u{a0}{}.{decimals:0<2}", grouped(whole, ','))
        }
    }
}

fn grouped(digits: &str, mark: char) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_as_the_currency_does() {
        let written =
            |value, currency: &str| written(&Amount::parse(value, Currency::from(currency)).unwrap());
        assert_eq!(written("149000", "IDR"), "Rp\u{a0}149.000");
        assert_eq!(written("100", "IDR"), "Rp\u{a0}100");
        assert_eq!(written("999999999999999999", "IDR"), "Rp\u{a0}999.999.999.999.999.999");
        assert_eq!(written("1234567.5", "USD"), "USD\u{a0}1,234,567.50");
        assert_eq!(written("7", "SGD"), "SGD\u{a0}7.00");
    }
}
