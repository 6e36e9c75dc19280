use crate::error::{CardError, Judgement};
use crate::expiry::{self, ExpiryDate, YearMonth};

use super::digit::{ascii_digit, count_digits};
use super::expiry_text::{Parts, Reading, read};
use super::{Edit, EditKind, FixedText};

/// The expiry date while it is typed, shown as `MM / YY`.
///
/// `5` becomes `05 / `; `05/29`, `5/2029`, `0529`, `2029-05` and their like become `05 / 29`. Month and year are kept
/// apart, so that a correction of the month leaves the year where it is.
#[derive(Debug, Default)]
pub struct ExpiryEntry {
    parts: Parts,
    shown: FixedText<MAX_SHOWN>,
    caret: usize,
}

/// Two digits, the separator, and up to three digits of a year on its way.
const MAX_SHOWN: usize = 8;
const SEPARATOR: &str = " / ";

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
        let (start, end) = self.reach(edit);
        let in_year = start >= self.parts.month.len().saturating_add(SEPARATOR.len());
        let mut raw = FixedText::<MAX_RAW>::new();
        raw.put(self.shown.as_bytes().get(..start).unwrap_or_default());
        for character in edit.text().trim().chars().take(MAX_INSERTED) {
            raw.put(&[ascii_digit(character).unwrap_or(b'/')]);
        }
        let inserted = raw.len() > start;
        if start == end && self.is_full() && self.overflows(raw.as_bytes(), start) {
            self.caret = start;
            return;
        }
        let caret = raw.len();
        if !inserted && self.shown.as_bytes().get(start..end).is_some_and(|cut| cut.contains(&b'/')) {
            raw.put(SEPARATOR.as_bytes());
        }
        raw.put(self.shown.as_bytes().get(end..).unwrap_or_default());
        let behind = count_digits(raw.as_bytes().get(caret..).unwrap_or_default());
        self.parts = read(raw.as_bytes(), Reading { inserted, caret });
        self.show(behind, edit.kind() != EditKind::DeleteBackward || in_year);
    }

    /// Completes a single-digit month, for when the shopper has left the field.
    pub fn settle(&mut self) {
        let month = &self.parts.month;
        if month.len() == 1 && month.as_bytes() != b"0" {
            let mut completed = FixedText::new();
            completed.put(b"0");
            completed.put(month.as_bytes());
            self.parts.month = completed;
            self.show(0, true);
        }
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        self.shown.as_str()
    }

    /// Where the caret stands in the shown text.
    #[must_use]
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// What can be said of the digits so far, in the month of `today`.
    #[must_use]
    pub fn judge(&self, today: YearMonth) -> Judgement {
        if self.shown.is_empty() {
            return Judgement::Incomplete(CardError::Empty);
        }
        match expiry::judge(self.parts.month.as_bytes(), self.parts.year.as_bytes(), today) {
            Judgement::Incomplete(CardError::Empty) => Judgement::Incomplete(CardError::TooShort),
            judgement => judgement,
        }
    }

    /// The finished date.
    ///
    /// # Errors
    ///
    /// The reason why the digits are no date, or why a card of that date is not good in the month of `today`.
    pub fn date(&self, today: YearMonth) -> Result<ExpiryDate, CardError> {
        let date = ExpiryDate::parse(self.parts.month.as_bytes(), self.parts.year.as_bytes())?;
        date.check(today)?;
        Ok(date)
    }

    /// Wipes the field.
    pub fn clear(&mut self) {
        self.parts = Parts::default();
        self.shown.clear();
        self.caret = 0;
    }

    /// The range that an edit replaces; a deletion that hits only the separator takes the digit beside it instead.
    fn reach(&self, edit: &Edit<'_>) -> (usize, usize) {
        let range = edit.range(self.shown.len());
        let shown = self.shown.as_bytes();
        let cut = shown.get(range.clone()).unwrap_or_default();
        if cut.is_empty() || !edit.text().is_empty() || count_digits(cut) > 0 {
            return (range.start, range.end);
        }
        let before = shown.get(..range.start).unwrap_or_default().iter().rposition(u8::is_ascii_digit);
        let behind = shown.get(range.end..).unwrap_or_default().iter().position(u8::is_ascii_digit);
        match (edit.kind(), before, behind) {
            (EditKind::DeleteBackward, Some(at), _) => (at, at.saturating_add(1)),
            (EditKind::DeleteForward, _, Some(at)) => {
                let at = range.end.saturating_add(at);
                (at, at.saturating_add(1))
            }
            _ => (range.end, range.end),
        }
    }

    fn is_full(&self) -> bool {
        self.parts.month.len() == 2 && self.parts.year.len() == 2
    }

    /// Whether text put in at `start` would push digits out of a full date. A `20` may still grow into `2029`.
    fn overflows(&self, raw: &[u8], start: usize) -> bool {
        let added = count_digits(raw.get(start..).unwrap_or_default());
        let century = self.parts.year.as_bytes() == b"20" && start == self.shown.len();
        matches!(added, 1 | 2) && !century
    }

    /// Rebuilds the shown text and puts the caret before the last `behind` digits, next to what was edited.
    fn show(&mut self, behind: usize, behind_separator: bool) {
        self.shown.clear();
        let Parts { month, year } = &self.parts;
        self.shown.put(month.as_bytes());
        if month.len() == 2 || !year.is_empty() {
            self.shown.put(SEPARATOR.as_bytes());
        }
        self.shown.put(year.as_bytes());
        let digits = month.len().saturating_add(year.len());
        let before = digits.saturating_sub(behind);
        let at_end_of_month = before == month.len() && month.len() == 2;
        let past_month = before > month.len() || (at_end_of_month && behind_separator);
        let separator = self.shown.len().saturating_sub(digits);
        self.caret = before.saturating_add(if past_month { separator } else { 0 });
    }
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
        assert_eq!(pasted("05/29").date(today()).unwrap().year(), 2029);
        assert_eq!(pasted("10/26").date(today()).unwrap_err(), CardError::Expired);
    }
}
