use std::fmt;
use std::ops::Range;

/// What an edit was meant to do, as far as it changes the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// Typing, pasting, autofill, dictation.
    Insert,
    /// Not told, as by keyboards that compose and by autofill. When nothing was put in, it was a backspace.
    Untold,
    /// A backspace: when it removes nothing but a gap, the digit before the gap goes.
    DeleteBackward,
    /// A forward delete: when it removes nothing but a gap, the digit after the gap goes.
    DeleteForward,
    /// A cut or drag of exactly the range.
    Cut,
}

impl EditKind {
    /// Reads the `inputType` of an input event (W3C Input Events Level 2).
    #[must_use]
    pub fn from_input_type(input_type: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        // As much of each name as no other one has.
        let name = input_type.as_ref();
        if name.is_empty() || name.starts_with(b"insertCo") {
            Self::Untold
        } else if !name.starts_with(b"dele") {
            Self::Insert
        } else if name.ends_with(b"kward") {
            Self::DeleteBackward
        } else if name.ends_with(b"rward") {
            Self::DeleteForward
        } else {
            Self::Cut
        }
    }
}

/// Replaces a range of the shown text by a text.
#[derive(Clone, Copy)]
pub struct Edit<'a> {
    start: usize,
    end: usize,
    text: &'a [u8],
    kind: EditKind,
}

impl<'a> Edit<'a> {
    /// An edit of a range of the shown text, by a text of UTF-8. A range beyond the text means its end.
    #[must_use]
    pub fn new(range: Range<usize>, text: &'a (impl AsRef<[u8]> + ?Sized), kind: EditKind) -> Self {
        Self { start: range.start.min(range.end), end: range.end, text: text.as_ref(), kind }
    }

    /// Finds the edit that led from the shown ASCII text `old` to an input's value `new`, in UTF-8, with its caret,
    /// counted in UTF-16 units, at `caret`.
    ///
    /// The text behind the caret tells equal neighbours apart: after `11|1` lost a digit to a backspace, it was the
    /// second one. Where the caret tells nothing, as after autofill, the common ends of both texts do.
    #[must_use]
    pub fn between(
        old: &(impl AsRef<[u8]> + ?Sized),
        new: &'a (impl AsRef<[u8]> + ?Sized),
        caret: usize,
        kind: EditKind,
    ) -> Self {
        let (old, new) = (old.as_ref(), new.as_ref());
        let mut kept_behind = new.len().saturating_sub(byte_at_utf16(new, caret));
        if !old.ends_with(tail(new, kept_behind)) {
            kept_behind = common(old.iter().rev(), new.iter().rev());
        }
        let (old, before) = (head(old, kept_behind), head(new, kept_behind));
        let start = common(old.iter(), before.iter());
        let text = before.get(start..).unwrap_or_default();
        let backspace = kind == EditKind::Untold && text.is_empty();
        Self { start, end: old.len(), text, kind: if backspace { EditKind::DeleteBackward } else { kind } }
    }

    /// The range, held within a text of `len` characters.
    #[must_use]
    pub fn range(&self, len: usize) -> Range<usize> {
        self.start.min(len)..self.end.min(len)
    }

    /// What the range is replaced by, in UTF-8.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    /// What the edit was meant to do.
    #[must_use]
    pub fn kind(&self) -> EditKind {
        self.kind
    }
}

impl fmt::Debug for Edit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edit({}..{}, {:?}, text redacted)", self.start, self.end, self.kind)
    }
}

/// The place of the character that begins at so many UTF-16 units or, inside of a pair, behind it.
fn byte_at_utf16(text: &[u8], units: usize) -> usize {
    let mut left = units;
    text.iter()
        .position(|byte| {
            // Only the first byte of a character counts; four bytes are a pair of units.
            if byte & 0xc0 == 0x80 {
                return false;
            }
            let here = left == 0;
            left = left.saturating_sub(if *byte >= 0xf0 { 2 } else { 1 });
            here
        })
        .unwrap_or(text.len())
}

fn head(text: &[u8], without_last: usize) -> &[u8] {
    text.get(..text.len().saturating_sub(without_last)).unwrap_or_default()
}

fn tail(text: &[u8], last: usize) -> &[u8] {
    text.get(text.len().saturating_sub(last)..).unwrap_or_default()
}

/// How many ASCII characters two texts have in common.
fn common<'a>(a: impl Iterator<Item = &'a u8>, b: impl Iterator<Item = &'a u8>) -> usize {
    a.zip(b).take_while(|(x, y)| x == y && x.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(old: &str, new: &str, caret: usize) -> (usize, usize, String) {
        let edit = Edit::between(old, new, caret, EditKind::Insert);
        (edit.start, edit.end, String::from_utf8(edit.text.to_vec()).unwrap())
    }

    #[test]
    fn the_caret_tells_equal_digits_apart() {
        assert_eq!(derived("111", "11", 1), (1, 2, String::new()));
        assert_eq!(derived("111", "11", 2), (2, 3, String::new()));
        assert_eq!(derived("1111", "11111", 3), (2, 2, "1".into()));
    }

    #[test]
    fn a_replaced_value_is_one_edit_whatever_the_caret_says() {
        assert_eq!(derived("", "4440000112290002", 0), (0, 0, "4440000112290002".into()));
        assert_eq!(derived("4440 0001", "5100 0001", 0), (0, 3, "510".into()));
        assert_eq!(derived("12 / 29", "05/2030", 7), (0, 7, "05/2030".into()));
    }

    #[test]
    fn utf16_carets_fall_on_characters() {
        assert_eq!(derived("12", "1𝟛２2", 4), (1, 1, "𝟛２".into()));
        assert_eq!(derived("12", "1𝟛2", 2), (1, 1, "𝟛".into()));
        assert_eq!(derived("12", "12４", 99), (2, 2, "４".into()));
    }

    #[test]
    fn input_types_are_read() {
        for insert in ["insertText", "insertFromPaste", "insertFromComposition", "insertReplacementText"] {
            assert_eq!(EditKind::from_input_type(insert), EditKind::Insert);
        }
        assert_eq!(EditKind::from_input_type("insertCompositionText"), EditKind::Untold);
        assert_eq!(EditKind::from_input_type(""), EditKind::Untold);
        assert_eq!(EditKind::from_input_type("deleteContentBackward"), EditKind::DeleteBackward);
        assert_eq!(EditKind::from_input_type("deleteWordForward"), EditKind::DeleteForward);
        assert_eq!(EditKind::from_input_type("deleteByCut"), EditKind::Cut);
        let silent = Edit::between("4440 0001", "44400001", 4, EditKind::Untold);
        assert_eq!(silent.kind(), EditKind::DeleteBackward);
    }

    #[test]
    fn debug_shows_no_text() {
        assert_eq!(
            format!("{:?}", Edit::new(0..2, "44", EditKind::Insert)),
            "Edit(0..2, Insert, text redacted)"
        );
    }
}
