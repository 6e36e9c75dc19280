//! The module as the page's half calls it: texts in one block, answers at its start, envelopes behind the texts.

#![allow(clippy::unwrap_used, reason = "a test stops where its expectation does")]

use cardseal_card::{CardError, KeyError, SealError, YearMonth};
use cardseal_wasm::{BLOCK, CardLengths, ContextLengths, EditLengths, FIELDS, Failure, Module, RANDOM};

const KEY: &str = include_str!("key.b64");
const PAN: &str = "4440000112290002";
const UNCHANGED: usize = 0x7fff_ffff;

fn today() -> Option<YearMonth> {
    YearMonth::new(2026, 11)
}

/// Puts texts into the block, one behind the other, and gives their lengths.
fn put<const N: usize>(module: &mut Module, texts: [&[u8]; N]) -> [usize; N] {
    module.block().fill(0);
    let mut at = 0;
    for text in texts {
        module.block()[at..at + text.len()].copy_from_slice(text);
        at += text.len();
    }
    texts.map(<[u8]>::len)
}

fn text(module: &mut Module, len: usize) -> String {
    text_behind(module, 0, len)
}

fn text_behind(module: &mut Module, start: usize, len: usize) -> String {
    String::from_utf8(module.block()[start..start + len].to_vec()).unwrap()
}

fn take_key(module: &mut Module, key: &str) -> Result<usize, Failure> {
    let [len] = put(module, [key.as_bytes()]);
    module.take_key(len)
}

/// A list of names in the page's half.
fn names(file: &str, list: &str) -> Vec<&'static str> {
    let text = match file {
        "codes" => include_str!("../../../pkg-template/lib/codes.js"),
        _ => include_str!("../../../pkg-template/lib/brands.js"),
    };
    let (_, behind) = text.split_once(&format!("const {list} =")).unwrap();
    behind.split('\'').nth(1).unwrap().split(' ').collect()
}

#[derive(Clone, Copy)]
struct Given<'a> {
    random: [u8; RANDOM],
    number: &'a str,
    month: &'a str,
    year: &'a str,
    name: &'a str,
    cvc: Option<&'a str>,
    context: [&'a str; 2],
}

const GOOD: Given<'_> = Given {
    random: [7; RANDOM],
    number: PAN,
    month: "5",
    year: "2039",
    name: "Siti",
    cvc: Some("737"),
    context: ["{}", "{}"],
};

fn seal(module: &mut Module, given: Given<'_>) -> Result<String, Failure> {
    let lengths = put(
        module,
        [
            &given.random,
            given.number.as_bytes(),
            given.month.as_bytes(),
            given.year.as_bytes(),
            given.name.as_bytes(),
            given.cvc.unwrap_or_default().as_bytes(),
            given.context[0].as_bytes(),
            given.context[1].as_bytes(),
        ],
    );
    let [_, number, month, year, name, cvc, device_informations, metadata] = lengths;
    let card = CardLengths { number, month, year, name, cvc: given.cvc.map(|_| cvc) };
    let context = ContextLengths { device_informations, metadata };
    let len = module.seal_card(card, context, today())?;
    Ok(text_behind(module, lengths.iter().sum(), len))
}

fn ready() -> Module {
    let mut module = Module::new();
    take_key(&mut module, KEY).unwrap();
    module
}

#[test]
fn cards_are_sealed_with_the_key_that_was_taken_last() {
    let mut module = ready();
    let envelope = seal(&mut module, GOOD).unwrap();
    assert!(envelope.starts_with("eyJlbmNyeXB0ZWRLZXkiOi"), "{envelope}");
    assert_eq!(seal(&mut module, GOOD).unwrap(), envelope);
    assert!(seal(&mut module, Given { cvc: None, ..GOOD }).unwrap().len() < envelope.len());
    assert_eq!(seal(&mut Module::new(), GOOD), Err(Failure::Call));
    // A key that is refused is not followed by the one before it.
    assert_eq!(take_key(&mut module, ""), Err(Failure::Key(KeyError::Empty)));
    assert_eq!(seal(&mut module, GOOD), Err(Failure::Call));
    take_key(&mut module, KEY).unwrap();
    assert_eq!(seal(&mut module, GOOD).unwrap(), envelope);
}

