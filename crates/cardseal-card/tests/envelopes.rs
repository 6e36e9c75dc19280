//! What envelopes tell of a card by their shape, and whether any two share what must be fresh.

#![allow(clippy::unwrap_used, reason = "a test stops where its expectation does")]

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cardseal_card::{
    Card, CardholderName, Context, Cvc, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey, luhn, seal,
};

/// How the numbers of brands that have 16 digits begin, and of none.
const BRANDS: [(&str, &str); 14] = [
    ("VISA", "444000"),
    ("MASTERCARD", "555000"),
    ("JCB", "355000"),
    ("DINERS", "360000"),
    ("DISCOVER", "601100"),
    ("UNIONPAY", "620000"),
    ("MAESTRO", "501800"),
    ("MIR", "220000"),
    ("RUPAY", "508500"),
    ("TROY", "979200"),
    ("HIPERCARD", "606282"),
    ("ELO", "636297"),
    ("VERVE", "506099"),
    ("", "999900"),
];
const VISA: &str = "4440000112290002";

/// A number of 16 digits with the right check digit.
fn number(prefix: &str) -> String {
    let mut numbers = (0..10).map(|check| format!("{prefix}000112290{check}"));
    numbers.find(|digits| luhn::is_valid(digits.as_bytes())).unwrap()
}

fn key() -> PublicKey {
    let spki = include_str!("../../cardseal-key/tests/data/keys.txt")
        .lines()
        .find_map(|line| line.strip_prefix("rsa2048.spki "));
    PublicKey::parse(spki.unwrap()).unwrap()
}

fn sealed(
    key: &PublicKey,
    [number, code, name, device]: [&str; 4],
    draw: &mut dyn FnMut(&mut [u8]),
) -> String {
    let (pan, expiry) = (Pan::parse(number.as_bytes()).unwrap(), ExpiryDate::parse(b"07", b"2039").unwrap());
    let (code, name) = (Cvc::parse(code.as_bytes()).unwrap(), CardholderName::parse(name).unwrap());
    let context = Context { device_informations: JsonObject::parse(device).unwrap(), ..Context::default() };
    let mut entropy = |bytes: &mut [u8]| {
        draw(bytes);
        Ok::<_, EntropyError>(())
    };
    let card = Card::new(&pan, &expiry, Some(&code), &name).unwrap();
    seal(key, &card, &context, &mut entropy).unwrap().as_str().to_owned()
}

fn system(bytes: &mut [u8]) {
    getrandom::fill(bytes).unwrap();
}

