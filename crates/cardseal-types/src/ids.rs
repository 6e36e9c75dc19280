use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// Nothing was given.
    Empty,
    /// Shorter than the gateway accepts.
    TooShort,
    /// Longer than the gateway accepts.
    TooLong,
    /// Holds a character the gateway does not accept in this identifier.
    ForbiddenCharacter,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "identifier is empty",
            Self::TooShort => "identifier is too short",
            Self::TooLong => "identifier is too long",
            Self::ForbiddenCharacter => "identifier holds a character that is not allowed",
        })
    }
}

impl std::error::Error for IdError {}

/// Declares an identifier: a text of bounded length and alphabet in a type of its own.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $min:literal..=$max:literal, $allowed:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Takes ", stringify!($min), " to ", stringify!($max), " characters.")]
            ///
            /// # Errors
            ///
            /// [`IdError`] names the rule that the text breaks.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                let allowed: fn(u8) -> bool = $allowed;
                check(&text, $min, $max, allowed)?;
                Ok(Self(text))
            }

            /// The identifier as it is spelled on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// A payment session, given by the gateway (a UUID in its samples).
    SessionId, 1..=100, path_safe
);
id!(
    /// A charge of a payment session, given by the gateway.
    ChargeId, 1..=100, path_safe
);
id!(
    /// A capture of an authorised charge, given by the gateway.
    CaptureId, 1..=100, path_safe
);
id!(
    /// A refund, given by the gateway.
    RefundId, 1..=100, path_safe
);
id!(
    /// A customer at the gateway. It comes back from creating a session and stands for the customer's e-mail address.
    CustomerId, 1..=255, path_safe
);
id!(
    /// A stored payment method of one customer. Worthless without that customer's id, yet not for logs.
    PaymentToken, 1..=255, path_safe
);
id!(
    /// The merchant's own reference of a session or refund, unique among the merchant's sessions.
    ///
    /// The gateway documents it as alphanumeric; hyphens and underscores are accepted there as well.
    ClientReferenceId, 1..=100, path_safe
);
id!(
    /// The idempotency key sent as `X-REQUEST-ID`: letters and digits only, so a hyphenated UUID is not one.
    ///
    /// See the gateway's page "Idempotency".
    RequestId, 16..=36, |byte| byte.is_ascii_alphanumeric()
);

/// Characters that need no escaping as one segment of a URL path, dots excluded.
fn path_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn check(text: &str, min: usize, max: usize, allowed: fn(u8) -> bool) -> Result<(), IdError> {
    match text.len() {
        0 => Err(IdError::Empty),
        len if len < min => Err(IdError::TooShort),
        len if len > max => Err(IdError::TooLong),
        _ if text.bytes().all(allowed) => Ok(()),
        _ => Err(IdError::ForbiddenCharacter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphenated_uuid_is_no_request_id() {
        assert_eq!(
            RequestId::parse("00000000-0000-4000-8000-000000000001"),
            Err(IdError::ForbiddenCharacter)
        );
        assert!(RequestId::parse("0123456789abcdef0123456789abcdef").is_ok());
        assert_eq!(RequestId::parse("0123456789abcde"), Err(IdError::TooShort));
    }

    #[test]
    fn an_id_cannot_leave_its_path_segment() {
        for text in ["../refunds", "a/b", "a?b", "a#b", "a%2fb", ".", ""] {
            assert!(SessionId::parse(text).is_err(), "{text:?}");
        }
    }
}