#[test]
fn each_refusal_of_a_card_has_its_reason() {
    let mut module = ready();
    let invalid = |number, expiry, name, cvc| Err(Failure::InvalidCard([number, expiry, name, cvc]));
    let mut zero_nonce = [7; RANDOM];
    zero_nonce[32..44].fill(0);
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(8000));
    let entropy = Failure::Seal(SealError::Entropy(cardseal_card::EntropyError));
    let cases = [
        (Given { number: "4440000112290003", ..GOOD }, invalid(Some(CardError::Luhn), None, None, None)),
        (
            Given { number: "", month: "13", ..GOOD },
            invalid(Some(CardError::Empty), Some(CardError::MonthOutOfRange), None, None),
        ),
        (
            Given { year: "2025", name: " ", ..GOOD },
            invalid(None, Some(CardError::Expired), Some(CardError::Empty), None),
        ),
        (Given { cvc: Some("1234"), ..GOOD }, invalid(None, None, None, Some(CardError::TooLong))),
        (Given { cvc: Some(""), ..GOOD }, invalid(None, None, None, Some(CardError::TooShort))),
        (Given { context: [&long, &long], ..GOOD }, Err(Failure::Seal(SealError::TooLarge))),
        (Given { random: [0; RANDOM], ..GOOD }, Err(entropy)),
        (Given { random: zero_nonce, ..GOOD }, Err(entropy)),
    ];
    for (at, (given, expected)) in cases.into_iter().enumerate() {
        assert_eq!(seal(&mut module, given), expected, "case {at}");
    }
}

#[test]
fn the_page_names_what_is_refused_by_its_number() {
    use CardError as C;
    use KeyError as K;

    let mut module = Module::new();
    let refusals = names("codes", "REFUSALS");
    for (failure, name) in [
        (Failure::Call, "internal"),
        (Failure::Seal(SealError::Internal), "internal"),
        (Failure::Clock, "clock_unavailable"),
        (Failure::Seal(SealError::TooLarge), "envelope_too_large"),
        (Failure::TooManyFields, "too_many_fields"),
        (Failure::Seal(SealError::Entropy(cardseal_card::EntropyError)), "random_unavailable"),
    ] {
        assert_eq!(refusals[usize::try_from(-module.tell(failure) - 1).unwrap()], name);
    }
    let keys = [
        K::Empty,
        K::TooLong,
        K::Base64Alphabet,
        K::Base64Padding,
        K::Base64TrailingBits,
        K::PemArmour,
        K::PrivateKey,
        K::Certificate,
        K::Pkcs1,
        K::NotSpki,
        K::Truncated,
        K::TrailingBytes,
        K::IndefiniteLength,
        K::NonMinimalLength,
        K::NonMinimalInteger,
        K::NegativeInteger,
        K::UnusedBits,
        K::NotRsa,
        K::RsaPss,
        K::RsaOaep,
        K::AlgorithmParameters,
        K::ModulusTooSmall,
        K::ModulusTooLarge,
        K::ModulusEven,
        K::ModulusSmallFactor,
        K::ModulusRoca,
        K::ExponentTooSmall,
        K::ExponentTooLarge,
        K::ExponentEven,
    ];
    assert_eq!(names("codes", "KEYS"), keys.map(|key| key.code()));
    for (at, key) in keys.into_iter().enumerate() {
        assert_eq!(module.tell(Failure::Key(key)), -1 - isize::try_from(refusals.len() + at).unwrap());
    }
    let reasons = [
        C::Empty,
        C::TooShort,
        C::TooLong,
        C::NotADigit,
        C::Luhn,
        C::MonthOutOfRange,
        C::YearOutOfRange,
        C::Expired,
        C::TooFarAhead,
        C::ControlCharacter,
        C::CardNumberInName,
    ];
    assert_eq!(names("codes", "REASONS"), reasons.map(|reason| reason.code()));
    for (number, reason) in (1..).zip(reasons) {
        let answer = module.tell(Failure::InvalidCard([None, Some(reason), None, Some(CardError::Empty)]));
        assert_eq!(refusals[usize::try_from(-answer - 1).unwrap()], "invalid_card");
        assert_eq!(module.block()[..4], [0, number, 0, 1]);
    }
}

