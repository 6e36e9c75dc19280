//! The few ways in which values cross to JavaScript.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::error::{Failure, Plain};

/// Sets a property of an object that this module has just made, which cannot fail.
///
/// The value, which may be as old as the caller, outlives the name: references are let go of in the reverse of the
/// order in which they were taken. Else the order of the free places in the table of references, which lies in the
/// module's memory, would tell what a card was judged to be while it was typed.
pub(crate) fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    let value = value.into();
    let name = JsValue::from_str(name);
    let _made_by_us = Reflect::set(object, &name, &value);
}

/// The text, or `null`.
pub(crate) fn text_or_null(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
}

/// What a page handed in as plain data, as JSON text; `None` for nothing.
///
/// # Errors
///
/// [`Failure::Json`] for what has no JSON form: a function, a cycle, a big integer.
pub(crate) fn json_of(plain: Plain, value: &JsValue) -> Result<Option<String>, Failure> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    if !value.is_object() {
        return Err(Failure::Json(plain, None));
    }
    match JSON::stringify(value) {
        Ok(text) if text.is_string() => Ok(Some(String::from(text))),
        _ => Err(Failure::Json(plain, None)),
    }
}

/// An empty object.
pub(crate) fn object() -> Object {
    Object::new()
}

/// The calendar month in which the shopper's device says it is.
pub(crate) fn this_month() -> Option<cardseal_card::YearMonth> {
    let now = js_sys::Date::new_0();
    let year = u16::try_from(now.get_full_year()).ok()?;
    let month = u8::try_from(now.get_month()).ok()?.checked_add(1)?;
    cardseal_card::YearMonth::new(year, month)
}
