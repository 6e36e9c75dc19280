use std::fmt;

use cardseal_types::Cvc;

use crate::brand::{self, UNKNOWN};
use crate::{
    cvc::{check_cvc, judge_code},
    error::CardError,
    expiry::{ExpiryDate, YearMonth},
    holder::{self, CardholderName},
    json::JsonObject,
    pan::{self, Pan},
};

/// A card as it is encrypted: parts that each are good, with a code as long as the card's network prints.
pub struct Card<'a> {
    pub(super) number: &'a [u8],
    /// Two ASCII digits each.
    pub(super) month: [u8; 2],
    pub(super) year: [u8; 2],
    pub(super) cvc: Option<&'a [u8]>,
    pub(super) holder: &'a [u8],
}

impl<'a> Card<'a> {
    /// Puts the parts together. A card without a code leaves the member out.
    ///
    /// # Errors
    ///
    /// [`CardError::TooShort`] or [`CardError::TooLong`] for a code of another network's length.
    pub fn new(
        pan: &'a Pan,
        expiry: &'a ExpiryDate,
        cvc: Option<&'a Cvc>,
        holder: &'a CardholderName,
    ) -> Result<Self, CardError> {
        if let Some(cvc) = cvc {
            check_cvc(cvc, pan.rule())?;
        }
        // EXPOSE: the card is encrypted.
        Ok(Self {
            number: pan.expose_secret(),
            month: two_digits(u16::from(expiry.month())),
            year: two_digits(expiry.year()),
            cvc: cvc.map(Cvc::expose_secret),
            holder: holder.expose_secret(),
        })
    }

    /// Puts the texts of number, month, year and name together, and that of the code, without copying them. An expiry
    /// date is not compared with a month that is not told.
    ///
    /// # Errors
    ///
    /// The reasons of [`Pan::parse`], [`ExpiryDate::parse`], [`ExpiryDate::check`], [`CardholderName::from_utf8`],
    /// [`Cvc::parse`] and [`check_cvc`], in the order number, expiry date, name, code.
    pub fn parse(
        [number, month, year, name]: [&'a [u8]; 4],
        cvc: Option<&'a [u8]>,
        today: Option<YearMonth>,
    ) -> Result<Self, [Option<CardError>; 4]> {
        let wrong_number = pan::judge(number).reason();
        let expiry =
            ExpiryDate::parse(month, year).and_then(|date| today.map_or(Ok(()), |today| date.check(today)));
        let (holder, name) = holder::read(name);
        let rule = if wrong_number.is_none() { brand::rule_of(number) } else { &UNKNOWN };
        let wrong_code = cvc.and_then(|cvc| judge_code(cvc, rule).reason());
        let wrong = [wrong_number, expiry.err(), name.reason(), wrong_code];
        if wrong.iter().any(Option::is_some) {
            return Err(wrong);
        }
        let month = if let [month] = month { [b'0', *month] } else { last_two(month) };
        Ok(Self { number, month, year: last_two(year), cvc, holder })
    }
}

impl fmt::Debug for Card<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Card(redacted)")
    }
}

/// The last two digits of a number.
fn two_digits(number: u16) -> [u8; 2] {
    let digit = |value: u16| (value % 10).to_le_bytes()[0] | b'0';
    [digit(number / 10), digit(number)]
}

fn last_two(digits: &[u8]) -> [u8; 2] {
    digits.last_chunk().copied().unwrap_or([b'0'; 2])
}

/// What goes into the envelope beside the card. None of it is treated as secret before it is sealed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The member `deviceInformations`.
    pub device_informations: JsonObject<'a>,
    /// The member `metadata`.
    pub metadata: JsonObject<'a>,
}
