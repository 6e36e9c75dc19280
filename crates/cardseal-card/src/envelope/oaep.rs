use zeroize::Zeroize;

use super::{
    rsa,
    sha256::{self, LEN as HASH},
};
use crate::key::PublicKey;

/// RSAES-OAEP-ENCRYPT (RFC 8017, 7.1.1) with SHA-256, MGF1 with SHA-256, an empty label, and the seed as an argument.
///
/// Gives nothing if the message is longer than the key can carry, or `out` not as long as the modulus.
pub(super) fn encrypt(key: &PublicKey, message: &[u8], seed: &[u8; HASH], out: &mut [u8]) -> Option<()> {
    out.fill(0);
    encode(message, seed, out)?;
    rsa::encrypt(key, out)
}

/// EME-OAEP encoding into a block of zeros: `00 || masked seed || masked data block`.
fn encode(message: &[u8], seed: &[u8; HASH], block: &mut [u8]) -> Option<()> {
    let (masked_seed, data) = block.split_at_mut_checked(1)?.1.split_at_mut_checked(HASH)?;
    let (label_hash, rest) = data.split_at_mut_checked(HASH)?;
    let padding = rest.len().checked_sub(message.len())?.checked_sub(1)?;
    let (one, room) = rest.get_mut(padding..)?.split_first_mut()?;

    xor(label_hash, &sha256::digest(&[], &[]));
    *one = 1;
    xor(room, message);
    xor(masked_seed, seed);
    mask(data, seed);
    mask(masked_seed, data);
    Some(())
}

/// Adds MGF1 (RFC 8017, B.2.1) of the seed to a target.
fn mask(target: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0u32..).zip(target.chunks_mut(HASH)) {
        let mut digest = sha256::digest(seed, &counter.to_be_bytes());
        xor(chunk, &digest);
        digest.zeroize();
    }
}

fn xor(target: &mut [u8], other: &[u8]) {
    for (byte, other) in target.iter_mut().zip(other) {
        *byte ^= other;
    }
}
