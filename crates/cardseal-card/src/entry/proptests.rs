//! Random editing against a plain model of what an edit means.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::pan::MAX_DIGITS;
use crate::utf8::plain;
use crate::{CardholderName, Cvc, ExpiryDate, Pan, YearMonth, brand, check_cvc};

use super::{CardForm, Edit, EditKind, ExpiryEntry, Field, NumberEntry};

/// One step of a shopper: a selection in thousandths of the text, what replaces it, and how.
#[derive(Debug, Clone)]
struct Step {
    from: usize,
    to: usize,
    text: String,
    kind: EditKind,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let text = prop_oneof![
        6 => "[0-9]",
        2 => "[0-9]{0,20}",
        2 => Just(String::new()),
        1 => "[0-9 /-]{0,9}",
        1 => "[٠-٩０-９a-z€𝄞 ]{0,6}",
    ];
    let kind = prop_oneof![
        3 => Just(EditKind::Insert),
        1 => Just(EditKind::DeleteBackward),
        1 => Just(EditKind::DeleteForward),
        1 => Just(EditKind::Cut),
    ];
    let step = (0..=1000usize, prop_oneof![4 => Just(0usize), 1 => 0..=1000usize], text, kind);
    vec(step.prop_map(|(from, more, text, kind)| Step { from, to: from + more, text, kind }), 1..40)
}

impl Step {
    fn range(&self, len: usize) -> std::ops::Range<usize> {
        let at = |thousandth: usize| (thousandth * len).div_ceil(1000).min(len);
        match (self.text.is_empty(), self.from == self.to) {
            // What keys do: remove the character beside the caret.
            (true, true) if self.kind == EditKind::DeleteForward => {
                at(self.from)..(at(self.from) + 1).min(len)
            }
            (true, true) => at(self.from).saturating_sub(1)..at(self.from),
            _ => at(self.from)..at(self.to),
        }
    }
}

