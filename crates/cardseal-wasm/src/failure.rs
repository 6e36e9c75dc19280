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
    /// A stable name for programs, in two parts that stand together.
    #[must_use]
    pub const fn code(&self) -> [&'static str; 2] {
        match self {
            Self::Key(reason) => ["key_", reason.code()],
            Self::ExpiresAt => ["expires_at", "_invalid"],
            Self::SessionExpired => ["session", "_expired"],
            Self::AlreadyEncrypted => ["already", "_encrypted"],
            Self::InvalidCard(_) => ["invalid", "_card"],
            Self::Json(Plain::Metadata, _) => ["metadata", "_invalid"],
            Self::Json(Plain::DeviceInformations, _) => ["device_informations", "_invalid"],
            Self::Clock => ["clock", "_unavailable"],
            Self::Seal(SealError::Entropy(_)) => ["random", "_unavailable"],
            Self::Seal(reason) => [reason.code(), ""],
            Self::Call => ["internal", ""],
        }
    }

    /// One sentence for developers.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Key(_) => "the session's encryption key is not usable",
            Self::ExpiresAt => "expiresAt is no moment in time",
            Self::SessionExpired => {
                "the payment session has ended or ends within 30 seconds: ask for a new one"
            }
            Self::AlreadyEncrypted => {
                "a card was already encrypted for this session: call rekey with a new session key"
            }
            Self::InvalidCard(_) => "the card is not complete or not valid: see fields",
            Self::Json(Plain::Metadata, _) => "metadata is not taken",
            Self::Json(Plain::DeviceInformations, _) => "deviceInformations is not taken",
            Self::Clock => "this device's clock cannot be read",
            Self::Seal(_) => "the card was not encrypted",
            Self::Call => "the module was called in a wrong way",
        }
    }

    /// The reason behind it, where there is one, as one more part of the sentence.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Key(reason) => Some(reason.message()),
            Self::Json(_, reason) => Some(reason.message()),
            Self::Seal(reason) => Some(reason.message()),
            _ => None,
        }
    }

    /// Leaves `{code, message, fields}` in the block.
    pub(crate) fn tell(&self, block: &mut [u8]) -> usize {
        let mut answer = Answer::new(block);
        let [start, end] = self.code();
        answer.put("{").name("code").put("\"").put(start).put(end).put("\"");
        answer.name("message").put("\"").put(self.message());
        if let Some(reason) = self.reason() {
            answer.put(": ").put(reason);
        }
        answer.put("\"");
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
