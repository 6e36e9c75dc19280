//! Whole envelopes: any name, any device data and metadata, any random numbers. What is sealed is opened by another
//! implementation and holds the same card. One in [`FULLY`] is opened with the private key, which takes far longer
//! than sealing; the others with the content key that was drawn.

use std::sync::LazyLock;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cardseal_card::{
    Card, CardholderName, Context, Cvc, EncryptedCard, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey,
    SealError, luhn, seal,
};
use serde_json::{Map, Value, json};

use super::{hashed, json_text};
use crate::{Input, Random, Trait};

const KEYS: &str = include_str!("../../../crates/cardseal-key/tests/data/keys.txt");

static PUBLIC: LazyLock<PublicKey> =
    LazyLock::new(|| PublicKey::parse(sample("rsa2048.spki ")).expect("a key"));
static PRIVATE: LazyLock<OaepPrivateDecryptingKey> = LazyLock::new(|| {
    let der = BASE64_STANDARD.decode(sample("rsa2048.pkcs8 ")).expect("base64");
    let key = PrivateDecryptingKey::from_pkcs8(&der).expect("a private key");
    OaepPrivateDecryptingKey::new(key).expect("a key for OAEP")
});

const PREFIXES: [(&str, usize); 8] =
    [("4", 16), ("4", 19), ("51", 16), ("2221", 16), ("37", 15), ("36", 14), ("3528", 16), ("99", 12)];
/// How many envelopes there are for one that is opened with the private key.
const FULLY: usize = 16;
const LETTERS: [&str; 12] = ["A", "b", " ", "'", "-", "\"", "\\", "/", "é", "山", "𠮷", "\u{2028}"];

struct Parts {
    number: String,
    month: usize,
    year: usize,
    cvc: Option<String>,
    name: String,
    device: String,
    metadata: String,
}

pub(super) fn run(data: &[u8]) -> Trait {
    let input = &Input::new(data);
    let parts = parts(input);
    let seed = u64::from_le_bytes([0; 8].map(|_: u8| input.byte()));
    let broken = input.once_in(16).then(|| input.pick(&[Broken::Zeros, Broken::Refused]));
    let refused = |why: String| Trait { deep: false, kind: hashed(why) };
    let (sealed, drawn) = match sealed(&parts, seed, broken) {
        Ok(sealed) => sealed,
        Err(why) => return refused(why),
    };
    assert!(broken.is_none(), "an envelope without random numbers");
    let opened = opened(&sealed, (!input.once_in(FULLY)).then_some(drawn.as_slice()));
    assert_eq!(opened, expected(&parts), "another card than the one that was sealed");
    let kind = kind(&sealed, &parts);
    if input.once_in(8) {
        assert_eq!(
            self::sealed(&parts, seed, broken).ok().map(|(again, _)| again).as_ref(),
            Some(&sealed),
            "the same random numbers, another envelope"
        );
        let other = Parts { number: renumbered(&parts.number, input), ..parts };
        if let Ok((other, _)) = self::sealed(&other, seed ^ 1, None) {
            assert_eq!(other.as_str().len(), sealed.as_str().len(), "the length depends on the digits");
        }
    }
    Trait { deep: true, kind }
}

/// Envelopes are alike whose lengths are of one power of two, with letters of the same widths in the name. More kinds of
/// lengths would fill what the driver keeps with the longest texts.
fn kind(sealed: &EncryptedCard, parts: &Parts) -> u64 {
    let widths = parts.name.chars().fold(0, |widths, letter| widths | 1 << letter.len_utf8());
    hashed(format!("{} {widths} {}", sealed.as_str().len().ilog2(), parts.cvc.is_some()))
}

fn parts(input: &Input<'_>) -> Parts {
    let (prefix, length) = input.pick(&PREFIXES);
    let body = format!("{prefix}{}", input.digits(length - 1 - prefix.len()));
    let mut number = checked(&body);
    if input.once_in(20) {
        number = input.digits(8);
    }
    let count = if prefix == "37" { 4 } else { 3 } + usize::from(input.once_in(30));
    let letters = if input.once_in(10) { input.below(300) } else { 1 + input.below(24) };
    Parts {
        number,
        month: 1 + input.below(12) + 12 * usize::from(input.once_in(40)),
        year: input.below(100),
        cvc: (!input.once_in(6)).then(|| input.digits(count)),
        name: (0..letters).map(|_| input.pick(&LETTERS)).collect(),
        device: json_text::object(input),
        metadata: json_text::object(input),
    }
}

/// What a source of random numbers does that has none.
#[derive(Clone, Copy)]
enum Broken {
    Zeros,
    Refused,
}

