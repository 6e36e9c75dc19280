use cardseal_card::{CardError, JsonError, KeyError, SealError};

use crate::answer::Answer;

/// Why a call was refused. Holds nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The session's key is not taken.
    Key(KeyError),
    /// The session's end is no moment.
    ExpiresAt,
    /// The session has ended or is about to.
    SessionExpired,
    /// The session's key has been used.
    AlreadyEncrypted,
    /// Some fields are not good; which, in the order number, expiry date, name, code.
    InvalidCard([Option<CardError>; 4]),
    /// Plain data that is no JSON object that is taken.
    Json(Plain, JsonError),
    /// The device's clock cannot be read.
    Clock,
    /// The card could not be encrypted.
    Seal(SealError),
    /// There is no such field, or the lengths of the texts are beyond the block: a fault of the caller.
    Call,
}

/// Data that a page hands in beside the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// `deviceInformations`.
    DeviceInformations,
    /// `metadata`.
    Metadata,
}

impl Failure {
    /// A stable name for programs. That of a key's refusal stands behind `key_`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Key(reason) => reason.code(),
            Self::ExpiresAt => "expires_at_invalid",
            Self::SessionExpired => "session_expired",
            Self::AlreadyEncrypted => "already_encrypted",
            Self::InvalidCard(_) => "invalid_card",
            Self::Json(Plain::Metadata, _) => "metadata_invalid",
            Self::Json(Plain::DeviceInformations, _) => "device_informations_invalid",
            Self::Clock => "clock_unavailable",
            Self::Seal(SealError::Entropy(_)) => "random_unavailable",
            Self::Seal(SealError::TooLarge) => "envelope_too_large",
            Self::Seal(_) | Self::Call => "internal",
        }
    }

    /// Leaves `{code, fields}` in the block.
    pub(crate) fn tell(&self, block: &mut [u8]) -> usize {
        let mut answer = Answer::new(block);
        let kind = if matches!(self, Self::Key(_)) { "key_" } else { "" };
        answer.put("{").name("code").put("\"").put(kind).put(self.code()).put("\"");
        if let Self::InvalidCard(reasons) = self {
            answer.name("fields").reasons(reasons);
        }
        answer.put("}").len()
    }
}

impl From<KeyError> for Failure {
    fn from(reason: KeyError) -> Self {
        Self::Key(reason)
    }
}

impl From<SealError> for Failure {
    fn from(reason: SealError) -> Self {
        Self::Seal(reason)
    }
}
