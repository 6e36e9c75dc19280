use cardseal_types::Cvc;

use crate::{
    cvc::check_cvc, error::CardError, expiry::ExpiryDate, holder::CardholderName, json::JsonObject, pan::Pan,
};

/// A card as it is encrypted: parts that each are good, with a code as long as the card's network prints.
#[derive(Debug)]
pub struct Card<'a> {
    pub(super) pan: &'a Pan,
    pub(super) expiry: &'a ExpiryDate,
    pub(super) cvc: Option<&'a Cvc>,
    pub(super) holder: &'a CardholderName,
}

impl<'a> Card<'a> {
    /// Puts the parts together. A card without a code leaves the member out.
    ///
    /// # Errors
    ///
    /// [`CardError::TooShort`] or [`CardError::TooLong`] for a code of another network's length.
    pub fn new(
        pan: &'a Pan,
        expiry: &'a ExpiryDate,
        cvc: Option<&'a Cvc>,
        holder: &'a CardholderName,
    ) -> Result<Self, CardError> {
        if let Some(cvc) = cvc {
            check_cvc(cvc, pan.rule())?;
        }
        Ok(Self { pan, expiry, cvc, holder })
    }
}

/// What goes into the envelope beside the card. None of it is treated as secret before it is sealed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The member `deviceInformations`.
    pub device_informations: JsonObject<'a>,
    /// The member `metadata`.
    pub metadata: JsonObject<'a>,
}
