//! The modular power against the `rsa` crate, at every size and at sizes between.

use ::rsa::{BoxedUint, RsaPublicKey, hazmat::rsa_encrypt, traits::PublicKeyParts};

use super::*;

fn random_odd(bits: usize) -> Vec<u8> {
    let mut number = vec![0; bits.div_ceil(8)];
    system(&mut number).unwrap();
    let top = (bits - 1) % 8;
    number[0] = (number[0] & ((1u16 << (top + 1)) - 1) as u8) | (1 << top);
    *number.last_mut().unwrap() |= 1;
    number
}

fn uint(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

fn der_integer(bytes: &[u8]) -> Vec<u8> {
    let bytes = if bytes[0] >= 0x80 { [&[0], bytes].concat() } else { bytes.to_vec() };
    der(0x02, &bytes)
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    let len = match content.len() {
        0..=0x7f => vec![len[1]],
        0x80..=0xff => vec![0x81, len[1]],
        _ => vec![0x82, len[0], len[1]],
    };
    [&[tag], &len[..], content].concat()
}

/// A key without its private half, or nothing if the modulus has a factor that the parser sees.
fn key_of(modulus: &[u8], exponent: &[u8]) -> Option<PublicKey> {
    let algorithm =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let body = der(0x30, &[der_integer(modulus), der_integer(exponent)].concat());
    let bits = der(0x03, &[&[0], &body[..]].concat());
    PublicKey::from_der(&der(0x30, &[&algorithm[..], &bits].concat())).ok()
}

#[test]
fn the_power_is_the_other_crates() {
    let exponents: [&[u8]; 4] = [&[1, 0, 1], &[1, 0, 3], &[1, 0, 0, 0, 15], &[1, 0xff, 0xff, 0xff, 0xff]];
    let sizes =
        [2048, 2049, 2055, 2056, 2057, 2560, 3071, 3072, 3073, 4095, 4096, 4097, 6000, 8184, 8191, 8192];
    for bits in sizes {
        for exponent in exponents {
            let (modulus, key) = std::iter::repeat_with(|| random_odd(bits))
                .find_map(|n| key_of(&n, exponent).map(|key| (n, key)))
                .unwrap();
            let other =
                RsaPublicKey::new_with_size_limits(uint(&modulus), uint(exponent), 2048..=8192).unwrap();
            let mut edge = modulus.clone();
            *edge.last_mut().unwrap() -= 1;
            let mut block = vec![0; modulus.len()];
            system(&mut block[1..]).unwrap();
            let mut one = vec![0; modulus.len()];
            *one.last_mut().unwrap() = 1;
            for block in [block, vec![0; modulus.len()], one, edge] {
                let mut out = block.clone();
                rsa::encrypt(&key, &mut out).unwrap();
                let expected = rsa_encrypt(&other, &uint(&block)).unwrap();
                assert_eq!(uint(&out), uint(&expected.to_be_bytes()), "{bits} bits, e = {exponent:?}");
                assert_eq!(other.size(), modulus.len());
            }
        }
    }
}

#[test]
fn wrong_lengths_give_nothing() {
    let key = public("rsa2048.spki");
    for len in [0, 255, 257, 512] {
        assert!(rsa::encrypt(&key, &mut vec![0; len]).is_none(), "{len}");
        assert!(oaep::encrypt(&key, &[0; 32], &[1; 32], &mut vec![0; len]).is_none(), "{len}");
    }
    let mut out = vec![0; 256];
    assert!(oaep::encrypt(&key, &[0; 190], &[1; 32], &mut out).is_some());
    assert!(oaep::encrypt(&key, &[0; 191], &[1; 32], &mut out).is_none());
    assert!(oaep::encrypt(&key, &[], &[1; 32], &mut out).is_some());
    for tag in [0, 15, 17] {
        assert!(gcm::encrypt(&[1; 32], &[2; 12], &[], &mut [], &mut vec![0; tag]).is_none());
    }
}
