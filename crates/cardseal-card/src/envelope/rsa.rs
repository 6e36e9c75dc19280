use crypto_bigint::{
    Limb, Odd, U2048, U8192, Uint, Word,
    modular::{FixedMontyForm, FixedMontyParams},
};
use zeroize::Zeroizing;

use crate::spki::PublicKey;

/// RSAEP (RFC 8017, 5.1.1): `block` to the power of the public exponent, modulo the modulus.
///
/// Time depends on the key alone. Gives nothing unless both slices are as long as the modulus.
///
/// Two widths serve all sizes: each further one is 1.2 KB more for every shopper to download, to save milliseconds on
/// keys that no gateway issues yet.
pub(super) fn encrypt(key: &PublicKey, block: &[u8], out: &mut [u8]) -> Option<()> {
    let len = key.modulus().len();
    if block.len() != len || out.len() != len {
        return None;
    }
    match len {
        ..=256 => power::<{ U2048::LIMBS }>(key, block, out),
        _ => power::<{ U8192::LIMBS }>(key, block, out),
    }
}

/// Square and multiply from the exponent's second bit down. The exponent is public: its bits may steer.
fn power<const LIMBS: usize>(key: &PublicKey, block: &[u8], out: &mut [u8]) -> Option<()> {
    let modulus = Odd::new(from_bytes::<LIMBS>(key.modulus())).into_option()?;
    let params = FixedMontyParams::new(modulus);
    let number = Zeroizing::new(from_bytes::<LIMBS>(block));
    let base = Zeroizing::new(FixedMontyForm::new(&number, &params));
    let exponent = key.exponent();
    let mut power = base.clone();
    for bit in (0..exponent.checked_ilog2()?).rev() {
        *power = power.square();
        if (exponent >> bit) & 1 == 1 {
            *power = power.mul(&base);
        }
    }
    to_bytes(&power.retrieve(), out);
    Some(())
}

/// A big-endian number of at most so many limbs.
fn from_bytes<const LIMBS: usize>(bytes: &[u8]) -> Uint<LIMBS> {
    let mut limbs = [Limb::ZERO; LIMBS];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.rchunks(Limb::BYTES)) {
        *limb = Limb(chunk.iter().fold(0, |word, byte| (word << 8) | Word::from(*byte)));
    }
    Uint::new(limbs)
}

/// The low bytes of a number, big-endian.
fn to_bytes<const LIMBS: usize>(number: &Uint<LIMBS>, out: &mut [u8]) {
    for (chunk, limb) in out.rchunks_mut(Limb::BYTES).zip(number.as_limbs()) {
        for (slot, byte) in chunk.iter_mut().rev().zip(limb.0.to_le_bytes()) {
            *slot = byte;
        }
    }
}
