//! The parser of public keys: damaged keys, keys built wrong on purpose, armour, and noise.
//!
//! Whatever is accepted has to be the one DER encoding (X.690) of the key that was read out of it, and a key that the
//! rules allow.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE};
use cardseal_key::{KeyError, PublicKey};

use super::hashed;
use crate::{Input, Trait};

const KEYS: &str = include_str!("../../../crates/cardseal-key/tests/data/keys.txt");

/// Sound keys of several sizes, and much that is none.
static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let texts = KEYS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    texts.filter_map(|(_, text)| BASE64_STANDARD.decode(text.trim()).ok()).collect()
});

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// How many texts there are for one that is read by the crate that seals as well: it makes a key ready for powers, which
/// takes far longer than reading it.
const PREPARED: usize = 64;

pub(super) fn run(data: &[u8]) -> Trait {
    let input = &Input::new(data);
    let der = match input.below(4) {
        0 => damaged(input),
        1 => input.bytes(64),
        _ => built(input),
    };
    let text = written(input, &der);
    let read = PublicKey::parse(&text);
    if input.once_in(PREPARED) {
        compare(&text, &read);
    }
    if let Ok(key) = &read {
        check(key);
        let bare: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let bare: String = bare.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
        let taken = BASE64_STANDARD.decode(bare).expect("an accepted key is standard base64");
        assert_eq!(
            taken,
            encoded(key.modulus(), &integer_of(key.exponent())),
            "an accepted key is not DER to the letter"
        );
    }
    let direct = PublicKey::from_der(&der);
    if let Ok(key) = &direct {
        check(key);
        assert_eq!(
            der,
            encoded(key.modulus(), &integer_of(key.exponent())),
            "accepted DER is not DER to the letter"
        );
        assert!(PublicKey::parse(&BASE64_STANDARD.encode(&der)).is_ok_and(|again| again == *key));
    }
    let kind = match (&read, &direct) {
        (Ok(key), _) => hashed(format!("ok {} {}", key.bits() / 64, key.exponent() == 65_537)),
        (Err(one), Err(two)) => hashed(format!("{one:?} {two:?}")),
        (Err(one), Ok(_)) => hashed(format!("{one:?}")),
    };
    Trait { deep: read.is_ok() || direct.is_ok(), kind }
}

/// The crate that seals takes and refuses the same keys, and a server's search finds the factors that it says it does.
fn compare(text: &str, read: &Result<PublicKey, KeyError>) {
    let sealing = cardseal_card::PublicKey::parse(text);
    let numbers = sealing.as_ref().map(|key| (key.modulus(), key.exponent()));
    assert_eq!(numbers, read.as_ref().map(|key| (key.modulus(), key.exponent())));
    if let Ok(key) = read {
        let small = [257, 263, 509, 4_093, 65_521].into_iter().find(|small| divides(*small, key.modulus()));
        let found = key.refuse_weakness() == Err(KeyError::ModulusSmallFactor);
        assert!(found || small.is_none(), "{small:?} divides, and is not found");
    }
}

/// The rules of a key that a card may be encrypted for.
fn check(key: &PublicKey) {
    let modulus = key.modulus();
    assert!((PublicKey::MIN_BITS..=PublicKey::MAX_BITS).contains(&key.bits()));
    assert!(modulus.first().is_some_and(|byte| *byte != 0), "a modulus without leading zeros");
    assert!(modulus.last().is_some_and(|byte| byte % 2 == 1), "an odd modulus");
    let exponent = key.exponent();
    assert!(exponent % 2 == 1 && (65_537..1 << 33).contains(&exponent), "exponent {exponent}");
    for small in [3, 5, 7, 11, 13, 127, 241, 251] {
        assert!(!divides(small, modulus), "a modulus that {small} divides");
    }
}

fn divides(small: u64, modulus: &[u8]) -> bool {
    modulus.iter().fold(0, |rest, byte| (rest * 256 + u64::from(*byte)) % small) == 0
}

/// A sample with some bytes changed, put in, taken out or cut off.
fn damaged(input: &Input<'_>) -> Vec<u8> {
    let mut der = SAMPLES[input.below(SAMPLES.len())].clone();
    for _ in 0..input.below(4) {
        // The structure is in front; behind it is one long number.
        let reach = if input.once_in(3) { der.len() } else { der.len().min(48) };
        let at = input.below(reach);
        match input.below(5) {
            0 => der.insert(at.min(der.len()), input.byte()),
            1 if at < der.len() => drop(der.remove(at)),
            2 => der.truncate(at),
            3 => der.push(input.byte()),
            _ if at < der.len() => der[at] = input.byte(),
            _ => {}
        }
    }
    der
}

/// A key put together from parts, each of which may be wrong.
fn built(input: &Input<'_>) -> Vec<u8> {
    let modulus = modulus(input);
    let exponent = match input.below(6) {
        0 => input.bytes(1 + input_len(input.byte())),
        1 => integer_of(input.pick(&[1, 3, 17, 65_535, 65_536, (1 << 33) - 1, 1 << 33, u64::MAX])),
        _ => vec![1, 0, 1],
    };
    let mut body = element(input, 2, &signed(input_wrong(input), &modulus));
    body.extend(element(input, 2, &signed(input_wrong(input), &exponent)));
    let mut bits = vec![if input.once_in(40) { input.byte() } else { 0 }];
    bits.extend(element(input, 0x30, &body));
    let mut algorithm = element(input, 6, &oid(input));
    if !input.once_in(20) {
        algorithm.extend(element(input, 5, &[]));
    }
    let mut info = element(input, 0x30, &algorithm);
    info.extend(element(input, 3, &bits));
    let mut der = element(input, 0x30, &info);
    if input.once_in(30) {
        der.push(input.byte());
    }
    der
}

