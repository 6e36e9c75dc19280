use std::fmt;

use cardseal_card::PublicKey;

use crate::failure::Failure;
#[cfg(feature = "fields")]
use crate::fields::Fields;

/// The size of the block in which texts cross: room for a card, two JSON texts as long as they may be, or a key.
pub const BLOCK: usize = 36 * 1024;

/// All that one instance of the module holds.
pub struct Module {
    pub(crate) block: Box<[u8; BLOCK]>,
    /// That of the last card that did not come from a field, ready for the next one.
    pub(crate) key: Option<PublicKey>,
    #[cfg(feature = "fields")]
    pub(crate) fields: Fields,
}

impl Module {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            block: Box::new([0; BLOCK]),
            key: None,
            #[cfg(feature = "fields")]
            fields: Fields::new(),
        }
    }

    /// The block in which texts cross.
    pub fn block(&mut self) -> &mut [u8; BLOCK] {
        &mut self.block
    }

    /// Moves an answer to the start of the block.
    pub(crate) fn moved(&mut self, from: usize, len: usize) -> Result<usize, Failure> {
        let end = from.checked_add(len).filter(|end| *end <= BLOCK).ok_or(Failure::Call)?;
        self.block.copy_within(from..end, 0);
        Ok(len)
    }

    /// Gives the answer that stands for a failure, and leaves in the block what is wrong with each field of a card.
    pub fn tell(&mut self, failure: Failure) -> isize {
        failure.tell(self.block.as_mut_slice())
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

/// Takes the texts off the block, one behind the other.
pub(crate) struct Texts<'a> {
    rest: &'a [u8],
}

impl<'a> Texts<'a> {
    pub(crate) fn new(block: &'a [u8]) -> Self {
        Self { rest: block }
    }

    #[inline(never)]
    pub(crate) fn bytes(&mut self, len: usize) -> Result<&'a [u8], Failure> {
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(Failure::Call)?;
        self.rest = rest;
        Ok(bytes)
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, len: usize) -> Result<&'a str, Failure> {
        str::from_utf8(self.bytes(len)?).map_err(|_| Failure::Call)
    }
}
