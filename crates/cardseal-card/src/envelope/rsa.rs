use crate::key::PublicKey;

/// RSAEP (RFC 8017, 5.1.1) in place: `block` to the power of the public exponent, modulo the modulus.
///
/// Time depends on the key alone. Gives nothing unless the block is as long as the modulus.
#[cfg(not(feature = "reference"))]
pub(super) fn encrypt(key: &PublicKey, block: &mut [u8]) -> Option<()> {
    fits(key, block)?;
    key.prepared().power(block, key.exponent());
    Some(())
}

/// As above, by the `rsa` crate.
#[cfg(feature = "reference")]
pub(super) fn encrypt(key: &PublicKey, block: &mut [u8]) -> Option<()> {
    use rsa::{BoxedUint, RsaPublicKey, hazmat::rsa_encrypt};

    fits(key, block)?;
    let limits = PublicKey::MIN_BITS..=PublicKey::MAX_BITS;
    let modulus = BoxedUint::from_be_slice_vartime(key.modulus());
    let other = RsaPublicKey::new_with_size_limits(modulus, BoxedUint::from(key.exponent()), limits).ok()?;
    let power = rsa_encrypt(&other, &BoxedUint::from_be_slice_vartime(block)).ok()?.to_be_bytes();
    for (slot, byte) in block.iter_mut().rev().zip(power.iter().rev()) {
        *slot = *byte;
    }
    Some(())
}

fn fits(key: &PublicKey, block: &[u8]) -> Option<()> {
    (block.len() == key.modulus().len()).then_some(())
}
