use super::*;

/// The gateway's 45 test numbers (page "Payment simulation").
const TEST_CARDS: [(CardBrand, [&str; 15]); 3] = [
    (
        CardBrand::Visa,
        [
            "4440000112200001",
            "4440000112290002",
            "4440000334480001",
            "4440000334470002",
            "4440000334460003",
            "4440000334450004",
            "4440000334440005",
            "4440000334430006",
            "4440000334420007",
            "4440000334410008",
            "4440000334400009",
            "4440000334470010",
            "4440000334460011",
            "4440000334450012",
            "4448100334430014",
        ],
    ),
    (
        CardBrand::Mastercard,
        [
            "5550000112230001",
            "5550000112220002",
            "5550000334410001",
            "5550000334400002",
            "5550000334490003",
            "5550000334480004",
            "5550000334470005",
            "5550000334460006",
            "5550000334450007",
            "5550000334440008",
            "5550000334430009",
            "5550000334400010",
            "5550000334490011",
            "5550000334480012",
            "5558100334460014",
        ],
    ),
    (
        CardBrand::Jcb,
        [
            "3550000112280001",
            "3550000112270002",
            "3550000334460001",
            "3550000334450002",
            "3550000334440003",
            "3550000334430004",
            "3550000334420005",
            "3550000334410006",
            "3550000334400007",
            "3550000334490008",
            "3550000334480009",
            "3550000334450010",
            "3550000334440011",
            "3550000334430012",
            "3558100334410014",
        ],
    ),
];

#[test]
fn the_gateways_test_numbers_are_taken() {
    for (brand, numbers) in &TEST_CARDS {
        for number in numbers {
            let pan = Pan::parse(number.as_bytes()).unwrap();
            assert_eq!(pan.brand().as_ref(), Some(brand), "{number}");
            assert_eq!(pan.bin().as_str(), &number[..6]);
            assert_eq!(pan.last_four().as_str(), &number[12..]);
            assert_eq!(pan.expose_secret(), number.as_bytes());
        }
    }
}

#[test]
fn published_test_numbers_of_other_networks_are_taken() {
    for (number, brand) in [
        ("378282246310005", Some(CardBrand::Amex)),
        ("371449635398431", Some(CardBrand::Amex)),
        ("6011111111111117", Some(CardBrand::Discover)),
        ("3056930009020004", Some(CardBrand::Diners)),
        ("36227206271667", Some(CardBrand::Diners)),
        ("6200000000000005", Some(CardBrand::UnionPay)),
        ("6205500000000000004", Some(CardBrand::UnionPay)),
        ("2223003122003222", Some(CardBrand::Mastercard)),
        ("2200000000000004", Some(CardBrand::Mir)),
        ("4222222222222", Some(CardBrand::Visa)),
        ("6759649826438453", Some(CardBrand::Maestro)),
        ("9792030000000000", Some(CardBrand::Troy)),
        ("100000000008", None),
        ("1000000000000000009", None),
    ] {
        assert_eq!(Pan::parse(number.as_bytes()).unwrap().brand(), brand, "{number}");
    }
}

#[test]
fn each_refusal_has_its_reason() {
    for (number, reason) in [
        ("", CardError::Empty),
        ("4440 0001 1220 0001", CardError::NotADigit),
        ("4440000112200001\n", CardError::NotADigit),
        ("٤٤٤٠٠٠٠١١٢٢٠٠٠٠١", CardError::NotADigit),
        ("444", CardError::TooShort),
        ("444000011220000", CardError::TooShort),
        ("4440000112200002", CardError::Luhn),
        ("44400001122000011", CardError::TooShort),
        ("44400001122000010000", CardError::TooLong),
        ("55500001122300011", CardError::TooLong),
        ("37828224631000", CardError::TooShort),
        ("3782822463100050", CardError::TooLong),
        ("378282246310006", CardError::Luhn),
        ("10000000000", CardError::TooShort),
        ("10000000000000000000", CardError::TooLong),
        ("100000000000", CardError::Luhn),
    ] {
        assert_eq!(Pan::parse(number.as_bytes()).unwrap_err(), reason, "{number}");
    }
}

#[test]
fn unionpay_may_do_without_a_check_digit() {
    assert!(!crate::luhn::is_valid(b"6200000000000001"));
    assert!(Pan::parse(b"6200000000000001").is_ok());
}

#[test]
fn a_number_in_the_making() {
    for (digits, judgement) in [
        ("", Judgement::Incomplete(CardError::Empty)),
        ("4", Judgement::Incomplete(CardError::TooShort)),
        ("4222222222222", Judgement::Valid),
        ("4222222222221", Judgement::Incomplete(CardError::Luhn)),
        ("42222222222222", Judgement::Incomplete(CardError::TooShort)),
        ("4440000112200002", Judgement::Incomplete(CardError::Luhn)),
        ("4440000112200001", Judgement::Valid),
        ("5550000112230002", Judgement::Invalid(CardError::Luhn)),
        ("55500001122300010", Judgement::Invalid(CardError::TooLong)),
        ("44x", Judgement::Invalid(CardError::NotADigit)),
        ("99999999999", Judgement::Incomplete(CardError::TooShort)),
        ("999999999999", Judgement::Incomplete(CardError::Luhn)),
        ("9999999999999999999", Judgement::Invalid(CardError::Luhn)),
        ("99999999999999999999", Judgement::Invalid(CardError::TooLong)),
    ] {
        assert_eq!(judge(digits.as_bytes()), judgement, "{digits}");
    }
}

#[test]
fn it_is_not_printed() {
    assert_eq!(format!("{:?}", Pan::parse(b"4440000112200001").unwrap()), "Pan(redacted)");
}
