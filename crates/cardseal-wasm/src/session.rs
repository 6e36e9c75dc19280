use cardseal_card::PublicKey;

use crate::failure::Failure;

/// How much of a session must be left for a card to be encrypted: the envelope has to reach the gateway in time.
const MARGIN_MS: f64 = 30_000.0;

/// Whether a session that ends at a moment, in milliseconds since 1970, has enough left at another one.
///
/// # Errors
///
/// [`Failure::ExpiresAt`] for no moment, [`Failure::SessionExpired`].
pub(crate) fn check_end(expires_at_ms: f64, now_ms: f64) -> Result<(), Failure> {
    if !expires_at_ms.is_finite() {
        Err(Failure::ExpiresAt)
    } else if now_ms > expires_at_ms - MARGIN_MS {
        Err(Failure::SessionExpired)
    } else {
        Ok(())
    }
}

/// The public key of one payment session and the rules of its use: once, and not when the session is about to end.
///
/// Nothing inside an envelope marks its time, so a second one for the same session would be a second card for the
/// same payment. The page asks its server for a fresh key instead.
#[derive(Debug)]
pub struct Session {
    key: PublicKey,
    expires_at_ms: f64,
    used: bool,
}

impl Session {
    /// Reads a key and takes the moment, in milliseconds since 1970, at which the session ends.
    ///
    /// # Errors
    ///
    /// [`Failure::Key`] with the key's own reason, or [`Failure::ExpiresAt`] for no moment.
    pub fn new(encryption_key: &str, expires_at_ms: f64) -> Result<Self, Failure> {
        check_end(expires_at_ms, f64::NEG_INFINITY)?;
        Ok(Self { key: PublicKey::parse(encryption_key)?, expires_at_ms, used: false })
    }

    /// The key, if a card may be encrypted with it now.
    ///
    /// # Errors
    ///
    /// [`Failure::AlreadyEncrypted`] or [`Failure::SessionExpired`].
    pub fn key(&self, now_ms: f64) -> Result<&PublicKey, Failure> {
        if self.used {
            return Err(Failure::AlreadyEncrypted);
        }
        check_end(self.expires_at_ms, now_ms)?;
        Ok(&self.key)
    }

    /// Remembers that a card was encrypted.
    pub fn spend(&mut self) {
        self.used = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = include_str!("../tests/key.b64");

    #[test]
    fn a_key_is_good_once_and_until_half_a_minute_before_the_end() {
        let mut session = Session::new(KEY.trim(), 100_000.0).unwrap();
        assert!(session.key(0.0).is_ok());
        assert!(session.key(70_000.0).is_ok());
        assert_eq!(session.key(70_001.0), Err(Failure::SessionExpired));
        session.spend();
        assert_eq!(session.key(0.0), Err(Failure::AlreadyEncrypted));
    }

    #[test]
    fn what_is_no_key_or_no_moment_is_refused_at_once() {
        assert!(matches!(Session::new("AAAA", 1.0), Err(Failure::Key(_))));
        assert!(matches!(Session::new(KEY.trim(), f64::NAN), Err(Failure::ExpiresAt)));
    }
}
