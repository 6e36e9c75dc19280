//! The module in a real browser, on real inputs, driven by the events that a browser sends.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test stops where its expectation does")]

use std::cell::RefCell;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cardseal_wasm::{CardField, CvcField, seal_card};
use js_sys::{JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlInputElement, InputEvent, InputEventInit};

wasm_bindgen_test_configure!(run_in_browser);

const KEY: &str = include_str!("key.b64");
const PAN: &str = "4440000112290002";

#[wasm_bindgen_test]
fn typing_groups_the_digits_and_keeps_the_caret() {
    let form = Form::new();
    form.keys(&form.number, PAN);
    assert_eq!(form.number.value(), "4440 0001 1229 0002");
    assert_eq!(caret(&form.number), 19);

    form.number.set_selection_range(5, 5).unwrap();
    form.backspace(&form.number);
    assert_eq!((form.number.value(), caret(&form.number)), ("4440 0011 2290 002".into(), 3));
}

#[wasm_bindgen_test]
fn paste_and_autofill_are_read() {
    let form = Form::new();
    form.edit(&form.number, "4440-0001-1229-0002", 19, "insertFromPaste");
    assert_eq!(form.number.value(), "4440 0001 1229 0002");
    form.expiry.set_value("2039-05");
    form.send(&form.expiry, &Event::new("input").unwrap());
    assert_eq!(form.expiry.value(), "05 / 39");
    form.edit(&form.cvc, "７３７", 3, "insertText");
    assert_eq!(form.cvc.value(), "737");
}

#[wasm_bindgen_test]
fn a_composition_is_left_alone_until_it_ends() {
    let form = Form::new();
    let init = InputEventInit::new();
    init.set_is_composing(true);
    form.number.set_value("４４４０0");
    form.send(&form.number, &InputEvent::new_with_event_init_dict("input", &init).unwrap());
    assert_eq!(form.number.value(), "４４４０0");
    form.send(&form.number, &Event::new("compositionend").unwrap());
    assert_eq!(form.number.value(), "4440 0");
}