#[test]
fn cards_of_equal_shape_have_envelopes_of_equal_length_whatever_their_brand() {
    let key = key();
    let mut brands = BTreeSet::new();
    let mut lengths = BTreeSet::new();
    for (brand, prefix) in BRANDS {
        let number = number(prefix);
        let pan = Pan::parse(number.as_bytes()).unwrap();
        brands.insert(pan.brand().map(|brand| brand.as_str().to_owned()));
        assert_eq!(pan.brand().as_ref().map_or("", |brand| brand.as_str()), brand, "{number}");
        lengths.insert(sealed(&key, [&number, "737", "Siti Aminah", "{}"], &mut system).len());
    }
    assert_eq!((brands.len(), lengths.len()), (BRANDS.len(), 1), "{brands:?} {lengths:?}");
    // One digit less and one more in the code make the same text in all.
    let amex = sealed(&key, ["378282246310005", "7373", "Siti Aminah", "{}"], &mut system);
    assert!(lengths.contains(&amex.len()));
    // What is longer shows, and only that.
    let long = |extra: usize| {
        let device = format!(r#"{{"a":"{}"}}"#, "x".repeat(extra));
        sealed(&key, [VISA, "737", "Siti", &device], &mut system).len()
    };
    let steps: BTreeSet<_> = (0..60).map(long).collect();
    assert!(steps.len() > 10);
}

/// Whatever the card, the key's size and the plaintext's are all that the length tells.
#[test]
fn the_length_of_an_envelope_follows_from_that_of_its_plaintext() {
    let encoded = |bytes: usize| bytes.div_ceil(3) * 4;
    let key = key();
    for (at, (_, prefix)) in BRANDS.into_iter().enumerate() {
        let number = number(prefix);
        for letters in (1..=64).chain([160]) {
            let name: String = "Siti Aminah é山😀 ".chars().cycle().skip(at % 11).take(letters).collect();
            // What stands between blanks is what is sent.
            let name = format!("x{}", name.trim());
            let device = format!(r#"{{"a":"{}"}}"#, "y".repeat(at * letters % 97));
            let envelope = sealed(&key, [&number, "737", &name, &device], &mut system);
            let inside = format!(
                r#"{{"card":{{"number":"{number}","expiryMonth":"07","expiryYear":"39","cvc":"737","nameOnCard":"{name}"}},"deviceInformations":{device},"metadata":{{}}}}"#,
            );
            let outside = r#"{"encryptedKey":"","nonce":"","ciphertext":""}"#;
            let expected = outside.len() + encoded(256) + encoded(12) + encoded(inside.len() + 16);
            assert_eq!(envelope.len(), encoded(expected), "{prefix}, {letters} letters");
        }
    }
}

/// How many envelopes are looked at: `CARDSEAL_ENVELOPES`, or as many as a usual run has time for.
fn envelopes() -> usize {
    std::env::var("CARDSEAL_ENVELOPES").map_or(20_000, |count| count.parse().unwrap())
}

/// What must be fresh in every envelope, and the first half of the key that stands in it encrypted.
#[derive(Default)]
struct Fresh {
    keys: HashSet<[u8; 32]>,
    nonces: HashSet<[u8; 12]>,
    seeds: HashSet<[u8; 32]>,
    shown: HashSet<[u8; 128]>,
}

impl Fresh {
    fn counts(&self) -> [usize; 4] {
        [self.keys.len(), self.nonces.len(), self.seeds.len(), self.shown.len()]
    }
}

fn many(count: usize, draw: impl Fn(&mut [u8])) -> Fresh {
    let key = key();
    let mut fresh = Fresh::default();
    for _ in 0..count {
        let mut drawn = Vec::new();
        let envelope = sealed(&key, [VISA, "737", "S", "{}"], &mut |bytes| {
            draw(bytes);
            drawn.extend_from_slice(bytes);
        });
        assert_eq!(drawn.len(), 32 + 12 + 32);
        fresh.keys.insert(*drawn.first_chunk().unwrap());
        fresh.seeds.insert(*drawn.last_chunk().unwrap());
        let json = String::from_utf8(STANDARD.decode(envelope).unwrap()).unwrap();
        let part = |name: &str| {
            let (_, rest) = json.split_once(&format!(r#""{name}":""#)).unwrap();
            STANDARD.decode(rest.split_once('"').unwrap().0).unwrap()
        };
        let nonce: [u8; 12] = part("nonce").try_into().unwrap();
        assert_eq!(nonce, drawn[32..44], "the nonce is the one that was drawn");
        fresh.nonces.insert(nonce);
        fresh.shown.insert(*part("encryptedKey").first_chunk().unwrap());
    }
    fresh
}

/// For a million, in some six minutes: `CARDSEAL_ENVELOPES=1000000 cargo test -p cardseal-card --test envelopes`.
#[test]
fn no_two_envelopes_share_a_key_a_nonce_or_a_seed() {
    let count = envelopes();
    assert_eq!(many(count, system).counts(), [count; 4]);
}

/// The same, where a source of random numbers repeats itself after a while.
#[test]
fn and_a_draw_that_comes_twice_is_seen() {
    let draws = Cell::new(0_u32);
    let repeating = |bytes: &mut [u8]| {
        let draw = draws.replace(draws.get() + 1) % 150;
        bytes.fill(0x5a);
        bytes[..4].copy_from_slice(&(draw + 1).to_be_bytes());
    };
    let counts = many(200, repeating).counts();
    assert!(counts.iter().all(|count| (1..200).contains(count)), "{counts:?}");
}
