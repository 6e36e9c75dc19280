use cardseal_card::YearMonth;
use cardseal_card::entry::{CardForm, EditKind, Field, Shown};

use crate::answer;
use crate::failure::Failure;
use crate::seal::{self, Parts};
use crate::session::Session;

/// The four inputs of a card and the session that it will pay.
#[derive(Debug)]
pub struct CardField {
    form: CardForm,
    session: Session,
}

impl CardField {
    pub(super) fn new(key: &str, expires_at_ms: f64, today: Option<YearMonth>) -> Result<Self, Failure> {
        let session = Session::new(key, expires_at_ms)?;
        Ok(Self { form: CardForm::new(today.ok_or(Failure::Clock)?), session })
    }

    /// A value that the field itself has set is no edit.
    pub(super) fn edit(&mut self, input: Field, value: &str, caret: usize, kind: EditKind) -> Shown<'_> {
        if self.form.shown(input).text != value {
            self.form.input(input, value, caret, kind);
        }
        self.form.shown(input)
    }

    pub(super) fn leave(&mut self, input: Field) -> Shown<'_> {
        self.form.leave(input)
    }

    /// See [`crate::Module::state`]. Never more digits than these.
    pub(super) fn state(&self, block: &mut [u8]) -> usize {
        let state = self.form.state();
        let flags = u8::from(state.complete) | (u8::from(state.valid) << 1);
        let brand = answer::brand_number(self.form.rule());
        let [bin, last_four] = self.form.ends();
        answer::put(block, &[&[flags, brand], &answer::numbers(&state.errors), bin, last_four])
    }

    pub(super) fn demand(&mut self) {
        self.form.demand();
    }

    pub(super) fn clear(&mut self) {
        self.form.clear();
    }

    pub(super) fn rekey(&mut self, key: &str, expires_at_ms: f64) -> Result<(), Failure> {
        self.session = Session::new(key, expires_at_ms)?;
        Ok(())
    }

    pub(super) fn encrypt(
        &mut self,
        random: &[u8],
        context: [&str; 2],
        now_ms: f64,
        out: &mut [u8],
    ) -> Result<usize, Failure> {
        let key = self.session.key(now_ms)?;
        self.form.demand();
        let (pan, expiry, name, cvc) =
            self.form.parts().map_err(|_| Failure::InvalidCard(self.form.state().errors))?;
        let parts = Parts { pan, expiry, name, cvc: Some(cvc) };
        let len = seal::envelope(key, &parts, context, random, out)?;
        self.session.spend();
        self.form.clear();
        Ok(len)
    }
}
