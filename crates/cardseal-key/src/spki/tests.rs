use super::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_RSA_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];

const RSA_NULL: &[u8] =
    &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// A line of `tests/data/keys.txt`.
pub(crate) fn fixture(name: &str) -> &'static str {
    include_str!("../../tests/data/keys.txt")
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap_or_else(|| panic!("no key named {name}"))
}

fn bytes(name: &str) -> Vec<u8> {
    STANDARD.decode(fixture(name)).unwrap()
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let mut out = vec![tag];
    match len {
        0..=0x7f => out.push(len as u8),
        0x80..=0xff => out.extend([0x81, len as u8]),
        _ => out.extend([0x82, (len >> 8) as u8, len as u8]),
    }
    out.extend(content);
    out
}

fn integer(value: &[u8]) -> Vec<u8> {
    let value = if value.first().is_none_or(|first| *first >= 0x80) {
        [&[0], value].concat()
    } else {
        value.to_vec()
    };
    tlv(der::INTEGER, &value)
}

fn spki_of(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    tlv(der::SEQUENCE, &[algorithm, &tlv(der::BIT_STRING, &[&[0], key].concat())].concat())
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    spki_of(RSA_NULL, &tlv(der::SEQUENCE, &[integer(modulus), integer(exponent)].concat()))
}

fn modulus() -> Vec<u8> {
    PublicKey::parse(fixture("rsa2048.spki")).unwrap().modulus.to_vec()
}

/// A modulus of this many bits that passes the cheap checks: the next one of which no small prime is a factor.
fn modulus_of(bits: usize) -> Vec<u8> {
    let mut number = vec![0x5a; bits.div_ceil(8)];
    let top = (bits - 1) % 8;
    number[0] = (1 << top) | (0x5a & ((1 << top) - 1));
    for low in (1..=u16::MAX).step_by(2) {
        let at = number.len() - 2;
        number[at..].copy_from_slice(&low.to_be_bytes());
        if arithmetic::check_modulus(&number) != Err(KeyError::ModulusSmallFactor) {
            break;
        }
    }
    number
}

const E: &[u8] = &[1, 0, 1];

