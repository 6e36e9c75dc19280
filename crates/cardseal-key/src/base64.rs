//! Base64 (RFC 4648, section 4): the standard alphabet, with padding.
//!
//! Symbols and values are turned into each other by arithmetic, not by a table: neither time nor addresses depend on
//! what is encoded or decoded.

/// The length of so many bytes in base64.
#[must_use]
pub const fn encoded_len(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// Encodes the last `len` bytes of a text over the whole of it, which is [`encoded_len`] long.
///
/// What is written never overtakes what is read: before group `i` that begins at `text.len() - len + 3i`, which is at
/// least `4i`.
pub fn encode_in_place(text: &mut [u8], len: usize) {
    let mut at = text.len().saturating_sub(len);
    let mut written = 0;
    while let Some([a, rest @ ..]) = text.get(at..) {
        let (b, c) = (rest.first().copied(), rest.get(1).copied());
        let bits = u32::from_be_bytes([0, *a, b.unwrap_or(0), c.unwrap_or(0)]);
        let symbols = [
            symbol(bits >> 18),
            symbol((bits >> 12) & 63),
            if b.is_some() { symbol((bits >> 6) & 63) } else { b'=' },
            if c.is_some() { symbol(bits & 63) } else { b'=' },
        ];
        let Some(slots) = text.get_mut(written..).and_then(<[u8]>::first_chunk_mut) else { return };
        *slots = symbols;
        at += 3;
        written += 4;
    }
}

/// Why a text is not base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// A symbol outside the alphabet, or padding before the end.
    Alphabet,
    /// Padding that is missing or too much.
    Padding,
    /// Bits of the last symbol that stand for nothing and are not zero.
    TrailingBits,
}

/// Decodes in place, and gives how many bytes there are.
///
/// # Errors
///
/// [`DecodeError`] says why the text is not base64; what was decoded of it is still there.
pub fn decode(text: &mut [u8]) -> Result<usize, DecodeError> {
    let padding = text.iter().rev().take_while(|symbol| **symbol == b'=').count();
    let symbols = text.len().saturating_sub(padding);
    let (mut bits, mut held, mut len) = (0u32, 0u32, 0usize);
    let mut wrong = false;
    for at in 0..symbols {
        let Some(value) = text.get(at).map(|symbol| value(*symbol)) else { break };
        wrong |= value > 63;
        bits = (bits << 6) | (value & 63);
        held += 6;
        if held >= 8 {
            held -= 8;
            if let Some(slot) = text.get_mut(len) {
                *slot = (bits >> held).to_le_bytes()[0];
            }
            len += 1;
        }
    }
    match (wrong, symbols % 4, padding) {
        (true, ..) => Err(DecodeError::Alphabet),
        (_, 0, 0) | (_, 2, 2) | (_, 3, 1) if bits & ((1 << held) - 1) == 0 => Ok(len),
        (_, 2, 2) | (_, 3, 1) => Err(DecodeError::TrailingBits),
        _ => Err(DecodeError::Padding),
    }
}

/// The symbol of a value below 64.
#[inline(never)]
fn symbol(value: u32) -> u8 {
    // All ones from a limit on: the sign of a difference. Each range of the alphabet begins where the offset changes.
    let from = |limit: u32| limit.wrapping_sub(value).wrapping_sub(1).cast_signed() >> 31;
    let offset = (from(26) & 6) - (from(52) & 75) - (from(62) & 15) + (from(63) & 3);
    value.wrapping_add(65).wrapping_add_signed(offset).to_le_bytes()[0]
}

/// The value of a symbol; more than 63 if it has none.
fn value(symbol: u8) -> u32 {
    // The first and the last symbol of each range of the alphabet, and the value of the first.
    const RANGES: [[u8; 3]; 5] = [*b"AZ\x00", *b"az\x1a", *b"09\x34", *b"++\x3e", *b"//\x3f"];
    let symbol = u32::from(symbol);
    RANGES.iter().fold(64, |sum, range| {
        let [first, last, value] = range.map(u32::from);
        let within = from(symbol, first) & from(last, symbol);
        // All ones within the range, else zero.
        sum ^ (within.wrapping_neg() & ((value.wrapping_add(symbol).wrapping_sub(first)) ^ 64))
    })
}

/// 1 if a small number is at least another one, else 0.
const fn from(number: u32, limit: u32) -> u32 {
    (limit.wrapping_sub(number).wrapping_sub(1)) >> 31
}

#[cfg(test)]
mod tests {
    use ::base64::{Engine, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    fn encoded(bytes: &[u8]) -> String {
        let mut out = vec![0; encoded_len(bytes.len())];
        let start = out.len() - bytes.len();
        out[start..].copy_from_slice(bytes);
        encode_in_place(&mut out, bytes.len());
        String::from_utf8(out).unwrap()
    }

    fn decoded(text: &[u8]) -> Result<Vec<u8>, DecodeError> {
        let mut bytes = text.to_vec();
        let len = decode(&mut bytes)?;
        bytes.truncate(len);
        Ok(bytes)
    }

    #[test]
    fn every_symbol_has_its_value_and_no_other_byte_has_one() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for byte in 0..=255u8 {
            match alphabet.iter().position(|symbol| *symbol == byte) {
                Some(place) => assert_eq!((value(byte), symbol(place as u32)), (place as u32, byte)),
                None => assert!(value(byte) > 63, "{byte}"),
            }
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn published_vectors() {
        for (text, base64) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encoded(text.as_bytes()), base64);
            assert_eq!(decoded(base64.as_bytes()), Ok(text.as_bytes().to_vec()));
        }
    }

    #[test]
    fn each_refusal_has_its_reason() {
        for (text, reason) in [
            ("Zg=a", DecodeError::Alphabet),
            ("Zm9-", DecodeError::Alphabet),
            ("Z g=", DecodeError::Alphabet),
            ("Z", DecodeError::Padding),
            ("Zg", DecodeError::Padding),
            ("Zg=", DecodeError::Padding),
            ("Zg===", DecodeError::Padding),
            ("Zm9v=", DecodeError::Padding),
            ("Zm9v====", DecodeError::Padding),
            ("=", DecodeError::Padding),
            ("====", DecodeError::Padding),
            ("Zh==", DecodeError::TrailingBits),
            ("Zm9=", DecodeError::TrailingBits),
        ] {
            assert_eq!(decoded(text.as_bytes()), Err(reason), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn encoding_is_the_other_crates(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let text = STANDARD.encode(&bytes);
            prop_assert_eq!(encoded(&bytes), text.clone());
            prop_assert_eq!(decoded(text.as_bytes()), Ok(bytes));
        }

        #[test]
        fn what_is_decoded_is_what_the_other_crate_decodes(text in "[A-Ca-c0-2+/=]{0,12}|[A-Z ,=]{0,8}") {
            prop_assert_eq!(decoded(text.as_bytes()).ok(), STANDARD.decode(&text).ok());
        }
    }
}