/// Seals, with random numbers from a seed, and tells which.
fn sealed(parts: &Parts, seed: u64, broken: Option<Broken>) -> Result<(EncryptedCard, Vec<u8>), String> {
    let told = |what: &str, why: &dyn std::fmt::Debug| format!("{what} {why:?}");
    let (month, year) = (format!("{:02}", parts.month), format!("{:02}", parts.year));
    let texts = [&parts.number, &month, &year, &parts.name].map(|text| text.as_bytes());
    let cvc = parts.cvc.as_ref().map(|cvc| cvc.as_bytes());
    let card = Card::parse(texts, cvc, None);
    assert_eq!(card.is_ok(), types_read(texts, cvc), "the types of its parts say otherwise: {card:?}");
    let card = card.map_err(|why| told("card", &why))?;
    let context = Context {
        device_informations: JsonObject::parse(&parts.device).map_err(|why| told("device", &why))?,
        metadata: JsonObject::parse(&parts.metadata).map_err(|why| told("metadata", &why))?,
    };
    let mut random = Random::new(seed);
    let mut drawn = Vec::new();
    let mut source = |bytes: &mut [u8]| {
        match broken {
            Some(Broken::Zeros) => {}
            Some(Broken::Refused) => return Err(EntropyError),
            None => random.fill(bytes),
        }
        drawn.extend_from_slice(bytes);
        Ok(())
    };
    let sealed = seal(&PUBLIC, &card, &context, &mut source).map_err(|why: SealError| told("seal", &why))?;
    Ok((sealed, drawn))
}

/// Whether each part is one to its own type, and all of them together are a card.
fn types_read([number, month, year, name]: [&[u8]; 4], cvc: Option<&[u8]>) -> bool {
    let (Ok(pan), Ok(expiry)) = (Pan::parse(number), ExpiryDate::parse(month, year)) else { return false };
    let (Ok(name), Ok(cvc)) = (CardholderName::from_utf8(name), cvc.map(Cvc::parse).transpose()) else {
        return false;
    };
    Card::new(&pan, &expiry, cvc.as_ref(), &name).is_ok()
}

/// Opens an envelope: with the content key, which is the first that is drawn, or with the private key.
fn opened(sealed: &EncryptedCard, drawn: Option<&[u8]>) -> Value {
    let outer = BASE64_STANDARD.decode(sealed.as_str()).expect("base64");
    let outer: Map<String, Value> = serde_json::from_slice(&outer).expect("JSON");
    let part = |name: &str| BASE64_STANDARD.decode(outer[name].as_str().expect("a text")).expect("base64");
    assert_eq!(outer.len(), 3);
    let mut space = [0; 256];
    let wrapped = part("encryptedKey");
    assert_eq!(wrapped.len(), PUBLIC.modulus().len());
    let content_key = match drawn {
        Some(drawn) => &drawn[..32],
        None => PRIVATE.decrypt(&OAEP_SHA256_MGF1SHA256, &wrapped, &mut space, None).expect("RSA-OAEP"),
    };
    let content_key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, content_key).expect("32 bytes of key"));
    let nonce = Nonce::try_assume_unique_for_key(&part("nonce")).expect("12 bytes of nonce");
    let mut text = part("ciphertext");
    let plaintext = content_key.open_in_place(nonce, Aad::empty(), &mut text).expect("AES-256-GCM");
    serde_json::from_slice(plaintext).expect("JSON inside")
}

fn expected(parts: &Parts) -> Value {
    let mut card = json!({
        "number": parts.number,
        "expiryMonth": format!("{:02}", parts.month),
        "expiryYear": format!("{:02}", parts.year),
        "nameOnCard": parts.name.trim(),
    });
    if let Some(cvc) = &parts.cvc {
        card["cvc"] = json!(cvc);
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("accepted JSON is JSON");
    json!({ "card": card, "deviceInformations": read(&parts.device), "metadata": read(&parts.metadata) })
}

fn checked(body: &str) -> String {
    let check = ('0'..='9').find(|check| luhn::is_valid(format!("{body}{check}").as_bytes()));
    format!("{body}{}", check.expect("a check digit"))
}

/// Another number of the same network and length.
fn renumbered(number: &str, input: &Input<'_>) -> String {
    let kept = number.len().min(6);
    checked(&format!("{}{}", &number[..kept], input.digits(number.len() - kept - 1)))
}

fn sample(name: &str) -> &'static str {
    KEYS.lines().find_map(|line| line.strip_prefix(name)).expect("a sample").trim()
}
