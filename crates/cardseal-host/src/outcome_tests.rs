use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::*;

/// A session with these fields beside the ones every session has.
fn outcome(fields: Value) -> Outcome {
    let mut session = json!({"id": "s1", "mode": "API"});
    for (name, value) in fields.as_object().unwrap() {
        session[name] = value.clone();
    }
    Outcome::of(&serde_json::from_value(session).unwrap(), false)
}

fn declined(failure_code: Option<&str>, failure_message: Option<&str>, issuer_code: Option<&str>) -> Outcome {
    Outcome::Declined {
        failure_code: failure_code.map(FailureCode::from),
        failure_message: failure_message.map(str::to_owned),
        issuer_code: issuer_code.map(str::to_owned),
    }
}

#[test]
fn each_status_has_one_outcome() {
    let charge = |status: &str| json!([{"id": "c1", "status": status}]);
    for (fields, expected) in [
        (json!({"status": "REQUIRE_PAYMENT_METHOD"}), Outcome::RequiresPaymentMethod),
        (json!({"status": "REQUIRE_CONFIRMATION"}), Outcome::RequiresConfirmation { session_key: None }),
        (json!({"status": "REQUIRE_ACTION"}), Outcome::ActionUnavailable { reason: RedirectError::Missing }),
        (json!({"status": "ACTIVE"}), Outcome::Active),
        (json!({"status": "PROCESSING"}), Outcome::Processing),
        (json!({"status": "PROCESSING", "chargeDetails": charge("SUCCESS")}), Outcome::Processing),
        (
            json!({"status": "PROCESSING", "chargeDetails": charge("WAITING_FOR_CAPTURE")}),
            Outcome::AwaitingCapture,
        ),
        (json!({"status": "PAID"}), Outcome::Paid),
        (json!({"status": "CANCELLED"}), Outcome::Cancelled { reason: None }),
        (json!({"status": "CANCELLED", "chargeDetails": charge("FAILED")}), declined(None, None, None)),
        (
            json!({"status": "CANCELLED", "chargeDetails": charge("EXPIRED")}),
            Outcome::Cancelled { reason: None },
        ),
        (json!({"status": "CANCELLED", "cancellationReason": "CHARGE_FAILED"}), declined(None, None, None)),
        (json!({"status": "CANCELLED", "cancellationReason": "FRAUDULENT"}), declined(None, None, None)),
        (json!({"status": "EXPIRED", "chargeDetails": charge("SUCCESS")}), Outcome::Expired),
        (json!({"status": "INACTIVE"}), Outcome::Inactive),
        (json!({"status": "PAID_MAYBE"}), Outcome::Unknown(SessionStatus::Unknown("PAID_MAYBE".into()))),
        (json!({"status": ""}), Outcome::Unknown(SessionStatus::Unknown(String::new()))),
    ] {
        assert_eq!(outcome(fields.clone()), expected, "{fields}");
    }
}

#[test]
fn a_merchants_own_cancellation_is_not_a_decline() {
    for reason in ["REQUESTED_BY_CUSTOMER", "DUPLICATED", "VOID_SESSION", "NEW_REASON"] {
        let charges = json!([{"id": "c1", "status": "FAILED", "failureCode": "INSUFFICIENT_FUND"}]);
        let fields = json!({"status": "CANCELLED", "cancellationReason": reason, "chargeDetails": charges});
        assert_eq!(outcome(fields), Outcome::Cancelled { reason: Some(reason.into()) });
    }
}

#[test]
fn a_decline_tells_what_the_newest_charge_tells() {
    let fields = json!({"status": "CANCELLED", "cancellationReason": "CHARGE_FAILED", "chargeDetails": [
        {"id": "c2", "status": "FAILED", "createdAt": "2030-01-01T00:00:02Z", "failureCode": "INSUFFICIENT_FUND",
         "failureMessage": "no money on 4440000112290002",
         "card": {"authorizationResult": {"issuerAuthorizationCode": "51"}}},
        {"id": "c1", "status": "FAILED", "createdAt": "2030-01-01T00:00:01Z", "failureCode": "INVALID_ACCOUNT"}]});
    let expected = declined(Some("INSUFFICIENT_FUND"), Some("no money on [masked]"), Some("51"));
    assert_eq!(outcome(fields), expected);
}

#[test]
fn a_shopper_is_sent_only_where_it_is_safe() {
    let action = |url: &str| outcome(json!({"status": "REQUIRE_ACTION", "paymentUrl": url}));
    let Outcome::ActionRequired { redirect } = action("https://3ds.example/x") else { panic!() };
    assert_eq!(redirect.web_url(), Some("https://3ds.example/x"));
    assert_eq!(action("javascript:alert(1)"), Outcome::ActionUnavailable { reason: RedirectError::Scheme });
    assert_eq!(action("http://127.0.0.1/x"), Outcome::ActionUnavailable { reason: RedirectError::Scheme });
}

#[test]
fn a_hosted_page_is_a_place_to_go() {
    for status in ["REQUIRE_CONFIRMATION", "REQUIRE_PAYMENT_METHOD"] {
        let url = "https://pay.example/x";
        let hosted = outcome(json!({"status": status, "mode": "REDIRECT", "paymentUrl": url}));
        assert!(matches!(hosted, Outcome::ActionRequired { .. }), "{hosted:?}");
        let own = outcome(json!({"status": status, "mode": "API", "paymentUrl": url}));
        assert!(!matches!(own, Outcome::ActionRequired { .. }), "{own:?}");
    }
}

#[test]
fn only_final_statuses_are_final_outcomes() {
    for status in SessionStatus::KNOWN {
        assert_eq!(outcome(json!({"status": status})).is_final(), status.is_final(), "{status}");
    }
}

/// A key of the tests of `cardseal-key`.
fn key() -> &'static str {
    let keys = include_str!("../../cardseal-key/tests/data/keys.txt");
    keys.lines().find_map(|line| line.strip_prefix("rsa2048.spki ")).unwrap()
}

fn waiting(key: &str) -> Outcome {
    outcome(
        json!({"status": "REQUIRE_CONFIRMATION", "encryptionKey": key, "expiryAt": "2030-01-01T00:00:00Z"}),
    )
}

#[test]
fn a_session_that_waits_brings_its_key() {
    let Outcome::RequiresConfirmation { session_key: Some(brought) } = waiting(key()) else { panic!() };
    assert_eq!((brought.session_id.as_str(), brought.encryption_key.as_str()), ("s1", key()));
}

#[test]
fn a_key_that_no_card_may_be_encrypted_to_is_refused() {
    assert_eq!(waiting("QUJD"), Outcome::KeyRefused { reason: KeyError::NotSpki });
    // The modulus ends 5 bytes before the end: one bit less makes it even, others make it the multiple of a prime that
    // only a server looks for.
    let mut der = BASE64_STANDARD.decode(key()).unwrap();
    let low = der.len() - 6;
    der[low] ^= 1;
    let refused = waiting(&BASE64_STANDARD.encode(&der));
    assert_eq!(refused, Outcome::KeyRefused { reason: KeyError::ModulusEven });
    let weak = (0..=u16::MAX).find_map(|low_bytes| {
        der[low - 1..=low].copy_from_slice(&(low_bytes | 1).to_be_bytes());
        let parsed = cardseal_key::PublicKey::from_der(&der).ok()?;
        (parsed.refuse_weakness() == Err(KeyError::ModulusSmallFactor)).then(|| BASE64_STANDARD.encode(&der))
    });
    let refused = waiting(&weak.unwrap());
    assert_eq!(refused, Outcome::KeyRefused { reason: KeyError::ModulusSmallFactor });
}
