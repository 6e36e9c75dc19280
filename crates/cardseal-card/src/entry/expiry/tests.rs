use super::*;

fn today() -> YearMonth {
    YearMonth::new(2026, 11).unwrap()
}

fn typed(text: &str) -> ExpiryEntry {
    let mut expiry = ExpiryEntry::new();
    for character in text.chars() {
        let caret = expiry.caret();
        expiry.apply(&Edit::new(caret..caret, &character.to_string(), EditKind::Insert));
    }
    expiry
}

fn pasted(text: &str) -> ExpiryEntry {
    let mut expiry = ExpiryEntry::new();
    expiry.apply(&Edit::new(0..0, text, EditKind::Insert));
    expiry
}

fn edited(start: &str, range: std::ops::Range<usize>, text: &str, kind: EditKind) -> (String, usize) {
    let mut expiry = typed(start);
    expiry.apply(&Edit::new(range, text, kind));
    (expiry.text().to_owned(), expiry.caret())
}

#[test]
fn typing_puts_the_separator_in() {
    for (text, shown) in [
        ("5", "05 / "),
        ("1", "1"),
        ("12", "12 / "),
        ("0", "0"),
        ("1/", "01 / "),
        ("13", "01 / 3"),
        ("529", "05 / 29"),
        ("1229", "12 / 29"),
        ("12/29", "12 / 29"),
        ("12 29", "12 / 29"),
        ("0529", "05 / 29"),
        ("05/2029", "05 / 29"),
        ("122029", "12 / 29"),
        ("12299", "12 / 29"),
        ("00", "00 / "),
        ("/", ""),
        ("５２９", "05 / 29"),
    ] {
        let expiry = typed(text);
        assert_eq!((expiry.text(), expiry.caret()), (shown, shown.len()), "{text}");
    }
}

#[test]
fn pasted_dates_are_read() {
    for text in ["05/29", " 05/2029 ", "5/29", "0529", "052029", "2029-05", "٠٥/٢٩", "０５／２９"] {
        assert_eq!(pasted(text).text(), "05 / 29", "{text}");
    }
    assert_eq!(edited("1229", 0..7, "05/2030", EditKind::Insert), ("05 / 30".into(), 7));
}

#[test]
fn a_correction_of_the_month_leaves_the_year() {
    assert_eq!(edited("1229", 1..2, "", EditKind::DeleteBackward), ("1 / 29".into(), 1));
    assert_eq!(edited("1229", 0..1, "", EditKind::DeleteForward), ("2 / 29".into(), 0));
    let mut expiry = typed("1229");
    expiry.apply(&Edit::new(0..2, "", EditKind::DeleteBackward));
    assert_eq!((expiry.text(), expiry.caret()), (" / 29", 0));
    expiry.apply(&Edit::new(0..0, "1", EditKind::Insert));
    assert_eq!((expiry.text(), expiry.caret()), ("1 / 29", 1));
    expiry.apply(&Edit::new(1..1, "1", EditKind::Insert));
    assert_eq!((expiry.text(), expiry.caret()), ("11 / 29", 5));
}

#[test]
fn backspace_walks_through_the_separator() {
    let mut expiry = typed("529");
    for shown in ["05 / 2", "05 / ", "0", ""] {
        let caret = expiry.caret();
        expiry.apply(&Edit::new(caret - 1..caret, "", EditKind::DeleteBackward));
        assert_eq!((expiry.text(), expiry.caret()), (shown, shown.len()));
    }
    assert_eq!(edited("1229", 4..5, "", EditKind::DeleteBackward), ("1 / 29".into(), 1));
    assert_eq!(edited("1229", 2..3, "", EditKind::DeleteForward), ("12 / 9".into(), 5));
    assert_eq!(edited("1229", 1..6, "", EditKind::Cut), ("1 / 9".into(), 1));
}

#[test]
fn a_full_date_takes_nothing_more_and_loses_nothing() {
    assert_eq!(edited("1229", 7..7, "5", EditKind::Insert), ("12 / 29".into(), 7));
    assert_eq!(edited("1229", 6..6, "5", EditKind::Insert), ("12 / 29".into(), 6));
    assert_eq!(edited("1229", 2..2, "5", EditKind::Insert), ("12 / 29".into(), 2));
}

#[test]
fn leaving_the_field_completes_the_month() {
    let mut expiry = typed("1");
    expiry.settle();
    assert_eq!(expiry.text(), "01 / ");
    let mut zero = typed("0");
    zero.settle();
    assert_eq!(zero.text(), "0");
}

#[test]
fn judgements() {
    let judge = |text| pasted(text).judge(today());
    assert_eq!(judge(""), Judgement::Incomplete(CardError::Empty));
    assert_eq!(judge("5"), Judgement::Incomplete(CardError::TooShort));
    assert_eq!(judge("05/2"), Judgement::Incomplete(CardError::TooShort));
    assert_eq!(judge("05/202"), Judgement::Incomplete(CardError::TooShort));
    assert_eq!(judge("05/29"), Judgement::Valid);
    assert_eq!(judge("11/26"), Judgement::Valid);
    assert_eq!(judge("10/26"), Judgement::Invalid(CardError::Expired));
    assert_eq!(judge("13/29"), Judgement::Invalid(CardError::MonthOutOfRange));
    assert_eq!(typed("0520").judge(today()), Judgement::Incomplete(CardError::Expired));
    assert_eq!(pasted("05/29").parts(), (&b"05"[..], &b"29"[..]));
}
