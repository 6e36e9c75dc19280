use crate::brand::BrandRule;
use crate::cvc::judge_cvc;
use crate::error::Judgement;

use super::Edit;
use super::digits::Digits;

/// The card verification code while it is typed.
#[derive(Debug, Default)]
pub struct CvcEntry {
    code: Digits,
}

impl CvcEntry {
    /// An empty field.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces a range of the shown text; `rule` is that of the number typed so far.
    ///
    /// What is inserted is cut at the network's length. A code that became too long because the number changed stays
    /// as it is and is judged so.
    pub fn apply(&mut self, edit: &Edit<'_>, rule: &BrandRule) {
        let [_, most] = rule.cvc_lens();
        let most = most.max(self.code.digits().len());
        self.code.apply(edit, Some(most));
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text to show, in UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.code.digits()
    }

    /// Where the caret stands in the shown text.
    #[must_use]
    pub fn caret(&self) -> usize {
        self.code.caret()
    }

    /// What can be said of the digits so far, for a card of this network.
    #[must_use]
    pub fn judge(&self, rule: &BrandRule) -> Judgement {
        judge_cvc(self.code.digits(), rule)
    }

    /// Wipes the field.
    pub fn clear(&mut self) {
        self.code.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{UNKNOWN, rule_of};
    use crate::error::CardError;

    fn typed(text: &str, rule: &BrandRule) -> CvcEntry {
        let mut cvc = CvcEntry::new();
        cvc.apply(&Edit::new(0..0, text, super::super::EditKind::Insert), rule);
        cvc
    }

    #[test]
    fn the_network_sets_the_length() {
        let (visa, amex) = (rule_of(b"44400001"), rule_of(b"378282"));
        assert_eq!(typed("12345", visa).text(), "123");
        assert_eq!(typed("12345", amex).text(), "1234");
        assert_eq!(typed("12345", &UNKNOWN).text(), "1234");
        assert_eq!(typed("123", amex).judge(amex), Judgement::Incomplete(CardError::TooShort));
        assert_eq!(typed("123", &UNKNOWN).judge(&UNKNOWN), Judgement::Valid);
        assert_eq!(typed("1234", amex).judge(visa), Judgement::Invalid(CardError::TooLong));
        assert_eq!(typed("", visa).judge(visa), Judgement::Incomplete(CardError::Empty));
        assert_eq!(typed("１２３", visa).text(), "123");
    }

    #[test]
    fn a_full_code_takes_nothing_in_its_middle() {
        let mut cvc = typed("123", rule_of(b"44400001"));
        cvc.apply(&Edit::new(1..1, "9", super::super::EditKind::Insert), rule_of(b"44400001"));
        assert_eq!((cvc.text(), cvc.caret()), ("123", 1));
        cvc.apply(&Edit::new(1..2, "9", super::super::EditKind::Insert), rule_of(b"44400001"));
        assert_eq!((cvc.text(), cvc.caret()), ("193", 2));
    }
}
