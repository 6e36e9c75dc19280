use std::fmt;

use cardseal_card::PublicKey;

use crate::failure::Failure;
#[cfg(feature = "fields")]
use crate::fields::Fields;

/// The size of the block in which texts cross: room for a card, two JSON texts as long as they may be, or a key.
pub const BLOCK: usize = 36 * 1024;

/// All that one instance of the module holds. It never grows: nothing here is allocated.
pub struct Module {
    pub(crate) block: [u8; BLOCK],
    /// The one that cards are encrypted for, until another one is taken.
    pub(crate) key: PublicKey,
    #[cfg(feature = "fields")]
    pub(crate) fields: Fields,
}

impl Module {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            block: [0; BLOCK],
            key: PublicKey::none(),
            #[cfg(feature = "fields")]
            fields: Fields::new(),
        }
    }

    /// The block in which texts cross.
    pub fn block(&mut self) -> &mut [u8; BLOCK] {
        &mut self.block
    }

    /// Takes the key in the block, as base64 of so many bytes, for the cards that follow.
    ///
    /// # Errors
    ///
    /// [`Failure::Key`]; there is no key then.
    pub fn take_key(&mut self, len: usize) -> Result<usize, Failure> {
        let text = self.block.get_mut(..len).ok_or(Failure::Call)?;
        self.key.take(text)?;
        Ok(0)
    }

    /// Gives the answer that stands for a failure, and leaves in the block what is wrong with each field of a card.
    pub fn tell(&mut self, failure: Failure) -> isize {
        failure.tell(&mut self.block)
    }
}

impl Default for Module {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Module")
    }
}

/// Takes texts off the block, one behind the other.
pub(crate) struct Texts<'a> {
    rest: &'a mut [u8],
    is_short: bool,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(block: &'a mut [u8]) -> Self {
        Self { rest: block, is_short: false }
    }

    /// The next text, which is empty if the block has no room for its length.
    #[inline(never)]
    pub(crate) fn next(&mut self, len: usize) -> &'a [u8] {
        let Some((text, rest)) = std::mem::take(&mut self.rest).split_at_mut_checked(len) else {
            self.is_short = true;
            return &[];
        };
        self.rest = rest;
        text
    }

    /// What is left of the block.
    ///
    /// # Errors
    ///
    /// [`Failure::Call`] if there was too little of it.
    pub(crate) fn rest(self) -> Result<&'a mut [u8], Failure> {
        if self.is_short { Err(Failure::Call) } else { Ok(self.rest) }
    }
}
