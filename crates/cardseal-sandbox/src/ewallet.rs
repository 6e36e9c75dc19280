//! E-wallets: the published test phones and what becomes of them, as on the gateway's page "Payment Simulation".

use cardseal_types::{EwalletAccount, EwalletChannel, EwalletCharge};
use serde::{Deserialize, Serialize};

/// What becomes of a payment once the wallet has its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Paid.
    Succeed,
    /// The wallet does not decide, until the payment is settled by simulation.
    StayProcessing,
    /// Refused.
    Fail,
    /// The wallet lets it run out.
    Expire,
}

/// One of the published phones. Anybody may know its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestPhone {
    /// The number as it is dialled in Indonesia, with its leading zero.
    pub number: &'static str,
    /// What becomes of it.
    pub ending: Ending,
}

/// The four published phones.
#[rustfmt::skip]
pub const TEST_PHONES: [TestPhone; 4] = [
    TestPhone { number: "08111111001", ending: Ending::Succeed },
    TestPhone { number: "08111111002", ending: Ending::StayProcessing },
    TestPhone { number: "08111111003", ending: Ending::Fail },
    TestPhone { number: "08111111004", ending: Ending::Expire },
];

/// The code that every test phone receives.
pub const TEST_OTP: &str = "000000";

/// The published phone with this number, however it is written: `0811…`, `62811…`, `+62 811-…`.
#[must_use]
pub fn test_phone(number: &str) -> Option<TestPhone> {
    let digits = e164(number)?;
    TEST_PHONES.into_iter().find(|phone| e164(phone.number).as_ref() == Some(&digits))
}

/// An Indonesian mobile number in the digits of E.164, without a plus sign: `62811…`. Spaces, hyphens, dots and
/// brackets count for nothing. Nothing, if it is no such number.
pub(crate) fn e164(number: &str) -> Option<String> {
    let plain: String =
        number.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '(' | ')')).collect();
    let rest =
        plain.strip_prefix("+62").or_else(|| plain.strip_prefix("62")).or_else(|| plain.strip_prefix('0'))?;
    let is_mobile = rest.starts_with('8') && (8..=13).contains(&rest.len());
    (is_mobile && rest.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("62{rest}"))
}

/// The account of a wallet: the one that pays, or one that is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KnownWallet {
    pub(crate) channel: EwalletChannel,
    /// Digits of E.164.
    pub(crate) mobile_number: String,
    pub(crate) name: String,
    /// Keyed digest of merchant, wallet and number.
    pub(crate) fingerprint: String,
}

/// The wallet of a charge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WalletRecord {
    pub(crate) channel: EwalletChannel,
    /// Number that the wallet's page proposes.
    pub(crate) proposed: Option<String>,
    /// Whose code is being asked for, once a number was given.
    pub(crate) account: Option<KnownWallet>,
    /// How many wrong codes were given.
    pub(crate) wrong_codes: u8,
}

impl WalletRecord {
    /// A wallet whose page will ask for the number.
    pub(crate) fn new(channel: EwalletChannel, proposed: Option<String>) -> Self {
        Self { channel, proposed, account: None, wrong_codes: 0 }
    }

    /// A stored wallet: its number is known.
    pub(crate) fn stored(wallet: KnownWallet) -> Self {
        Self { channel: wallet.channel.clone(), proposed: None, account: Some(wallet), wrong_codes: 0 }
    }

    /// What the API shows of it.
    pub(crate) fn shown(&self) -> EwalletCharge {
        let account = self.account.as_ref().map(|account| EwalletAccount {
            mobile_number: Some(account.mobile_number.clone()),
            name: Some(account.name.clone()),
        });
        EwalletCharge { channel: self.channel.clone(), account_informations: account }
    }
}

/// The wallet as people know it.
pub(crate) fn brand(channel: &EwalletChannel) -> &str {
    match channel {
        EwalletChannel::ShopeePay => "ShopeePay",
        other => other.as_str(),
    }
}

/// Shows of a number what its owner recognises: `+62 8•• •••• 001`.
pub(crate) fn masked(mobile_number: &str) -> String {
    let last: String = mobile_number.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    format!("+62 8•• •••• {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_every_spelling() {
        for spelling in [
            "08111111001",
            "628111111001",
            "+628111111001",
            "+62 811-1111-001",
            "(0811) 1111 001",
            "0811.1111.001",
        ] {
            assert_eq!(e164(spelling).as_deref(), Some("628111111001"), "{spelling}");
            assert_eq!(test_phone(spelling).unwrap().ending, Ending::Succeed, "{spelling}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_here_is_none() {
        for wrong in [
            "",
            "8111111001",
            "+18111111001",
            "0711111100",
            "0811",
            "08111111111111111",
            "0811111100x",
            "+",
            "62",
        ] {
            assert_eq!(e164(wrong), None, "{wrong}");
        }
        assert_eq!(test_phone("08123456789"), None);
    }

    #[test]
    fn a_masked_number_keeps_its_last_three_digits_only() {
        assert_eq!(masked("628111111001"), "+62 8•• •••• 001");
    }
}
