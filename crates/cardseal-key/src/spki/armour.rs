//! From text to bytes: PEM armour, white space, base64.

use super::{KeyError, PublicKey};
use crate::base64::{self, DecodeError};

// As they are without white space, which counts nowhere.
const BEGIN: &[u8] = b"-----BEGINPUBLICKEY-----";
const END: &[u8] = b"-----ENDPUBLICKEY-----";

/// The bytes behind the text, which they overwrite.
pub(super) fn decode_in_place(text: &mut [u8]) -> Result<&[u8], KeyError> {
    if text.len() > PublicKey::MAX_TEXT {
        return Err(KeyError::TooLong);
    }
    let mut text = without_space(text);
    if text.starts_with(b"-----") {
        text = without_armour(text)?;
    }
    if text.is_empty() {
        return Err(KeyError::Empty);
    }
    let len = base64::decode(text)?;
    Ok(text.get(..len).unwrap_or_default())
}

fn without_space(text: &mut [u8]) -> &mut [u8] {
    let mut len = 0;
    for at in 0..text.len() {
        let byte = text.get(at).copied().unwrap_or_default();
        if let Some(slot) = text.get_mut(len).filter(|_| !byte.is_ascii_whitespace()) {
            *slot = byte;
            len += 1;
        }
    }
    text.get_mut(..len).unwrap_or_default()
}

/// What stands between the lines of RFC 7468 armour.
fn without_armour(text: &mut [u8]) -> Result<&mut [u8], KeyError> {
    if text.starts_with(BEGIN) {
        let end = text.len().saturating_sub(END.len());
        let inner = if text.ends_with(END) { text.get_mut(BEGIN.len()..end) } else { None };
        return inner.ok_or(KeyError::PemArmour);
    }
    let forms: [(&[u8], _); 3] = [
        (b"PRIVATEKEY", KeyError::PrivateKey),
        (b"CERTIFICATE", KeyError::Certificate),
        (b"RSAPUBLICKEY", KeyError::Pkcs1),
    ];
    let holds = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
    Err(forms.iter().find(|(word, _)| holds(word)).map_or(KeyError::PemArmour, |(_, error)| *error))
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
