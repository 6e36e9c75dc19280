use cardseal_key::base64;

/// Writes into a slice of the right length, and only counts what lies beyond its end.
pub(super) struct Writer<'a> {
    out: &'a mut [u8],
    len: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut [u8]) -> Self {
        Self { out, len: 0 }
    }

    /// How many bytes were put, whether they had room or not.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline(never)]
    pub(super) fn put(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        if let Some(room) = self.out.get_mut(self.len..end) {
            room.copy_from_slice(bytes);
        }
        self.len = end;
    }

    /// Puts a text in quotes. It has no control characters, so that of what RFC 8259 asks to escape there can be quotes
    /// and backslashes only.
    pub(super) fn put_string(&mut self, text: &[u8]) {
        self.put(b"\"");
        for byte in text {
            if matches!(byte, b'"' | b'\\') {
                self.put(b"\\");
            }
            self.put(&[*byte]);
        }
        self.put(b"\"");
    }

    /// The place of so many bytes that are put in base64, once they are there, by [`Self::encode`].
    #[inline(never)]
    pub(super) fn room(&mut self, len: usize) -> Option<&mut [u8]> {
        let end = self.len.saturating_add(base64::encoded_len(len));
        let text = self.out.get_mut(self.len..end)?;
        text.get_mut(text.len().checked_sub(len)?..)
    }

    /// Encodes what is in the room of so many bytes.
    #[inline(never)]
    pub(super) fn encode(&mut self, len: usize) {
        let end = self.len.saturating_add(base64::encoded_len(len));
        if let Some(text) = self.out.get_mut(self.len..end) {
            base64::encode_in_place(text, len);
        }
        self.len = end;
    }
}
