//! Reads month and year out of whatever was typed, pasted or filled in.

/// The digits of a month and of a year, as far as they are there.
pub(super) struct Date<'a> {
    /// The month lacks its zero.
    pub(super) padded: bool,
    /// At most two digits; one if it is padded.
    pub(super) month: &'a [u8],
    /// At most two digits, or three that begin with `20`, in one piece or two.
    pub(super) year: [&'a [u8]; 2],
}

/// What the edit did, as far as reading depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Something was put in: a month that can only have one digit is completed.
    pub(super) inserted: bool,
    /// Where the caret stands in the text.
    pub(super) caret: usize,
}

/// Reads ASCII text in which everything but digits separates.
pub(super) fn read(text: &[u8], reading: Reading) -> Date<'_> {
    let (first, behind) = run(text);
    let (second, _) = run(behind);
    let (head, tail) = first.split_at_checked(cut(text, first, second, reading)).unwrap_or((first, &[]));
    let (month, year) = if head.len() == 4 {
        (if tail.is_empty() { second } else { tail }, [short_year(head), &[]])
    } else if second.is_empty() {
        (head, [short_year(tail), &[]])
    } else if tail.len().saturating_add(second.len()) <= 2 {
        // Digits that do not fit into the month go on into the year while there is room.
        (head, [tail, second])
    } else {
        (head, [short_year(second), &[]])
    };
    // A month of one digit is complete when no second digit can follow, or when typing has gone past it.
    let passed = reading.caret > 1 && first != b"0";
    let complete = first.len() != 1 || (reading.inserted && (passed || first.first() > Some(&b'1')));
    Date { padded: month.len() == 1 && complete, month: short(month), year }
}

/// The first digits, and what follows them.
#[inline(never)]
fn run(text: &[u8]) -> (&[u8], &[u8]) {
    let start = text.iter().position(u8::is_ascii_digit).unwrap_or(text.len());
    let digits = text.get(start..).unwrap_or_default();
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    digits.split_at_checked(end).unwrap_or_default()
}

/// How many of the first digits are the month, 0 for none; 4 when they are a year and the month follows it.
fn cut(text: &[u8], first: &[u8], second: &[u8], reading: Reading) -> usize {
    if !second.is_empty() {
        return if first.len() == 4 { 4 } else { 2 };
    }
    let behind_separator = text.first().is_some_and(|byte| !byte.is_ascii_digit());
    let no_second_digit = matches!(first, [b'2'..=b'9', ..] | [b'1', b'3'..=b'9', ..]);
    match first {
        _ if behind_separator => 0,
        [b'2', b'0', _, _, _, _] => 4,
        [_, b'2', b'0', _, _] => 1,
        [_] | [_, _] | [_, _, _] if reading.inserted && no_second_digit => 1,
        _ => 2,
    }
}

/// The digits of a year in the form in which they are shown: the century goes as soon as it is certain.
fn short_year(year: &[u8]) -> &[u8] {
    match year {
        [b'2', b'0', _] => year,
        [b'2', b'0', _, _, ..] => short(year.get(2..).unwrap_or_default()),
        _ => short(year),
    }
}

/// The first two digits.
fn short(digits: &[u8]) -> &[u8] {
    digits.get(..2).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(text: &str) -> (String, String) {
        let Date { padded, month, year } =
            read(text.as_bytes(), Reading { inserted: true, caret: text.len() });
        let text = |digits: &[u8]| String::from_utf8(digits.to_vec()).unwrap();
        (if padded { "0".to_owned() } else { String::new() } + &text(month), text(&year.concat()))
    }

    #[test]
    fn every_usual_spelling_is_read() {
        for text in [
            "05/29",
            "05/2029",
            "5/29",
            "5/2029",
            "0529",
            "529",
            "052029",
            "52029",
            "2029-05",
            "2029-5",
            "202905",
            "05 29",
            "05-29",
            "05.2029",
            "5-29",
            "2029/05",
            "05 / 29",
            "2029-05-31",
        ] {
            assert_eq!(pasted(text), ("05".into(), "29".into()), "{text}");
        }
        for text in ["12/30", "1230", "122030", "2030-12", "203012", "12 2030"] {
            assert_eq!(pasted(text), ("12".into(), "30".into()), "{text}");
        }
        assert_eq!(pasted("102020"), ("10".into(), "20".into()));
    }

    #[test]
    fn a_wrong_month_is_kept_for_the_judgement() {
        assert_eq!(pasted("13/29"), ("13".into(), "29".into()));
        assert_eq!(pasted("1329"), ("13".into(), "29".into()));
        assert_eq!(pasted("00/29"), ("00".into(), "29".into()));
    }

    #[test]
    fn a_long_year_is_seen_through_while_it_is_typed() {
        assert_eq!(pasted("05/20"), ("05".into(), "20".into()));
        assert_eq!(pasted("05/202"), ("05".into(), "202".into()));
        assert_eq!(pasted("05/2029"), ("05".into(), "29".into()));
        assert_eq!(pasted("05/299"), ("05".into(), "29".into()));
    }
}
