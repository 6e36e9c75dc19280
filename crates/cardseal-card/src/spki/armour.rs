//! From text to bytes: PEM armour, white space, base64.

use base64::{DecodeError, DecodeSliceError, Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{KeyError, PublicKey};

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
    // Three bytes for four symbols, and one group more for the decoder's estimate.
    let mut bytes = Zeroizing::new(vec![0; (symbols.len() / 4).saturating_add(1).saturating_mul(3)]);
    let len = STANDARD.decode_slice(symbols.as_slice(), &mut bytes).map_err(|error| name(error, &symbols))?;
    bytes.truncate(len);
    Ok(bytes)
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

/// The refusal without the symbols that the decoder's error quotes.
fn name(error: DecodeSliceError, symbols: &[u8]) -> KeyError {
    match error {
        DecodeSliceError::DecodeError(DecodeError::InvalidByte(at, b'=')) if ends_in_padding(symbols, at) => {
            KeyError::Base64Padding
        }
        DecodeSliceError::DecodeError(DecodeError::InvalidByte(..)) => KeyError::Base64Alphabet,
        DecodeSliceError::DecodeError(DecodeError::InvalidLastSymbol { .. }) => KeyError::Base64TrailingBits,
        DecodeSliceError::DecodeError(_) => KeyError::Base64Padding,
        DecodeSliceError::OutputSliceTooSmall => KeyError::TooLong,
    }
}

/// Whether nothing but padding stands from this symbol on.
fn ends_in_padding(symbols: &[u8], at: usize) -> bool {
    symbols.get(at..).is_some_and(|rest| rest.iter().all(|symbol| *symbol == b'='))
}
