use std::fmt;

use crate::entropy::EntropyError;
#[cfg(doc)]
use cardseal_types::EncryptedCard;

/// Why a card was not sealed. Nothing of it is left behind then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// The source of random bytes failed, or gave nothing but zeros.
    Entropy(EntropyError),
    /// Device information and metadata make the envelope longer than [`EncryptedCard::MAX_LEN`].
    TooLarge,
    /// A part of the cryptography refused what it has to take.
    Internal,
}

impl SealError {
    /// A stable name for programs, in `snake_case`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Entropy(_) => "entropy",
            Self::TooLarge => "envelope_too_large",
            Self::Internal => "internal",
        }
    }

    /// What is wrong, as a text for developers without a full stop.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Entropy(_) => "no random bytes to encrypt with",
            Self::TooLarge => "envelope is too large",
            Self::Internal => "encryption failed",
        }
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for SealError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Entropy(error) => Some(error),
            _ => None,
        }
    }
}
