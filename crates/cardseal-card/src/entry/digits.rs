use crate::brand::{self, Gaps};
use crate::pan::MAX_DIGITS;

use super::{Edit, EditKind, FixedText};

/// Digits while they are typed, in groups: a card's number or its code.
#[derive(Debug, Default)]
pub(super) struct Digits {
    digits: FixedText<MAX_DIGITS>,
    shown: FixedText<MAX_SHOWN>,
    caret: usize,
}

/// Nineteen digits and a gap after each fourth.
const MAX_SHOWN: usize = 24;

impl Digits {
    /// Replaces a range of the shown text.
    ///
    /// Digits of other scripts count, everything else in the inserted text is dropped. What is inserted is cut so that
    /// the result has no more digits than a number of its network or, for a code, than `code`; digits that were there
    /// before never fall off the end.
    pub(super) fn apply(&mut self, edit: &Edit<'_>, code: Option<usize>) {
        let range = edit.range(self.shown.len());
        let (mut from, mut to) = (self.digits_before(range.start), self.digits_before(range.end));
        if from == to && !range.is_empty() && edit.text().is_empty() {
            match edit.kind() {
                EditKind::DeleteBackward => from = from.saturating_sub(1),
                EditKind::DeleteForward => to = to.saturating_add(1),
                _ => {}
            }
        }
        let mut inserted = FixedText::<MAX_DIGITS>::new();
        inserted.put_digits(edit.text());
        let mut spliced = FixedText::<MAX_DIGITS>::of(self.digits());
        let gaps = loop {
            spliced.truncate(from);
            let behind = self.digits().get(to..).unwrap_or_default();
            let fits = spliced.put(inserted.as_bytes()) && spliced.put(behind);
            let rule = brand::rule_of(spliced.as_bytes());
            if inserted.is_empty() || (fits && spliced.len() <= code.unwrap_or(rule.max_len())) {
                break if code.is_some() { Gaps::NONE } else { rule.gaps(spliced.len()) };
            }
            inserted.truncate(inserted.len().saturating_sub(1));
        };
        self.digits = spliced;
        self.show(gaps);
        let before = from.saturating_add(inserted.len());
        let at_gap = before < self.digits.len() && gaps.is_before(before);
        let behind_gap = at_gap && edit.kind() != EditKind::DeleteBackward;
        self.caret = before.saturating_add(gaps.within(before)).saturating_add(usize::from(behind_gap));
    }

    /// The digits alone.
    pub(super) fn digits(&self) -> &[u8] {
        self.digits.as_bytes()
    }

    /// The text to show.
    pub(super) fn shown(&self) -> &FixedText<MAX_SHOWN> {
        &self.shown
    }

    /// Where the caret stands in the shown text; at a gap, behind it, or before it after a backspace.
    pub(super) fn caret(&self) -> usize {
        self.caret
    }

    /// Wipes all.
    pub(super) fn clear(&mut self) {
        self.digits.clear();
        self.shown.clear();
        self.caret = 0;
    }

    fn show(&mut self, gaps: Gaps) {
        self.shown.clear();
        for (place, digit) in self.digits.as_bytes().iter().enumerate() {
            if gaps.is_before(place) {
                self.shown.put(b" ");
            }
            self.shown.put(&[*digit]);
        }
    }

    #[inline(never)]
    fn digits_before(&self, position: usize) -> usize {
        let before = self.shown.as_bytes().get(..position).unwrap_or_default();
        before.iter().filter(|byte| **byte != b' ').count()
    }
}
