use std::fmt;

use crate::utf8::{Chars, plain};
use crate::wipe::{Room, room};

/// Text of at most `N` bytes in one place of fixed size, wiped when it is cleared and natively when it is dropped.
///
/// It never grows and never moves its bytes natively, so no copy stays behind in freed memory.
pub struct FixedText<const N: usize> {
    bytes: Room<N>,
    len: usize,
}

impl<const N: usize> FixedText<N> {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self { bytes: room(), len: 0 }
    }

    /// A text, as far as it fits.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut text = Self::new();
        text.put(bytes);
        text
    }

    /// The text's bytes. Each use of a card's text says why.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len.min(N)).unwrap_or_default()
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Wipes the text.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Appends bytes for as long as they fit, and tells whether all did.
    pub fn put(&mut self, bytes: &[u8]) -> bool {
        append(self.bytes.as_mut_slice(), &mut self.len, bytes)
    }

    /// Appends the digits of a text of UTF-8, as ASCII, for as long as they fit.
    pub(super) fn put_digits(&mut self, text: &[u8]) {
        for character in Chars::new(text) {
            let digit = plain(character);
            if digit.is_ascii_digit() && !self.put(&[digit]) {
                return;
            }
        }
    }

    /// Wipes what stands behind the first bytes.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        wipe(self.bytes.get_mut(self.len..).unwrap_or_default());
    }
}

/// There once for texts of every size.
#[inline(never)]
fn append(bytes: &mut [u8], len: &mut usize, more: &[u8]) -> bool {
    let free = bytes.get_mut(*len..).unwrap_or_default();
    let fits = more.len().min(free.len());
    if let (Some(room), Some(more)) = (free.get_mut(..fits), more.get(..fits)) {
        room.copy_from_slice(more);
    }
    *len = len.saturating_add(fits);
    fits == more.len()
}

/// What is wiped stays reachable in the module, so that nothing takes this for stores that no one reads.
#[cfg(target_arch = "wasm32")]
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
}

#[cfg(not(target_arch = "wasm32"))]
fn wipe(bytes: &mut [u8]) {
    zeroize::Zeroize::zeroize(bytes);
}

impl<const N: usize> Default for FixedText<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for FixedText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FixedText(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut() {
        let mut text = FixedText::<4>::new();
        assert!(text.put(b"ab"));
        assert!(!text.put(b"cde"));
        assert_eq!((text.as_bytes(), text.len()), (&b"abcd"[..], 4));
        assert!(!text.put(b"e") && text.put(b""));
        text.clear();
        text.put_digits("１a2".as_bytes());
        assert_eq!(text.as_bytes(), b"12");
    }

    #[test]
    fn clearing_wipes_the_array_and_debug_shows_nothing() {
        let mut text = FixedText::<8>::new();
        text.put(b"4440");
        assert_eq!(format!("{text:?}"), "FixedText(redacted)");
        text.clear();
        assert_eq!(**text.bytes, [0; 8]);
        assert!(text.is_empty());
    }
}
