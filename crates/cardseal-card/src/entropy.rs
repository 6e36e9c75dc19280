//! Where random bytes come from: the caller's source, so that no platform is wired in.

use std::fmt;

/// A source of random bytes that an attacker cannot foresee: the operating system's, or the browser's.
///
/// A closure that fills a slice is one.
pub trait Entropy {
    /// Fills the whole slice.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when not every byte could be filled.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

impl<F: FnMut(&mut [u8]) -> Result<(), EntropyError>> Entropy for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        self(bytes)
    }
}

/// The source of random bytes failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntropyError;

impl fmt::Display for EntropyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("source of random bytes failed")
    }
}

impl std::error::Error for EntropyError {}
