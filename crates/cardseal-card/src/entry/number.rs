use crate::brand::{self, BrandRule};
use crate::error::Judgement;
use crate::pan;

use super::Edit;
use super::digits::Digits;

/// The card number while it is typed: digits in the groups that are printed on the card.
#[derive(Debug, Default)]
pub struct NumberEntry {
    number: Digits,
}

impl NumberEntry {
    /// An empty field.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces a range of the shown text.
    ///
    /// Digits of other scripts count, everything else in the inserted text is dropped. What is inserted is cut where
    /// the network's longest number ends; digits that were there before never fall off the end.
    pub fn apply(&mut self, edit: &Edit<'_>) {
        self.number.apply(edit, None);
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text to show, in UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.number.shown().as_bytes()
    }

    /// Where the caret stands in the shown text.
    #[must_use]
    pub fn caret(&self) -> usize {
        self.number.caret()
    }

    /// The digits alone. Each use says why.
    #[must_use]
    pub fn expose_digits(&self) -> &[u8] {
        self.number.digits()
    }

    /// What is known of the network so far.
    #[must_use]
    pub fn rule(&self) -> &'static BrandRule {
        brand::rule_of(self.number.digits())
    }

    /// What can be said of the digits so far.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        pan::judge(self.number.digits())
    }

    /// Wipes the field.
    pub fn clear(&mut self) {
        self.number.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::EditKind;

    fn typed(text: &str) -> NumberEntry {
        let mut number = NumberEntry::new();
        for character in text.chars() {
            insert(&mut number, &character.to_string());
        }
        number
    }

    fn insert(number: &mut NumberEntry, text: &str) {
        let caret = number.caret();
        number.apply(&Edit::new(caret..caret, text, EditKind::Insert));
    }

    fn edited(start: &str, range: std::ops::Range<usize>, text: &str, kind: EditKind) -> (String, usize) {
        let mut number = typed(start);
        number.apply(&Edit::new(range, text, kind));
        (number.text().to_owned(), number.caret())
    }

    #[test]
    fn groups_follow_the_network() {
        assert_eq!(typed("4440000112290002").text(), "4440 0001 1229 0002");
        assert_eq!(typed("378282246310005").text(), "3782 822463 10005");
        assert_eq!(typed("36259600000004").text(), "3625 960000 0004");
        assert_eq!(typed("4440000112290002").caret(), 19);
        assert_eq!(typed("4440").text(), "4440");
    }

    #[test]
    fn pasted_text_is_read_for_its_digits() {
        for text in
            ["4440-0001-1229-0002", " 4440 0001\t1229 0002\n", "４４４０0001１２２９0002", "٤٤٤٠٠٠٠١١٢٢٩٠٠٠٢"]
        {
            let mut number = NumberEntry::new();
            insert(&mut number, text);
            assert_eq!((number.text(), number.caret()), ("4440 0001 1229 0002", 19), "{text}");
        }
    }

    #[test]
    fn over_long_input_is_cut_at_the_networks_longest_number() {
        assert_eq!(typed("55555555555544449999").text(), "5555 5555 5555 4444");
        assert_eq!(typed("3782822463100059").text(), "3782 822463 10005");
        let mut number = NumberEntry::new();
        insert(&mut number, "37828224631000599");
        assert_eq!(number.text(), "3782 822463 10005");
    }

    #[test]
    fn a_full_field_takes_nothing_more_and_loses_nothing() {
        assert_eq!(
            edited("5555555555554444", 2..2, "1", EditKind::Insert),
            ("5555 5555 5555 4444".into(), 2)
        );
        assert_eq!(
            edited("5555555555554444", 0..2, "519", EditKind::Insert),
            ("5155 5555 5555 4444".into(), 2)
        );
    }

    #[test]
    fn a_deletion_over_a_gap_takes_the_neighbour() {
        use EditKind::{Cut, DeleteBackward, DeleteForward};
        assert_eq!(edited("44400001", 4..5, "", DeleteBackward), ("4440 001".into(), 3));
        assert_eq!(edited("44400091", 4..5, "", DeleteForward), ("4440 091".into(), 5));
        assert_eq!(edited("44400001", 4..5, "", Cut), ("4440 0001".into(), 5));
    }

    #[test]
    fn the_caret_stays_in_the_middle() {
        assert_eq!(edited("44400001", 2..2, "7", EditKind::Insert), ("4474 0000 1".into(), 3));
        assert_eq!(edited("444000011", 3..4, "", EditKind::DeleteBackward), ("4440 0011".into(), 3));
        assert_eq!(edited("4440001", 3..3, "9", EditKind::Insert), ("4449 0001".into(), 5));
        assert_eq!(edited("44400001", 0..9, "", EditKind::Cut), (String::new(), 0));
    }
}