fn oid(input: &Input<'_>) -> Vec<u8> {
    let mut oid = RSA.to_vec();
    if input.once_in(15) {
        let at = input.below(oid.len());
        oid[at] = input.byte();
    }
    oid
}

fn modulus(input: &Input<'_>) -> Vec<u8> {
    let lengths = [256, 256, 256, 257, 255, 384, 512, 1024, 1025, 1, 0];
    let mut modulus = input.bytes(32);
    modulus.resize(input.pick(&lengths), 0);
    match input.below(3) {
        // A sound one, perhaps with a bit turned.
        0 => {
            modulus = SAMPLES
                .iter()
                .find_map(|der| PublicKey::from_der(der).ok())
                .map_or(modulus, |key| key.modulus().to_vec())
        }
        1 => crate::Random::new(u64::from(input.byte()) << 8 | u64::from(input.byte())).fill(&mut modulus),
        _ => {}
    }
    if let Some(last) = modulus.last_mut() {
        *last |= u8::from(!input.once_in(20));
    }
    if let Some(first) = modulus.first_mut()
        && !input.once_in(20)
    {
        *first |= 0x80;
    }
    if input.once_in(4) && !modulus.is_empty() {
        let at = input.below(modulus.len());
        modulus[at] ^= 1 << input.below(8);
    }
    modulus
}

const fn input_len(byte: u8) -> usize {
    (byte % 9) as usize
}

fn input_wrong(input: &Input<'_>) -> bool {
    input.once_in(25)
}

/// The content of an INTEGER: a zero in front where the sign bit is set, or the other way round.
fn signed(wrong: bool, number: &[u8]) -> Vec<u8> {
    let high = number.first().is_none_or(|byte| *byte >= 0x80);
    let mut content = if high == wrong { Vec::new() } else { vec![0] };
    content.extend_from_slice(number);
    content
}

/// An element, with a length that is now and then longer than needed, indefinite or a lie.
fn element(input: &Input<'_>, tag: u8, content: &[u8]) -> Vec<u8> {
    let mut element = vec![if input.once_in(60) { input.byte() } else { tag }];
    match input.below(60) {
        0 => element.push(0x80),
        1 => element.extend([0x83, 0, (content.len() >> 8) as u8, content.len() as u8]),
        2 => element.extend(length_of(content.len().wrapping_add(usize::from(input.byte())))),
        _ => element.extend(length_of(content.len())),
    }
    element.extend_from_slice(content);
    element
}

/// The text that is parsed: base64 in one of many ways to write it, most of them right.
fn written(input: &Input<'_>, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    match input.below(12) {
        0 => BASE64_URL_SAFE.encode(der),
        1 => BASE64_STANDARD_NO_PAD.encode(der),
        2 => armoured(input, &text),
        3 => text
            .chars()
            .flat_map(|letter| [Some(letter), input.once_in(50).then_some(' ')])
            .flatten()
            .collect(),
        4 => {
            let mut noisy = text.into_bytes();
            if !noisy.is_empty() {
                let at = input.below(noisy.len());
                noisy[at] = input.byte() & 0x7f;
            }
            String::from_utf8(noisy).unwrap_or_default()
        }
        _ => text,
    }
}

fn armoured(input: &Input<'_>, text: &str) -> String {
    let label = input.pick(&[
        "PUBLIC KEY",
        "PUBLIC KEY",
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "PRIVATE KEY",
        "CERTIFICATE",
        "",
    ]);
    let end = if input.once_in(20) { "PUBLIC" } else { label };
    let break_at = input.pick(&[64, 76, 7, 1000]);
    let lines: Vec<&str> = (0..text.len().div_ceil(break_at))
        .map(|line| &text[line * break_at..text.len().min((line + 1) * break_at)])
        .collect();
    let newline = input.pick(&["\n", "\r\n", "\n\n", " \n"]);
    format!("-----BEGIN {label}-----{newline}{}{newline}-----END {end}-----{newline}", lines.join(newline))
}

/// The one right encoding of a key.
fn encoded(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let plain = |tag: u8, content: &[u8]| [&[tag], length_of(content.len()).as_slice(), content].concat();
    let numbers = [plain(2, &signed(false, modulus)), plain(2, &signed(false, exponent))].concat();
    let bits = [&[0], plain(0x30, &numbers).as_slice()].concat();
    let algorithm = plain(0x30, &[plain(6, RSA), plain(5, &[])].concat());
    plain(0x30, &[algorithm, plain(3, &bits)].concat())
}

fn length_of(length: usize) -> Vec<u8> {
    let bytes = integer_of(length as u64);
    if length < 0x80 { vec![length as u8] } else { [&[0x80 | bytes.len() as u8], bytes.as_slice()].concat() }
}

/// A number without leading zeros, big-endian.
fn integer_of(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes[zeros.min(7)..].to_vec()
}
