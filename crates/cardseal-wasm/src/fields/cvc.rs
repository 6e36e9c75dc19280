use cardseal_card::brand::{self, BrandRule};
use cardseal_card::entry::{CvcEntry, Edit, EditKind, Shown};
use cardseal_card::{CardError, Judgement};

use crate::answer;
use crate::failure::Failure;

/// The one input of a stored card: its verification code.
#[derive(Debug)]
pub struct CvcField {
    code: CvcEntry,
    rule: Option<&'static BrandRule>,
    told: bool,
}

impl CvcField {
    /// Takes the number of the stored card's network; without one, three and four digits are good.
    pub(super) fn new(brand: usize) -> Self {
        let rule = brand::rules().find(|rule| usize::from(answer::brand_number(Some(rule))) == brand);
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

    /// See [`crate::Module::state`]; with the brand that the field was made for.
    pub(super) fn state(&self, block: &mut [u8]) -> usize {
        let judgement = self.code.judge(self.rule);
        let told = judgement.reason().filter(|_| self.told || !judgement.can_become_valid());
        let complete = !matches!(judgement, Judgement::Incomplete(_));
        let flags = u8::from(complete) | (u8::from(judgement.is_valid()) << 1);
        let brand = answer::brand_number(self.rule);
        answer::put(block, &[&[flags, brand], &answer::numbers(&[None, None, None, told])])
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
