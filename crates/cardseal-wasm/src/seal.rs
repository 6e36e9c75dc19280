use cardseal_card::{Card, Context, JsonObject, PublicKey, YearMonth, seal_into};

pub use cardseal_card::RANDOM;

use crate::failure::Failure;
use crate::module::{Module, Texts};

/// The lengths of a card's parts in the block. A part that is missing has none; only the code may be.
#[derive(Debug, Clone, Copy, Default)]
pub struct CardLengths {
    /// ASCII digits.
    pub number: usize,
    /// One or two ASCII digits.
    pub month: usize,
    /// Two or four ASCII digits.
    pub year: usize,
    /// UTF-8.
    pub name: usize,
    /// ASCII digits; `None` leaves the code out of the envelope.
    pub cvc: Option<usize>,
}

/// The lengths of the JSON texts that go into an envelope beside the card. The page's half made them of objects with
/// `JSON.stringify`, and answers for that.
#[derive(Debug, Clone, Copy)]
pub struct ContextLengths {
    /// Of `deviceInformations`.
    pub device_informations: usize,
    /// Of `metadata`.
    pub metadata: usize,
}

impl ContextLengths {
    /// Takes both texts off the block.
    pub(crate) fn next<'a>(&self, texts: &mut Texts<'a>) -> Context<'a> {
        let mut object = |len| JsonObject::from_serialized(texts.next(len));
        Context { device_informations: object(self.device_informations), metadata: object(self.metadata) }
    }
}

impl Module {
    /// Encrypts a card that did not come from a field, and leaves the envelope in the block, behind what lies there:
    /// [`RANDOM`] random bytes, the parts of the card in the order of the lengths, and both JSON texts. Gives its
    /// length. An expiry date is not compared with a clock that tells no month.
    ///
    /// # Errors
    ///
    /// [`Failure`] names the first cause.
    pub fn seal_card(
        &mut self,
        card: CardLengths,
        context: ContextLengths,
        today: Option<YearMonth>,
    ) -> Result<usize, Failure> {
        let mut texts = Texts::new(&mut self.block);
        let random = texts.next(RANDOM);
        let parts = [card.number, card.month, card.year, card.name].map(|len| texts.next(len));
        let cvc = card.cvc.map(|len| texts.next(len));
        let context = context.next(&mut texts);
        let out = texts.rest()?;
        envelope(&self.key, parts, cvc, today, &context, random, out)
    }
}

/// Seals a card with random bytes that are all different for each card.
#[inline(never)]
pub(crate) fn envelope(
    key: &PublicKey,
    card: [&[u8]; 4],
    cvc: Option<&[u8]>,
    today: Option<YearMonth>,
    context: &Context<'_>,
    random: &[u8],
    out: &mut [u8],
) -> Result<usize, Failure> {
    let card = Card::parse(card, cvc, today).map_err(Failure::InvalidCard)?;
    let random = random.first_chunk().filter(|_| key.is_there()).ok_or(Failure::Call)?;
    Ok(seal_into(key, &card, context, random, out)?)
}
