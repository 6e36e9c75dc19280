//! The editing model of a card form: any sequence of values that inputs claim to have, with any caret.
//!
//! After each step the shown texts have their shape, the caret is inside, the page is told no more digits than it may
//! be, the judgement is that of the types that read what is shown, and showing a text to its own field again changes
//! nothing.

use cardseal_card::entry::{CardForm, EditKind, Field, Shown};
use cardseal_card::{CardholderName, Cvc, ExpiryDate, Pan, YearMonth, check_cvc};

use super::hashed;
use crate::{Input, Trait};

const KINDS: [EditKind; 5] =
    [EditKind::Insert, EditKind::Untold, EditKind::DeleteBackward, EditKind::DeleteForward, EditKind::Cut];
const NUMBERS: [&str; 8] = [
    "4440000112290002",
    "378282246310005",
    "5555555555554444",
    "36227206271667",
    "3528000000000007",
    "6011111111111117",
    "6759649826438453",
    "4000000000000",
];
const NOISE: [&str; 14] =
    [" ", "/", "-", "0", "12", "٣", "９", "é", "𝄞", "\u{200b}", "\u{0}", "O'Brien", "4111 1111", "20"];

/// What is no UTF-8: a byte that is none, a character cut off, half of a pair, and one beyond the last.
const BROKEN: [&[u8]; 4] = [b"\xff", b"\xe5\xb1", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"];

fn today() -> YearMonth {
    YearMonth::new(2026, 11).expect("a month")
}

pub(super) fn run(data: &[u8]) -> Trait {
    let input = &Input::new(data);
    let mut form = CardForm::new(today());
    let mut path = 0_u64;
    for _ in 0..=input.below(24) {
        path = path.rotate_left(5) ^ step(&mut form, input);
        check(&form);
    }
    let state = form.state();
    let kind = hashed(format!("{:?} {:?} {}", state.errors, form.rule().brand(), path % 61));
    let deep = state.valid;
    again(&mut form);
    form.clear();
    assert!(Field::ALL.iter().all(|field| form.shown(*field).text.is_empty()), "cleared");
    assert!(form.ends() == [b"", b""] && !form.state().complete);
    Trait { deep, kind }
}

/// One thing that a shopper, a browser or a password manager does.
fn step(form: &mut CardForm, input: &Input<'_>) -> u64 {
    let field = input.pick(&Field::ALL);
    let what = input.below(12);
    match what {
        0 => drop(form.leave(field)),
        1 => form.demand(),
        2 if input.once_in(6) => form.clear(),
        2..=4 => fill(form, field, input),
        _ => edit(form, field, input),
    }
    what as u64
}

/// A whole value at once, as by autofill; often a good one.
fn fill(form: &mut CardForm, field: Field, input: &Input<'_>) {
    let value = match (field, input.below(4)) {
        (_, 0) => noise(input),
        (Field::Number, _) => input.pick(&NUMBERS).to_owned(),
        (Field::Expiry, _) => format!("{}/{}", 1 + input.below(13), 24 + input.below(60)),
        (Field::Name, _) => "TEST BUYER".to_owned(),
        (Field::Cvc, _) => {
            let count = 3 + input.below(2);
            input.digits(count)
        }
    };
    let caret = value.encode_utf16().count();
    put(form, field, value, caret, input);
}

/// A change somewhere in the shown text, and a caret that is mostly where it would be.
fn edit(form: &mut CardForm, field: Field, input: &Input<'_>) {
    let shown: Vec<char> = String::from_utf8_lossy(form.shown(field).text).chars().collect();
    let from = input.below(shown.len() + 1);
    let to = if input.once_in(2) { from } else { from + input.below(shown.len() - from + 1) };
    let text = if input.once_in(3) { noise(input) } else { input.digits(1) };
    let before: String = shown[..from].iter().collect::<String>() + &text;
    let value: String = before.chars().chain(shown[to..].iter().copied()).collect();
    let caret = if input.once_in(6) { input.below(80) } else { before.encode_utf16().count() };
    put(form, field, value, caret, input);
}

/// Gives a value to a field, now and then with bytes in it that no page would send.
fn put(form: &mut CardForm, field: Field, value: String, caret: usize, input: &Input<'_>) {
    let mut value = value.into_bytes();
    if input.once_in(40) {
        let at = input.below(value.len() + 1);
        value.splice(at..at, input.pick(&BROKEN).iter().copied());
    }
    form.input(field, &value, caret, input.pick(&KINDS));
}

fn noise(input: &Input<'_>) -> String {
    let count = input.below(5);
    let mut text: String = (0..count).map(|_| input.pick(&NOISE)).collect();
    if input.once_in(12) {
        let count = input.below(400);
        text.push_str(&input.digits(count));
    }
    text
}

fn check(form: &CardForm) {
    for field in Field::ALL {
        check_shown(field, &form.shown(field));
    }
    let state = form.state();
    let digits: Vec<u8> = form.shown(Field::Number).text.iter().copied().filter(u8::is_ascii_digit).collect();
    assert!(!state.valid || state.complete, "valid and not complete");
    assert_eq!(state.valid, reads(form, &digits), "the state and the types disagree");
    let [first, last] = form.ends();
    assert!(first.is_empty() || first == &digits[..6], "other digits than the first six");
    let ends = digits.ends_with(last) && Pan::parse(&digits).is_ok();
    assert!(last.is_empty() || last.len() == 4 && ends, "last four of no number");
}

/// Whether what is shown is a card to the types that read one.
fn reads(form: &CardForm, digits: &[u8]) -> bool {
    let date = text_of(form, Field::Expiry);
    let (month, year) = date.split_once(" / ").unwrap_or((date, ""));
    Pan::parse(digits).is_ok()
        && ExpiryDate::parse(month.as_bytes(), year.as_bytes()).is_ok_and(|date| date.check(today()).is_ok())
        && std::str::from_utf8(form.shown(Field::Name).text)
            .is_ok_and(|name| CardholderName::parse(name).is_ok())
        && Cvc::parse(form.shown(Field::Cvc).text).is_ok_and(|code| check_cvc(&code, form.rule()).is_ok())
}

/// The text of a field that shows ASCII.
fn text_of(form: &CardForm, field: Field) -> &str {
    std::str::from_utf8(form.shown(field).text).expect("ASCII")
}

fn check_shown(field: Field, shown: &Shown<'_>) {
    assert!(
        shown.caret.unwrap_or(0) <= shown.text.len(),
        "the caret is outside of {} bytes",
        shown.text.len()
    );
    let text = match field {
        Field::Name => return assert!(shown.text.len() <= 4096),
        _ => std::str::from_utf8(shown.text).expect("ASCII"),
    };
    let only = |letters: &str| text.chars().all(|letter| letter.is_ascii_digit() || letters.contains(letter));
    match field {
        Field::Number => {
            assert!(only(" ") && text.trim() == text && !text.contains("  "), "no shape of a number");
            assert!(text.bytes().filter(u8::is_ascii_digit).count() <= 19);
        }
        Field::Expiry => {
            let (month, year) = text.split_once(" / ").unwrap_or((text, ""));
            let is_year = year.len() <= 2 || (year.starts_with("20") && year.len() <= 4);
            assert!(only(" /") && month.len() <= 2 && is_year, "no shape of a date: {text}");
        }
        Field::Cvc => assert!(only("") && text.len() <= 4, "no shape of a code"),
        Field::Name => {}
    }
}

/// What a field shows is what it takes: the same value again, with the caret behind it, is no edit.
fn again(form: &mut CardForm) {
    for field in Field::ALL {
        let text = form.shown(field).text.to_owned();
        let caret = form.shown(field).caret.unwrap_or(text.len());
        let shown = form.input(field, &text, caret, EditKind::Insert);
        assert_eq!(shown.text, text, "{field:?} changes its own text");
    }
}
