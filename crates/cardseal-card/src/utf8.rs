//! UTF-8 read character by character, in little code: texts reach the module as bytes.

/// The characters of a text. A byte that is no UTF-8 is read as U+0000, which is in no name and no number either.
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
    let mut value = u32::from(*lead);
    if value >= 0x80 {
        if !(0xc2..=0xf4).contains(&value) {
            return None;
        }
        let len = lead.leading_ones();
        value &= 0x7f >> len;
        for _ in 1..len {
            let (byte, behind) = rest.split_first()?;
            let bits = byte ^ 0x80;
            if bits > 0x3f {
                return None;
            }
            value = (value << 6) | u32::from(bits);
            rest = behind;
        }
        // Three bytes are for more than eleven bits, four for more than sixteen.
        if value >> (5 * len - 4) == 0 {
            return None;
        }
    }
    Some((char::from_u32(value)?, rest))
}

/// What a character is to a card's fields: an ASCII digit for a decimal digit of a script that shoppers type cards in,
/// a space for white space, and a slash for anything else.
#[inline(never)]
pub(crate) fn plain(character: char) -> u8 {
    for (start, len) in &RUNS {
        let place = u32::from(character).wrapping_sub(u32::from(*start));
        if place < u32::from(*len) {
            return if *len == DIGITS { b'0' | place as u8 } else { b' ' };
        }
    }
    b'/'
}

const DIGITS: u8 = 10;

/// Characters that follow each other: the first one, and how many there are. Those of ten are the digits 0 to 9 in
/// order (Unicode Character Database, General Category Nd), the others all of the property `White_Space`.
static RUNS: [(u16, u8); 20] = [
    (0x30, DIGITS),   // ASCII
    (0x660, DIGITS),  // Arabic-Indic
    (0x6F0, DIGITS),  // Extended Arabic-Indic
    (0x966, DIGITS),  // Devanagari
    (0x9E6, DIGITS),  // Bengali
    (0xE50, DIGITS),  // Thai
    (0xED0, DIGITS),  // Lao
    (0x1040, DIGITS), // Myanmar
    (0x17E0, DIGITS), // Khmer
    (0xFF10, DIGITS), // full-width
    (0x09, 5),
    (0x20, 1),
    (0x85, 1),
    (0xA0, 1),
    (0x1680, 1),
    (0x2000, 11),
    (0x2028, 2),
    (0x202F, 1),
    (0x205F, 1),
    (0x3000, 1),
];

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
            assert_eq!(plain(character) == b' ', character.is_whitespace(), "{character:?}");
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
            let digits: Vec<u8> = text.chars().map(plain).collect();
            assert_eq!(digits, b"0123456789", "{text}");
        }
        for other in "/: Oo½²x٬".chars() {
            assert!(!plain(other).is_ascii_digit(), "{other}");
        }
    }
}
