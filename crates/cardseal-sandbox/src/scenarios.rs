//! The published test cards and what becomes of them, as on the gateway's page "Payment Simulation".

use cardseal_types::{CardBrand, FailureCode};
use serde::{Deserialize, Serialize};

/// What a test card stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is described by its line in the table below")]
pub enum Scenario {
    SuccessFrictionless,
    Success,
    Declined,
    CardExpired,
    CvvWrong,
    InvalidAccount,
    AuthenticationFailed,
    Stolen,
    AccountBlocked,
    BlockedByFds,
    RequireReview,
    InsufficientFund,
    ChannelUnavailable,
    CancelledByUser,
    Foreign,
}

/// One of the published cards. Anybody may know its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    /// The number, 16 digits.
    pub number: &'static str,
    /// Visa, Mastercard or JCB.
    pub brand: &'static str,
    /// What becomes of it.
    pub scenario: Scenario,
}

/// Why a charge fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The gateway's code.
    pub code: FailureCode,
    /// For a human.
    pub message: &'static str,
    /// The issuer's response code (ISO 8583 field 39), where the issuer was asked.
    pub issuer_code: Option<&'static str>,
}

/// Scenario, whether the bank's page is shown, and the card of each network.
#[rustfmt::skip]
const CARDS: [(Scenario, bool, [&str; 3]); 15] = [
    //                               page   Visa                Mastercard          JCB
    (Scenario::SuccessFrictionless,  false, ["4440000112200001", "5550000112230001", "3550000112280001"]),
    (Scenario::Success,              true,  ["4440000112290002", "5550000112220002", "3550000112270002"]),
    (Scenario::Declined,             true,  ["4440000334480001", "5550000334410001", "3550000334460001"]),
    (Scenario::CardExpired,          true,  ["4440000334470002", "5550000334400002", "3550000334450002"]),
    (Scenario::CvvWrong,             true,  ["4440000334460003", "5550000334490003", "3550000334440003"]),
    (Scenario::InvalidAccount,       true,  ["4440000334450004", "5550000334480004", "3550000334430004"]),
    (Scenario::AuthenticationFailed, true,  ["4440000334440005", "5550000334470005", "3550000334420005"]),
    (Scenario::Stolen,               true,  ["4440000334430006", "5550000334460006", "3550000334410006"]),
    (Scenario::AccountBlocked,       true,  ["4440000334420007", "5550000334450007", "3550000334400007"]),
    (Scenario::BlockedByFds,         true,  ["4440000334410008", "5550000334440008", "3550000334490008"]),
    (Scenario::RequireReview,        true,  ["4440000334400009", "5550000334430009", "3550000334480009"]),
    (Scenario::InsufficientFund,     true,  ["4440000334470010", "5550000334400010", "3550000334450010"]),
    (Scenario::ChannelUnavailable,   true,  ["4440000334460011", "5550000334490011", "3550000334440011"]),
    (Scenario::CancelledByUser,      true,  ["4440000334450012", "5550000334480012", "3550000334430012"]),
    (Scenario::Foreign,              true,  ["4448100334430014", "5558100334460014", "3558100334410014"]),
];

const BRANDS: [&str; 3] = ["VISA", "MASTERCARD", "JCB"];

/// All 45 published cards.
pub fn test_cards() -> impl Iterator<Item = TestCard> {
    CARDS.iter().flat_map(|(scenario, _, numbers)| {
        numbers.iter().zip(BRANDS).map(|(number, brand)| TestCard { number, brand, scenario: *scenario })
    })
}

/// The published card with this number.
#[must_use]
pub fn test_card(number: &[u8]) -> Option<TestCard> {
    test_cards().find(|card| card.number.as_bytes() == number)
}

impl TestCard {
    /// The network.
    #[must_use]
    pub fn network(&self) -> CardBrand {
        CardBrand::from(self.brand)
    }
}

impl Scenario {
    /// Whether the bank shows its page, unless the merchant asked for no authentication.
    #[must_use]
    pub fn has_page(self) -> bool {
        CARDS.iter().any(|(scenario, page, _)| *scenario == self && *page)
    }

