//! UTF-8 read character by character, in little code: texts reach the module as bytes.

/// The characters of a text. A byte that is no UTF-8 is read as U+0000, which is in no name and no number either.
#[derive(Debug, Clone)]
pub(crate) struct Chars<'a> {
    rest: &'a [u8],
}

impl<'a> Chars<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }

    /// What is not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for Chars<'_> {
    type Item = char;

    /// There once, however many loops read characters.
    #[inline(never)]
    fn next(&mut self) -> Option<char> {
        let behind = self.rest.split_first()?.1;
        let (character, rest) = first(self.rest).unwrap_or(('\0', behind));
        self.rest = rest;
        Some(character)
    }
}

/// The first character and what follows it, if it is well-formed (RFC 3629, section 3): in its shortest form, no
/// surrogate, and not beyond U+10FFFF.
fn first(text: &[u8]) -> Option<(char, &[u8])> {
    let (lead, mut rest) = text.split_first()?;
    // So many bytes, but for none, which is ASCII, and one, which is no first byte.
    let len = lead.leading_ones();
    let mut value = u32::from(*lead) & (0x7f >> len);
    for _ in 1..len {
        let (byte, behind) = rest.split_first()?;
        let bits = byte ^ 0x80;
        if bits > 0x3f {
            return None;
        }
        value = (value << 6) | u32::from(bits);
        rest = behind;
    }
    let character = char::from_u32(value)?;
    let fits = if len == 0 { true } else { len > 1 && character.len_utf8() == len as usize };
    fits.then_some((character, rest))
}

/// White space, as [`char::is_whitespace`] has it (Unicode, property `White_Space`), without its table.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The ASCII digit that a character stands for, if it is a decimal digit of a script that shoppers type cards in.
///
/// Each of these ranges of the Unicode Character Database (General Category Nd) holds the digits 0 to 9 in order.
pub(crate) fn ascii_digit(character: char) -> Option<u8> {
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(character).wrapping_sub(u32::from(*zero));
        (value < 10).then_some(value as u8 | b'0')
    })
}

/// The digit zero of: ASCII, Arabic-Indic, Extended Arabic-Indic, Devanagari, Bengali, Thai, Lao, Myanmar, Khmer,
/// full-width.
const ZEROS: [u16; 10] = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xED0, 0x1040, 0x17E0, 0xFF10];

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character there is, and each of its bytes left out or broken.
    #[test]
    fn every_character_is_read_and_no_part_of_one() {
        for character in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            let text = character.encode_utf8(&mut bytes).as_bytes();
            assert_eq!(first(text), Some((character, &[][..])));
            assert!(text.len() == 1 || first(&text[1..]).is_none());
            assert!(text.len() == 1 || first(&text[..text.len() - 1]).is_none());
            assert_eq!(is_space(character), character.is_whitespace(), "{character:?}");
        }
    }

    /// All texts of two bytes, and of three and four whose last bytes are at the edges, against the standard library.
    #[test]
    fn what_is_no_utf8_has_a_nul_in_it() {
        let read = |text: &[u8]| Chars::new(text).collect::<Vec<_>>();
        let agree = |text: &[u8]| match str::from_utf8(text) {
            Ok(known) => assert_eq!(read(text), known.chars().collect::<Vec<_>>(), "{text:?}"),
            Err(_) => assert!(read(text).contains(&'\0'), "{text:?}"),
        };
        const EDGES: [u8; 8] = [0x01, 0x7f, 0x80, 0x8f, 0x90, 0xbf, 0xc0, 0xff];
        for (a, b) in (1..=255).flat_map(|a| (1..=255).map(move |b| (a, b))) {
            agree(&[a, b]);
            for c in EDGES {
                agree(&[a, b, c]);
                for d in EDGES {
                    agree(&[a, b, c, d]);
                    agree(&[a, b, c, d, 0x80, 0x80]);
                }
            }
        }
    }

    #[test]
    fn digits_of_other_scripts_are_digits() {
        for text in
            ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]
        {
            let digits: Vec<u8> = text.chars().filter_map(ascii_digit).collect();
            assert_eq!(digits, b"0123456789", "{text}");
        }
        for other in "/: Oo½²x٬".chars() {
            assert_eq!(ascii_digit(other), None, "{other}");
        }
    }
}
