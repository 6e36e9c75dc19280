use crate::error::{CardError, Judgement};
use crate::holder::{self, CardholderName, MAX_BYTES};

use super::FixedText;

/// The name on the card while it is typed. It is never reformatted, only bounded.
#[derive(Debug, Default)]
pub struct NameEntry {
    text: FixedText<MAX_BYTES>,
}

impl NameEntry {
    /// An empty field.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the whole text of the field, up to the last character that fits.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        for character in text.chars() {
            if !self.text.push(character) {
                return;
            }
        }
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// What can be said of the name so far.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        holder::judge(self.text.as_str())
    }

    /// The finished name.
    ///
    /// # Errors
    ///
    /// The reason why the text is no name.
    pub fn name(&self) -> Result<CardholderName, CardError> {
        CardholderName::parse(self.text.as_str())
    }

    /// Wipes the field.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_typed_up_to_its_bound() {
        let mut name = NameEntry::new();
        name.set("Zoë  O'Neil ");
        assert_eq!(name.text(), "Zoë  O'Neil ");
        assert_eq!(name.name().unwrap().expose_secret(), "Zoë  O'Neil");
        name.set(&"é".repeat(200));
        assert_eq!(name.text().len(), 254);
        name.clear();
        assert_eq!(name.judge(), Judgement::Incomplete(CardError::Empty));
    }
}
