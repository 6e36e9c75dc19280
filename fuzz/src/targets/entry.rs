//! The editing model of a card form: any sequence of values that inputs claim to have, with any caret.
//!
//! After each step the shown texts have their shape, the caret is inside, the page is told no more digits than it may
//! be, the judgement fits the parts, and showing a text to its own field again changes nothing.

use cardseal_card::entry::{CardForm, EditKind, Field, Shown};
use cardseal_card::{Card, CardholderName, ExpiryDate, Pan, YearMonth};

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

fn today() -> YearMonth {
    YearMonth::new(2026, 11).expect("a month")
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
    form.input(field, &value, caret, input.pick(&KINDS));
}

/// A change somewhere in the shown text, and a caret that is mostly where it would be.
fn edit(form: &mut CardForm, field: Field, input: &Input<'_>) {
    let shown: Vec<char> = form.shown(field).as_str().chars().collect();
    let from = input.below(shown.len() + 1);
    let to = if input.once_in(2) { from } else { from + input.below(shown.len() - from + 1) };
    let text = if input.once_in(3) { noise(input) } else { input.digits(1) };
    let before: String = shown[..from].iter().collect::<String>() + &text;
    let value: String = before.chars().chain(shown[to..].iter().copied()).collect();
    let caret = if input.once_in(6) { input.below(80) } else { before.encode_utf16().count() };
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
    let digits: String = form.shown(Field::Number).as_str().chars().filter(char::is_ascii_digit).collect();
    assert!(!state.valid || state.complete, "valid and not complete");
    let [number, month, year, name, code] = form.expose_card();
    let card = Card::parse([number, month, year, name], Some(code), Some(today()));
    assert_eq!(state.valid, card.is_ok(), "the state and the card disagree");
    let [bin, last_four] = form.ends();
    assert!(bin.is_empty() || bin == &digits.as_bytes()[..6], "another bin than the first six digits");
    if !last_four.is_empty() {
        assert!(
            last_four.len() == 4 && digits.as_bytes().ends_with(last_four) && Pan::parse(number).is_ok(),
            "last four of no number"
        );
    }
    assert_eq!(number, digits.as_bytes());
    if card.is_ok() {
        let name = CardholderName::from_utf8(name).expect("a name");
        assert_eq!(name.expose_secret(), form.shown(Field::Name).as_str().trim().as_bytes());
        assert_eq!(code, form.shown(Field::Cvc).text);
        let (month, year) = form.shown(Field::Expiry).as_str().split_once(" / ").expect("a whole date");
        let expiry = ExpiryDate::parse(month.as_bytes(), year.as_bytes()).expect("a date");
        assert_eq!(month.parse(), Ok(expiry.month()));
        assert_eq!(year.parse(), Ok(expiry.year() - 2000));
    }
}

fn check_shown(field: Field, shown: &Shown<'_>) {
    let text = std::str::from_utf8(shown.text).expect("UTF-8");
    assert!(shown.caret.unwrap_or(0) <= text.len(), "the caret is outside of {} characters", text.len());
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
        Field::Name => assert!(text.len() <= 4096),
    }
}

/// What a field shows is what it takes: the same value again, with the caret behind it, is no edit.
fn again(form: &mut CardForm) {
    for field in Field::ALL {
        let text = form.shown(field).as_str().to_owned();
        let caret = form.shown(field).caret.unwrap_or(text.encode_utf16().count());
        let shown = form.input(field, &text, caret, EditKind::Insert);
        assert_eq!(shown.as_str(), text, "{field:?} changes its own text");
    }
}
