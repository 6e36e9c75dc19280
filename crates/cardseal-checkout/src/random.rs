use std::fmt::Write as _;

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct RandomError(#[source] getrandom::Error);

/// Letters and digits without the easily confused `i`, `l`, `o` and `u` (Crockford's base 32, lower case).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Text of 32 characters that carries 160 random bits.
pub(crate) fn identifier() -> Result<String, RandomError> {
    let bytes = bytes::<32>()?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}

/// Whether a text could have come from [`identifier`].
pub(crate) fn is_identifier(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// 256 random bits as 64 hexadecimal digits.
pub(crate) fn secret() -> Result<String, RandomError> {
    Ok(hex(&bytes::<32>()?))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(RandomError)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_differ_and_are_recognised() {
        let (one, other) = (identifier().unwrap(), identifier().unwrap());
        assert_ne!(one, other);
        assert!(is_identifier(&one) && is_identifier(&other));
        assert_eq!(secret().unwrap().len(), 64);
        for wrong in ["", "abc", &one[1..], &"i".repeat(32), "../../../../../../../../../../..ab"] {
            assert!(!is_identifier(wrong), "{wrong}");
        }
    }

    #[test]
    fn bytes_become_two_digits_each() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
