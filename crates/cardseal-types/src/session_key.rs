use serde::{Deserialize, Serialize};

use crate::{SessionId, Timestamp};

/// What a page needs to encrypt one card: the session, its public key, and the moment until which both are good.
///
/// Nothing in it is secret. The page must not encrypt a second card with it, and not after `expires_at`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionKey {
    /// The session that the card will pay.
    pub session_id: SessionId,
    /// Standard base64 of the DER `SubjectPublicKeyInfo` (RFC 5280) of the session's RSA key.
    pub encryption_key: String,
    /// When the session ends.
    pub expires_at: Timestamp,
}
