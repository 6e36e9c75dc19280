//! From text to bytes: PEM armour, white space, base64.

use std::ops::Range;

use super::{KeyError, PublicKey};
use crate::base64::{self, DecodeError};

const BEGIN: &[u8] = b"-----BEGIN PUBLIC KEY-----";
const END: &[u8] = b"-----END PUBLIC KEY-----";

/// The bytes behind the text, which they overwrite.
pub(super) fn decode_in_place(text: &mut [u8]) -> Result<&[u8], KeyError> {
    if text.len() > PublicKey::MAX_TEXT {
        return Err(KeyError::TooLong);
    }
    let mut len = 0;
    for at in body(text)? {
        let byte = text.get(at).copied().unwrap_or_default();
        if !byte.is_ascii_whitespace() {
            if let Some(slot) = text.get_mut(len) {
                *slot = byte;
            }
            len += 1;
        }
    }
    let symbols = text.get_mut(..len).unwrap_or_default();
    if symbols.is_empty() {
        return Err(KeyError::Empty);
    }
    let len = base64::decode(symbols)?;
    Ok(symbols.get(..len).unwrap_or_default())
}

/// Where in a text the base64 stands: everywhere, or between the lines of RFC 7468 armour.
fn body(text: &[u8]) -> Result<Range<usize>, KeyError> {
    let trimmed = text.trim_ascii();
    if !trimmed.starts_with(b"-----") {
        return Ok(0..text.len());
    }
    let label = trimmed.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let forms: [(&[u8], _); 3] = [
        (b"PRIVATE KEY", KeyError::PrivateKey),
        (b"CERTIFICATE", KeyError::Certificate),
        (b"RSA PUBLIC KEY", KeyError::Pkcs1),
    ];
    for (word, error) in forms {
        if label.windows(word.len()).any(|part| part == word) {
            return Err(error);
        }
    }
    let inner =
        trimmed.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)).ok_or(KeyError::PemArmour)?;
    let start = text.len() - text.trim_ascii_start().len() + BEGIN.len();
    Ok(start..start + inner.len())
}

impl From<DecodeError> for KeyError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Alphabet => Self::Base64Alphabet,
            DecodeError::Padding => Self::Base64Padding,
            DecodeError::TrailingBits => Self::Base64TrailingBits,
        }
    }
}
