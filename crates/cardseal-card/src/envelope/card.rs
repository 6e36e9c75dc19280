use std::fmt;

use cardseal_types::Cvc;

use crate::{
    brand::{self, UNKNOWN},
    cvc::{check_cvc, judge_code},
    error::CardError,
    expiry::{ExpiryDate, YearMonth},
    holder::{self, CardholderName},
    json::JsonObject,
    pan::{self, Pan},
};

/// A card as it is encrypted: parts that each are good, with a code as long as the card's network prints.
///
/// It borrows them, but for the expiry date, which is wiped on drop. Never printed.
pub struct Card<'a> {
    pub(super) number: &'a [u8],
    /// Two ASCII digits each.
    pub(super) month: [u8; 2],
    pub(super) year: [u8; 2],
    pub(super) cvc: Option<&'a [u8]>,
    pub(super) holder: &'a [u8],
}

/// On `wasm32` it only ever stands on the stack, which the page overwrites.
#[cfg(not(target_arch = "wasm32"))]
impl Drop for Card<'_> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.month);
        zeroize::Zeroize::zeroize(&mut self.year);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Option<YearMonth> {
        YearMonth::new(2026, 11)
    }

    #[test]
    fn a_card_of_texts_is_the_card_of_their_values() {
        let pan = Pan::parse(b"378282246310005").unwrap();
        let (expiry, cvc) = (ExpiryDate::parse(b"7", b"2039").unwrap(), Cvc::parse(b"1234").unwrap());
        let name = CardholderName::parse(" Siti ").unwrap();
        let parts = |card: &Card<'_>| {
            let texts = [card.number, &card.month, &card.year, card.cvc.unwrap_or(b"none"), card.holder];
            texts.map(<[u8]>::to_vec)
        };
        let values = parts(&Card::new(&pan, &expiry, Some(&cvc), &name).unwrap());
        assert_eq!(values, [&b"378282246310005"[..], b"07", b"39", b"1234", b"Siti"]);
        for (month, year) in [(&b"7"[..], &b"2039"[..]), (b"07", b"39")] {
            let texts = [b"378282246310005", month, year, b" Siti "];
            let card = Card::parse(texts, Some(b"1234"), today()).unwrap();
            assert_eq!(parts(&card), values);
            assert_eq!(format!("{card:?}"), "Card(redacted)");
        }
        assert!(Card::parse([b"378282246310005", b"7", b"39", b"S"], None, None).unwrap().cvc.is_none());
    }

    #[test]
    fn a_date_is_compared_with_no_month_that_is_not_told() {
        for (year, reason) in [(&b"20"[..], CardError::Expired), (b"99", CardError::TooFarAhead)] {
            let texts = [b"378282246310005", &b"7"[..], year, b"S"];
            assert!(Card::parse(texts, None, None).is_ok());
            assert_eq!(Card::parse(texts, None, today()).unwrap_err(), [None, Some(reason), None, None]);
        }
    }

    const TEXTS: [&[u8]; 34] = [
        b"",
        b" ",
        b"0",
        b"00",
        b"1",
        b"7",
        b"12",
        b"13",
        b"1x",
        b"x",
        b"123",
        b"12x",
        b"039",
        b"39",
        b"26",
        b"20",
        b"99",
        b"2026",
        b"1999",
        b"2100",
        b"2099",
        b"20390",
        b"1234",
        b"123x",
        b"1234x",
        b"12345",
        b"4440000112290002",
        b"4440000112290003",
        b"444000011229000x",
        b"44400001122900021111",
        b"4440 0001 1229 0002",
        "１２３".as_bytes(),
        b"A\x00B",
        b"A\xff",
    ];

    /// Each text of a part beside good ones: taken, or refused for the reason that its own type tells.
    #[test]
    fn a_part_is_refused_as_its_type_refuses_it() {
        for number in [&b"4440000112290002"[..], b"378282246310005", b"9999000000000000004"] {
            for text in TEXTS {
                let pan = Pan::parse(text).err();
                assert_eq!(refused([text, b"7", b"39", b"S"], None), [pan, None, None, None]);
                for [month, year] in [[text, b"39"], [b"7", text]] {
                    let date = ExpiryDate::parse(month, year).and_then(|date| date.check(today().unwrap()));
                    assert_eq!(refused([number, month, year, b"S"], None), [None, date.err(), None, None]);
                }
                let name = CardholderName::from_utf8(text).err();
                assert_eq!(refused([number, b"7", b"39", text], None), [None, None, name, None]);
                let rule = Pan::parse(number).unwrap().rule();
                let code = Cvc::parse(text).map_err(CardError::from).and_then(|cvc| check_cvc(&cvc, rule));
                assert_eq!(refused([number, b"7", b"39", b"S"], Some(text)), [None, None, None, code.err()]);
            }
        }
    }

    fn refused(texts: [&[u8]; 4], cvc: Option<&[u8]>) -> [Option<CardError>; 4] {
        Card::parse(texts, cvc, today()).err().unwrap_or_default()
    }

    #[test]
    fn each_part_has_its_reason() {
        let of = |texts, cvc| Card::parse(texts, cvc, today()).unwrap_err();
        let number = &b"4440000112290002"[..];
        for (code, reason) in [
            (&b""[..], CardError::TooShort),
            (b"12", CardError::TooShort),
            (b"1x", CardError::NotADigit),
            (b"1234", CardError::TooLong),
            (b"1234x", CardError::TooLong),
        ] {
            assert_eq!(of([number, b"7", b"39", b"S"], Some(code)), [None, None, None, Some(reason)]);
        }
        let wrong = [b"4440000112290003", &b"10"[..], b"26", b"A\xff"];
        let reasons = [CardError::Luhn, CardError::Expired, CardError::ControlCharacter, CardError::TooShort];
        assert_eq!(of(wrong, Some(b"1")), reasons.map(Some));
        // Without a network, three and four digits are good.
        assert_eq!(of([b"37", b"7", b"39", b"S"], Some(b"123"))[3], None);
    }
}