fn format(digits: &str) -> String {
    let gaps = brand::rule_of(digits.as_bytes()).gaps(digits.len());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if gaps.is_before(place) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn digits_of(text: &str) -> String {
    text.chars().map(plain).filter(u8::is_ascii_digit).map(char::from).collect()
}

/// The digits and the digits before the caret after an edit, said as plainly as it can be.
fn model(shown: &str, range: std::ops::Range<usize>, text: &str, kind: EditKind) -> (String, usize) {
    let old = digits_of(shown);
    let (mut from, mut to) = (digits_of(&shown[..range.start]).len(), digits_of(&shown[..range.end]).len());
    if from == to && !range.is_empty() && text.is_empty() {
        match kind {
            EditKind::DeleteBackward => from = from.saturating_sub(1),
            EditKind::DeleteForward => to = (to + 1).min(old.len()),
            _ => {}
        }
    }
    let inserted = digits_of(text);
    let fits = |digits: &str| digits.len() <= brand::rule_of(digits.as_bytes()).max_len();
    let with = |count: usize| format!("{}{}{}", &old[..from], &inserted[..count], &old[to..]);
    let kept = (1..=inserted.len().min(MAX_DIGITS)).rev().find(|count| fits(&with(*count))).unwrap_or(0);
    (with(kept), from + kept)
}

proptest! {
    #[test]
    fn a_number_is_edited_as_the_model_says(steps in steps()) {
        let mut number = NumberEntry::new();
        for step in steps {
            let shown = number.text().to_owned();
            let range = step.range(shown.len());
            let (digits, before_caret) = model(&shown, range.clone(), &step.text, step.kind);
            number.apply(&Edit::new(range, &step.text, step.kind));
            prop_assert_eq!(number.expose_digits(), digits.as_bytes());
            prop_assert_eq!(number.text(), format(&digits));
            prop_assert!(number.caret() <= number.text().len());
            prop_assert_eq!(digits_of(&number.text()[..number.caret()]).len(), before_caret);
        }
    }

    /// What a browser does to its input, derived back from the two values, is the same edit.
    #[test]
    fn an_edit_derived_from_an_input_is_the_edit(steps in steps()) {
        let mut direct = NumberEntry::new();
        let mut derived = NumberEntry::new();
        for step in steps {
            let shown = direct.text().to_owned();
            let range = step.range(shown.len());
            let kind = if step.text.is_empty() { step.kind } else { EditKind::Insert };
            direct.apply(&Edit::new(range.clone(), &step.text, kind));
            let value = format!("{}{}{}", &shown[..range.start], step.text, &shown[range.end..]);
            let caret = shown[..range.start].len() + step.text.encode_utf16().count();
            derived.apply(&Edit::between(&shown, &value, caret, kind));
            prop_assert_eq!(direct.text(), derived.text());
        }
    }

    #[test]
    fn an_expiry_keeps_its_shape_and_its_caret(steps in steps()) {
        let mut expiry = ExpiryEntry::new();
        for step in steps {
            let range = step.range(expiry.text().len());
            expiry.apply(&Edit::new(range, &step.text, step.kind));
            let text = expiry.text();
            prop_assert!(expiry.caret() <= text.len());
            let (month, year) = text.split_once(" / ").unwrap_or((text, ""));
            prop_assert!(month.len() <= 2 && month.bytes().all(|b| b.is_ascii_digit()), "{text}");
            prop_assert!(year.len() <= 2 || year.len() == 3 && year.starts_with("20"), "{text}");
            prop_assert!(year.bytes().all(|b| b.is_ascii_digit()), "{text}");
            prop_assert_eq!(text.contains('/'), month.len() == 2 || !year.is_empty());
        }
    }

    /// Whatever way a date is written, and whether it is typed or pasted, it reads the same.
    #[test]
    fn a_date_reads_the_same_in_every_spelling(month in 1..=12u8, year in 26..=75u16) {
        let spellings = [
            format!("{month:02}/{year}"), format!("{month:02}{year}"), format!("{month:02}/20{year}"),
            format!("{month:02} / 20{year}"), format!("{month}/{year}"), format!("{month}-20{year}"),
        ];
        let shown = format!("{month:02} / {year}");
        for spelling in &spellings {
            let mut typed = ExpiryEntry::new();
            for character in spelling.chars() {
                let caret = typed.caret();
                typed.apply(&Edit::new(caret..caret, &character.to_string(), EditKind::Insert));
            }
            prop_assert_eq!(typed.text(), &shown, "typed {}", spelling);
        }
        for spelling in spellings.iter().chain([&format!("20{year}-{month:02}"), &format!("{month:02}20{year}")]) {
            let mut pasted = ExpiryEntry::new();
            pasted.apply(&Edit::new(0..0, spelling, EditKind::Insert));
            prop_assert_eq!(pasted.text(), &shown, "pasted {}", spelling);
        }
    }

    /// A correction inside the month never touches the year.
    #[test]
    fn the_year_stays_when_the_month_is_corrected(month in 1..=12u8, year in 26..=75u16, keys in vec(0..4u8, 0..8)) {
        let mut expiry = ExpiryEntry::new();
        expiry.apply(&Edit::new(0..0, &format!("{month:02}/{year}"), EditKind::Insert));
        for key in keys {
            let month = expiry.text().split(' ').next().unwrap_or_default().len();
            let caret = expiry.caret().min(month);
            match key {
                0 => expiry.apply(&Edit::new(caret.saturating_sub(1)..caret, "", EditKind::DeleteBackward)),
                1 if caret < month => expiry.apply(&Edit::new(caret..caret + 1, "", EditKind::DeleteForward)),
                _ => expiry.apply(&Edit::new(caret..caret, "1", EditKind::Insert)),
            }
            prop_assert!(expiry.text().ends_with(&format!(" / {year}")), "{}", expiry.text());
        }
    }

    /// Whatever values an input claims to have, in whatever order, the form stays whole.
    #[test]
    fn any_claimed_value_is_survived(claims in vec((0..4usize, ".{0,40}", 0..60usize, any::<bool>()), 1..30)) {
        let today = YearMonth::new(2026, 11).unwrap();
        let mut form = CardForm::new(today);
        for (field, value, caret, delete) in claims {
            let field = Field::ALL[field];
            let kind = if delete { EditKind::DeleteForward } else { EditKind::Insert };
            let shown = form.input(field, &value, caret, kind);
            prop_assert!(shown.caret.unwrap_or(0) <= shown.text.len());
            form.leave(field);
            let state = form.state();
            prop_assert!(!state.valid || state.complete);
            let [number, month, year, name, cvc] = form.expose_card();
            let parsed = Pan::parse(number).is_ok()
                && ExpiryDate::parse(month, year).is_ok_and(|date| date.check(today).is_ok())
                && CardholderName::from_utf8(name).is_ok()
                && Cvc::parse(cvc).is_ok_and(|cvc| check_cvc(&cvc, form.rule()).is_ok());
            prop_assert_eq!(state.valid, parsed);
        }
    }
}
