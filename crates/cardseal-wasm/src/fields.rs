//! The fields of a page's forms, each under the number that was given to the page when it was made.

use cardseal_card::YearMonth;
use cardseal_card::entry::{EditKind, Field, Shown};

use crate::failure::Failure;
use crate::module::{Module, Texts};

mod card;
mod cvc;

pub use card::CardField;
pub use cvc::CvcField;

/// All fields, by number. The place of a field that was freed is used again.
pub(crate) struct Fields(Vec<Option<Box<AnyField>>>);

pub(crate) enum AnyField {
    Card(CardField),
    Cvc(CvcField),
}

impl Fields {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    fn add(&mut self, field: AnyField) -> usize {
        let field = Some(Box::new(field));
        let free = self.0.iter().position(Option::is_none).unwrap_or(self.0.len());
        match self.0.get_mut(free) {
            Some(slot) => *slot = field,
            None => self.0.push(field),
        }
        free
    }

    fn any(&mut self, number: usize) -> Result<&mut AnyField, Failure> {
        self.0.get_mut(number).and_then(Option::as_deref_mut).ok_or(Failure::Call)
    }

    fn card(&mut self, number: usize) -> Result<&mut CardField, Failure> {
        match self.any(number)? {
            AnyField::Card(field) => Ok(field),
            AnyField::Cvc(_) => Err(Failure::Call),
        }
    }
}

/// The lengths of the texts of an edit in the block, and the caret behind it.
#[derive(Debug, Clone, Copy)]
pub struct EditLengths {
    /// Of the value that the input has now.
    pub value: usize,
    /// Of the event's `inputType` (W3C Input Events Level 2).
    pub kind: usize,
    /// Where the caret stands in the value, in UTF-16 units; beyond it for an input that does not tell.
    pub caret: usize,
}

/// The answer to an edit that leaves the input as it is.
const UNCHANGED: usize = 0x7fff_ffff;

impl Module {
    /// Makes the four fields of a card for a session, whose key lies in the block.
    ///
    /// # Errors
    ///
    /// As [`Session::new`](crate::Session::new), and [`Failure::Clock`] without a month.
    pub fn card_field(
        &mut self,
        key: usize,
        expires_at_ms: f64,
        today: Option<YearMonth>,
    ) -> Result<usize, Failure> {
        let key = Texts::new(self.block.as_slice()).text(key)?;
        let field = CardField::new(key, expires_at_ms, today)?;
        Ok(self.fields.add(AnyField::Card(field)))
    }

    /// Makes the one field of a stored card, of the network with this number, if it is known.
    pub fn cvc_field(&mut self, brand: usize) -> usize {
        self.fields.add(AnyField::Cvc(CvcField::new(brand)))
    }

    /// Wipes a field. Its number may be given to another one.
    pub fn free(&mut self, field: usize) {
        if let Some(slot) = self.fields.0.get_mut(field) {
            *slot = None;
        }
    }

    /// Takes the value that an input of a field has after an edit, and leaves the text that it has to show in the
    /// block: its length, and 65,536 times one more than the place of the caret, if that has to be set.
    /// `0x7fff_ffff` is for an input that shows the right text already.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field or input.
    pub fn edit(&mut self, field: usize, input: usize, lengths: EditLengths) -> Result<usize, Failure> {
        let Self { block, fields, .. } = self;
        let mut texts = Texts::new(block.as_slice());
        let value = texts.text(lengths.value)?;
        let kind = EditKind::from_input_type(texts.text(lengths.kind)?);
        let shown = match fields.any(field)? {
            AnyField::Card(card) => card.edit(role(input)?, value, lengths.caret, kind),
            AnyField::Cvc(cvc) => cvc.edit(value, lengths.caret, kind),
        };
        show(&shown, lengths.value, block.as_mut_slice())
    }

    /// The shopper has left an input, whose value lies in the block. Answers as [`Module::edit`].
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field or input.
    pub fn leave(&mut self, field: usize, input: usize, value: usize) -> Result<usize, Failure> {
        let Self { block, fields, .. } = self;
        let shown = match fields.any(field)? {
            AnyField::Card(card) => card.leave(role(input)?),
            AnyField::Cvc(cvc) => cvc.leave(),
        };
        show(&shown, value, block.as_mut_slice())
    }

