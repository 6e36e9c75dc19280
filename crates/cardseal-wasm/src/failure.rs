use cardseal_card::{CardError, KeyError, SealError};

/// Why a call was refused. Holds nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// There is no such field, or the lengths of the texts are beyond the block: a fault of the caller.
    Call,
    /// Some fields are not good; which, in the order number, expiry date, name, code.
    InvalidCard([Option<CardError>; 4]),
    /// The device's clock cannot be read.
    Clock,
    /// The card could not be encrypted.
    Seal(SealError),
    /// There is no place for another field.
    TooManyFields,
    /// The session's key is not taken.
    Key(KeyError),
}

impl Failure {
    /// The number that stands for the name of the failure, which the page's half knows. Those of keys come last.
    #[must_use]
    pub const fn number(&self) -> u8 {
        match self {
            Self::Seal(SealError::Internal) | Self::Call => 0,
            Self::InvalidCard(_) => 1,
            Self::Clock => 2,
            Self::Seal(SealError::TooLarge) => 3,
            Self::Seal(_) => 4,
            Self::TooManyFields => 5,
            Self::Key(reason) => 6u8.saturating_add(*reason as u8),
        }
    }

    /// Leaves in the block what is wrong with each field of a card, and gives the answer: one more than the number,
    /// below zero.
    pub(crate) fn tell(&self, block: &mut [u8]) -> isize {
        if let Self::InvalidCard(reasons) = self {
            for (slot, reason) in block.iter_mut().zip(reasons) {
                *slot = number(*reason);
            }
        }
        !isize::from(self.number())
    }
}

/// A reason as a number: the place of its variant, from 1; 0 for none.
pub(crate) fn number(reason: Option<CardError>) -> u8 {
    reason.map_or(0, |reason| (reason as u8).saturating_add(1))
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
