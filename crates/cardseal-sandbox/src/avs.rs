//! The address check: what the issuer says of a billing address, by its street, as on the gateway's page "Payment
//! Simulation". It never decides over a payment.

use cardseal_types::{AvsResult, Charge, OrderInformation};

/// Street, what the processor answers there, and which of the documented results that is.
///
/// The page gives the processor's words only. Those that tell of the name beside address or postal code have no result
/// of their own, so that the result says what else matches.
#[rustfmt::skip]
const STREETS: [(&str, &str, AvsResult); 13] = [
    ("Alpha Street",   "SERVICE_NOT_AVAILABLE_RET", AvsResult::NotAvailable),
    ("Bravo Street",   "NOT_AVAILABLE",             AvsResult::NotAvailable),
    ("Charlie Street", "DEFERRED_TRANSACTION_RECE", AvsResult::UnknownFromProcessor),
    ("Delta Street",   "NO_MATCH",                  AvsResult::NotMatched),
    ("Echo Street",    "ZIP_MATCH",                 AvsResult::PartialMatchZip),
    ("Foxtrot Street", "ADDRESS_MATCH",             AvsResult::PartialMatchAddress),
    ("Golf Street",    "ADDRESS_ZIP_MATCH",         AvsResult::Matched),
    ("Hotel Street",   "NAME_MATCH",                AvsResult::PartialMatchName),
    ("India Street",   "NAME_ZIP_MATCH",            AvsResult::PartialMatchZip),
    ("Juliett Street", "NAME_ADDRESS_MATCH",        AvsResult::PartialMatchAddress),
    ("Kilo Street",    "SERVICE_NOT_SUPPORTED",     AvsResult::NotSupported),
    ("Lima Street",    "NOT_REQUESTED",             AvsResult::NotAvailable),
    ("Mike Street",    "NOT_VERIFIED",              AvsResult::UnknownFromProcessor),
];

/// Writes down what the issuer says of the order's billing address, if the issuer was asked at all.
pub(crate) fn mark(charge: &mut Charge, order: &OrderInformation) {
    let authorization = charge.card.as_mut().and_then(|card| card.authorization_result.as_mut());
    if let Some(authorization) = authorization {
        authorization.avs_result = Some(result(order));
    }
}

fn result(order: &OrderInformation) -> AvsResult {
    let billing = order.billing_info.as_ref();
    let lines =
        billing.into_iter().flat_map(|info| [info.address_line1.as_deref(), info.address_line2.as_deref()]);
    let lines: Vec<_> = lines.flatten().map(str::to_ascii_lowercase).collect();
    let lies_there = |street: &str| lines.iter().any(|line| line.contains(&street.to_ascii_lowercase()));
    let street = STREETS.iter().find(|(street, ..)| lies_there(street));
    street.map_or(AvsResult::NotAvailable, |(.., result)| result.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_are_the_spelling_alphabet_from_alpha_to_mike() {
        let initials: String = STREETS.iter().filter_map(|(street, ..)| street.chars().next()).collect();
        assert_eq!(initials, "ABCDEFGHIJKLM");
        assert!(STREETS.iter().all(|(street, words, _)| street.ends_with(" Street") && !words.is_empty()));
    }
}
