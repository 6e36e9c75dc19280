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
mod tests {
    use super::*;

    fn today() -> YearMonth {
        YearMonth::new(2026, 11).unwrap()
    }

    fn typed(text: &str) -> ExpiryEntry {
        let mut expiry = ExpiryEntry::new();
        for character in text.chars() {
            let caret = expiry.caret();
            expiry.apply(&Edit::new(caret..caret, &character.to_string(), EditKind::Insert));
        }
        expiry
    }

    fn pasted(text: &str) -> ExpiryEntry {
        let mut expiry = ExpiryEntry::new();
        expiry.apply(&Edit::new(0..0, text, EditKind::Insert));
        expiry
    }

    fn edited(start: &str, range: std::ops::Range<usize>, text: &str, kind: EditKind) -> (String, usize) {
        let mut expiry = typed(start);
        expiry.apply(&Edit::new(range, text, kind));
        (expiry.text().to_owned(), expiry.caret())
    }

    #[test]
    fn typing_puts_the_separator_in() {
        for (text, shown) in [
            ("5", "05 / "),
            ("1", "1"),
            ("12", "12 / "),
            ("0", "0"),
            ("1/", "01 / "),
            ("13", "01 / 3"),
            ("529", "05 / 29"),
            ("1229", "12 / 29"),
            ("12/29", "12 / 29"),
            ("12 29", "12 / 29"),
            ("0529", "05 / 29"),
            ("05/2029", "05 / 29"),
            ("122029", "12 / 29"),
            ("12299", "12 / 29"),
            ("00", "00 / "),
            ("/", ""),
            ("５２９", "05 / 29"),
        ] {
            let expiry = typed(text);
            assert_eq!((expiry.text(), expiry.caret()), (shown, shown.len()), "{text}");
        }
    }

    #[test]
    fn pasted_dates_are_read() {
        for text in ["05/29", " 05/2029 ", "5/29", "0529", "052029", "2029-05", "٠٥/٢٩", "０５／２９"]
        {
            assert_eq!(pasted(text).text(), "05 / 29", "{text}");
        }
        assert_eq!(edited("1229", 0..7, "05/2030", EditKind::Insert), ("05 / 30".into(), 7));
    }

    #[test]
    fn a_correction_of_the_month_leaves_the_year() {
        assert_eq!(edited("1229", 1..2, "", EditKind::DeleteBackward), ("1 / 29".into(), 1));
        assert_eq!(edited("1229", 0..1, "", EditKind::DeleteForward), ("2 / 29".into(), 0));
        let mut expiry = typed("1229");
        expiry.apply(&Edit::new(0..2, "", EditKind::DeleteBackward));
        assert_eq!((expiry.text(), expiry.caret()), (" / 29", 0));
        expiry.apply(&Edit::new(0..0, "1", EditKind::Insert));
        assert_eq!((expiry.text(), expiry.caret()), ("1 / 29", 1));
        expiry.apply(&Edit::new(1..1, "1", EditKind::Insert));
        assert_eq!((expiry.text(), expiry.caret()), ("11 / 29", 5));
    }

    #[test]
    fn backspace_walks_through_the_separator() {
        let mut expiry = typed("529");
        for shown in ["05 / 2", "05 / ", "0", ""] {
            let caret = expiry.caret();
            expiry.apply(&Edit::new(caret - 1..caret, "", EditKind::DeleteBackward));
            assert_eq!((expiry.text(), expiry.caret()), (shown, shown.len()));
        }
        assert_eq!(edited("1229", 4..5, "", EditKind::DeleteBackward), ("1 / 29".into(), 1));
        assert_eq!(edited("1229", 2..3, "", EditKind::DeleteForward), ("12 / 9".into(), 5));
        assert_eq!(edited("1229", 1..6, "", EditKind::Cut), ("1 / 9".into(), 1));
    }

    #[test]
    fn a_full_date_takes_nothing_more_and_loses_nothing() {
        assert_eq!(edited("1229", 7..7, "5", EditKind::Insert), ("12 / 29".into(), 7));
        assert_eq!(edited("1229", 6..6, "5", EditKind::Insert), ("12 / 29".into(), 6));
        assert_eq!(edited("1229", 2..2, "5", EditKind::Insert), ("12 / 29".into(), 2));
    }

    #[test]
    fn leaving_the_field_completes_the_month() {
        let mut expiry = typed("1");
        expiry.settle();
        assert_eq!(expiry.text(), "01 / ");
        let mut zero = typed("0");
        zero.settle();
        assert_eq!(zero.text(), "0");
    }

    #[test]
    fn judgements() {
        let judge = |text| pasted(text).judge(today());
        assert_eq!(judge(""), Judgement::Incomplete(CardError::Empty));
        assert_eq!(judge("5"), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(judge("05/2"), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(judge("05/202"), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(judge("05/29"), Judgement::Valid);
        assert_eq!(judge("11/26"), Judgement::Valid);
        assert_eq!(judge("10/26"), Judgement::Invalid(CardError::Expired));
        assert_eq!(judge("13/29"), Judgement::Invalid(CardError::MonthOutOfRange));
        assert_eq!(typed("0520").judge(today()), Judgement::Incomplete(CardError::Expired));
        assert_eq!(pasted("05/29").parts(), (&b"05"[..], &b"29"[..]));
    }
}