#[test]
fn the_page_names_networks_by_their_number() {
    let mut module = Module::new();
    for (number, name) in (1..).zip(names("brands", "BRANDS")) {
        assert!(
            cardseal_card::brand::rules()
                .any(|rule| rule.brand().is_some_and(|brand| brand.as_str() == name)),
            "{name}"
        );
        let field = module.cvc_field(number).unwrap();
        module.state(field).unwrap();
        assert_eq!(usize::from(module.block()[1]), number, "{name}");
    }
    let field = module.cvc_field(15).unwrap();
    module.state(field).unwrap();
    assert_eq!(module.block()[1], 0);
}

/// A card's field and its four inputs.
struct Form {
    module: Module,
    field: usize,
    values: [String; 4],
}

const NUMBER: usize = 0;
const EXPIRY: usize = 1;
const CVC: usize = 2;
const NAME: usize = 3;

impl Form {
    fn new() -> Self {
        let mut module = ready();
        let field = module.card_field(today()).unwrap();
        Self { module, field, values: Default::default() }
    }

    fn filled() -> Self {
        let mut form = Self::new();
        for (input, text) in [(NUMBER, PAN), (EXPIRY, "539"), (CVC, "737"), (NAME, "Siti")] {
            form.keys(input, text);
        }
        form
    }

    /// Gives an input a value, and shows in it what the field answers. Gives the caret, if it is set.
    fn edit(&mut self, input: usize, value: &str, caret: usize, kind: &str) -> Option<usize> {
        self.values[input] = value.into();
        let [value, kind] = put(&mut self.module, [value.as_bytes(), kind.as_bytes()]);
        let answer = self.module.edit(self.field, input, EditLengths { value, kind, caret }).unwrap();
        self.show(input, answer)
    }

    fn leave(&mut self, input: usize) {
        let value = self.values[input].clone();
        let [value] = put(&mut self.module, [value.as_bytes()]);
        let answer = self.module.leave(self.field, input, value).unwrap();
        self.show(input, answer);
    }

    fn show(&mut self, input: usize, answer: usize) -> Option<usize> {
        if answer == UNCHANGED {
            return None;
        }
        self.values[input] = text(&mut self.module, answer & 0xffff);
        (answer >> 16).checked_sub(1)
    }

    fn keys(&mut self, input: usize, text: &str) {
        for character in text.chars() {
            let value = format!("{}{character}", self.values[input]);
            let caret = value.encode_utf16().count();
            self.edit(input, &value, caret, "insertText");
        }
    }

    /// Whether the form is complete and valid, its brand, the reasons, and the digits that may be shown.
    fn state(&mut self) -> (u8, u8, [u8; 4], String) {
        let len = self.module.state(self.field).unwrap();
        let digits = text(&mut self.module, len)[6..].to_owned();
        let block = self.module.block();
        (block[0], block[1], *block[2..].first_chunk().unwrap(), digits)
    }

    fn encrypt(&mut self, context: [&str; 2]) -> Result<String, Failure> {
        let lengths = put(&mut self.module, [&[9; RANDOM], context[0].as_bytes(), context[1].as_bytes()]);
        let [_, device_informations, metadata] = lengths;
        let context = ContextLengths { device_informations, metadata };
        let len = self.module.encrypt(self.field, context)?;
        Ok(text_behind(&mut self.module, lengths.iter().sum(), len))
    }
}

#[test]
fn typing_groups_the_digits_and_keeps_the_caret() {
    let mut form = Form::new();
    form.keys(NUMBER, PAN);
    assert_eq!(form.values[NUMBER], "4440 0001 1229 0002");
    assert_eq!(form.edit(NUMBER, "4440 001 1229 0002", 4, "deleteContentBackward"), Some(4));
    assert_eq!(form.values[NUMBER], "4440 0011 2290 002");
    assert_eq!(
        form.edit(NUMBER, "4440 0011 2290 002", 4, "insertText"),
        None,
        "what is shown already is no edit"
    );
}

#[test]
fn paste_and_autofill_are_read() {
    let mut form = Form::new();
    form.edit(NUMBER, "4440-0001-1229-0002", 19, "insertFromPaste");
    form.edit(EXPIRY, "2039-05", usize::MAX, "");
    form.edit(CVC, "７３７", 3, "insertText");
    assert_eq!(form.values, ["4440 0001 1229 0002", "05 / 39", "737", ""]);
    form.edit(NUMBER, &"4".repeat(8192), 0, "insertFromPaste");
    assert_eq!(form.values[NUMBER].len(), 23, "19 digits in groups");
}

