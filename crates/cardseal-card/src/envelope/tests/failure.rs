//! What happens when something is missing: a typed error, and no envelope.

use super::*;

#[test]
fn a_source_that_fails_or_leaves_zeros_gives_no_envelope() {
    let parts = Parts::new("4440000112200001", "123", "Ann");
    let key = public("rsa2048.spki");
    let mut failing = |_: &mut [u8]| Err(EntropyError);
    let refused = Err(SealError::Entropy(EntropyError));
    assert_eq!(seal(&key, &parts.card(), &Context::default(), &mut failing), refused);
    for zeros in [0..32, 32..44, 44..RANDOM] {
        let mut source = |bytes: &mut [u8]| {
            bytes.fill(1);
            bytes[zeros.clone()].fill(0);
            Ok(())
        };
        assert_eq!(seal(&key, &parts.card(), &Context::default(), &mut source), refused, "{zeros:?}");
        let mut other = |bytes: &mut [u8]| {
            source(bytes)?;
            bytes[zeros.start] = 1;
            Ok(())
        };
        assert!(seal(&key, &parts.card(), &Context::default(), &mut other).is_ok(), "{zeros:?}");
    }
}

#[test]
fn the_limit_of_the_envelope_is_exact() {
    let parts = Parts::new("4440000112200001", "123", "Ann");
    let key = public("rsa2048.spki");
    let filler = |len: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(len - 8));
    let device = filler(JsonObject::MAX_LEN);
    let mut longest = 0;
    for len in 8..1400 {
        let metadata = filler(len);
        let context = Context {
            device_informations: JsonObject::parse(&device).unwrap(),
            metadata: JsonObject::parse(&metadata).unwrap(),
        };
        match seal(&key, &parts.card(), &context, &mut counter()) {
            Ok(envelope) => {
                assert!(
                    longest <= envelope.as_str().len() && envelope.as_str().len() <= EncryptedCard::MAX_LEN
                );
                longest = envelope.as_str().len();
            }
            Err(error) => {
                assert_eq!(error, SealError::TooLarge);
                assert!(longest > EncryptedCard::MAX_LEN - 8, "refused too early: {longest}");
                return;
            }
        }
    }
    panic!("never refused");
}

#[test]
fn a_code_of_another_network_makes_no_card() {
    let parts = Parts::new("378282246310005", "123", "Ann");
    let refused = Card::new(&parts.pan, &parts.expiry, Some(&parts.cvc), &parts.name);
    assert_eq!(refused.unwrap_err(), CardError::TooShort);
    let parts = Parts::new("4440000112200001", "1234", "Ann");
    let refused = Card::new(&parts.pan, &parts.expiry, Some(&parts.cvc), &parts.name);
    assert_eq!(refused.unwrap_err(), CardError::TooLong);
}

#[test]
fn nothing_of_a_card_is_printed() {
    let parts = Parts::new("4440000112200001", "123", "Ann");
    let text = format!("{:?} {:#?}", parts.card(), Context::default());
    for secret in ["4440", "0001", "123", "Ann", "39"] {
        assert!(!text.contains(secret), "{text}");
    }
    let error = SealError::Entropy(EntropyError);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "source of random bytes failed");
    assert_eq!(error.to_string(), "no random bytes to encrypt with");
}
