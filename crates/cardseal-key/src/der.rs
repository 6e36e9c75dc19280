//! As much of DER (ITU-T X.690) as a public key needs, and no more: one-byte tags, definite and shortest lengths.

use crate::spki::KeyError;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const CONTEXT_0: u8 = 0xa0;

/// Reads one element after the other.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The tag and the content of the next element.
    #[inline(never)]
    pub(crate) fn any(&mut self) -> Result<(u8, &'a [u8]), KeyError> {
        // X.690 8.1.3 and 10.1: a length below 128 is one byte, another one as few bytes as it needs behind their number.
        let (header, len) = match *self.rest {
            [_, len @ 0..=0x7f, ..] => (2, usize::from(len)),
            [_, 0x80, ..] => return Err(KeyError::IndefiniteLength),
            [_, 0x81, 0..=0x7f, ..] | [_, 0x82..=0xff, 0, ..] => return Err(KeyError::NonMinimalLength),
            [_, 0x81, len, ..] => (3, usize::from(len)),
            [_, 0x82, high, low, ..] => (4, usize::from(u16::from_be_bytes([high, low]))),
            // Longer than any text that is looked at.
            _ => return Err(KeyError::Truncated),
        };
        let tag = self.rest.first().copied().unwrap_or_default();
        let behind = self.rest.get(header..).unwrap_or_default();
        let (content, rest) = behind.split_at_checked(len).ok_or(KeyError::Truncated)?;
        self.rest = rest;
        Ok((tag, content))
    }

    /// The content of the next element, which has to have this tag.
    #[inline(never)]
    pub(crate) fn expect(&mut self, tag: u8) -> Result<&'a [u8], KeyError> {
        if self.rest.first().is_some_and(|found| *found != tag) {
            return Err(KeyError::NotSpki);
        }
        Ok(self.any()?.1)
    }

    /// The next element as a non-negative integer in shortest form: big-endian, without leading zeros.
    #[inline(never)]
    pub(crate) fn unsigned(&mut self) -> Result<&'a [u8], KeyError> {
        match self.expect(INTEGER)? {
            [] | [0, 0..=0x7f, ..] => Err(KeyError::NonMinimalInteger),
            [0, value @ ..] => Ok(value),
            [0x80..=0xff, ..] => Err(KeyError::NegativeInteger),
            value => Ok(value),
        }
    }

    /// Refuses anything that is left.
    pub(crate) fn finish(&self) -> Result<(), KeyError> {
        if self.rest.is_empty() { Ok(()) } else { Err(KeyError::TrailingBytes) }
    }
}
