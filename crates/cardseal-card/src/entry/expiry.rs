use std::ops::Range;

use crate::error::{CardError, Judgement};
use crate::expiry::{self, YearMonth};
use crate::utf8::{Chars, plain};

use super::expiry_text::{Date, Reading, read};
use super::{Edit, EditKind, FixedText};

/// The expiry date while it is typed, shown as `MM / YY`.
///
/// `5` becomes `05 / `; `05/29`, `5/2029`, `0529`, `2029-05` and their like become `05 / 29`. Month and year are kept
/// apart, so that a correction of the month leaves the year where it is.
#[derive(Debug, Default)]
pub struct ExpiryEntry {
    shown: FixedText<MAX_SHOWN>,
    caret: usize,
}

/// Two digits, the separator, and up to three digits of a year on its way.
const MAX_SHOWN: usize = 8;
const SEPARATOR: &[u8] = b" / ";

/// The old text around the edit and as many characters of the new one.
const MAX_RAW: usize = 64;
const MAX_INSERTED: usize = 32;

impl ExpiryEntry {
    /// An empty field.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces a range of the shown text.
    pub fn apply(&mut self, edit: &Edit<'_>) {
        let Range { start, end } = self.reach(edit);
        let (month, year) = self.parts();
        let in_year = start >= month.len().saturating_add(SEPARATOR.len());
        let mut raw = FixedText::<MAX_RAW>::new();
        raw.put(self.shown.as_bytes().get(..start).unwrap_or_default());
        put_date(&mut raw, edit.text());
        let added = raw.as_bytes().get(start..).unwrap_or_default();
        let inserted = !added.is_empty();
        // Digits are not pushed out of a full date. A `20` may still grow into `2029`.
        let century = year == b"20" && start == self.shown.len();
        let full = month.len() == 2 && year.len() == 2 && !century;
        if start == end && full && matches!(count_digits(added), 1 | 2) {
            self.caret = start;
            return;
        }
        let caret = raw.len();
        if !inserted
            && self
                .shown
                .as_bytes()
                .get(start..end)
                .is_some_and(|cut| cut.iter().any(u8::is_ascii_punctuation))
        {
            raw.put(SEPARATOR);
        }
        let behind = self.shown.as_bytes().get(end..).unwrap_or_default();
        raw.put(behind);
        let behind = count_digits(behind);
        self.show(
            read(raw.as_bytes(), Reading { inserted, caret }),
            behind,
            edit.kind() != EditKind::DeleteBackward || in_year,
        );
    }

    /// Completes a single-digit month, for when the shopper has left the field.
    pub fn settle(&mut self) {
        if self.parts().0.len() == 1 {
            let mut raw = FixedText::<MAX_SHOWN>::new();
            raw.put(self.shown.as_bytes());
            self.show(read(raw.as_bytes(), Reading { inserted: true, caret: usize::MAX }), 0, true);
        }
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text to show, in UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.shown.as_bytes()
    }

    /// Where the caret stands in the shown text.
    #[must_use]
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// What can be said of the digits so far, in the month of `today`.
    #[must_use]
    pub fn judge(&self, today: YearMonth) -> Judgement {
        let (month, year) = self.parts();
        match expiry::judge(month, year, today) {
            Judgement::Incomplete(CardError::Empty) if !self.shown.is_empty() => {
                Judgement::Incomplete(CardError::TooShort)
            }
            judgement => judgement,
        }
    }

    /// Wipes the field.
    pub fn clear(&mut self) {
        self.shown.clear();
        self.caret = 0;
    }

    /// The digits of the month and of the year.
    #[must_use]
    pub fn parts(&self) -> (&[u8], &[u8]) {
        let shown = self.shown.as_bytes();
        let month = shown.iter().position(|byte| *byte == b' ').unwrap_or(shown.len());
        let (month, behind) = shown.split_at_checked(month).unwrap_or_default();
        (month, behind.get(SEPARATOR.len()..).unwrap_or_default())
    }

    /// The range that an edit replaces; a deletion that hits only the separator takes the digit beside it instead.
    fn reach(&self, edit: &Edit<'_>) -> Range<usize> {
        let range = edit.range(self.shown.len());
        let cut = self.shown.as_bytes().get(range.clone()).unwrap_or_default();
        if cut.is_empty() || !edit.text().is_empty() || count_digits(cut) > 0 {
            return range;
        }
        let (month, year) = self.parts();
        let behind = month.len().saturating_add(SEPARATOR.len());
        match edit.kind() {
            EditKind::DeleteBackward if !month.is_empty() => month.len().saturating_sub(1)..month.len(),
            EditKind::DeleteForward if !year.is_empty() => behind..behind.saturating_add(1),
            _ => range.end..range.end,
        }
    }

    /// Shows a date and puts the caret before the last `behind` digits, next to what was edited.
    fn show(&mut self, date: Date<'_>, behind: usize, behind_separator: bool) {
        self.shown.clear();
        if date.padded {
            self.shown.put(b"0");
        }
        self.shown.put(date.month);
        let month = self.shown.len();
        let year = date.year.iter().map(|part| part.len()).sum::<usize>();
        let whole = month == 2;
        if whole || year > 0 {
            self.shown.put(SEPARATOR);
        }
        for part in date.year {
            self.shown.put(part);
        }
        let before = month.saturating_add(year).saturating_sub(behind);
        let past_month = before > month || (before == month && whole && behind_separator);
        self.caret = before.saturating_add(if past_month { SEPARATOR.len() } else { 0 });
    }
}

/// Puts a text of UTF-8 that is typed into a date: digits as ASCII, everything else as what separates, without white
/// space at its ends.
fn put_date(raw: &mut FixedText<MAX_RAW>, text: &[u8]) {
    let start = raw.len();
    let mut end = start;
    for character in Chars::new(text) {
        let byte = plain(character);
        // White space counts where something stands on both sides of it.
        if byte == b' ' && end == start {
            continue;
        }
        if raw.len() < start.saturating_add(MAX_INSERTED) {
            raw.put(&[byte]);
            end = if byte == b' ' { end } else { raw.len() };
        }
    }
    raw.truncate(end);
}

/// How many digits an ASCII text holds.
#[inline(never)]
fn count_digits(ascii: &[u8]) -> usize {
    ascii.iter().filter(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests;
