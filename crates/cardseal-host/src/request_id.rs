use std::fmt::Write as _;

use cardseal_types::RequestId;

use crate::error::{Error, Kind};

/// A new idempotency key: 128 bits of the operating system's randomness as 32 hex characters. The gateway refuses the
/// hyphens of a UUID (its page "Idempotency").
pub(crate) fn fresh() -> Result<RequestId, Error> {
    let mut bits = [0u8; 16];
    getrandom::fill(&mut bits).map_err(|error| Error::because(Kind::Local, error))?;
    let text = bits.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    });
    RequestId::parse(text).map_err(|error| Error::because(Kind::Local, error))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_32_hex_characters_and_never_the_same() {
        let ids: HashSet<String> = (0..1000).map(|_| fresh().unwrap().as_str().to_owned()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
        // Each of the 32 places takes several values, so no bit pattern is fixed (as a UUID's version would be).
        for place in 0..32 {
            let values: HashSet<u8> = ids.iter().map(|id| id.as_bytes()[place]).collect();
            assert_eq!(values.len(), 16, "place {place}");
        }
    }
}
