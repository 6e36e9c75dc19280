//! From text to bytes: PEM armour, white space, base64.

use crate::wipe::Zeroizing;

use super::{KeyError, PublicKey};
use crate::base64::{self, DecodeError};

const BEGIN: &[u8] = b"-----BEGIN PUBLIC KEY-----";
const END: &[u8] = b"-----END PUBLIC KEY-----";

/// The bytes behind the text, in a block that is wiped, as they may turn out to be a private key.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if text.len() > PublicKey::MAX_TEXT {
        return Err(KeyError::TooLong);
    }
    let text = text.as_bytes().trim_ascii();
    let body = if text.starts_with(b"-----") { without_armour(text)? } else { text };
    let mut symbols = Zeroizing::new(vec![0; body.len()]);
    let mut len = 0;
    for byte in body.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        if let Some(slot) = symbols.get_mut(len) {
            *slot = *byte;
        }
        len += 1;
    }
    symbols.truncate(len);
    if len == 0 {
        return Err(KeyError::Empty);
    }
    let len = base64::decode(&mut symbols)?;
    symbols.truncate(len);
    Ok(symbols)
}

/// What stands between the lines of RFC 7468 armour.
fn without_armour(text: &[u8]) -> Result<&[u8], KeyError> {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let label = text.get(..end).unwrap_or_default();
    let forms: [(&[u8], _); 3] = [
        (b"PRIVATE KEY", KeyError::PrivateKey),
        (b"CERTIFICATE", KeyError::Certificate),
        (b"RSA PUBLIC KEY", KeyError::Pkcs1),
    ];
    for at in 0..label.len() {
        let behind = label.get(at..).unwrap_or_default();
        if let Some((_, error)) = forms.iter().find(|(word, _)| behind.starts_with(word)) {
            return Err(*error);
        }
    }
    text.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)).ok_or(KeyError::PemArmour)
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
