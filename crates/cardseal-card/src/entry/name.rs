use crate::error::Judgement;
use crate::holder::{self, MAX_BYTES};

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

    /// Takes the whole text of the field, in UTF-8, up to the last character that fits.
    pub fn set(&mut self, text: &(impl AsRef<[u8]> + ?Sized)) {
        let text = text.as_ref();
        let mut end = text.len().min(MAX_BYTES);
        // Not in the middle of a character.
        while text.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end = end.saturating_sub(1);
        }
        self.text.clear();
        self.text.put(text.get(..end).unwrap_or_default());
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text to show, in UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// What can be said of the name so far.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        holder::judge(self.text.as_bytes())
    }

    /// Wipes the field.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CardError;

    #[test]
    fn a_name_is_kept_as_typed_up_to_its_bound() {
        let mut name = NameEntry::new();
        name.set("Zoë  O'Neil ");
        assert_eq!(name.text(), "Zoë  O'Neil ");
        assert!(name.judge().is_valid());
        name.set(&"é".repeat(200));
        assert_eq!(name.text().len(), 254);
        name.clear();
        assert_eq!(name.judge(), Judgement::Incomplete(CardError::Empty));
    }
}
