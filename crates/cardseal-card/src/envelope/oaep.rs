use cardseal_key::lanes::Lanes;

use super::{
    rsa,
    sha256::{self, BLOCK, LEN as HASH},
};
use crate::{key::PublicKey, wipe::Zeroizing};

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

    label_hash.copy_from_slice(&sha256::digest(&EMPTY));
    *one = 1;
    room.copy_from_slice(message);
    masked_seed.copy_from_slice(seed);
    mask(data, seed)?;
    mask(masked_seed, data)
}

/// The empty label, padded.
const EMPTY: [u8; BLOCK] = {
    let mut block = [0; BLOCK];
    block[0] = 0x80;
    block
};

/// Room for the longest seed, which is a data block, with a counter and padding.
const ROOM: usize = (PublicKey::MAX_BITS / 8 - 1 - HASH + 4 + 9).next_multiple_of(BLOCK);

/// Adds MGF1 (RFC 8017, B.2.1) of the seed to a target.
fn mask(target: &mut [u8], seed: &[u8]) -> Option<()> {
    let mut room = Zeroizing::new([0; ROOM]);
    room.get_mut(..seed.len())?.copy_from_slice(seed);
    let input = sha256::pad(room.as_mut_slice(), seed.len().checked_add(4)?)?;
    let mut hash = Zeroizing::new([0; HASH]);
    for at in (0..target.len()).step_by(HASH / 2) {
        if at % HASH == 0 {
            // The target is shorter than 256 hashes, so the last byte of the counter is enough.
            *input.get_mut(seed.len() + 3)? = (at / HASH).to_le_bytes()[0];
            *hash = sha256::digest(input);
        }
        let half = hash.as_chunks().0.get(at / (HASH / 2) % 2)?;
        Lanes::read(target, at, 0).xor(Lanes::of(*half)).write(target, at);
    }
    Some(())
}