fn pem(label: &str, base64: &str) -> String {
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
fn keys_that_are_taken() {
    let base = fixture("rsa2048.spki");
    let texts = [
        (base.to_owned(), 2048, 65_537),
        (fixture("rsa3072.spki").to_owned(), 3072, 65_537),
        (fixture("rsa4096.spki").to_owned(), 4096, 65_537),
        (fixture("rsa8192.spki").to_owned(), 8192, 65_537),
        (fixture("rsa2056.big-e-spki").to_owned(), 2056, 4_294_967_311),
        (pem("PUBLIC KEY", base), 2048, 65_537),
        (pem("PUBLIC KEY", base).replace('\n', "\r\n"), 2048, 65_537),
        (pem("PUBLIC KEY", base).replace([' ', '\n'], ""), 2048, 65_537),
        (format!("\n  {base}\t\n"), 2048, 65_537),
        (base.replace('/', " /"), 2048, 65_537),
        (STANDARD.encode(rsa(&modulus(), E)), 2048, 65_537),
        (STANDARD.encode(rsa(&modulus_of(2049), E)), 2049, 65_537),
        (STANDARD.encode(rsa(&modulus_of(2055), E)), 2055, 65_537),
        (STANDARD.encode(rsa(&modulus(), &[1, 0xff, 0xff, 0xff, 0xff])), 2048, 0x1_ffff_ffff),
        (STANDARD.encode(rsa(&modulus(), &[1, 0, 3])), 2048, 65_539),
    ];
    for (text, bits, exponent) in texts {
        let key = PublicKey::parse(&text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        assert_eq!((key.bits(), key.exponent()), (bits, exponent));
        assert_eq!(key.modulus().len(), bits.div_ceil(8));
    }
}

/// Texts that are refused before any DER is read.
fn refused_texts() -> Vec<(&'static str, String, KeyError)> {
    let base = fixture("rsa2048.spki");
    let with = |from: &str, to: &str| base.replacen(from, to, 1);
    vec![
        ("nothing", String::new(), KeyError::Empty),
        ("white space", " \n\t ".into(), KeyError::Empty),
        ("empty armour", "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----".into(), KeyError::Empty),
        ("a megabyte", "A".repeat(1 << 20), KeyError::TooLong),
        ("one byte above the limit", "A".repeat(PublicKey::MAX_TEXT + 1), KeyError::TooLong),
        ("URL-safe alphabet", base.replace('+', "-").replace('/', "_"), KeyError::Base64Alphabet),
        ("embedded NUL", with("A", "\0"), KeyError::Base64Alphabet),
        ("a letter of another script", with("A", "А"), KeyError::Base64Alphabet),
        ("a comma", with("A", ","), KeyError::Base64Alphabet),
        ("padding inside", with("A", "="), KeyError::Base64Alphabet),
        ("three symbols cut off", base[..base.len() - 3].into(), KeyError::Base64Padding),
        ("two symbols cut off", base[..base.len() - 2].into(), KeyError::Base64Padding),
        ("one symbol cut off", base[..base.len() - 1].into(), KeyError::Base64Padding),
        (
            "padding missing",
            fixture("rsa3072.spki").trim_end_matches('=').to_owned() + "AAA",
            KeyError::Base64Padding,
        ),
        ("too much padding", format!("{base}=="), KeyError::Base64Padding),
        ("stray bits", "MIIB".to_owned() + "AB==", KeyError::Base64TrailingBits),
        (
            "two lines of armour in one",
            "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----".into(),
            KeyError::PemArmour,
        ),
        ("armour without an end", format!("-----BEGIN PUBLIC KEY-----\n{base}"), KeyError::PemArmour),
        ("armour of something else", pem("PGP PUBLIC KEY BLOCK", base), KeyError::PemArmour),
        ("armour of parameters", pem("DH PARAMETERS", base), KeyError::PemArmour),
        (
            "mixed armour",
            format!("-----BEGIN PUBLIC KEY-----\n{base}\n-----END CERTIFICATE-----"),
            KeyError::PemArmour,
        ),
        ("private key, PEM", pem("PRIVATE KEY", fixture("rsa2048.pkcs8")), KeyError::PrivateKey),
        (
            "PKCS #1 private key, PEM",
            pem("RSA PRIVATE KEY", fixture("rsa2048.pkcs1-private")),
            KeyError::PrivateKey,
        ),
        ("EC private key, PEM", pem("EC PRIVATE KEY", fixture("p256.sec1")), KeyError::PrivateKey),
        (
            "encrypted private key, PEM",
            pem("ENCRYPTED PRIVATE KEY", fixture("rsa2048.pkcs8-encrypted")),
            KeyError::PrivateKey,
        ),
        ("OpenSSH private key, PEM", pem("OPENSSH PRIVATE KEY", base), KeyError::PrivateKey),
        (
            "private key in one line of armour",
            "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----".into(),
            KeyError::PrivateKey,
        ),
        ("certificate, PEM", pem("CERTIFICATE", fixture("rsa2048.certificate")), KeyError::Certificate),
        ("request, PEM", pem("CERTIFICATE REQUEST", fixture("rsa2048.request")), KeyError::Certificate),
        ("PKCS #1 public key, PEM", pem("RSA PUBLIC KEY", fixture("rsa2048.pkcs1-public")), KeyError::Pkcs1),
    ]
}

/// Well-formed base64 of what is no acceptable key: real ones of other kinds, and damaged ones.
fn refused_bytes() -> Vec<(&'static str, Vec<u8>, KeyError)> {
    let n = modulus();
    let good = rsa(&n, E);
    let key = tlv(der::SEQUENCE, &[integer(&n), integer(E)].concat());
    let algorithm = |content: &[&[u8]]| spki_of(&tlv(der::SEQUENCE, &content.concat()), &key);
    let oid = tlv(der::OID, OID_RSA);
    let raw = |parts: &[Vec<u8>]| spki_of(RSA_NULL, &tlv(der::SEQUENCE, &parts.concat()));
    let patched = |at: usize, byte: u8| {
        let mut der = good.clone();
        der[at] = byte;
        der
    };
    let mut long_length = vec![0x30, 0x83, 0x00];
    long_length.extend(&good[2..]);
    let mut indefinite = vec![0x30, 0x80];
    indefinite.extend(&good[4..]);
    indefinite.extend([0, 0]);
    let even = [&n[..255], &[n[255] & 0xfe]].concat();
    let mut by_three = n.clone();
    while arithmetic::check_modulus(&by_three) != Err(KeyError::ModulusSmallFactor) {
        by_three[255] = by_three[255].wrapping_add(2);
    }
    vec![
        ("24 bytes of text", b"24 bytes of plain letters".to_vec(), KeyError::NotSpki),
        ("zeros", vec![0; 294], KeyError::NotSpki),
        ("one byte", vec![0x30], KeyError::Truncated),
        ("an empty sequence", vec![0x30, 0x00], KeyError::Truncated),
        ("a PKCS #8 private key", bytes("rsa2048.pkcs8"), KeyError::PrivateKey),
        ("a PKCS #1 private key", bytes("rsa2048.pkcs1-private"), KeyError::PrivateKey),
        ("a SEC 1 private key", bytes("p256.sec1"), KeyError::PrivateKey),
        ("an Ed25519 private key", bytes("ed25519.pkcs8"), KeyError::PrivateKey),
        ("an encrypted private key, PBES2", bytes("rsa2048.pkcs8-encrypted"), KeyError::PrivateKey),
        ("an encrypted private key, PKCS #12", bytes("rsa2048.pkcs8-pbe"), KeyError::PrivateKey),
        ("a PKCS #1 public key", bytes("rsa2048.pkcs1-public"), KeyError::Pkcs1),
        ("a certificate", bytes("rsa2048.certificate"), KeyError::Certificate),
        ("a certificate request", bytes("rsa2048.request"), KeyError::Certificate),
        ("a P-256 key", bytes("p256.spki"), KeyError::NotRsa),
        ("an Ed25519 key", bytes("ed25519.spki"), KeyError::NotRsa),
        ("an X25519 key", bytes("x25519.spki"), KeyError::NotRsa),
        ("an RSASSA-PSS key", bytes("rsa2048.pss-spki"), KeyError::RsaPss),
        ("an RSAES-OAEP key", algorithm(&[&tlv(der::OID, OID_RSA_OAEP), &[5, 0]]), KeyError::RsaOaep),
        (
            "sha256WithRSAEncryption",
            algorithm(&[&tlv(der::OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]), &[5, 0]]),
            KeyError::NotRsa,
        ),
        ("no parameters", algorithm(&[&oid]), KeyError::AlgorithmParameters),
        ("parameters of a sequence", algorithm(&[&oid, &[0x30, 0]]), KeyError::AlgorithmParameters),
        ("NULL with content", algorithm(&[&oid, &[5, 1, 0]]), KeyError::AlgorithmParameters),
        ("two NULLs", algorithm(&[&oid, &[5, 0, 5, 0]]), KeyError::TrailingBytes),
        ("an empty algorithm", spki_of(&[0x30, 0], &key), KeyError::Truncated),
        ("a byte behind the end", [&good[..], &[0]].concat(), KeyError::TrailingBytes),
        (
            "a byte behind the bit string",
            tlv(der::SEQUENCE, &[&good[4..], &[0]].concat()),
            KeyError::TrailingBytes,
        ),
        ("a byte behind the key", spki_of(RSA_NULL, &[&key[..], &[0]].concat()), KeyError::TrailingBytes),
        ("a third integer", raw(&[integer(&n), integer(E), integer(E)]), KeyError::TrailingBytes),
        ("no exponent", raw(&[integer(&n)]), KeyError::Truncated),
        ("no integers", raw(&[]), KeyError::Truncated),
        ("cut in the middle", good[..150].to_vec(), KeyError::Truncated),
        ("the last byte cut off", good[..good.len() - 1].to_vec(), KeyError::Truncated),
        ("indefinite length", indefinite, KeyError::IndefiniteLength),
        ("three bytes of length", long_length, KeyError::NonMinimalLength),
        (
            "two bytes of length for 13",
            spki_of(&[&[0x30, 0x81], &RSA_NULL[1..]].concat(), &key),
            KeyError::NonMinimalLength,
        ),
        (
            "three bytes of length for 13",
            spki_of(&[&[0x30, 0x82, 0], &RSA_NULL[1..]].concat(), &key),
            KeyError::NonMinimalLength,
        ),
        ("a length of 126 bytes", patched(1, 0xfe), KeyError::Truncated),
        ("a set for a sequence", patched(0, 0x31), KeyError::NotSpki),
        ("an octet string for the bit string", patched(19, 0x04), KeyError::NotSpki),
        ("unused bits", patched(23, 1), KeyError::UnusedBits),
        ("an empty bit string", tlv(der::SEQUENCE, &[RSA_NULL, &[3, 0]].concat()), KeyError::UnusedBits),
        ("a string for the modulus", raw(&[tlv(4, &n), integer(E)]), KeyError::NotSpki),
        (
            "modulus without its leading zero",
            raw(&[tlv(der::INTEGER, &n), integer(E)]),
            KeyError::NegativeInteger,
        ),
        (
            "modulus with two leading zeros",
            raw(&[tlv(der::INTEGER, &[&[0, 0], &n[..]].concat()), integer(E)]),
            KeyError::NonMinimalInteger,
        ),
        ("modulus of no bytes", raw(&[tlv(der::INTEGER, &[]), integer(E)]), KeyError::NonMinimalInteger),
        (
            "negative exponent",
            raw(&[integer(&n), tlv(der::INTEGER, &[0x81, 0, 1])]),
            KeyError::NegativeInteger,
        ),
        (
            "exponent with a leading zero",
            raw(&[integer(&n), tlv(der::INTEGER, &[0, 1, 0, 1])]),
            KeyError::NonMinimalInteger,
        ),
        ("modulus 0", rsa(&[], E), KeyError::ModulusTooSmall),
        ("modulus 1", rsa(&[1], E), KeyError::ModulusTooSmall),
        ("1024 bits", bytes("rsa1024.spki"), KeyError::ModulusTooSmall),
        ("2047 bits", rsa(&modulus_of(2047), E), KeyError::ModulusTooSmall),
        ("8193 bits", rsa(&modulus_of(8193), E), KeyError::ModulusTooLarge),
        ("an even modulus", rsa(&even, E), KeyError::ModulusEven),
        ("a modulus with a small factor", rsa(&by_three, E), KeyError::ModulusSmallFactor),
        ("a modulus of the faulty generator", rsa(&bytes("roca.modulus"), E), KeyError::ModulusRoca),
        ("exponent 0", rsa(&n, &[]), KeyError::ExponentTooSmall),
        ("exponent 1", rsa(&n, &[1]), KeyError::ExponentTooSmall),
        ("exponent 2", rsa(&n, &[2]), KeyError::ExponentTooSmall),
        ("exponent 3, real key", bytes("rsa2048.e3-spki"), KeyError::ExponentTooSmall),
        ("exponent 17", rsa(&n, &[17]), KeyError::ExponentTooSmall),
        ("exponent 65535", rsa(&n, &[0xff, 0xff]), KeyError::ExponentTooSmall),
        ("exponent 65536", rsa(&n, &[1, 0, 0]), KeyError::ExponentTooSmall),
        ("exponent 65538", rsa(&n, &[1, 0, 2]), KeyError::ExponentEven),
        ("exponent 2^33 + 1", rsa(&n, &[2, 0, 0, 0, 1]), KeyError::ExponentTooLarge),
        ("exponent of nine bytes", rsa(&n, &[1, 0, 0, 0, 0, 0, 0, 0, 1]), KeyError::ExponentTooLarge),
        ("exponent as great as the modulus", rsa(&n, &n), KeyError::ExponentTooLarge),
    ]
}

#[test]
fn keys_that_are_refused() {
    let bytes = refused_bytes().into_iter().map(|(name, der, error)| (name, STANDARD.encode(der), error));
    let corpus: Vec<_> = refused_texts().into_iter().chain(bytes).collect();
    assert!(corpus.len() >= 90, "{}", corpus.len());
    for (name, text, expected) in &corpus {
        assert_eq!(PublicKey::parse(text), Err(*expected), "{name}");
    }
    let codes: std::collections::BTreeSet<_> = corpus.iter().map(|(_, _, error)| error.code()).collect();
    assert_eq!(codes.len(), 29, "every refusal has a case: {codes:?}");
}

/// No damage to a single byte, and no cut, gives another key or a panic.
#[test]
fn a_damaged_key_is_refused_or_keeps_its_shape() {
    let good = bytes("rsa2048.spki");
    for cut in 0..good.len() {
        assert!(PublicKey::from_der(&good[..cut]).is_err(), "cut at {cut}");
    }
    // Up to the content of the modulus, everything is structure: no byte of it may differ.
    for at in 0..32 {
        for flip in 1..=255u8 {
            let mut der = good.clone();
            der[at] ^= flip;
            assert!(PublicKey::from_der(&der).is_err(), "byte {at} flipped by {flip:#x}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// Nothing that is fed in makes the reader do anything but answer.
    #[test]
    fn any_text_has_an_answer(text in r"(-----BEGIN [A-Z ]{0,12}-----)?[A-Za-z0-9+/=\s]{0,200}(-----END)?|\PC{0,60}") {
        prop_assert!(PublicKey::parse(&text).is_err());
    }

    /// Bytes behind a plausible start, and any three bytes of a real key changed.
    #[test]
    fn any_bytes_have_an_answer(
        tail in prop::collection::vec(any::<u8>(), 0..64),
        changes in prop::collection::vec((0usize..294, any::<u8>()), 3),
    ) {
        prop_assert!(PublicKey::from_der(&[&[0x30, 0x82], &tail[..]].concat()).is_err());
        let mut der = bytes("rsa2048.spki");
        for (at, byte) in changes {
            der[at] = byte;
        }
        if let Ok(key) = PublicKey::from_der(&der) {
            prop_assert!((2048..=8192).contains(&key.bits()) && key.modulus()[key.modulus().len() - 1] & 1 == 1);
            prop_assert!(key.exponent() >= 65_537 && key.exponent() & 1 == 1);
        }
    }
}

#[test]
fn debug_tells_the_size_and_nothing_else() {
    let key = PublicKey::parse(fixture("rsa2048.spki")).unwrap();
    assert_eq!(format!("{key:?}"), "PublicKey { bits: 2048, .. }");
}
