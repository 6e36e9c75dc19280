/// The ASCII digit that a character stands for, if it is a decimal digit of a script that shoppers type cards in.
///
/// Each of these ranges of the Unicode Character Database (General Category Nd) holds the digits 0 to 9 in order.
pub(super) fn ascii_digit(character: char) -> Option<u8> {
    let zero = ZEROS.iter().copied().find(|zero| (*zero..*zero + 10).contains(&u32::from(character)))?;
    u8::try_from(u32::from(character) - zero).ok().map(|value| b'0' + value)
}

/// How many digits an ASCII text holds.
pub(super) fn count_digits(ascii: &[u8]) -> usize {
    ascii.iter().filter(|byte| byte.is_ascii_digit()).count()
}

/// The digit zero of: ASCII, Arabic-Indic, Extended Arabic-Indic, Devanagari, Bengali, Thai, Lao, Myanmar, Khmer,
/// full-width.
const ZEROS: [u32; 10] = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xED0, 0x1040, 0x17E0, 0xFF10];

#[cfg(test)]
mod tests {
    use super::*;

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
