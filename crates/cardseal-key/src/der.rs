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
    pub(crate) fn any(&mut self) -> Result<(u8, &'a [u8]), KeyError> {
        let tag = self.byte()?;
        let len = self.length()?;
        let content = self.rest.get(..len).ok_or(KeyError::Truncated)?;
        self.rest = self.rest.get(len..).ok_or(KeyError::Truncated)?;
        Ok((tag, content))
    }

    /// The content of the next element, which has to have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<&'a [u8], KeyError> {
        match self.rest.first() {
            None => Err(KeyError::Truncated),
            Some(found) if *found != tag => Err(KeyError::NotSpki),
            Some(_) => self.any().map(|(_, content)| content),
        }
    }

    /// The next element as a non-negative integer in shortest form: big-endian, without leading zeros.
    pub(crate) fn unsigned(&mut self) -> Result<&'a [u8], KeyError> {
        match self.expect(INTEGER)? {
            [] => Err(KeyError::NonMinimalInteger),
            [0] => Ok(&[]),
            [0, next, ..] if *next < 0x80 => Err(KeyError::NonMinimalInteger),
            [0, value @ ..] => Ok(value),
            [first, ..] if *first >= 0x80 => Err(KeyError::NegativeInteger),
            value => Ok(value),
        }
    }

    /// Refuses anything that is left.
    pub(crate) fn finish(&self) -> Result<(), KeyError> {
        if self.rest.is_empty() { Ok(()) } else { Err(KeyError::TrailingBytes) }
    }

    fn byte(&mut self) -> Result<u8, KeyError> {
        let (first, rest) = self.rest.split_first().ok_or(KeyError::Truncated)?;
        self.rest = rest;
        Ok(*first)
    }

    /// X.690 8.1.3 and 10.1.
    fn length(&mut self) -> Result<usize, KeyError> {
        match self.byte()? {
            short @ 0..=0x7f => Ok(usize::from(short)),
            0x80 => Err(KeyError::IndefiniteLength),
            0x81 => match self.byte()? {
                0..=0x7f => Err(KeyError::NonMinimalLength),
                len => Ok(usize::from(len)),
            },
            0x82 => match u16::from_be_bytes([self.byte()?, self.byte()?]) {
                0..=0xff => Err(KeyError::NonMinimalLength),
                len => Ok(usize::from(len)),
            },
            // Longer than any text that is looked at, unless padded with zeros.
            _ => Err(if self.rest.first() == Some(&0) {
                KeyError::NonMinimalLength
            } else {
                KeyError::Truncated
            }),
        }
    }
}
