use cardseal_card::{
    Card, CardError, CardholderName, Context, Cvc, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey,
    check_cvc, seal,
};
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::error::{Failure, Plain};
use crate::js;
use crate::session::Session;
use crate::traceless::traceless;

/// Encrypts a card that did not come from inputs: `{number, expiryMonth, expiryYear, cvc, nameOnCard}`.
///
/// Number and code are ASCII digits, as a `Uint8Array`, which is wiped whatever the outcome, or as a string, which
/// JavaScript keeps until it is collected. Returns the envelope as base64.
///
/// # Errors
///
/// An `Error` with a `code`; `invalid_card` names the fields.
#[wasm_bindgen(js_name = sealCard)]
pub fn seal_card(
    encryption_key: &str,
    expires_at_ms: f64,
    card: &Object,
    device_informations: &JsValue,
    metadata: &JsValue,
) -> Result<String, JsValue> {
    traceless(|| {
        // First of all, so that the caller's bytes are wiped whatever else is wrong.
        let given = Given::take_from(card);
        let session = Session::new(encryption_key, expires_at_ms)?;
        let key = session.key(js_sys::Date::now())?;
        let parts = given.parse().map_err(Failure::InvalidCard)?;
        Ok(envelope(key, &parts, device_informations, metadata)?)
    })
}

/// The four good parts of a card.
pub(crate) struct Parts {
    pub(crate) pan: Pan,
    pub(crate) expiry: ExpiryDate,
    pub(crate) name: CardholderName,
    pub(crate) cvc: Option<Cvc>,
}

/// Seals a card with the browser's random numbers.
pub(crate) fn envelope(
    key: &PublicKey,
    parts: &Parts,
    device_informations: &JsValue,
    metadata: &JsValue,
) -> Result<String, Failure> {
    let device = js::json_of(Plain::DeviceInformations, device_informations)?;
    let metadata = js::json_of(Plain::Metadata, metadata)?;
    let context = Context {
        device_informations: object_of(Plain::DeviceInformations, device.as_deref())?,
        metadata: object_of(Plain::Metadata, metadata.as_deref())?,
    };
    let card = Card::new(&parts.pan, &parts.expiry, parts.cvc.as_ref(), &parts.name)
        .map_err(|reason| Failure::InvalidCard([None, None, None, Some(reason)]))?;
    let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    Ok(seal(key, &card, &context, &mut random)?.as_str().to_owned())
}

fn object_of(plain: Plain, text: Option<&str>) -> Result<JsonObject<'_>, Failure> {
    text.map_or(Ok(JsonObject::empty()), |text| {
        JsonObject::parse(text).map_err(|reason| Failure::Json(plain, Some(reason)))
    })
}

/// What a page handed in, as bytes that are wiped on drop; `None` for what is missing.
struct Given {
    number: Option<Zeroizing<Vec<u8>>>,
    month: Option<Zeroizing<Vec<u8>>>,
    year: Option<Zeroizing<Vec<u8>>>,
    cvc: Option<Zeroizing<Vec<u8>>>,
    name: Option<Zeroizing<String>>,
}

impl Given {
    fn take_from(card: &Object) -> Self {
        Self {
            number: taken(card, "number"),
            month: taken(card, "expiryMonth"),
            year: taken(card, "expiryYear"),
            cvc: taken(card, "cvc"),
            name: member(card, "nameOnCard").and_then(|name| name.as_string()).map(Zeroizing::new),
        }
    }

    /// The parts, or what is wrong with each field in the order of `Field::ALL`.
    fn parse(&self) -> Result<Parts, [Option<CardError>; 4]> {
        let pan = present(&self.number).and_then(Pan::parse);
        let expiry = self.expiry();
        let name = self.name.as_ref().ok_or(CardError::Empty).and_then(|name| CardholderName::parse(name));
        let rule = pan.as_ref().ok().and_then(Pan::rule);
        let cvc = self.cvc.as_ref().map(|digits| {
            let cvc = Cvc::parse(digits)?;
            check_cvc(&cvc, rule)?;
            Ok::<_, CardError>(cvc)
        });
        match (pan, expiry, name, cvc.transpose()) {
            (Ok(pan), Ok(expiry), Ok(name), Ok(cvc)) => Ok(Parts { pan, expiry, name, cvc }),
            (pan, expiry, name, cvc) => Err([pan.err(), expiry.err(), name.err(), cvc.err()]),
        }
    }

    fn expiry(&self) -> Result<ExpiryDate, CardError> {
        let date = ExpiryDate::parse(present(&self.month)?, present(&self.year)?)?;
        js::this_month().map_or(Ok(()), |today| date.check(today))?;
        Ok(date)
    }
}

fn present(given: &Option<Zeroizing<Vec<u8>>>) -> Result<&[u8], CardError> {
    given.as_ref().map(|bytes| bytes.as_slice()).ok_or(CardError::Empty)
}

/// Reads a member once: text, a whole number, or bytes, which are wiped at their owner's.
fn taken(card: &Object, name: &str) -> Option<Zeroizing<Vec<u8>>> {
    let value = member(card, name)?;
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        let copy = Zeroizing::new(bytes.to_vec());
        bytes.fill(0, 0, bytes.length());
        return Some(copy);
    }
    let text = value.as_string().or_else(|| small_number(&value))?;
    Some(Zeroizing::new(text.into_bytes()))
}

/// A month or a year that came as a number; anything else is left to be refused as text.
fn small_number(value: &JsValue) -> Option<String> {
    let number = value.as_f64().filter(|number| (0.0..=9999.0).contains(number) && number.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
    let whole = number as u16;
    Some(whole.to_string())
}

fn member(card: &Object, name: &str) -> Option<JsValue> {
    Reflect::get(card, &JsValue::from_str(name)).ok()
}
