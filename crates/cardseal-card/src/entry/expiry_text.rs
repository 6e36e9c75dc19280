//! Reads month and year out of whatever was typed, pasted or filled in.

use super::FixedText;

/// The digits of a month and of a year, as far as they are there.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// At most two digits.
    pub(super) month: FixedText<2>,
    /// At most two digits, or three that begin with `20`.
    pub(super) year: FixedText<3>,
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
pub(super) fn read(text: &[u8], reading: Reading) -> Parts {
    let mut runs = text.split(|byte| !byte.is_ascii_digit()).filter(|run| !run.is_empty());
    let separated_first = text.first().is_some_and(|byte| !byte.is_ascii_digit());
    match (runs.next(), runs.next()) {
        (None, _) => Parts::default(),
        (Some(year), None) if separated_first => parts(b"", year),
        (Some(run), None) => one_run(run, reading),
        (Some(year @ [_, _, _, _]), Some(month)) => parts(month, year),
        (Some([month]), Some(year)) => short_month(*month, year, reading),
        (Some(month), Some(year)) => long_month(month, year),
    }
}

/// The digits of a year in the form in which they are shown: the century goes as soon as it is certain.
pub(super) fn short_year(year: &[u8]) -> &[u8] {
    match year {
        [b'2', b'0', short @ ..] if short.len() >= 2 => short.get(..2).unwrap_or_default(),
        [b'2', b'0', _] => year,
        _ => year.get(..2).unwrap_or(year),
    }
}

fn parts(month: &[u8], year: &[u8]) -> Parts {
    let mut parts = Parts::default();
    if month.len() == 1 {
        parts.month.put(b"0");
    }
    parts.month.put(month);
    parts.year.put(short_year(year));
    parts
}

/// Leaves a single digit of a month as it is.
fn unfinished(month: u8, year: &[u8]) -> Parts {
    let mut unfinished = parts(b"", year);
    unfinished.month.put(&[month]);
    unfinished
}

/// Digits without a separator: typed one by one, or pasted.
fn one_run(run: &[u8], reading: Reading) -> Parts {
    let typed = reading.inserted;
    match run {
        [month] => short_month(*month, b"", reading),
        [month @ b'2'..=b'9', year @ ..] if typed && year.len() <= 2 => parts(&[*month], year),
        [b'1', year @ ..] if typed && year.len() <= 2 && year.first() > Some(&b'2') => parts(b"1", year),
        [month, year @ ..] if year.len() == 4 && year.starts_with(b"20") => parts(&[*month], year),
        [b'2', b'0', a, b, month @ ..] if month.len() == 2 => parts(month, &[b'2', b'0', *a, *b]),
        _ => parts(run.get(..2).unwrap_or(run), run.get(2..).unwrap_or_default()),
    }
}

/// A month of one digit is complete when no second digit can follow, or when typing has gone past it.
fn short_month(month: u8, year: &[u8], reading: Reading) -> Parts {
    let passed = reading.caret > 1 && month != b'0';
    if reading.inserted && (month > b'1' || passed) { parts(&[month], year) } else { unfinished(month, year) }
}

/// Digits that do not fit into the month go on into the year while there is room.
fn long_month(month: &[u8], year: &[u8]) -> Parts {
    let (month, rest) = month.split_at_checked(2).unwrap_or((month, &[]));
    let mut joined = FixedText::<4>::new();
    let fits = joined.put(rest) && joined.put(year) && joined.len() <= 2;
    parts(month, if fits { joined.as_bytes() } else { year })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(text: &str) -> (String, String) {
        let parts = read(text.as_bytes(), Reading { inserted: true, caret: text.len() });
        (parts.month.as_str().to_owned(), parts.year.as_str().to_owned())
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
