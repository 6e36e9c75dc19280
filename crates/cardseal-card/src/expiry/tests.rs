use super::*;

fn today(year: u16, month: u8) -> YearMonth {
    YearMonth::new(year, month).unwrap()
}

#[test]
fn both_spellings_of_a_year_are_read() {
    for (month, year, expected) in [
        ("01", "39", (1, 2039)),
        ("1", "2039", (1, 2039)),
        ("12", "00", (12, 2000)),
        ("09", "2099", (9, 2099)),
    ] {
        let date = ExpiryDate::parse(month.as_bytes(), year.as_bytes()).unwrap();
        assert_eq!((date.month(), date.year()), expected);
    }
}

#[test]
fn each_refusal_has_its_reason() {
    for (month, year, reason) in [
        ("", "39", CardError::Empty),
        ("01", "", CardError::Empty),
        ("0", "39", CardError::MonthOutOfRange),
        ("00", "39", CardError::MonthOutOfRange),
        ("13", "39", CardError::MonthOutOfRange),
        ("99", "39", CardError::MonthOutOfRange),
        ("001", "39", CardError::TooLong),
        ("1a", "39", CardError::NotADigit),
        ("01", "3", CardError::TooShort),
        ("01", "203", CardError::TooShort),
        ("01", "20399", CardError::TooLong),
        ("01", "x9", CardError::NotADigit),
        ("01", "1999", CardError::YearOutOfRange),
        ("01", "2100", CardError::YearOutOfRange),
        ("01", "9999", CardError::YearOutOfRange),
    ] {
        assert_eq!(
            ExpiryDate::parse(month.as_bytes(), year.as_bytes()).unwrap_err(),
            reason,
            "{month}/{year}"
        );
    }
    assert!(
        YearMonth::new(2026, 0).is_none()
            && YearMonth::new(2026, 13).is_none()
            && YearMonth::new(26, 1).is_none()
    );
}

/// Every pair of months over 80 years against a count of months.
#[test]
fn a_card_is_good_through_its_month_and_not_beyond_the_limit() {
    let limit = i32::from(MAX_YEARS_AHEAD) * 12;
    for now in 2020 * 12..2030 * 12 {
        let today = today(u16::try_from(now / 12).unwrap(), u8::try_from(now % 12 + 1).unwrap());
        for then in 2000 * 12..2100 * 12 {
            let (year, month) = ((then / 12).to_string(), (then % 12 + 1).to_string());
            let date = ExpiryDate::parse(month.as_bytes(), year.as_bytes()).unwrap();
            let expected = match then - now {
                ..0 => Err(CardError::Expired),
                ahead if ahead > limit => Err(CardError::TooFarAhead),
                _ => Ok(()),
            };
            assert_eq!(date.check(today), expected, "{month}/{year} seen from {today:?}");
        }
    }
}

#[test]
fn a_date_in_the_making() {
    let now = today(2026, 11);
    for (month, year, judgement) in [
        ("", "", Judgement::Incomplete(CardError::Empty)),
        ("0", "", Judgement::Incomplete(CardError::TooShort)),
        ("00", "", Judgement::Invalid(CardError::MonthOutOfRange)),
        ("13", "", Judgement::Invalid(CardError::MonthOutOfRange)),
        ("1", "", Judgement::Incomplete(CardError::Empty)),
        ("11", "2", Judgement::Incomplete(CardError::TooShort)),
        ("11", "26", Judgement::Valid),
        ("10", "26", Judgement::Invalid(CardError::Expired)),
        ("11", "20", Judgement::Incomplete(CardError::Expired)),
        ("11", "203", Judgement::Incomplete(CardError::TooShort)),
        ("11", "2030", Judgement::Valid),
        ("11", "193", Judgement::Invalid(CardError::YearOutOfRange)),
        ("11", "2020", Judgement::Invalid(CardError::Expired)),
        ("11", "99", Judgement::Invalid(CardError::TooFarAhead)),
        ("x", "26", Judgement::Invalid(CardError::NotADigit)),
    ] {
        assert_eq!(judge(month.as_bytes(), year.as_bytes(), now), judgement, "{month}/{year}");
    }
}

#[test]
fn it_is_not_printed() {
    assert_eq!(format!("{:?}", ExpiryDate::parse(b"01", b"39").unwrap()), "ExpiryDate(redacted)");
}
