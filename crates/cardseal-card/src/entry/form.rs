use cardseal_types::{Bin, CardBrand, Cvc, LastFour};

use crate::brand::BrandRule;
use crate::error::{CardError, Judgement};
use crate::expiry::{ExpiryDate, YearMonth};
use crate::holder::CardholderName;
use crate::pan::Pan;

use super::{CvcEntry, Edit, EditKind, ExpiryEntry, NameEntry, NumberEntry};

/// One field of a card form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The card number.
    Number,
    /// The expiry date.
    Expiry,
    /// The name on the card.
    Name,
    /// The card verification code.
    Cvc,
}

impl Field {
    /// All fields, in the order in which a shopper meets them.
    pub const ALL: [Self; 4] = [Self::Number, Self::Expiry, Self::Name, Self::Cvc];

    /// The field's name towards pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Expiry => "expiry",
            Self::Name => "name",
            Self::Cvc => "cvc",
        }
    }
}

/// What a field shows after an edit.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The text.
    pub text: &'a str,
    /// Where the caret goes; `None` leaves it where the page has it.
    pub caret: Option<usize>,
}

/// What a page may know of a card while it is typed.
#[derive(Debug, PartialEq, Eq)]
pub struct FormState {
    /// Nothing is missing any more: each field is good, or wrong in a way that typing on cannot mend.
    pub complete: bool,
    /// Every field is good.
    pub valid: bool,
    /// The network, as soon as the digits tell.
    pub brand: Option<&'static CardBrand>,
    /// The first six digits, once they are there.
    pub bin: Option<Bin>,
    /// The last four digits of a good number.
    pub last_four: Option<LastFour>,
    /// What to tell the shopper now, in the order of [`Field::ALL`].
    pub errors: [Option<CardError>; 4],
}

/// How far the shopper has come with a field.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Visit {
    #[default]
    Typing,
    Left,
    Demanded,
}

/// The four fields of a card and what a page may know of them.
///
/// An error is told at once only when typing on cannot mend it. What is merely unfinished is told after the shopper
/// has left the field, and an empty field only after [`CardForm::demand`].
#[derive(Debug)]
pub struct CardForm {
    number: NumberEntry,
    expiry: ExpiryEntry,
    name: NameEntry,
    cvc: CvcEntry,
    visits: [Visit; 4],
    today: YearMonth,
}

impl CardForm {
    /// Empty fields, judged in the month of `today`.
    #[must_use]
    pub fn new(today: YearMonth) -> Self {
        Self {
            number: NumberEntry::new(),
            expiry: ExpiryEntry::new(),
            name: NameEntry::new(),
            cvc: CvcEntry::new(),
            visits: [Visit::Typing; 4],
            today,
        }
    }