#[test]
fn the_page_learns_brand_bin_and_last_four_and_no_more() {
    assert_eq!(Form::filled().state(), (3, 1, [0; 4], "4440000002".into()));
    assert_eq!(Form::new().state(), (0, 0, [0; 4], String::new()));
}

#[test]
fn errors_wait_until_the_field_is_left() {
    let mut form = Form::new();
    form.keys(NUMBER, "4440");
    assert_eq!(form.state().2, [0; 4]);
    form.leave(NUMBER);
    let [empty, too_short] = [1, 2];
    assert_eq!(form.state().2, [too_short, 0, 0, 0]);
    form.keys(EXPIRY, "5");
    form.module.demand(form.field).unwrap();
    assert_eq!(form.state().2, [too_short, too_short, empty, empty]);
}

#[test]
fn a_card_becomes_an_envelope_and_nothing_stays() {
    let mut form = Form::filled();
    let first = form.encrypt(["{}", "{}"]).unwrap();
    assert_eq!(form.state().3, "");
    assert_eq!(Form::filled().encrypt(["{}", "{}"]).unwrap(), first);
    let empty = Some(CardError::Empty);
    assert_eq!(form.encrypt(["{}", "{}"]), Err(Failure::InvalidCard([empty; 4])));
    let mut form = Form::filled();
    assert_eq!(take_key(&mut form.module, "AAAA"), Err(Failure::Key(KeyError::NotSpki)));
    assert_eq!(form.encrypt(["{}", "{}"]), Err(Failure::Call));
    assert_eq!(form.state().3, "4440000002", "a refusal leaves what was typed");
}

#[test]
fn the_code_of_a_saved_card_is_given_once() {
    let mut module = Module::new();
    let amex = 4;
    let field = module.cvc_field(amex).unwrap();
    let [value, kind] = put(&mut module, [b"12345", b"insertText"]);
    let answer = module.edit(field, CVC, EditLengths { value, kind, caret: 5 }).unwrap();
    assert_eq!((text(&mut module, answer & 0xffff), answer >> 16), ("1234".into(), 5));
    assert_eq!(module.state(field), Ok(6));
    assert_eq!(module.block()[..6], [3, 4, 0, 0, 0, 0]);
    let len = module.take(field).unwrap();
    assert_eq!(text(&mut module, len), "1234");
    assert_eq!(module.take(field), Err(Failure::InvalidCard([None, None, None, Some(CardError::Empty)])));
}

#[test]
fn one_field_more_than_there_are_places_is_refused() {
    let mut module = Module::new();
    for number in 0..FIELDS {
        assert_eq!(module.cvc_field(0), Ok(number));
    }
    assert_eq!(module.cvc_field(0), Err(Failure::TooManyFields));
    assert_eq!(module.card_field(today()), Err(Failure::TooManyFields));
    module.free(7);
    assert_eq!(module.card_field(today()), Ok(7));
    assert_eq!(module.state(FIELDS), Err(Failure::Call));
}

#[test]
fn what_is_called_wrongly_is_refused() {
    let mut form = Form::new();
    let edit = EditLengths { value: 0, kind: 0, caret: 0 };
    assert_eq!(form.module.edit(form.field, 4, edit), Err(Failure::Call));
    assert_eq!(form.module.edit(7, 0, edit), Err(Failure::Call));
    assert_eq!(form.module.edit(form.field, 0, EditLengths { value: BLOCK + 1, ..edit }), Err(Failure::Call));
    assert_eq!(form.module.take(form.field), Err(Failure::Call));
    form.module.free(form.field);
    assert_eq!(form.module.state(form.field), Err(Failure::Call));
    assert_eq!(form.module.cvc_field(0), Ok(form.field), "its place is used again");
    let context = ContextLengths { device_informations: 0, metadata: 0 };
    assert_eq!(form.module.encrypt(form.field, context), Err(Failure::Call));
    assert_eq!(form.module.take_key(BLOCK + 1), Err(Failure::Call));
}
