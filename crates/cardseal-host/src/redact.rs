/// The last net under text of the gateway that is about to reach an error: what looks like a secret is masked.
///
/// Masked are digit runs (single spaces or hyphens between) that hold a Luhn-valid number of 13 to 19 digits, long
/// words that may be ciphertext or a token, and words with an at-sign or a telephone number. Control characters are
/// dropped and the text is cut at [`MAX_CHARS`] characters.
pub(crate) fn mask(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect();
    let without_words: Vec<&str> =
        clean.split(' ').map(|word| if is_secret_word(word) { MASK } else { word }).collect();
    mask_numbers(&without_words.join(" "))
}

/// Masks what [`mask`] does, and short digit runs where the text speaks of a verification code.
pub(crate) fn mask_field(field: &str, message: &str) -> String {
    let masked = mask(message);
    let speaks_of_code = [field, message].iter().any(|text| {
        let text = text.to_ascii_lowercase();
        ["cvc", "cvv", "cid", "verification"].iter().any(|name| text.contains(name))
    });
    if !speaks_of_code {
        return masked;
    }
    masked.chars().map(|c| if c.is_ascii_digit() { '*' } else { c }).collect()
}

fn is_secret_word(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() > MAX_WORD || word.contains('@') || (word.contains('+') && digits >= 8)
}

fn mask_numbers(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let (run, after) = from.split_at(run_len(from));
        masked.push_str(before);
        masked.push_str(if holds_card_number(run) { MASK } else { run });
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// Length of a run of digits with at most one space or hyphen between two of them.
fn run_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => end = at + 1,
            b' ' | b'-' if at == end => {}
            _ => break,
        }
    }
    end
}

fn holds_card_number(run: &str) -> bool {
    let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    (13..=19).any(|len| digits.windows(len).any(is_luhn_valid))
}

/// ISO/IEC 7812-1, annex B.
fn is_luhn_valid(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, *digit) {
            (0, digit) => u32::from(digit),
            (_, digit) if digit > 4 => u32::from(digit) * 2 - 9,
            (_, digit) => u32::from(digit) * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

const MASK: &str = "[masked]";
const MAX_CHARS: usize = 500;
/// A UUID has 36 characters and a trace id 32; nothing readable is longer than a few more.
const MAX_WORD: usize = 48;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_masked_however_they_are_written() {
        for (text, expected) in [
            ("card 4440000112290002 refused", "card [masked] refused"),
            ("card 4440 0001 1229 0002 refused", "card [masked] refused"),
            ("card 4440-0001-1229-0002, refused", "card [masked], refused"),
            ("(378282246310005)", "([masked])"),
            ("no=4440000112290002;", "no=[masked];"),
            ("994440000112290002", "[masked]"),
            ("4222222222222", "[masked]"),
            ("6304000000000000000", "[masked]"),
        ] {
            assert_eq!(mask(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_is_left() {
        for text in [
            "",
            "minimum amount 10000, maximum 9999999999",
            "4222222222223",
            "444000011229",
            "status 51",
            "expiryAt 2030-01-01T00:00:00Z",
            "0b9f7a52-3c41-4d7e-9a0b-5c6d7e8f9a0b is unknown",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn ciphertext_addresses_and_telephone_numbers_are_masked() {
        assert_eq!(mask(&format!("bad {}", "QUJD".repeat(20))), "bad [masked]");
        assert_eq!(mask("buyer@shop.example is unknown"), "[masked] is unknown");
        assert_eq!(mask("phone +6281200000000 is wrong"), "phone [masked] is wrong");
    }

    #[test]
    fn a_message_about_a_code_loses_its_digits() {
        assert_eq!(mask_field("paymentMethod.card.cvc", "987 is wrong"), "*** is wrong");
        assert_eq!(mask_field("", "CVV 987 is wrong"), "CVV *** is wrong");
        assert_eq!(mask_field("amount", "at least 10000"), "at least 10000");
    }

    #[test]
    fn text_is_bounded_and_printable() {
        assert_eq!(mask("a\r\n\u{1b}[31mb"), "a[31mb");
        assert_eq!(mask(&"é ".repeat(1000)).chars().count(), MAX_CHARS);
    }
}
