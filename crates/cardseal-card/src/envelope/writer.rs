use cardseal_key::base64;

/// Writes into a slice of the right length, and only counts what lies beyond its end.
///
/// Nothing ever grows, so nothing is left behind in a smaller block that was given back.
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

    pub(super) fn put(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        for (slot, byte) in self.out.get_mut(self.len..end).into_iter().flatten().zip(bytes) {
            *slot = *byte;
        }
        self.len = end;
    }

    /// Makes room for so many bytes in base64, and has them filled in and encoded there. Gives nothing if there is no
    /// room, or `fill` gives nothing.
    pub(super) fn put_base64(
        &mut self,
        len: usize,
        fill: impl FnOnce(&mut [u8]) -> Option<()>,
    ) -> Option<()> {
        let end = self.len.saturating_add(base64::encoded_len(len));
        let text = self.out.get_mut(self.len..end)?;
        let bytes = text.len().saturating_sub(len);
        fill(text.get_mut(bytes..)?)?;
        base64::encode_in_place(text, len);
        self.len = end;
        Some(())
    }

    /// Puts a text in quotes, escaped as far as RFC 8259 asks: quote, backslash and control characters.
    pub(super) fn put_string(&mut self, text: &[u8]) {
        const HEX: [u8; 16] = *b"0123456789abcdef";
        self.put(b"\"");
        for byte in text {
            match byte {
                b'"' => self.put(b"\\\""),
                b'\\' => self.put(b"\\\\"),
                0..=0x1f => {
                    let [high, low] =
                        [byte >> 4, byte & 0x0f].map(|nibble| HEX.get(usize::from(nibble)).copied());
                    self.put(b"\\u00");
                    self.put(&[high.unwrap_or(b'0'), low.unwrap_or(b'0')]);
                }
                byte => self.put(&[*byte]),
            }
        }
        self.put(b"\"");
    }
}
