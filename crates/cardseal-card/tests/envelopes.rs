//! What envelopes tell of a card by their shape, and whether any two share what must be fresh.

#![allow(clippy::unwrap_used, reason = "a test stops where its expectation does")]

use std::collections::{BTreeSet, HashSet};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cardseal_card::{
    Card, CardholderName, Context, Cvc, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey, luhn, seal,
};

const THREADS: usize = 4;
const ENVELOPES: usize = 100_000 / THREADS;

/// How the numbers of brands that have 16 digits begin, and of none.
const BRANDS: [(&str, &str); 12] = [
    ("VISA", "444000"),
    ("MASTERCARD", "555000"),
    ("JCB", "355000"),
    ("DISCOVER", "601100"),
    ("UNIONPAY", "620000"),
    ("MAESTRO", "501800"),
    ("MIR", "220000"),
    ("RUPAY", "508500"),
    ("TROY", "979200"),
    ("HIPERCARD", "606282"),
    ("ELO", "636297"),
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

/// The draws of each envelope, and the nonce that stands in it.
struct Fresh {
    keys: HashSet<[u8; 32]>,
    nonces: HashSet<[u8; 12]>,
    seeds: HashSet<[u8; 32]>,
    shown: HashSet<Vec<u8>>,
}

fn many(key: &PublicKey, draw: impl Fn(&mut [u8])) -> Fresh {
    let mut fresh =
        Fresh { keys: HashSet::new(), nonces: HashSet::new(), seeds: HashSet::new(), shown: HashSet::new() };
    for _ in 0..ENVELOPES {
        let mut drawn = Vec::new();
        let envelope = sealed(key, [VISA, "737", "Siti", "{}"], &mut |bytes| {
            draw(bytes);
            drawn.push(bytes.to_vec());
        });
        let [content_key, nonce, seed]: [Vec<u8>; 3] = drawn.try_into().unwrap();
        fresh.keys.insert(content_key.try_into().unwrap());
        fresh.seeds.insert(seed.try_into().unwrap());
        let json = String::from_utf8(STANDARD.decode(envelope).unwrap()).unwrap();
        let part = |name: &str| {
            let (_, rest) = json.split_once(&format!(r#""{name}":""#)).unwrap();
            STANDARD.decode(rest.split_once('"').unwrap().0).unwrap()
        };
        assert_eq!(part("nonce"), nonce, "the nonce is the one that was drawn");
        fresh.nonces.insert(nonce.try_into().unwrap());
        fresh.shown.insert(part("encryptedKey"));
    }
    fresh
}

#[test]
fn no_two_of_a_hundred_thousand_envelopes_share_a_key_a_nonce_or_a_seed() {
    let key = key();
    let parts = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| many(&key, system))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let mut all = [HashSet::new(), HashSet::new(), HashSet::new(), HashSet::new()];
    for part in parts {
        all[0].extend(part.keys.into_iter().map(Vec::from));
        all[1].extend(part.nonces.into_iter().map(Vec::from));
        all[2].extend(part.seeds.into_iter().map(Vec::from));
        all[3].extend(part.shown);
    }
    assert_eq!(all.map(|set| set.len()), [THREADS * ENVELOPES; 4]);
}