    /// Leaves what the page may know of a field in the block: whether it is complete (1) and valid (2), the number of
    /// its network, what is wrong with each field; for a card, then the first six and the last four digits, if known.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field.
    pub fn state(&mut self, field: usize) -> Result<usize, Failure> {
        let Self { block, fields, .. } = self;
        Ok(match fields.any(field)? {
            AnyField::Card(card) => card.state(block.as_mut_slice()),
            AnyField::Cvc(cvc) => cvc.state(block.as_mut_slice()),
        })
    }

    /// From now on a field tells all that it lacks, as after an attempt to pay.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field.
    pub fn demand(&mut self, field: usize) -> Result<usize, Failure> {
        match self.fields.any(field)? {
            AnyField::Card(card) => card.demand(),
            AnyField::Cvc(cvc) => cvc.demand(),
        }
        Ok(0)
    }

    /// Wipes what was typed into a field.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field.
    pub fn clear(&mut self, field: usize) -> Result<usize, Failure> {
        match self.fields.any(field)? {
            AnyField::Card(card) => card.clear(),
            AnyField::Cvc(cvc) => cvc.clear(),
        }
        Ok(0)
    }

    /// Gives a card's field the key of another session, which lies in the block.
    ///
    /// # Errors
    ///
    /// As [`Session::new`](crate::Session::new); the old session then stays.
    pub fn rekey(&mut self, field: usize, key: usize, expires_at_ms: f64) -> Result<usize, Failure> {
        let key = Texts::new(self.block.as_slice()).text(key)?;
        self.fields.card(field)?.rekey(key, expires_at_ms)?;
        Ok(0)
    }

    /// Encrypts the card of a field, wipes what was typed, and leaves the envelope in the block, where
    /// [`RANDOM`](crate::RANDOM) random bytes and two JSON texts lie.
    ///
    /// # Errors
    ///
    /// [`Failure`] names the first cause. What was typed stays.
    pub fn encrypt(
        &mut self,
        field: usize,
        context: crate::ContextLengths,
        now_ms: f64,
    ) -> Result<usize, Failure> {
        let Self { block, fields, .. } = self;
        let used = crate::RANDOM.saturating_add(context.device_informations).saturating_add(context.metadata);
        let (texts, out) = block.split_at_mut_checked(used).ok_or(Failure::Call)?;
        let mut texts = Texts::new(texts);
        let random = texts.bytes(crate::RANDOM)?;
        let context = [texts.text(context.device_informations)?, texts.text(context.metadata)?];
        let len = fields.card(field)?.encrypt(random, context, now_ms, out)?;
        self.moved(used, len)
    }

    /// Leaves the code of a stored card in the block, as ASCII digits, and wipes the field.
    ///
    /// # Errors
    ///
    /// [`Failure::InvalidCard`] for a code that is not good.
    pub fn take(&mut self, field: usize) -> Result<usize, Failure> {
        let Self { block, fields, .. } = self;
        match fields.any(field)? {
            AnyField::Card(_) => Err(Failure::Call),
            AnyField::Cvc(cvc) => cvc.take(block.as_mut_slice()),
        }
    }
}

fn role(input: usize) -> Result<Field, Failure> {
    const ROLES: [Field; 4] = [Field::Number, Field::Expiry, Field::Cvc, Field::Name];
    ROLES.get(input).copied().ok_or(Failure::Call)
}

fn show(shown: &Shown<'_>, value: usize, block: &mut [u8]) -> Result<usize, Failure> {
    let text = shown.text.as_bytes();
    if block.get(..value).ok_or(Failure::Call)? == text {
        return Ok(UNCHANGED);
    }
    for (slot, byte) in block.iter_mut().zip(text) {
        *slot = *byte;
    }
    let caret = shown.caret.map_or(0, |caret| caret.saturating_add(1));
    Ok(text.len() | (caret << 16))
}
