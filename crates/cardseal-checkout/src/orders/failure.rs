/// A payment that the shopper or the merchant cancelled.
pub(crate) const CANCELLED: &str = "CANCELLED";
/// A session that the shop cancelled, because the shopper wants to pay in another way.
pub(crate) const REPLACED: &str = "REPLACED";
/// A session that nobody finished in time.
pub(crate) const SESSION_EXPIRED: &str = "SESSION_EXPIRED";

/// What to tell a shopper, per failure code of the gateway and the codes above.
///
/// Codes of suspected fraud get the words of an ordinary refusal: who tries stolen cards must not learn which are
/// known.
const MESSAGES: &[(&str, &str)] = &[
    ("DECLINED_BY_CHANNEL", "Your bank declined the payment. Check the card details or try another card."),
    ("INVALID_ACCOUNT", "Your bank does not know this card. Check the number or try another card."),
    ("AUTHENTICATION_FAILED", "Your bank could not confirm that it is you. Try again or use another card."),
    ("SUSPECTED_FRAUD", DECLINED),
    ("INSUFFICIENT_FUND", "There is not enough money on this card. Try another card."),
    ("CHANNEL_UNAVAILABLE", "Your bank cannot be reached at the moment. Try again in a few minutes."),
    ("CANCELLED_BY_USER", "You cancelled the payment. Nothing was charged."),
    ("CHARGE_EXPIRED", "The payment was not finished in time. Nothing was charged. Please try again."),
    ("BLOCKED_BY_FDS", DECLINED),
    ("REQUIRE_REVIEW", DECLINED),
    (CANCELLED, "The payment was cancelled. Nothing was charged."),
    (REPLACED, "You chose another way to pay. Nothing was charged."),
    (SESSION_EXPIRED, "The payment was not finished in time. Nothing was charged. Please try again."),
];

const DECLINED: &str = "The payment was declined. Try another card.";

/// What is said otherwise where a wallet pays.
const WALLET_MESSAGES: &[(&str, &str)] = &[
    ("DECLINED_BY_CHANNEL", WALLET_DECLINED),
    ("INVALID_ACCOUNT", "The wallet does not know this number. Check it or pay in another way."),
    (
        "AUTHENTICATION_FAILED",
        "The wallet could not confirm that it is you. Try again or pay in another way.",
    ),
    ("SUSPECTED_FRAUD", WALLET_DECLINED),
    ("INSUFFICIENT_FUND", "There is not enough money in this wallet. Pay in another way."),
    ("CHANNEL_UNAVAILABLE", "The wallet cannot be reached at the moment. Try again in a few minutes."),
    ("BLOCKED_BY_FDS", WALLET_DECLINED),
    ("REQUIRE_REVIEW", WALLET_DECLINED),
];

const WALLET_DECLINED: &str = "The wallet did not take the payment. Try again or pay in another way.";

/// The code and the words for a shopper. A code that this version does not know becomes `DECLINED`.
pub(crate) fn for_shopper(code: &str) -> (&'static str, &'static str) {
    MESSAGES.iter().copied().find(|(known, _)| *known == code).unwrap_or(("DECLINED", DECLINED))
}

/// As [`for_shopper`], where a wallet was to pay.
pub(crate) fn for_wallet(code: &str) -> (&'static str, &'static str) {
    let (code, message) = for_shopper(code);
    match WALLET_MESSAGES.iter().find(|(known, _)| *known == code) {
        Some((_, message)) => (code, message),
        None if code == "DECLINED" => (code, WALLET_DECLINED),
        None => (code, message),
    }
}

#[cfg(test)]
mod tests {
    use cardseal_types::FailureCode;

    use super::*;

    #[test]
    fn every_documented_code_has_words() {
        for code in FailureCode::KNOWN {
            assert_eq!(for_shopper(code.as_str()).0, code.as_str());
        }
    }

    #[test]
    fn a_wallet_is_never_told_about_a_card() {
        for code in
            FailureCode::KNOWN.iter().map(FailureCode::as_str).chain([CANCELLED, SESSION_EXPIRED, "NEW"])
        {
            let (told, message) = for_wallet(code);
            assert_eq!(told, for_shopper(code).0);
            assert!(!message.contains("card") && !message.contains("bank"), "{code}: {message}");
        }
    }

    #[test]
    fn an_unknown_code_is_not_passed_on() {
        assert_eq!(for_shopper("<script>"), ("DECLINED", DECLINED));
    }
}
