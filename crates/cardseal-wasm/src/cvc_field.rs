use cardseal_card::brand::{self, BrandRule};
use cardseal_card::entry::{CvcEntry, Edit, EditKind, Shown};
use cardseal_card::{CardBrand, CardError, Judgement};
use js_sys::{Object, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::error::Failure;
use crate::input::{Asked, Input};
use crate::js;
use crate::traceless::traceless;

/// The one input of a stored card: its verification code.
#[wasm_bindgen]
#[derive(Debug)]
pub struct CvcField {
    code: CvcEntry,
    rule: Option<&'static BrandRule>,
    input: Option<Input>,
    told: bool,
}

#[wasm_bindgen]
impl CvcField {
    /// Takes the stored card's brand as the gateway spells it; without one, three and four digits are good.
    #[wasm_bindgen(constructor)]
    pub fn new(brand: Option<String>) -> CvcField {
        let brand = brand.map(|brand| CardBrand::from(brand.as_str()));
        let rule = brand.and_then(|brand| brand::candidates(b"").find(|rule| rule.brand == brand));
        Self { code: CvcEntry::new(), rule, input: None, told: false }
    }

    /// Takes the page's input, and what it already holds.
    pub fn attach(&mut self, element: HtmlInputElement) {
        self.input = Some(Input::new(element));
        traceless(|| self.edit(EditKind::Insert));
    }

    /// Takes an event of the input and tells whether anything may have changed.
    pub fn handle(&mut self, event: &Event) -> bool {
        if !self.input.as_ref().is_some_and(|input| input.received(event)) {
            return false;
        }
        match Asked::by(event) {
            Asked::Edit(kind) => traceless(|| self.edit(kind)),
            Asked::Leave => self.told = !self.code.text().is_empty(),
            Asked::Nothing => return false,
        }
        true
    }

    /// What the page may know: `{complete, valid, brand, errors}`, with the brand it was made for.
    pub fn state(&self) -> Object {
        let judgement = self.code.judge(self.rule);
        let object = js::object();
        js::set(&object, "complete", !matches!(judgement, Judgement::Incomplete(_)));
        js::set(&object, "valid", judgement.is_valid());
        js::set(&object, "brand", js::text_or_null(self.rule.map(|rule| rule.brand.as_str())));
        let told = judgement.reason().filter(|_| self.told || !judgement.can_become_valid());
        js::set(&object, "errors", crate::field::errors_object(&[None, None, None, told]));
        object
    }

    /// From now on the field tells what it lacks, as after an attempt to pay.
    pub fn demand(&mut self) {
        self.told = true;
    }

    /// Hands the digits over as ASCII bytes, empties the input and wipes the code. The caller wipes the bytes.
    ///
    /// # Errors
    ///
    /// An `Error` with the `code` `invalid_card`.
    pub fn take(&mut self) -> Result<Uint8Array, JsValue> {
        traceless(|| self.hand_over().map_err(JsValue::from))
    }

    /// Empties the input and wipes the code.
    pub fn clear(&mut self) {
        traceless(|| self.empty());
    }

    /// Lets go of the input, after emptying it.
    pub fn detach(&mut self) {
        self.clear();
        self.input = None;
    }
}

impl CvcField {
    fn hand_over(&mut self) -> Result<Uint8Array, Failure> {
        self.told = true;
        let code = self
            .code
            .cvc(self.rule)
            .map_err(|reason: CardError| Failure::InvalidCard([None, None, None, Some(reason)]))?;
        // EXPOSE: the gateway takes the code of a stored card from the merchant's server, in clear inside TLS.
        let bytes = Uint8Array::from(code.expose_secret());
        self.empty();
        Ok(bytes)
    }

    fn empty(&mut self) {
        self.code.clear();
        self.told = false;
        if let Some(input) = &self.input {
            input.clear();
        }
    }

    fn edit(&mut self, kind: EditKind) {
        let Some(input) = &self.input else { return };
        let value = input.value();
        let edit = Edit::between(self.code.text(), &value, input.caret(), kind);
        self.code.apply(&edit, self.rule);
        input.show(&Shown { text: self.code.text(), caret: Some(self.code.caret()) }, &value);
    }
}