    /// Takes the value that an input has after an edit of the shopper, with its caret in UTF-16 units.
    pub fn input(&mut self, field: Field, value: &str, caret: usize, kind: EditKind) -> Shown<'_> {
        let edit = Edit::between(self.shown(field).text, value, caret, kind);
        match field {
            Field::Number => self.number.apply(&edit),
            Field::Expiry => self.expiry.apply(&edit),
            Field::Name => self.name.set(value),
            Field::Cvc => self.cvc.apply(&edit, self.number.rule()),
        }
        self.shown(field)
    }

    /// The shopper has left a field.
    pub fn leave(&mut self, field: Field) -> Shown<'_> {
        self.visit(field, Visit::Left);
        if field == Field::Expiry {
            self.expiry.settle();
        }
        self.shown(field)
    }

    /// The shopper wants to pay: from now on every field tells what it lacks.
    pub fn demand(&mut self) {
        self.visits = [Visit::Demanded; 4];
    }

    /// What a field shows now.
    #[must_use]
    pub fn shown(&self, field: Field) -> Shown<'_> {
        match field {
            Field::Number => Shown { text: self.number.text(), caret: Some(self.number.caret()) },
            Field::Expiry => Shown { text: self.expiry.text(), caret: Some(self.expiry.caret()) },
            Field::Name => Shown { text: self.name.text(), caret: None },
            Field::Cvc => Shown { text: self.cvc.text(), caret: Some(self.cvc.caret()) },
        }
    }

    /// What can be said of a field so far.
    #[must_use]
    pub fn judge(&self, field: Field) -> Judgement {
        match field {
            Field::Number => self.number.judge(),
            Field::Expiry => self.expiry.judge(self.today),
            Field::Name => self.name.judge(),
            Field::Cvc => self.cvc.judge(self.number.rule()),
        }
    }

    /// What is known of the network so far.
    #[must_use]
    pub fn rule(&self) -> Option<&'static BrandRule> {
        self.number.rule()
    }

    /// What a page may know now. Holds at most the first six and the last four digits.
    #[must_use]
    pub fn state(&self) -> FormState {
        let judgements = Field::ALL.map(|field| self.judge(field));
        let [bin, last_four] = self.ends();
        FormState {
            complete: judgements.iter().all(|judgement| !matches!(judgement, Judgement::Incomplete(_))),
            valid: judgements.iter().all(Judgement::is_valid),
            brand: self.number.rule().map(|rule| &rule.brand),
            bin: Bin::parse(bin),
            last_four: LastFour::parse(last_four),
            errors: Field::ALL.map(|field| self.told(field)),
        }
    }

    /// The first six digits and, of a good number, the last four, which may be shown (PCI DSS 3.4.1); else none.
    #[must_use]
    pub fn ends(&self) -> [&[u8]; 2] {
        // EXPOSE: as above.
        let digits = self.number.expose_digits();
        let last_four = digits.last_chunk::<4>().filter(|_| self.number.judge().is_valid());
        [digits.get(..6).unwrap_or_default(), last_four.map_or(&[], |four| four)]
    }

    /// The four finished parts of the card.
    ///
    /// # Errors
    ///
    /// The first field that is not good, with its reason.
    pub fn parts(&self) -> Result<(Pan, ExpiryDate, CardholderName, Cvc), (Field, CardError)> {
        let wrong = |field| move |reason| (field, reason);
        Ok((
            self.number.pan().map_err(wrong(Field::Number))?,
            self.expiry.date(self.today).map_err(wrong(Field::Expiry))?,
            self.name.name().map_err(wrong(Field::Name))?,
            self.cvc.cvc(self.number.rule()).map_err(wrong(Field::Cvc))?,
        ))
    }

    /// Wipes every field and forgets where the shopper has been.
    pub fn clear(&mut self) {
        self.number.clear();
        self.expiry.clear();
        self.name.clear();
        self.cvc.clear();
        self.visits = [Visit::Typing; 4];
    }

    fn told(&self, field: Field) -> Option<CardError> {
        match (self.judge(field), self.visited(field)) {
            (Judgement::Valid, _) | (Judgement::Incomplete(_), Visit::Typing) => None,
            (Judgement::Incomplete(CardError::Empty), Visit::Left) => None,
            (Judgement::Incomplete(reason) | Judgement::Invalid(reason), _) => Some(reason),
        }
    }

    fn visited(&self, field: Field) -> Visit {
        Field::ALL
            .iter()
            .zip(self.visits)
            .find(|(at, _)| **at == field)
            .map_or(Visit::Typing, |(_, visit)| visit)
    }

    fn visit(&mut self, field: Field, visit: Visit) {
        for (at, slot) in Field::ALL.iter().zip(self.visits.iter_mut()) {
            if *at == field {
                *slot = visit.max(*slot);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(state.brand, Some(&CardBrand::Visa));
        assert_eq!(state.bin.unwrap().as_str(), "444000");
        assert_eq!(state.last_four.unwrap().as_str(), "0002");
        assert_eq!(state.errors, [None; 4]);
        let (pan, expiry, name, cvc) = form.parts().unwrap();
        assert_eq!(pan.expose_secret(), b"4440000112290002");
        assert_eq!((expiry.month(), expiry.year()), (5, 2029));
        assert_eq!((name.expose_secret(), cvc.expose_secret()), ("Siti Aminah", &b"123"[..]));
    }

    #[test]
    fn what_is_unfinished_is_told_after_the_field_was_left() {
        let mut form = form();
        fill(&mut form, Field::Number, "4440 0001");
        assert_eq!(form.state().errors, [None; 4]);
        form.leave(Field::Number);
        form.leave(Field::Name);
        assert_eq!(form.state().errors, [Some(CardError::TooShort), None, None, None]);
        form.demand();
        let empty = Some(CardError::Empty);
        assert_eq!(form.state().errors, [Some(CardError::TooShort), empty, empty, empty]);
        assert_eq!(form.parts().unwrap_err(), (Field::Number, CardError::TooShort));
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
        assert_eq!(form.state().brand, Some(&CardBrand::Amex));
        assert_eq!(form.judge(Field::Cvc), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(form.state().errors, [None, Some(CardError::Expired), None, None]);
    }

    #[test]
    fn last_four_of_an_unfinished_number_are_not_told() {
        let mut form = form();
        fill(&mut form, Field::Number, "4440000112290");
        assert_eq!(form.state().last_four, None);
        assert_eq!(form.state().bin.unwrap().as_str(), "444000");
    }

    #[test]
    fn leaving_completes_the_month_and_clearing_wipes_all() {
        let mut form = filled();
        fill(&mut form, Field::Expiry, "1");
        assert_eq!(form.leave(Field::Expiry).text, "01 / ");
        form.clear();
        for field in Field::ALL {
            assert_eq!(form.shown(field).text, "");
        }
        assert_eq!(form.state().errors, [None; 4]);
    }
}