#[wasm_bindgen_test]
fn errors_wait_until_the_field_is_left() {
    let form = Form::new();
    form.keys(&form.number, "4440");
    assert_eq!(form.state("errors"), "{}");
    form.send(&form.number, &Event::new("blur").unwrap());
    assert_eq!(form.state("errors"), r#"{"number":{"code":"too_short"}}"#);
    assert_eq!((form.state("complete"), form.state("valid")), ("false".into(), "false".into()));
}

#[wasm_bindgen_test]
fn the_page_learns_brand_bin_and_last_four_and_no_more() {
    let form = Form::filled();
    let state = String::from(JSON::stringify(&form.field.borrow().state()).unwrap());
    let expected =
        r#"{"complete":true,"valid":true,"brand":"VISA","bin":"444000","lastFour":"0002","errors":{}}"#;
    assert_eq!(state, expected);
}

#[wasm_bindgen_test]
fn a_card_becomes_an_envelope_once_and_nothing_stays() {
    let form = Form::filled();
    let envelope = form.encrypt().unwrap();
    assert_envelope(&envelope);
    for input in form.inputs() {
        assert_eq!(input.value(), "");
    }
    assert_eq!(form.state("lastFour"), "null");

    form.fill();
    assert_eq!(code(&form.encrypt().unwrap_err()), "already_encrypted");
    assert_eq!(form.number.value(), "4440 0001 1229 0002", "a refusal leaves the inputs to the shopper");
    form.field.borrow_mut().rekey(KEY.trim(), in_minutes(15.0)).unwrap();
    let second = form.encrypt().unwrap();
    assert_ne!(second, envelope);
}

#[wasm_bindgen_test]
fn a_card_that_is_not_good_is_refused_with_its_fields() {
    let form = Form::new();
    form.keys(&form.number, "4440000112290003");
    let error = form.encrypt().unwrap_err();
    assert_eq!(code(&error), "invalid_card");
    assert!(error.is_instance_of::<js_sys::Error>());
    let fields = Reflect::get(&error, &"fields".into()).unwrap();
    let fields = String::from(JSON::stringify(&fields).unwrap());
    assert!(fields.contains(r#""number":{"code":"luhn"}"#), "{fields}");
    assert!(fields.contains(r#""cvc":{"code":"empty"}"#), "{fields}");
    assert_eq!(form.number.value(), "4440 0001 1229 0003");
}

#[wasm_bindgen_test]
fn sessions_and_keys_that_are_not_good_are_refused() {
    let error = |key: &str, end: f64| code(&CardField::new(key, end).map(|_| ()).unwrap_err());
    assert_eq!(error("", in_minutes(15.0)), "key_empty");
    assert_eq!(error("AAAA", in_minutes(15.0)), "key_not_spki");
    assert_eq!(error(KEY.trim(), f64::NAN), "expires_at_invalid");

    let form = Form::filled();
    form.field.borrow_mut().rekey(KEY.trim(), in_minutes(0.4)).unwrap();
    assert_eq!(code(&form.encrypt().unwrap_err()), "session_expired");
}

#[wasm_bindgen_test]
fn data_beside_the_card_must_be_plain_objects() {
    let form = Form::filled();
    let refused = |device: &JsValue, metadata: &JsValue| {
        code(&form.field.borrow_mut().encrypt(device, metadata).unwrap_err())
    };
    let cycle = Object::new();
    Reflect::set(&cycle, &"self".into(), &cycle).unwrap();
    assert_eq!(refused(&cycle, &JsValue::UNDEFINED), "device_informations_invalid");
    assert_eq!(refused(&JsValue::UNDEFINED, &"text".into()), "metadata_invalid");
    assert_eq!(refused(&JsValue::UNDEFINED, &js_sys::Array::new()), "metadata_invalid");
    assert_envelope(&form.encrypt().unwrap());
}

#[wasm_bindgen_test]
fn clear_and_detach_wipe_and_may_be_repeated() {
    let form = Form::filled();
    for _ in 0..2 {
        form.field.borrow_mut().clear();
        assert!(form.inputs().iter().all(|input| input.value().is_empty()));
    }
    form.fill();
    for _ in 0..2 {
        form.field.borrow_mut().detach();
        assert!(form.inputs().iter().all(|input| input.value().is_empty()));
    }
    form.number.set_value("4440");
    form.send(&form.number, &Event::new("input").unwrap());
    assert_eq!(form.state("bin"), "null", "a detached input is nobody's");
}

#[wasm_bindgen_test]
fn what_the_inputs_hold_already_is_taken() {
    let form = Form::unattached();
    form.number.set_value(PAN);
    form.attach();
    assert_eq!(form.number.value(), "4440 0001 1229 0002");
    assert_eq!(form.state("lastFour"), "\"0002\"");
}

#[wasm_bindgen_test]
fn sealing_wipes_the_bytes_of_its_caller_whatever_happens() {
    let sealed = |end: f64| {
        let (number, cvc) = (Uint8Array::from(PAN.as_bytes()), Uint8Array::from(&b"737"[..]));
        let card = Object::new();
        let members: [(&str, JsValue); 5] = [
            ("number", number.clone().into()),
            ("cvc", cvc.clone().into()),
            ("expiryMonth", 5.into()),
            ("expiryYear", "2039".into()),
            ("nameOnCard", "Siti".into()),
        ];
        for (name, value) in members {
            Reflect::set(&card, &name.into(), &value).unwrap();
        }
        let result = seal_card(KEY.trim(), end, &card, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
        assert_eq!((number.to_vec(), cvc.to_vec()), (vec![0; 16], vec![0; 3]));
        result
    };
    assert_envelope(&sealed(in_minutes(15.0)).unwrap());
    assert_eq!(code(&sealed(0.0).unwrap_err()), "session_expired");
}

#[wasm_bindgen_test]
fn the_code_of_a_saved_card_is_given_once() {
    let field = Rc::new(RefCell::new(CvcField::new(Some("AMEX".into()))));
    let element = input();
    field.borrow_mut().attach(element.clone());
    let to = field.clone();
    let _listener = listen(&element, move |event| {
        to.borrow_mut().handle(event);
    });
    edit(&element, "12345", 5, "insertText");
    assert_eq!(element.value(), "1234");
    assert_eq!(field.borrow_mut().take().unwrap().to_vec(), b"1234");
    assert_eq!(element.value(), "");
    assert_eq!(code(&field.borrow_mut().take().unwrap_err()), "invalid_card");
}

/// A card field on four inputs of the page, wired as the npm package does it.
struct Form {
    field: Rc<RefCell<CardField>>,
    number: HtmlInputElement,
    expiry: HtmlInputElement,
    cvc: HtmlInputElement,
    name: HtmlInputElement,
    listeners: RefCell<Vec<Listener>>,
}

impl Form {
    fn unattached() -> Self {
        let field = CardField::new(KEY.trim(), in_minutes(15.0)).unwrap();
        let [number, expiry, cvc, name] = [(); 4].map(|()| input());
        Self { field: Rc::new(RefCell::new(field)), number, expiry, cvc, name, listeners: RefCell::default() }
    }

    fn new() -> Self {
        let form = Self::unattached();
        form.attach();
        form
    }

    fn filled() -> Self {
        let form = Self::new();
        form.fill();
        form
    }

    fn attach(&self) {
        let [number, expiry, cvc, name] = self.inputs().map(Clone::clone);
        self.field.borrow_mut().attach(number, expiry, cvc, name);
        for element in self.inputs() {
            let field = self.field.clone();
            self.listeners.borrow_mut().push(listen(element, move |event| {
                field.borrow_mut().handle(event);
            }));
        }
    }

    fn fill(&self) {
        for (element, text) in self.inputs().into_iter().zip([PAN, "539", "737", "Siti"]) {
            self.keys(element, text);
        }
    }

    fn inputs(&self) -> [&HtmlInputElement; 4] {
        [&self.number, &self.expiry, &self.cvc, &self.name]
    }

    /// Types as a keyboard does: the browser edits its input, then tells.
    fn keys(&self, element: &HtmlInputElement, text: &str) {
        element.focus().unwrap();
        for character in text.chars() {
            let (head, tail) = around_caret(element);
            edit(element, &format!("{head}{character}{tail}"), head.len() + 1, "insertText");
        }
    }

    fn backspace(&self, element: &HtmlInputElement) {
        let (head, tail) = around_caret(element);
        let head = &head[..head.len() - 1];
        edit(element, &format!("{head}{tail}"), head.len(), "deleteContentBackward");
    }

    fn edit(&self, element: &HtmlInputElement, value: &str, caret: usize, input_type: &str) {
        edit(element, value, caret, input_type);
    }

    fn send(&self, element: &HtmlInputElement, event: &Event) {
        element.dispatch_event(event).unwrap();
    }

    fn encrypt(&self) -> Result<String, JsValue> {
        self.field.borrow_mut().encrypt(&JsValue::UNDEFINED, &JsValue::UNDEFINED)
    }

    fn state(&self, member: &str) -> String {
        let state = self.field.borrow().state();
        JSON::stringify(&Reflect::get(&state, &member.into()).unwrap()).unwrap().into()
    }
}

type Listener = Closure<dyn FnMut(Event)>;

fn listen(element: &HtmlInputElement, mut heard: impl FnMut(&Event) + 'static) -> Listener {
    let listener = Closure::new(move |event: Event| heard(&event));
    for kind in ["input", "change", "compositionend", "blur"] {
        element.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref()).unwrap();
    }
    listener
}

fn edit(element: &HtmlInputElement, value: &str, caret: usize, input_type: &str) {
    element.focus().unwrap();
    element.set_value(value);
    let caret = u32::try_from(caret).unwrap();
    element.set_selection_range(caret, caret).unwrap();
    let init = InputEventInit::new();
    init.set_input_type(input_type);
    element.dispatch_event(&InputEvent::new_with_event_init_dict("input", &init).unwrap()).unwrap();
}

fn input() -> HtmlInputElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let element: HtmlInputElement = document.create_element("input").unwrap().unchecked_into();
    document.body().unwrap().append_child(&element).unwrap();
    element
}

fn around_caret(element: &HtmlInputElement) -> (String, String) {
    let value = element.value();
    let (head, tail) = value.split_at(usize::try_from(caret(element)).unwrap());
    (head.into(), tail.into())
}

fn caret(element: &HtmlInputElement) -> u32 {
    element.selection_end().unwrap().unwrap()
}

fn in_minutes(minutes: f64) -> f64 {
    js_sys::Date::now() + minutes * 60_000.0
}

fn code(error: &JsValue) -> String {
    Reflect::get(error, &"code".into()).unwrap().as_string().unwrap()
}

/// The structure of the gateway's documentation: base64 of JSON with a wrapped key, a nonce and a ciphertext.
fn assert_envelope(envelope: &str) {
    let json = STANDARD.decode(envelope).unwrap();
    let json = JSON::parse(std::str::from_utf8(&json).unwrap()).unwrap();
    let len = |name: &str| {
        let text = Reflect::get(&json, &name.into()).unwrap().as_string().unwrap();
        STANDARD.decode(text).unwrap().len()
    };
    assert_eq!((len("encryptedKey"), len("nonce")), (256, 12));
    assert!(len("ciphertext") > 16 + PAN.len());
    assert!(!envelope.contains(PAN));
}
