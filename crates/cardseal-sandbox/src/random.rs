//! Identifiers and numbers that nobody can guess.

use std::fmt::Write as _;

use crate::error::Fault;

/// A random UUID (RFC 9562, version 4): 122 random bits. For identifiers that open nothing without credentials.
pub(crate) fn uuid() -> Result<String, Fault> {
    Ok(as_uuid(bytes()?))
}

/// 192 random bits in hexadecimal digits, for what opens something by itself.
pub(crate) fn secret() -> Result<String, Fault> {
    Ok(hex(&bytes::<24>()?))
}

/// 128 random bits in hexadecimal digits.
pub(crate) fn trace_id() -> Result<String, Fault> {
    Ok(hex(&bytes::<16>()?))
}

/// That many random decimal digits.
pub(crate) fn digits(count: usize) -> Result<String, Fault> {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        // Bytes from 250 on would make some digits likelier than others.
        for byte in bytes::<32>()?.into_iter().filter(|byte| *byte < 250).take(count - text.len()) {
            text.push(char::from(b'0' + byte % 10));
        }
    }
    Ok(text)
}

/// That many random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Sixteen bytes in the shape of a version 4 UUID.
pub(crate) fn as_uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = hex(&bytes);
    for place in [20, 16, 12, 8] {
        text.insert(place, '-');
    }
    text
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let id = uuid().unwrap();
        assert_eq!(id.len(), 36);
        assert_eq!(id.match_indices('-').map(|(at, _)| at).collect::<Vec<_>>(), [8, 13, 18, 23]);
        assert_eq!(&id[14..15], "4");
        assert_eq!(secret().unwrap().len(), 48);
        assert_eq!(digits(23).unwrap().len(), 23);
        assert_ne!(uuid().unwrap(), uuid().unwrap());
    }
}
