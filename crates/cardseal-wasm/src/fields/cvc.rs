use cardseal_card::brand::{self, BrandRule};
use cardseal_card::entry::{CvcEntry, Edit, EditKind, Shown};
use cardseal_card::{CardError, Judgement};

use crate::answer::Answer;
use crate::failure::Failure;

/// The one input of a stored card: its verification code.
#[derive(Debug)]
pub struct CvcField {
    code: CvcEntry,
    rule: Option<&'static BrandRule>,
    told: bool,
}

impl CvcField {
    /// Takes the stored card's brand as the gateway spells it; without one, three and four digits are good.
    pub(super) fn new(brand: &str) -> Self {
        let rule = brand::candidates(b"").find(|rule| rule.brand.as_str() == brand);
        Self { code: CvcEntry::new(), rule, told: false }
    }

    pub(super) fn edit(&mut self, value: &str, caret: usize, kind: EditKind) -> Shown<'_> {
        let edit = Edit::between(self.code.text(), value, caret, kind);
        self.code.apply(&edit, self.rule);
        self.shown()
    }

    pub(super) fn leave(&mut self) -> Shown<'_> {
        self.told = !self.code.text().is_empty();
        self.shown()
    }

    /// `{complete, valid, brand, errors}`, with the brand that the field was made for.
    pub(super) fn state(&self, block: &mut [u8]) -> usize {
        let judgement = self.code.judge(self.rule);
        let told = judgement.reason().filter(|_| self.told || !judgement.can_become_valid());
        let mut answer = Answer::new(block);
        answer.put("{").name("complete").truth(!matches!(judgement, Judgement::Incomplete(_)));
        answer.name("valid").truth(judgement.is_valid());
        answer.name("brand").text(self.rule.map(|rule| rule.brand.as_str()));
        answer.name("errors").reasons(&[None, None, None, told]).put("}").len()
    }

    pub(super) fn demand(&mut self) {
        self.told = true;
    }

    pub(super) fn clear(&mut self) {
        self.code.clear();
        self.told = false;
    }

    pub(super) fn take(&mut self, block: &mut [u8]) -> Result<usize, Failure> {
        self.told = true;
        let code = self
            .code
            .cvc(self.rule)
            .map_err(|reason: CardError| Failure::InvalidCard([None, None, None, Some(reason)]))?;
        // EXPOSE: the gateway takes the code of a stored card from the merchant's server, in clear inside TLS.
        for (slot, digit) in block.iter_mut().zip(code.expose_secret()) {
            *slot = *digit;
        }
        self.clear();
        Ok(code.len())
    }

    fn shown(&self) -> Shown<'_> {
        Shown { text: self.code.text(), caret: Some(self.code.caret()) }
    }
}