    /// Whether the card was issued abroad, so that a billing address is needed.
    #[must_use]
    pub fn is_foreign(self) -> bool {
        self == Self::Foreign
    }

    /// Why the charge fails even though the shopper approves; nothing if it succeeds.
    #[must_use]
    #[rustfmt::skip]
    pub fn failure(self) -> Option<Failure> {
        use FailureCode as Code;
        let (code, issuer_code, message) = match self {
            Self::SuccessFrictionless | Self::Success | Self::Foreign => return None,
            Self::Declined             => (Code::DeclinedByChannel, Some("05"), "the issuer declined the payment"),
            Self::CardExpired          => (Code::DeclinedByChannel, Some("54"), "the card has expired"),
            Self::CvvWrong             => (Code::DeclinedByChannel, Some("N7"), "the card verification code is wrong"),
            Self::InvalidAccount       => (Code::InvalidAccount,    Some("14"), "the card number belongs to no account"),
            Self::AuthenticationFailed => return Some(Failure::authentication()),
            Self::Stolen               => (Code::SuspectedFraud,    Some("43"), "the card was reported lost or stolen"),
            Self::AccountBlocked       => (Code::SuspectedFraud,    Some("59"), "the account is blocked"),
            Self::BlockedByFds         => (Code::BlockedByFds,      None,       "the fraud engine blocked the payment"),
            Self::RequireReview        => (Code::RequireReview,     None,       "the fraud engine asks for a review"),
            Self::InsufficientFund     => (Code::InsufficientFund,  Some("51"), "there is not enough money on the account"),
            Self::ChannelUnavailable   => (Code::ChannelUnavailable, Some("91"), "the issuer cannot be reached"),
            Self::CancelledByUser      => return Some(Failure::cancelled()),
        };
        Some(Failure { code, message, issuer_code })
    }
}

impl Failure {
    /// 3-D Secure failed.
    #[must_use]
    pub fn authentication() -> Self {
        let message = "the shopper was not authenticated";
        Self { code: FailureCode::AuthenticationFailed, message, issuer_code: None }
    }

    /// The shopper cancelled on the bank's page.
    #[must_use]
    pub fn cancelled() -> Self {
        let message = "the shopper cancelled the authentication";
        Self { code: FailureCode::CancelledByUser, message, issuer_code: None }
    }

    /// The shopper cancelled on the payment page or on the wallet's page.
    #[must_use]
    pub fn abandoned() -> Self {
        let message = "the shopper cancelled the payment";
        Self { code: FailureCode::CancelledByUser, message, issuer_code: None }
    }

    /// The e-wallet refused.
    #[must_use]
    pub fn wallet() -> Self {
        let message = "the wallet refused the payment";
        Self { code: FailureCode::DeclinedByChannel, message, issuer_code: None }
    }

    /// The session's time passed before the shopper answered.
    #[must_use]
    pub fn expired() -> Self {
        let message = "the time for the payment ran out";
        Self { code: FailureCode::ChargeExpired, message, issuer_code: None }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_45_different_cards_that_pass_the_luhn_check() {
        let numbers: HashSet<_> = test_cards().map(|card| card.number).collect();
        assert_eq!(numbers.len(), 45);
        for number in numbers {
            assert_eq!(number.len(), 16);
            let sum: u32 = number
                .bytes()
                .rev()
                .map(|digit| u32::from(digit - b'0'))
                .enumerate()
                .map(|(place, digit)| if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
                .sum();
            assert_eq!(sum % 10, 0, "{number}");
        }
    }

    #[test]
    fn the_first_digit_is_the_networks() {
        for card in test_cards() {
            let first = match card.network() {
                CardBrand::Visa => "4",
                CardBrand::Mastercard => "5",
                CardBrand::Jcb => "3",
                other => panic!("{other}"),
            };
            assert!(card.number.starts_with(first), "{}", card.number);
        }
    }
}
