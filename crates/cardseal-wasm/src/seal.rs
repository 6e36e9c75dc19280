use cardseal_card::{
    Card, CardError, CardholderName, Context, Cvc, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey,
    YearMonth, check_cvc, seal_into,
};

use crate::failure::{Failure, Plain};
use crate::module::{Module, Texts};
use crate::session::check_end;

/// How many random bytes one envelope takes: a content key, a nonce and a seed.
pub const RANDOM: usize = 32 + 12 + 32;

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

/// The lengths of the JSON texts that go into an envelope beside the card.
#[derive(Debug, Clone, Copy)]
pub struct ContextLengths {
    /// Of `deviceInformations`.
    pub device_informations: usize,
    /// Of `metadata`.
    pub metadata: usize,
}

/// The four good parts of a card.
pub(crate) struct Parts {
    pub(crate) pan: Pan,
    pub(crate) expiry: ExpiryDate,
    pub(crate) name: CardholderName,
    pub(crate) cvc: Option<Cvc>,
}

impl Module {
    /// Encrypts a card that did not come from a field, and leaves the envelope in the block.
    ///
    /// The block holds [`RANDOM`] random bytes, the parts of the card in the order of the lengths, both JSON texts and the
    /// key, which is left out to use that of the last card again. Moments are milliseconds since 1970; an expiry date is not compared
    /// with a clock that tells no month.
    ///
    /// # Errors
    ///
    /// [`Failure`] names the first cause.
    pub fn seal_card(
        &mut self,
        card: CardLengths,
        context: ContextLengths,
        key: Option<usize>,
        expires_at_ms: f64,
        now_ms: f64,
        today: Option<YearMonth>,
    ) -> Result<usize, Failure> {
        let Self { block, key: kept, .. } = self;
        let mut used = RANDOM;
        for len in [
            card.number,
            card.month,
            card.year,
            card.name,
            card.cvc.unwrap_or(0),
            context.device_informations,
            context.metadata,
            key.unwrap_or(0),
        ] {
            used = used.saturating_add(len);
        }
        let (texts, out) = block.split_at_mut_checked(used).ok_or(Failure::Call)?;
        let mut texts = Texts::new(texts);
        let random = texts.bytes(RANDOM)?;
        let digits = [texts.bytes(card.number)?, texts.bytes(card.month)?, texts.bytes(card.year)?];
        let name = texts.text(card.name)?;
        let cvc = card.cvc.map(|len| texts.bytes(len)).transpose()?;
        let context = [texts.text(context.device_informations)?, texts.text(context.metadata)?];
        let key = key.map(|len| texts.text(len)).transpose()?;

        check_end(expires_at_ms, f64::NEG_INFINITY)?;
        if let Some(key) = key {
            *kept = None;
            *kept = Some(PublicKey::parse(key)?);
        }
        let key = kept.as_ref().ok_or(Failure::Call)?;
        check_end(expires_at_ms, now_ms)?;
        let parts = parse(digits, name, cvc, today).map_err(Failure::InvalidCard)?;
        let len = envelope(key, &parts, context, random, out)?;
        self.moved(used, len)
    }
}

/// Seals a card with random bytes that are all different for each card.
pub(crate) fn envelope(
    key: &PublicKey,
    parts: &Parts,
    [device, metadata]: [&str; 2],
    random: &[u8],
    out: &mut [u8],
) -> Result<usize, Failure> {
    let object = |plain, text| JsonObject::parse(text).map_err(|reason| Failure::Json(plain, reason));
    let context = Context {
        device_informations: object(Plain::DeviceInformations, device)?,
        metadata: object(Plain::Metadata, metadata)?,
    };
    let card = Card::new(&parts.pan, &parts.expiry, parts.cvc.as_ref(), &parts.name)
        .map_err(|reason| Failure::InvalidCard([None, None, None, Some(reason)]))?;
    let mut rest = random;
    let mut draw = |bytes: &mut [u8]| {
        let (drawn, behind) = rest.split_at_checked(bytes.len()).ok_or(EntropyError)?;
        bytes.copy_from_slice(drawn);
        rest = behind;
        Ok(())
    };
    Ok(seal_into(key, &card, &context, &mut draw, out)?)
}

fn parse(
    [number, month, year]: [&[u8]; 3],
    name: &str,
    cvc: Option<&[u8]>,
    today: Option<YearMonth>,
) -> Result<Parts, [Option<CardError>; 4]> {
    let pan = Pan::parse(number);
    let expiry = ExpiryDate::parse(month, year).and_then(|date| {
        today.map_or(Ok(()), |today| date.check(today))?;
        Ok(date)
    });
    let name = CardholderName::parse(name);
    let rule = pan.as_ref().ok().and_then(Pan::rule);
    let cvc = cvc.map(|digits| {
        let cvc = Cvc::parse(digits)?;
        check_cvc(&cvc, rule)?;
        Ok::<_, CardError>(cvc)
    });
    match (pan, expiry, name, cvc.transpose()) {
        (Ok(pan), Ok(expiry), Ok(name), Ok(cvc)) => Ok(Parts { pan, expiry, name, cvc }),
        (pan, expiry, name, cvc) => Err([pan.err(), expiry.err(), name.err(), cvc.err()]),
    }
}
