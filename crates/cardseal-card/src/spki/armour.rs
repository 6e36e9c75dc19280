//! From text to bytes: PEM armour, white space, base64.

use zeroize::Zeroizing;

use super::{KeyError, PublicKey};
use crate::base64::{self, DecodeError};

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// The bytes behind the text, in a block that is wiped, as they may turn out to be a private key.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if text.len() > PublicKey::MAX_TEXT {
        return Err(KeyError::TooLong);
    }
    let text = text.trim_ascii();
    let body = if text.starts_with("-----") { without_armour(text)? } else { text };
    let mut symbols = Zeroizing::new(Vec::with_capacity(body.len()));
    symbols.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    if symbols.is_empty() {
        return Err(KeyError::Empty);
    }
    let len = base64::decode(&mut symbols)?;
    symbols.truncate(len);
    Ok(symbols)
}

/// What stands between the lines of RFC 7468 armour.
fn without_armour(text: &str) -> Result<&str, KeyError> {
    let label = text.lines().next().unwrap_or_default();
    let mentions = |word: &[u8]| label.as_bytes().windows(word.len()).any(|window| window == word);
    if mentions(b"PRIVATE KEY") {
        return Err(KeyError::PrivateKey);
    }
    if mentions(b"CERTIFICATE") {
        return Err(KeyError::Certificate);
    }
    if mentions(b"RSA PUBLIC KEY") {
        return Err(KeyError::Pkcs1);
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
