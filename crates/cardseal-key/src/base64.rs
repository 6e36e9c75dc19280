//! Base64 (RFC 4648, section 4): the standard alphabet, with padding.
//!
//! Sixteen symbols at a time are turned into values, or values into symbols, by sums and by choices between lanes of
//! vectors ([`Lanes`]): neither time nor addresses depend on what is encoded or decoded.

use crate::lanes::Lanes;

/// The length of so many bytes in base64.
#[must_use]
pub const fn encoded_len(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// Encodes the last `len` bytes of a text over the whole of it, which is [`encoded_len`] long.
///
/// What is written never overtakes what is unread: behind group `i` of twelve bytes, which fills the text up to
/// `16(i + 1)`, the unread begins at `text.len() - len + 12(i + 1)`; and if there is any, `text.len() - len`, a third
/// of `len` or more, is above `4(i + 1)`.
pub fn encode_in_place(text: &mut [u8], len: usize) {
    // Of each three bytes: the second, the first, the third, the second. Each symbol's bits are together then.
    const PAIRS: Lanes = Lanes::of([1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10]);

    let padding = (text.len() / 4 * 3).saturating_sub(len);
    let mut from = text.len().saturating_sub(len);
    for to in (0..text.len()).step_by(16) {
        let pairs = Lanes::read(text, from, 0).swizzle(PAIRS);
        let values = (pairs.words_right(10).and(FIRST))
            .or(pairs.words_left(4).and(SECOND))
            .or(pairs.words_right(6).and(THIRD))
            .or(pairs.words_left(8).and(FOURTH));
        symbols(values).write(text, to);
        from += 12;
    }
    for symbol in text.iter_mut().rev().take(padding) {
        *symbol = b'=';
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
    // Of each four bytes the lower three, the highest first, and zeros behind all of them.
    const BYTES: Lanes = Lanes::of([2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, NONE, NONE, NONE, NONE]);
    const NONE: u8 = 16;

    let padding = text.iter().rev().take_while(|symbol| **symbol == b'=').count();
    let symbols_len = text.len().saturating_sub(padding);
    let mut wrong = Lanes::all(0);
    let mut to = 0;
    for from in (0..symbols_len).step_by(16) {
        // The filler stands for zeros.
        let read = Lanes::read(text.get(..symbols_len).unwrap_or_default(), from, b'A');
        let values = values(read);
        // No value has a symbol outside the alphabet.
        wrong = wrong.or(symbols(values).xor(read));
        let words = (values.and(FIRST).words_left(18))
            .or(values.and(SECOND).words_left(4))
            .or(values.and(THIRD).words_right(10))
            .or(values.words_right(24));
        words.swizzle(BYTES).write(text, to);
        to += 12;
    }
    let len = symbols_len.saturating_sub(symbols_len.div_ceil(4));
    match (wrong.is_zero(), symbols_len % 4, padding) {
        (false, ..) => Err(DecodeError::Alphabet),
        (_, 0, 0) | (_, 2, 2) | (_, 3, 1) => match text.get(len) {
            None | Some(0) => Ok(len),
            _ => Err(DecodeError::TrailingBits),
        },
        _ => Err(DecodeError::Padding),
    }
}

/// One of each four values.
const FIRST: Lanes = Lanes::of([63, 0, 0, 0, 63, 0, 0, 0, 63, 0, 0, 0, 63, 0, 0, 0]);
const SECOND: Lanes = Lanes::of([0, 63, 0, 0, 0, 63, 0, 0, 0, 63, 0, 0, 0, 63, 0, 0]);
const THIRD: Lanes = Lanes::of([0, 0, 63, 0, 0, 0, 63, 0, 0, 0, 63, 0, 0, 0, 63, 0]);
const FOURTH: Lanes = Lanes::of([0, 0, 0, 63, 0, 0, 0, 63, 0, 0, 0, 63, 0, 0, 0, 63]);

/// The symbols of values below 64.
fn symbols(values: Lanes) -> Lanes {
    // What a value is above its symbol: as a capital, a small letter, a digit, '+', '/'.
    const ABOVE: Lanes = Lanes::of([191, 185, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 19, 16, 0, 0]);
    values.minus(ABOVE.swizzle(values.less(51).minus(values.above(25))))
}

/// The values of symbols; any ones below 64 for bytes that are none.
fn values(symbols: Lanes) -> Lanes {
    // What a symbol is above its value, by its upper half; in the first place for '+' and all else that is below '/'.
    const ABOVE: Lanes = Lanes::of([237, 0, 240, 252, 65, 65, 71, 71, 0, 0, 0, 0, 0, 0, 0, 0]);
    let place = symbols.right(4).and(symbols.above(b'.'.cast_signed()));
    symbols.minus(ABOVE.swizzle(place)).and(Lanes::all(63))
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
                Some(place) => {
                    let (value, symbol) = (Lanes::all(place as u8), Lanes::all(byte));
                    assert!(values(symbol).xor(value).is_zero() && symbols(value).xor(symbol).is_zero());
                }
                None => assert!(decoded(&[b'A', byte, b'A', b'A']) == Err(DecodeError::Alphabet), "{byte}"),
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
        fn a_wrong_symbol_is_found_wherever_it_is(
            bytes in prop::collection::vec(any::<u8>(), 1..100), at in any::<prop::sample::Index>(), wrong: u8,
        ) {
            let mut text = STANDARD.encode(&bytes).into_bytes();
            let symbols = text.iter().filter(|symbol| **symbol != b'=').count();
            text[at.index(symbols)] = wrong;
            // Where one or no padding stands behind it, an '=' for the last symbol is padding of a shorter text.
            let shorter = wrong == b'=' && at.index(symbols) == symbols - 1 && symbols % 4 != 2;
            let expected = if shorter || wrong.is_ascii_alphanumeric() || b"+/".contains(&wrong) {
                STANDARD.decode(&text).map_err(|_| DecodeError::TrailingBits)
            } else if wrong == b'=' && at.index(symbols) == symbols - 1 {
                Err(DecodeError::Padding)
            } else {
                Err(DecodeError::Alphabet)
            };
            prop_assert_eq!(decoded(&text), expected);
        }

        #[test]
        fn what_is_decoded_is_what_the_other_crate_decodes(text in "[A-Ca-c0-2+/=]{0,12}|[A-Z ,=]{0,8}") {
            prop_assert_eq!(decoded(text.as_bytes()).ok(), STANDARD.decode(&text).ok());
        }
    }
}
