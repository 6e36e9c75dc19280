//! Keyed digests: access tokens, card fingerprints, idempotency records and form tokens, each under a key of its own.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::random;

/// The keys of one sandbox, all derived from one stored secret, so that a restart changes none of them.
pub(crate) struct Secrets {
    access: hmac::Key,
    fingerprint: hmac::Key,
    idempotency: hmac::Key,
    form: hmac::Key,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(redacted)")
    }
}

/// What an access token says: who holds it and, in seconds of Unix time, until when.
#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    iat: i64,
    exp: i64,
}

impl Secrets {
    /// Derives the keys.
    pub(crate) fn new(master: &[u8]) -> Self {
        let master = hmac::Key::new(hmac::HMAC_SHA256, master);
        let derive = |purpose: &str| {
            hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&master, purpose.as_bytes()).as_ref())
        };
        Self {
            access: derive("access token"),
            fingerprint: derive("card fingerprint"),
            idempotency: derive("idempotency"),
            form: derive("form token"),
        }
    }

    /// An access token (a JSON web token, RFC 7519, signed with HS256) for a merchant until `exp`.
    pub(crate) fn issue(&self, merchant: &str, iat: i64, exp: i64) -> String {
        let claims = Claims { sub: merchant.to_owned(), iat, exp };
        let claims = serde_json::to_vec(&claims).unwrap_or_default();
        let signed = format!("{JWT_HEADER}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let tag = hmac::sign(&self.access, signed.as_bytes());
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref()))
    }

    /// The merchant of a token that this sandbox issued and that is still good at `now`.
    pub(crate) fn holder(&self, token: &str, now: i64) -> Option<String> {
        let (signed, tag) = token.rsplit_once('.')?;
        let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).ok()?;
        hmac::verify(&self.access, signed.as_bytes(), &tag).ok()?;
        let claims = signed.strip_prefix(JWT_HEADER)?.strip_prefix('.')?;
        let claims: Claims = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        (now < claims.exp).then_some(claims.sub)
    }

    /// The same for the same card at the same merchant; says nothing about the number without the key.
    pub(crate) fn fingerprint(&self, merchant: &str, number: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.fingerprint);
        context.update(merchant.as_bytes());
        context.update(&[0]);
        context.update(number);
        let mut half = [0; 16];
        half.copy_from_slice(context.sign().as_ref().split_at(16).0);
        random::as_uuid(half)
    }

    /// Begins the digest of a request body.
    pub(crate) fn body_digest(&self) -> hmac::Context {
        hmac::Context::with_key(&self.idempotency)
    }

    /// The token that the form of one challenge must send back.
    pub(crate) fn form_token(&self, challenge: &str) -> String {
        random::hex(hmac::sign(&self.form, challenge.as_bytes()).as_ref())
    }
}

/// Base64url of `{"alg":"HS256","typ":"JWT"}`.
const JWT_HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_until_its_end_and_not_at_it() {
        let secrets = Secrets::new(b"k");
        let token = secrets.issue("m", 100, 1_000);
        assert_eq!(secrets.holder(&token, 999).as_deref(), Some("m"));
        assert_eq!(secrets.holder(&token, 1_000), None);
        assert_eq!(Secrets::new(b"other").holder(&token, 999), None);
        let header = BASE64_URL_SAFE_NO_PAD.decode(JWT_HEADER).unwrap();
        assert_eq!(header, br#"{"alg":"HS256","typ":"JWT"}"#);
    }

    #[test]
    fn a_changed_token_is_refused() {
        let secrets = Secrets::new(b"k");
        let token = secrets.issue("m", 100, 1_000);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last character of the tag carries two bits that decode to nothing; strict base64 refuses them.
            assert_eq!(secrets.holder(&changed, 500), None, "{at}");
        }
        for nonsense in ["", ".", "..", "a.b.c", JWT_HEADER] {
            assert_eq!(secrets.holder(nonsense, 500), None);
        }
    }

    #[test]
    fn a_fingerprint_depends_on_merchant_and_number() {
        let secrets = Secrets::new(b"k");
        let same = secrets.fingerprint("m", b"4440000112290002");
        assert_eq!(same, secrets.fingerprint("m", b"4440000112290002"));
        assert_ne!(same, secrets.fingerprint("n", b"4440000112290002"));
        assert_ne!(same, secrets.fingerprint("m", b"4440000112200001"));
    }
}
