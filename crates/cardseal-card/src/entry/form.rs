use std::fmt;

use crate::brand::BrandRule;
use crate::error::{CardError, Judgement};
use crate::expiry::YearMonth;

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
}

/// What a field shows after an edit. Never printed.
pub struct Shown<'a> {
    /// The text, in UTF-8.
    pub text: &'a [u8],
    /// Where the caret goes; `None` leaves it where the page has it.
    pub caret: Option<usize>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shown(caret {:?}, text redacted)", self.caret)
    }
}

/// What a page may know of a card while it is typed.
#[derive(Debug, PartialEq, Eq)]
pub struct FormState {
    /// Nothing is missing any more: each field is good, or wrong in a way that typing on cannot mend.
    pub complete: bool,
    /// Every field is good.
    pub valid: bool,
    /// What to tell the shopper now, in the order of [`Field::ALL`].
    pub errors: [Option<CardError>; 4],
}

/// How far the shopper has come with a field.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Visit {
    #[default]
    Typing,
    Left,
    Demanded,
}

/// The four fields of a card, or the code alone of a stored one, and what a page may know of them.
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
    asks: Asks,
}

/// What a form asks for.
#[derive(Debug, Clone, Copy)]
enum Asks {
    /// A card, judged in this month.
    Card(YearMonth),
    /// The code of a stored card of this network.
    Code(&'static BrandRule),
}

impl CardForm {
    /// Empty fields, judged in the month of `today`.
    #[must_use]
    pub fn new(today: YearMonth) -> Self {
        Self::asking(Asks::Card(today))
    }

    /// An empty field for the code of a stored card; with [`UNKNOWN`](crate::brand::UNKNOWN), three and four digits
    /// are good.
    #[must_use]
    pub fn code_of(rule: &'static BrandRule) -> Self {
        Self::asking(Asks::Code(rule))
    }

    fn asking(asks: Asks) -> Self {
        Self {
            number: NumberEntry::new(),
            expiry: ExpiryEntry::new(),
            name: NameEntry::new(),
            cvc: CvcEntry::new(),
            visits: [Visit::Typing; 4],
            asks,
        }
    }

    /// The month in which the card is judged; none where only a code is asked for.
    #[must_use]
    pub fn today(&self) -> Option<YearMonth> {
        match self.asks {
            Asks::Card(today) => Some(today),
            Asks::Code(_) => None,
        }
    }

    /// Whether it asks for a field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        field == Field::Cvc || self.today().is_some()
    }

    /// Takes the value that an input has after an edit of the shopper, in UTF-8, with its caret in UTF-16 units. What
    /// the field shows already is no edit.
    pub fn input(
        &mut self,
        field: Field,
        value: &(impl AsRef<[u8]> + ?Sized),
        caret: usize,
        kind: EditKind,
    ) -> Shown<'_> {
        let value = value.as_ref();
        let old = self.shown(field).text;
        if old != value {
            let edit = Edit::between(old, value, caret, kind);
            match field {
                Field::Number => self.number.apply(&edit),
                Field::Expiry => self.expiry.apply(&edit),
                Field::Name => self.name.set(value),
                Field::Cvc => self.cvc.apply(&edit, self.rule()),
            }
        }
        self.shown(field)
    }

    /// The shopper has left a field. One that was left empty is as if it had not been visited.
    pub fn leave(&mut self, field: Field) -> Shown<'_> {
        let empty = self.shown(field).text.is_empty();
        if let Some(visit @ Visit::Typing) = self.visits.get_mut(field as usize)
            && !empty
        {
            *visit = Visit::Left;
        }
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
            Field::Number => Shown { text: self.number.as_bytes(), caret: Some(self.number.caret()) },
            Field::Expiry => Shown { text: self.expiry.as_bytes(), caret: Some(self.expiry.caret()) },
            Field::Name => Shown { text: self.name.as_bytes(), caret: None },
            Field::Cvc => Shown { text: self.cvc.as_bytes(), caret: Some(self.cvc.caret()) },
        }
    }

    /// What can be said of a field so far; of one that is not asked for, nothing.
    #[must_use]
    pub fn judge(&self, field: Field) -> Judgement {
        match (field, self.asks) {
            (Field::Cvc, _) => self.cvc.judge(self.rule()),
            (_, Asks::Code(_)) => Judgement::Valid,
            (Field::Number, _) => self.number.judge(),
            (Field::Expiry, Asks::Card(today)) => self.expiry.judge(today),
            (Field::Name, _) => self.name.judge(),
        }
    }

    /// What is known of the network so far.
    #[must_use]
    pub fn rule(&self) -> &'static BrandRule {
        match self.asks {
            Asks::Card(_) => self.number.rule(),
            Asks::Code(rule) => rule,
        }
    }

    /// What a page may know of the fields now.
    #[must_use]
    pub fn state(&self) -> FormState {
        let mut state = FormState { complete: true, valid: true, errors: [None; 4] };
        for field in &Field::ALL {
            let judgement = self.judge(*field);
            state.valid &= judgement.is_valid();
            state.complete &= !matches!(judgement, Judgement::Incomplete(_));
            let visit = self.visits.get(*field as usize);
            let untold = match judgement {
                Judgement::Incomplete(CardError::Empty) => visit != Some(&Visit::Demanded),
                Judgement::Incomplete(_) => visit == Some(&Visit::Typing),
                _ => false,
            };
            if let Some(error) = state.errors.get_mut(*field as usize).filter(|_| !untold) {
                *error = judgement.reason();
            }
        }
        state
    }

    /// The first six digits and, of a good number, the last four, which may be shown (PCI DSS 3.4.1); else none.
    #[must_use]
    pub fn ends(&self) -> [&[u8]; 2] {
        // EXPOSE: as above.
        let digits = self.number.expose_digits();
        let last_four = digits.last_chunk::<4>().filter(|_| self.number.judge().is_valid());
        [digits.get(..6).unwrap_or_default(), last_four.map_or(&[], |four| four)]
    }

    /// What was typed: number, month, year, name and code, each as its type parses it. Each use says why.
    #[must_use]
    pub fn expose_card(&self) -> [&[u8]; 5] {
        let (month, year) = self.expiry.parts();
        [self.number.expose_digits(), month, year, self.name.as_bytes(), self.cvc.as_bytes()]
    }

    /// Wipes every field and forgets where the shopper has been.
    pub fn clear(&mut self) {
        self.number.clear();
        self.expiry.clear();
        self.name.clear();
        self.cvc.clear();
        self.visits = [Visit::Typing; 4];
    }
}

#[cfg(test)]
mod tests;
