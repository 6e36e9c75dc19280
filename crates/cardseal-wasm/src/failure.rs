use cardseal_card::{CardError, JsonError, KeyError, SealError};

use crate::answer;

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
    /// The number that stands for the name of the failure, which the page's half knows. Those of keys come last.
    #[must_use]
    pub const fn number(&self) -> u8 {
        match self {
            Self::Seal(SealError::Internal) | Self::Call => 0,
            Self::ExpiresAt => 1,
            Self::SessionExpired => 2,
            Self::AlreadyEncrypted => 3,
            Self::InvalidCard(_) => 4,
            Self::Json(Plain::DeviceInformations, _) => 5,
            Self::Json(Plain::Metadata, _) => 6,
            Self::Clock => 7,
            Self::Seal(SealError::TooLarge) => 8,
            Self::Seal(_) => 9,
            Self::Key(reason) => 10u8.saturating_add(*reason as u8),
        }
    }

    /// Leaves in the block what is wrong with each field of a card, and gives the answer: one more than the number,
    /// below zero.
    pub(crate) fn tell(&self, block: &mut [u8]) -> isize {
        if let Self::InvalidCard(reasons) = self {
            answer::put(block, &[&answer::numbers(reasons)]);
        }
        !isize::from(self.number())
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
