use super::*;
use crate::brand::{UNKNOWN, rule_of};
use cardseal_types::CardBrand;

fn form() -> CardForm {
    CardForm::new(YearMonth::new(2026, 11).unwrap())
}

fn fill(form: &mut CardForm, field: Field, text: &str) {
    form.input(field, text, text.encode_utf16().count(), EditKind::Insert);
}

fn filled() -> CardForm {
    let mut form = form();
    fill(&mut form, Field::Number, "4440000112290002");
    fill(&mut form, Field::Expiry, "0529");
    fill(&mut form, Field::Name, "Siti Aminah");
    fill(&mut form, Field::Cvc, "123");
    form
}

#[test]
fn a_good_card_is_valid_and_gives_its_parts() {
    let form = filled();
    let state = form.state();
    assert!(state.valid && state.complete);
    assert_eq!(form.rule().brand(), Some(CardBrand::Visa));
    assert_eq!(form.ends(), [&b"444000"[..], b"0002"]);
    assert_eq!(state.errors, [None; 4]);
    let card = [&b"4440000112290002"[..], b"05", b"29", b"Siti Aminah", b"123"];
    assert_eq!(form.expose_card(), card);
}

#[test]
fn debug_shows_no_text() {
    let form = filled();
    let shown = format!("{:?} {form:?}", form.shown(Field::Number));
    assert!(shown.starts_with("Shown(caret Some(19), text redacted)"), "{shown}");
    // As numbers or as letters.
    assert!(!["4440", "0002", "52, 52", "Siti"].iter().any(|text| shown.contains(text)), "{shown}");
}

#[test]
fn what_is_unfinished_is_told_after_the_field_was_left() {
    let mut form = form();
    fill(&mut form, Field::Number, "4440 0001");
    assert_eq!(form.state().errors, [None; 4]);
    form.leave(Field::Number);
    form.leave(Field::Cvc);
    fill(&mut form, Field::Cvc, "1");
    assert_eq!(form.state().errors, [Some(CardError::TooShort), None, None, None]);
    fill(&mut form, Field::Cvc, "");
    form.demand();
    let empty = Some(CardError::Empty);
    assert_eq!(form.state().errors, [Some(CardError::TooShort), empty, empty, empty]);
    assert!(!form.state().complete);
}

#[test]
fn what_typing_cannot_mend_is_told_at_once() {
    let mut form = filled();
    fill(&mut form, Field::Expiry, "10/26");
    let state = form.state();
    assert_eq!(state.errors, [None, Some(CardError::Expired), None, None]);
    assert!(state.complete && !state.valid);
    fill(&mut form, Field::Number, "378282246310005");
    assert_eq!(form.rule().brand(), Some(CardBrand::Amex));
    assert_eq!(form.judge(Field::Cvc), Judgement::Incomplete(CardError::TooShort));
    assert_eq!(form.state().errors, [None, Some(CardError::Expired), None, None]);
}

#[test]
fn last_four_of_an_unfinished_number_are_not_told() {
    let mut form = form();
    fill(&mut form, Field::Number, "4440000112290");
    assert_eq!(form.ends(), [&b"444000"[..], b""]);
    fill(&mut form, Field::Number, "44400");
    assert_eq!(form.ends(), [b"", b""]);
}

#[test]
fn leaving_completes_the_month_and_clearing_wipes_all() {
    let mut form = filled();
    fill(&mut form, Field::Expiry, "1");
    assert_eq!(form.leave(Field::Expiry).text, b"01 / ");
    form.clear();
    for field in Field::ALL {
        assert_eq!(form.shown(field).text, b"");
    }
    assert_eq!(form.state().errors, [None; 4]);
}

#[test]
fn the_form_of_a_stored_card_asks_for_its_code_alone() {
    let mut form = CardForm::code_of(rule_of(b"37"));
    assert!(form.has(Field::Cvc) && !form.has(Field::Number) && form.today().is_none());
    fill(&mut form, Field::Cvc, "12345");
    assert_eq!(form.shown(Field::Cvc).text, b"1234");
    assert_eq!(form.state(), FormState { complete: true, valid: true, errors: [None; 4] });
    assert_eq!(form.expose_card(), [&b""[..], b"", b"", b"", b"1234"]);
    fill(&mut form, Field::Cvc, "");
    form.leave(Field::Cvc);
    assert_eq!(form.state().errors, [None; 4]);
    form.demand();
    assert_eq!(form.state().errors, [None, None, None, Some(CardError::Empty)]);
    let mut unknown = CardForm::code_of(&UNKNOWN);
    fill(&mut unknown, Field::Cvc, "123");
    assert!(unknown.state().valid);
}
