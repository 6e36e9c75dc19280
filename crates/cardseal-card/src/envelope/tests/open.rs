//! Envelopes opened with the private key, by other implementations of RSA and JSON.

use ::base64::{Engine, engine::general_purpose::STANDARD};
use ::rsa::{Oaep, RsaPrivateKey, pkcs8::DecodePrivateKey};
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;

pub(super) fn private() -> RsaPrivateKey {
    RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(fixture("rsa2048.pkcs8")).unwrap()).unwrap()
}

/// The plaintext, after every layer was checked.
fn open(private: &RsaPrivateKey, envelope: &EncryptedCard) -> Vec<u8> {
    let json = STANDARD.decode(envelope.as_str()).unwrap();
    let outer: serde_json::Map<String, Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(outer.len(), 3);
    let part = |name: &str| STANDARD.decode(outer[name].as_str().unwrap()).unwrap();
    let key: [u8; 32] =
        private.decrypt(Oaep::<Sha256, Sha256>::new(), &part("encryptedKey")).unwrap().try_into().unwrap();
    let nonce: [u8; 12] = part("nonce").try_into().unwrap();
    let mut text = part("ciphertext");
    let tag: [u8; 16] = text.split_off(text.len() - 16).try_into().unwrap();
    let cipher = Aes256Gcm::new(&key.into());
    cipher.decrypt_inout_detached(&nonce.into(), &[], text.as_mut_slice().into(), &tag.into()).unwrap();
    text
}

/// Digits of a number with its check digit, of no real card as they are drawn.
fn number(prefix: &str, len: usize) -> impl Strategy<Value = String> + use<> {
    let prefix = prefix.to_owned();
    proptest::collection::vec(0u8..10, len - prefix.len() - 1).prop_map(move |digits| {
        let body: String =
            prefix.chars().chain(digits.iter().map(|digit| char::from(b'0' + digit))).collect();
        let check =
            ('0'..='9').find(|check| crate::luhn::is_valid(format!("{body}{check}").as_bytes())).unwrap();
        format!("{body}{check}")
    })
}

fn card() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        (number("4", 16), "[0-9]{3}"),
        // Not all of 4: a few of its ranges are another network's, which has 16 digits only.
        (number("41", 19), "[0-9]{3}"),
        (number("55", 16), "[0-9]{3}"),
        (number("37", 15), "[0-9]{4}"),
        (number("36", 14), "[0-9]{3}"),
        (number("1", 12), "[0-9]{3,4}"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_card_comes_out_as_it_went_in(
        (pan, cvc) in card(),
        with_cvc in any::<bool>(),
        month in 1u8..=12,
        year in 2000u16..2100,
        name in r#"[a-z"\\/é¿山😀𝒜\u{2028}][a-z0-9 '"\\éא山😀]{0,10}[A-Zß田😀]"#,
        user_agent in r#"[ -!#-\[\]-~]{0,80}"#,
    ) {
        let device = json!({ "userAgent": user_agent, "browserWidth": "1280", "nested": { "a": [1, null, true] } });
        let text = device.to_string();
        let parts = Parts {
            pan: Pan::parse(pan.as_bytes()).unwrap(),
            expiry: ExpiryDate::parse(format!("{month}").as_bytes(), format!("{year}").as_bytes()).unwrap(),
            cvc: Cvc::parse(cvc.as_bytes()).unwrap(),
            name: CardholderName::parse(&name).unwrap(),
        };
        let card = Card::new(&parts.pan, &parts.expiry, with_cvc.then_some(&parts.cvc), &parts.name).unwrap();
        let context = Context { device_informations: JsonObject::parse(&text).unwrap(), ..Context::default() };
        let envelope = seal(&public("rsa2048.spki"), &card, &context, &mut system).unwrap();
        let opened: Value = serde_json::from_slice(&open(&private(), &envelope)).unwrap();
        let mut expected = json!({
            "card": {
                "number": pan,
                "expiryMonth": format!("{month:02}"),
                "expiryYear": format!("{:02}", year % 100),
                "nameOnCard": name.trim(),
            },
            "deviceInformations": device,
            "metadata": {},
        });
        if with_cvc {
            expected["card"]["cvc"] = cvc.into();
        }
        prop_assert_eq!(opened, expected);
    }

    /// The escaping on its own, with the characters that a name cannot have.
    #[test]
    fn any_text_is_escaped_as_another_parser_reads_it(text in any::<String>()) {
        let mut counter = Writer::new(&mut []);
        counter.put_string(text.as_bytes());
        let mut out = vec![0; counter.len()];
        Writer::new(&mut out).put_string(text.as_bytes());
        prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
    }
}

#[test]
fn the_plaintext_is_spelled_as_documented() {
    let parts = Parts::new("4440000112290002", "123", "TEST BUYER");
    let envelope = seal(&public("rsa2048.spki"), &parts.card(), &Context::default(), &mut system).unwrap();
    let expected = concat!(
        r#"{"card":{"number":"4440000112290002","expiryMonth":"01","expiryYear":"39","cvc":"123","#,
        r#""nameOnCard":"TEST BUYER"},"deviceInformations":{},"metadata":{}}"#,
    );
    assert_eq!(String::from_utf8(open(&private(), &envelope)).unwrap(), expected);
}

/// The documented sample: a plaintext of 527 bytes and a key of 2048 bits give 1,508 characters.
#[test]
fn the_length_is_that_of_the_documented_sample() {
    let parts = Parts::new("4440000112290002", "123", "TEST BUYER");
    let key = public("rsa2048.spki");
    let bare = plaintext::len(&parts.card(), &Context::default());
    let text = format!(r#"{{"a":"{}"}}"#, "x".repeat(527 - bare - 6));
    let context = Context { device_informations: JsonObject::parse(&text).unwrap(), ..Context::default() };
    assert_eq!(plaintext::len(&parts.card(), &context), 527);
    assert_eq!(seal(&key, &parts.card(), &context, &mut system).unwrap().as_str().len(), 1508);
}

/// Two envelopes of one card share nothing, and cards of equal shape have envelopes of equal length.
#[test]
fn each_envelope_is_its_own() {
    let key = public("rsa2048.spki");
    let parts = [("4440000112290002", "Ann"), ("5550000112220002", "Bob"), ("3550000112270002", "Eve")];
    let mut seen = std::collections::BTreeSet::new();
    let mut lengths = std::collections::BTreeSet::new();
    for (pan, name) in parts {
        let parts = Parts::new(pan, "123", name);
        for _ in 0..300 {
            let envelope = seal(&key, &parts.card(), &Context::default(), &mut system).unwrap();
            lengths.insert(envelope.as_str().len());
            let json = STANDARD.decode(envelope.as_str()).unwrap();
            let outer: Value = serde_json::from_slice(&json).unwrap();
            for part in ["encryptedKey", "nonce", "ciphertext"] {
                assert!(seen.insert(outer[part].as_str().unwrap().to_owned()), "{part} seen before");
            }
        }
    }
    assert_eq!((seen.len(), lengths.len()), (2700, 1));
}
