use cardseal_card::CardError;
use cardseal_card::entry::{CardForm, EditKind, Field, FormState};
use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::error::Failure;
use crate::input::{Asked, Input};
use crate::js;
use crate::seal::{self, Parts};
use crate::session::Session;
use crate::traceless::traceless;

/// The four inputs of a card and the session that it will pay.
#[wasm_bindgen]
#[derive(Debug)]
pub struct CardField {
    form: CardForm,
    session: Session,
    inputs: Vec<(Field, Input)>,
}

#[wasm_bindgen]
impl CardField {
    /// Takes a session's public key, as base64, and the moment, in milliseconds since 1970, at which it ends.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` names what is wrong with the key or the moment.
    #[wasm_bindgen(constructor)]
    pub fn new(encryption_key: &str, expires_at_ms: f64) -> Result<CardField, JsValue> {
        let session = Session::new(encryption_key, expires_at_ms)?;
        let form = CardForm::new(js::this_month().ok_or(Failure::Clock)?);
        Ok(Self { form, session, inputs: Vec::new() })
    }

    /// Takes the page's inputs, and what they already hold.
    pub fn attach(
        &mut self,
        number: HtmlInputElement,
        expiry: HtmlInputElement,
        cvc: HtmlInputElement,
        name: HtmlInputElement,
    ) {
        let inputs =
            [(Field::Number, number), (Field::Expiry, expiry), (Field::Name, name), (Field::Cvc, cvc)];
        self.inputs = inputs.map(|(field, element)| (field, Input::new(element))).into();
        traceless(|| {
            for (field, input) in &self.inputs {
                edit(&mut self.form, *field, input, EditKind::Insert);
            }
        });
    }

    /// Takes an event of one of the inputs and tells whether anything may have changed.
    pub fn handle(&mut self, event: &Event) -> bool {
        traceless(|| self.take_in(event))
    }

    /// What the page may know: `{complete, valid, brand, bin, lastFour, errors}`. Never more digits than these.
    pub fn state(&self) -> Object {
        traceless(|| state_object(&self.form.state()))
    }

    /// From now on every field tells what it lacks, as after an attempt to pay.
    pub fn demand(&mut self) {
        self.form.demand();
    }

    /// Encrypts the card, empties the inputs and wipes what was typed. Returns the envelope as base64.
    ///
    /// # Errors
    ///
    /// An `Error` with a `code`. After `invalid_card` the inputs stay as they are, for the shopper to correct.
    pub fn encrypt(&mut self, device_informations: &JsValue, metadata: &JsValue) -> Result<String, JsValue> {
        traceless(|| self.seal(device_informations, metadata).map_err(JsValue::from))
    }

    /// Takes the key of another session, for another attempt.
    ///
    /// # Errors
    ///
    /// As the constructor; the old session then stays.
    pub fn rekey(&mut self, encryption_key: &str, expires_at_ms: f64) -> Result<(), JsValue> {
        self.session = Session::new(encryption_key, expires_at_ms)?;
        Ok(())
    }

    /// Empties the inputs and wipes what was typed.
    pub fn clear(&mut self) {
        traceless(|| self.empty());
    }

    /// Lets go of the inputs, after emptying them.
    pub fn detach(&mut self) {
        self.clear();
        self.inputs.clear();
    }
}

impl CardField {
    fn take_in(&mut self, event: &Event) -> bool {
        let Some((field, input)) = self.inputs.iter().find(|(_, input)| input.received(event)) else {
            return false;
        };
        match Asked::by(event) {
            Asked::Edit(kind) => edit(&mut self.form, *field, input, kind),
            Asked::Leave => {
                let value = input.value();
                input.show(&self.form.leave(*field), &value);
            }
            Asked::Nothing => return false,
        }
        true
    }

    fn seal(&mut self, device_informations: &JsValue, metadata: &JsValue) -> Result<String, Failure> {
        let key = self.session.key(js_sys::Date::now())?;
        self.form.demand();
        let (pan, expiry, name, cvc) = self.form.parts().map_err(|_| self.invalid())?;
        let parts = Parts { pan, expiry, name, cvc: Some(cvc) };
        let envelope = seal::envelope(key, &parts, device_informations, metadata)?;
        self.session.spend();
        self.empty();
        Ok(envelope)
    }

    fn empty(&mut self) {
        self.form.clear();
        for (_, input) in &self.inputs {
            input.clear();
        }
    }

    fn invalid(&self) -> Failure {
        Failure::InvalidCard(self.form.state().errors)
    }
}

fn edit(form: &mut CardForm, field: Field, input: &Input, kind: EditKind) {
    let value = input.value();
    if form.shown(field).text != value.as_str() {
        let caret = input.caret();
        input.show(&form.input(field, &value, caret, kind), &value);
    }
}

fn state_object(state: &FormState) -> Object {
    let object = js::object();
    js::set(&object, "complete", state.complete);
    js::set(&object, "valid", state.valid);
    js::set(&object, "brand", js::text_or_null(state.brand.as_ref().map(|brand| brand.as_str())));
    js::set(&object, "bin", js::text_or_null(state.bin.as_ref().map(|bin| bin.as_str())));
    js::set(&object, "lastFour", js::text_or_null(state.last_four.as_ref().map(|four| four.as_str())));
    js::set(&object, "errors", errors_object(&state.errors));
    object
}

/// `{number: {code}, …}` for those fields that have something to tell.
pub(crate) fn errors_object(errors: &[Option<CardError>; 4]) -> Object {
    let object = js::object();
    for (field, reason) in Field::ALL.iter().zip(errors) {
        if let Some(reason) = reason {
            let told = js::object();
            js::set(&told, "code", reason.code());
            js::set(&object, field.as_str(), told);
        }
    }
    object
}
