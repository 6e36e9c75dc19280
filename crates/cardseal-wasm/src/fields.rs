//! The fields of a page's forms, each under the number that was given to the page when it was made.

use cardseal_card::YearMonth;
use cardseal_card::brand;
use cardseal_card::entry::{CardForm, EditKind, Field, FixedText, Shown};

use crate::failure::{Failure, number};
use crate::module::{Module, Texts};
use crate::seal;

/// How many fields there can be at a time: a page has one for a new card, and one for the code of each stored card.
pub const FIELDS: usize = 48;

/// All fields, by number. The place of a field that was freed is used again.
pub(crate) struct Fields([Place; FIELDS]);

/// A place is all zeros while it is free, so that places need no bytes in the module's file: hence the `repr`.
#[repr(u8)]
#[cfg_attr(
    target_arch = "wasm32",
    expect(clippy::large_enum_variant, reason = "there is no heap to put a form on")
)]
enum Place {
    Free,
    Taken(CardForm),
}

impl Fields {
    pub(crate) const fn new() -> Self {
        Self([const { Place::Free }; FIELDS])
    }

    #[inline(never)]
    fn add(&mut self, form: CardForm) -> Result<usize, Failure> {
        let free = self.0.iter_mut().enumerate().find(|(_, place)| matches!(place, Place::Free));
        let (number, place) = free.ok_or(Failure::TooManyFields)?;
        *place = Place::Taken(form);
        Ok(number)
    }

    fn form(&mut self, number: usize) -> Result<&mut CardForm, Failure> {
        match self.0.get_mut(number) {
            Some(Place::Taken(form)) => Ok(form),
            _ => Err(Failure::Call),
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
    /// Makes the four fields of a card.
    ///
    /// # Errors
    ///
    /// [`Failure::Clock`] without a month, and [`Failure::TooManyFields`].
    pub fn card_field(&mut self, today: Option<YearMonth>) -> Result<usize, Failure> {
        self.fields.add(CardForm::new(today.ok_or(Failure::Clock)?))
    }

    /// Makes the one field of a stored card, of the network with this number, if it is known.
    ///
    /// # Errors
    ///
    /// [`Failure::TooManyFields`].
    pub fn cvc_field(&mut self, brand: usize) -> Result<usize, Failure> {
        self.fields.add(CardForm::code_of(brand::rule_by_number(brand)))
    }

    /// Wipes a field. Its number may be given to another one.
    pub fn free(&mut self, field: usize) {
        if let Some(place @ Place::Taken(_)) = self.fields.0.get_mut(field) {
            if let Place::Taken(form) = place {
                form.clear();
            }
            *place = Place::Free;
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
        let mut texts = Texts::new(&mut self.block);
        let (value, kind) = (texts.next(lengths.value), texts.next(lengths.kind));
        texts.rest()?;
        let form = self.fields.form(field)?;
        let shown = form.input(role(form, input)?, value, lengths.caret, EditKind::from_input_type(kind));
        show(&shown, lengths.value, &mut self.block)
    }

    /// The shopper has left an input, whose value lies in the block. Answers as [`Module::edit`].
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field or input.
    pub fn leave(&mut self, field: usize, input: usize, value: usize) -> Result<usize, Failure> {
        let form = self.fields.form(field)?;
        show(&form.leave(role(form, input)?), value, &mut self.block)
    }

    /// Leaves what the page may know of a field in the block: whether it is complete (1) and valid (2), the number of
    /// its network, what is wrong with each field; for a card, then the first six and the last four digits, if known.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field.
    pub fn state(&mut self, field: usize) -> Result<usize, Failure> {
        let form = self.fields.form(field)?;
        let state = form.state();
        let flags = u8::from(state.complete) | (u8::from(state.valid) << 1);
        let mut answer = FixedText::<16>::new();
        answer.put(&[flags, form.rule().number()]);
        answer.put(&state.errors.map(number));
        // Never more digits than these.
        let [bin, last_four] = form.ends();
        answer.put(bin);
        answer.put(last_four);
        Ok(give(answer.as_bytes(), &mut self.block))
    }

    /// From now on a field tells all that it lacks, as after an attempt to pay.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field.
    pub fn demand(&mut self, field: usize) -> Result<usize, Failure> {
        self.fields.form(field)?.demand();
        Ok(0)
    }

    /// Wipes what was typed into a field.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] without such a field.
    pub fn clear(&mut self, field: usize) -> Result<usize, Failure> {
        self.fields.form(field)?.clear();
        Ok(0)
    }

    /// Encrypts the card of a field, wipes what was typed, and leaves the envelope in the block, behind what lies
    /// there: [`RANDOM`](crate::RANDOM) random bytes and two JSON texts. Gives its length.
    ///
    /// # Errors
    ///
    /// [`Failure`] names the first cause. What was typed stays.
    pub fn encrypt(&mut self, field: usize, context: crate::ContextLengths) -> Result<usize, Failure> {
        let mut texts = Texts::new(&mut self.block);
        let random = texts.next(crate::RANDOM);
        let context = context.next(&mut texts);
        let out = texts.rest()?;
        let form = self.fields.form(field)?;
        let today = form.today().ok_or(Failure::Call)?;
        form.demand();
        let state = form.state();
        if !state.valid {
            return Err(Failure::InvalidCard(state.errors));
        }
        // EXPOSE: the card is sealed.
        let [number, month, year, name, cvc] = form.expose_card();
        let card = [number, month, year, name];
        let len = seal::envelope(&self.key, card, Some(cvc), Some(today), &context, random, out)?;
        form.clear();
        Ok(len)
    }

    /// Leaves the code of a stored card in the block, as ASCII digits, and wipes the field.
    ///
    /// # Errors
    ///
    /// [`Failure::InvalidCard`] for a code that is not good.
    pub fn take(&mut self, field: usize) -> Result<usize, Failure> {
        let form = self.fields.form(field)?;
        if form.today().is_some() {
            return Err(Failure::Call);
        }
        form.demand();
        let state = form.state();
        if !state.valid {
            return Err(Failure::InvalidCard(state.errors));
        }
        // EXPOSE: the gateway takes the code of a stored card from the merchant's server, in clear inside TLS.
        let [.., code] = form.expose_card();
        let len = give(code, &mut self.block);
        form.clear();
        Ok(len)
    }
}

/// The input of a form that a page means.
fn role(form: &CardForm, input: usize) -> Result<Field, Failure> {
    const ROLES: [Field; 4] = [Field::Number, Field::Expiry, Field::Cvc, Field::Name];
    ROLES.get(input).copied().filter(|field| form.has(*field)).ok_or(Failure::Call)
}

fn show(shown: &Shown<'_>, value: usize, block: &mut [u8]) -> Result<usize, Failure> {
    if block.get(..value).ok_or(Failure::Call)? == shown.text {
        return Ok(UNCHANGED);
    }
    let caret = shown.caret.map_or(0, |caret| caret.saturating_add(1));
    Ok(give(shown.text, block) | (caret << 16))
}

/// Puts an answer at the start of the block, and gives its length.
#[inline(never)]
fn give(answer: &[u8], block: &mut [u8]) -> usize {
    if let Some(start) = block.get_mut(..answer.len()) {
        start.copy_from_slice(answer);
    }
    answer.len()
}
