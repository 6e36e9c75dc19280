use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::open_enum::open_enum;

open_enum! {
    /// An ISO 4217 currency code.
    Currency {
        /// Indonesian rupiah: amounts are whole numbers.
        Idr => "IDR",
        /// United States dollar.
        Usd => "USD",
    }
}

/// An exact amount of money: a decimal number and its currency.
///
/// On the wire the value is a JSON number in payments and a string in refunds and balances; both are read, digit by
/// digit and never through a floating-point number. See the gateway's page "Amount Object".
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Amount {
    #[serde(serialize_with = "as_number")]
    value: Decimal,
    currency: Currency,
}

/// Why a value is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmountError {
    /// Not a decimal number.
    NotANumber,
    /// Below zero.
    Negative,
    /// More than 18 digits.
    TooLong,
    /// More decimals than the currency has (rupiah amounts are whole numbers).
    TooPrecise,
    /// Not a three-letter currency code.
    Currency,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "amount is not a decimal number",
            Self::Negative => "amount is negative",
            Self::TooLong => "amount has more than 18 digits",
            Self::TooPrecise => "amount has more decimals than its currency",
            Self::Currency => "currency is not a three-letter code",
        })
    }
}

impl std::error::Error for AmountError {}

impl Amount {
    /// An amount of at most 18 digits that is not negative.
    ///
    /// # Errors
    ///
    /// [`AmountError`] names the rule that the value or the currency breaks.
    pub fn new(value: Decimal, currency: Currency) -> Result<Self, AmountError> {
        let value = value.normalize();
        let letters = currency.as_str();
        if letters.len() != 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(AmountError::Currency);
        }
        if value.is_sign_negative() && !value.is_zero() {
            return Err(AmountError::Negative);
        }
        if value.mantissa().unsigned_abs() > 999_999_999_999_999_999 {
            return Err(AmountError::TooLong);
        }
        if currency == Currency::Idr && value.scale() > 0 {
            return Err(AmountError::TooPrecise);
        }
        Ok(Self { value, currency })
    }

    /// A whole number of rupiah.
    ///
    /// # Errors
    ///
    /// [`AmountError::TooLong`] beyond 18 digits.
    pub fn idr(rupiah: u64) -> Result<Self, AmountError> {
        Self::new(Decimal::from(rupiah), Currency::Idr)
    }

    /// Reads a decimal number such as `10000`, `10000.00` or `1e4`.
    ///
    /// # Errors
    ///
    /// [`AmountError`] names what is wrong.
    pub fn parse(value: &str, currency: Currency) -> Result<Self, AmountError> {
        let value = match value.bytes().any(|byte| matches!(byte, b'e' | b'E')) {
            true => Decimal::from_scientific(value),
            false => Decimal::from_str_exact(value),
        };
        Self::new(value.map_err(|_| AmountError::NotANumber)?, currency)
    }

    /// The exact value in units of the currency.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> &Currency {
        &self.currency
    }

    /// Whether nothing is to be paid.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({self})")
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.currency)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            value: Box<RawValue>,
            currency: Currency,
        }
        let wire = Wire::deserialize(deserializer)?;
        Self::parse(unquoted(&wire.value), wire.currency).map_err(serde::de::Error::custom)
    }
}

/// The digits of a value that came as a number or as a string.
pub(crate) fn unquoted(value: &RawValue) -> &str {
    let value = value.get();
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

/// Writes the value as a number, digit by digit.
pub(crate) fn as_number<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let number = RawValue::from_string(value.to_string()).map_err(serde::ser::Error::custom)?;
    number.serialize(serializer)
}

/// Writes the value as a string, as a request for a refund has it: `"5000"`.
pub(crate) fn text<S: Serializer>(amount: &Option<Amount>, serializer: S) -> Result<S::Ok, S::Error> {
    amount.as_ref().map(|amount| Text::of(amount, 0)).serialize(serializer)
}

/// Writes the value as a string with two decimals at least, as answers about refunds have it: `"5000.00"`.
pub(crate) fn text_with_cents<S: Serializer>(
    amount: &Option<Amount>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    amount.as_ref().map(|amount| Text::of(amount, 2)).serialize(serializer)
}

#[derive(Serialize)]
struct Text<'a> {
    value: String,
    currency: &'a Currency,
}

impl<'a> Text<'a> {
    fn of(amount: &'a Amount, decimals: u32) -> Self {
        let mut value = amount.value;
        value.rescale(value.scale().max(decimals));
        Self { value: value.to_string(), currency: &amount.currency }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Amount, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn numbers_and_strings_are_read_exactly() {
        let amount = Amount::idr(10_000).unwrap();
        for value in ["10000", "\"10000\"", "\"10000.00\"", "10000.0", "1e4", "1E+4"] {
            assert_eq!(read(&format!(r#"{{"value":{value},"currency":"IDR"}}"#)).unwrap(), amount, "{value}");
        }
        let cents = read(r#"{"value":0.1,"currency":"USD"}"#).unwrap();
        assert_eq!(cents.value().to_string(), "0.1");
        let large = read(r#"{"value":999999999999999999,"currency":"IDR"}"#).unwrap();
        assert_eq!(large.value().to_string(), "999999999999999999");
    }

    #[test]
    fn the_value_is_written_as_an_exact_number() {
        let amount = Amount::parse("90071992547409.93", Currency::Usd).unwrap();
        assert_eq!(
            serde_json::to_string(&amount).unwrap(),
            r#"{"value":90071992547409.93,"currency":"USD"}"#
        );
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (value, currency) in [
            ("-1", "IDR"),
            ("0.5", "IDR"),
            ("1000000000000000000", "IDR"),
            ("\"\"", "IDR"),
            ("null", "IDR"),
            ("\"ten\"", "IDR"),
            ("1", "RUPIAH"),
            ("1", ""),
            ("[]", "IDR"),
            ("1e99", "USD"),
            ("\"1\"2", "USD"),
        ] {
            let json = format!(r#"{{"value":{value},"currency":"{currency}"}}"#);
            assert!(read(&json).is_err(), "{json}");
        }
        assert_eq!(Amount::parse("-0", Currency::Idr).unwrap(), Amount::idr(0).unwrap());
    }
}
