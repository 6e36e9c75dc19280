use cardseal_card::CardError;

/// Writes an answer to the start of the block. What does not fit is left out.
pub(crate) struct Answer<'a> {
    free: &'a mut [u8],
    len: usize,
}

/// The fields of a card towards pages, in the order in which reasons are listed.
const FIELDS: [&str; 4] = ["number", "expiry", "name", "cvc"];

impl<'a> Answer<'a> {
    pub(crate) fn new(block: &'a mut [u8]) -> Self {
        Self { free: block, len: 0 }
    }

    /// How many bytes were put.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn put(&mut self, text: &str) -> &mut Self {
        for byte in text.bytes() {
            if let Some(slot) = self.free.get_mut(self.len) {
                *slot = byte;
                self.len = self.len.saturating_add(1);
            }
        }
        self
    }

    /// The name of a member of a JSON object.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.put(if matches!(self.free.get(self.len.saturating_sub(1)), Some(b'{')) { "\"" } else { ",\"" });
        self.put(name).put("\":")
    }

    /// A text without characters that JSON escapes, or `null`.
    pub(crate) fn text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.put("\"").put(text).put("\""),
            None => self.put("null"),
        }
    }

    #[cfg(feature = "fields")]
    pub(crate) fn truth(&mut self, value: bool) -> &mut Self {
        self.put(if value { "true" } else { "false" })
    }

    /// `{number: {code}, …}` for those fields that have something to tell.
    pub(crate) fn reasons(&mut self, reasons: &[Option<CardError>; 4]) -> &mut Self {
        self.put("{");
        for (field, reason) in FIELDS.iter().zip(reasons) {
            if let Some(reason) = reason {
                self.name(field).put("{").name("code").text(Some(reason.code())).put("}");
            }
        }
        self.put("}")
    }
}
