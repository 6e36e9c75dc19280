use std::fmt;

use zeroize::Zeroize;

use super::digit::ascii_digit;

/// Text of at most `N` bytes in one boxed array, wiped when it is cleared and when it is dropped.
///
/// It never grows and never moves its bytes, so no copy stays behind in freed memory.
pub struct FixedText<const N: usize> {
    bytes: Box<[u8; N]>,
    len: usize,
}

impl<const N: usize> FixedText<N> {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self { bytes: Box::new([0; N]), len: 0 }
    }

    /// The text. Each use of a card's text says why.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text's UTF-8 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
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

    /// Appends all of `text`, or nothing of it when it does not fit. Tells which.
    pub fn push_str(&mut self, text: &str) -> bool {
        let end = self.len.saturating_add(text.len());
        end <= N && self.put(text.as_bytes())
    }

    /// Appends one character, or nothing when it does not fit. Tells which.
    pub fn push(&mut self, character: char) -> bool {
        let mut utf8 = [0; 4];
        let fits = self.push_str(character.encode_utf8(&mut utf8));
        utf8.zeroize();
        fits
    }

    /// Wipes the text.
    pub fn clear(&mut self) {
        self.bytes.zeroize();
        self.len = 0;
    }

    /// Appends ASCII bytes for as long as they fit, and tells whether all did.
    pub(super) fn put(&mut self, ascii: &[u8]) -> bool {
        append(self.bytes.as_mut_slice(), &mut self.len, ascii)
    }

    /// Appends the digits of a text, as ASCII, for as long as they fit and are no more than `limit`.
    pub(super) fn put_digits(&mut self, text: &str, limit: usize) {
        let end = self.len.saturating_add(limit);
        for digit in text.chars().filter_map(ascii_digit) {
            if self.len >= end || !self.put(&[digit]) {
                return;
            }
        }
    }

    /// Replaces the text by another one of the same capacity.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.clear();
        self.bytes.copy_from_slice(other.bytes.as_slice());
        self.len = other.len;
    }
}

/// There once for texts of every size.
#[inline(never)]
fn append(bytes: &mut [u8], len: &mut usize, more: &[u8]) -> bool {
    let free = bytes.get_mut(*len..).unwrap_or_default();
    let fits = more.len().min(free.len());
    for (slot, byte) in free.iter_mut().zip(more) {
        *slot = *byte;
    }
    *len = len.saturating_add(fits);
    fits == more.len()
}

impl<const N: usize> Default for FixedText<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Drop for FixedText<N> {
    fn drop(&mut self) {
        self.clear();
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
    fn what_does_not_fit_is_refused_whole() {
        let mut text = FixedText::<4>::new();
        assert!(text.push_str("ab"));
        assert!(!text.push('€'));
        assert!(!text.push_str("cde"));
        assert!(text.push_str("cd"));
        assert_eq!(text.as_str(), "abcd");
        assert!(!text.push('e'));
    }

    #[test]
    fn clearing_wipes_the_array_and_debug_shows_nothing() {
        let mut text = FixedText::<8>::new();
        text.push_str("4440");
        assert_eq!(format!("{text:?}"), "FixedText(redacted)");
        text.clear();
        assert_eq!(*text.bytes, [0; 8]);
        assert!(text.is_empty());
    }
}
