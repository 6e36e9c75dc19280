//! The card envelope of the gateway (its documentation, page "Card Encryption"): the card as JSON under a fresh AES-256
//! key in Galois/counter mode, that key under RSA-OAEP, both as base64 in JSON, and that as base64 again.
//!
//! It is not a JWE: no header, no additional data, other names.

use cardseal_key::base64::{self, encoded_len};
use cardseal_types::EncryptedCard;

use crate::{
    entropy::{Entropy, EntropyError},
    key::PublicKey,
    wipe::{self, Zeroizing},
};

mod card;
mod error;
mod gcm;
mod oaep;
mod plaintext;
mod rsa;
mod sha256;
mod writer;

pub use self::{
    card::{Card, Context},
    error::SealError,
};

use self::writer::Writer;

/// Encrypts a card so that only the holder of the session's private key can read it.
///
/// Draws [`RANDOM`] bytes from `entropy`. Each call uses fresh ones, and whatever was computed on the way, the stack
/// included, is wiped before it returns, with or without an envelope.
///
/// The length of the envelope follows from the lengths of number, code, name, device information and metadata, and
/// from the size of the key.
///
/// # Errors
///
/// [`SealError`] names the cause. No envelope is made in part.
///
/// # Examples
///
/// ```
/// use cardseal_card::{
///     Card, CardholderName, Context, Cvc, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey, YearMonth, seal,
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let encryption_key = include_str!("../../cardseal-key/tests/data/keys.txt")
/// #     .lines().find_map(|line| line.strip_prefix("rsa2048.spki ")).ok_or("no key")?;
/// // The `encryptionKey` of the payment session.
/// let key = PublicKey::parse(encryption_key)?;
///
/// let pan = Pan::parse(b"4440000112200001")?;
/// let expiry = ExpiryDate::parse(b"01", b"39")?;
/// let today = YearMonth::new(2026, 11).ok_or("no such month")?;
/// expiry.check(today)?;
/// let cvc = Cvc::parse(b"123")?;
/// let name = CardholderName::parse("TEST BUYER")?;
///
/// let card = Card::new(&pan, &expiry, Some(&cvc), &name)?;
/// let context =
///     Context { device_informations: JsonObject::parse(r#"{"country":"ID"}"#)?, ..Context::default() };
/// let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
///
/// let envelope = seal(&key, &card, &context, &mut entropy)?;
/// assert!(envelope.as_str().starts_with("eyJlbmNyeXB0ZWRLZXkiOi"));
/// # Ok(())
/// # }
/// ```
pub fn seal<R: Entropy + ?Sized>(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    entropy: &mut R,
) -> Result<EncryptedCard, SealError> {
    let mut out = vec![0; Lengths::of(key, card, context)?.envelope];
    let mut random = Zeroizing::new([0; RANDOM]);
    entropy.fill(random.as_mut_slice()).map_err(SealError::Entropy)?;
    seal_into(key, card, context, &random, &mut out)?;
    String::from_utf8(out).ok().and_then(EncryptedCard::parse).ok_or(SealError::Internal)
}

/// How many random bytes one envelope takes: 32 of content key, 12 of nonce, 32 of OAEP seed.
pub const RANDOM: usize = 32 + 12 + 32;

/// As [`seal`], with random bytes that are all different for each card, and are the caller's to wipe, into the start of
/// a slice. Gives the length of the envelope.
///
/// # Errors
///
/// As [`seal`]; [`SealError::TooLarge`] for a slice that is too short as well. No envelope is left in part.
pub fn seal_into(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    random: &[u8; RANDOM],
    out: &mut [u8],
) -> Result<usize, SealError> {
    let lengths = Lengths::of(key, card, context)?;
    let out = out.get_mut(..lengths.envelope).ok_or(SealError::TooLarge)?;
    let draws = Draws::of(random).ok_or(SealError::Entropy(EntropyError))?;
    let sealed = seal_with(key, card, context, &lengths, &draws, out);
    wipe::stack();
    if sealed.is_none() {
        out.fill(0);
    }
    sealed.map(|()| lengths.envelope).ok_or(SealError::Internal)
}

/// The lengths of an envelope's parts, from the outside in.
struct Lengths {
    envelope: usize,
    json: usize,
    wrapped: usize,
    plaintext: usize,
}

impl Lengths {
    fn of(key: &PublicKey, card: &Card<'_>, context: &Context<'_>) -> Result<Self, SealError> {
        let plaintext = plaintext::len(card, context);
        let wrapped = key.modulus().len();
        let names = const { OPEN.len() + NONCE.len() + CIPHERTEXT.len() + CLOSE.len() + encoded_len(12) };
        let sealed = encoded_len(plaintext.saturating_add(gcm::TAG));
        let json = names.saturating_add(encoded_len(wrapped)).saturating_add(sealed);
        let envelope = encoded_len(json);
        if envelope > EncryptedCard::MAX_LEN {
            return Err(SealError::TooLarge);
        }
        Ok(Self { envelope, json, wrapped, plaintext })
    }
}

/// What is random about one envelope.
struct Draws<'a> {
    content_key: &'a [u8; 32],
    nonce: &'a [u8; 12],
    seed: &'a [u8; 32],
}

impl<'a> Draws<'a> {
    /// Takes nothing that is all zeros: a source that claims success and leaves them is a broken one.
    fn of(random: &'a [u8; RANDOM]) -> Option<Self> {
        let (content_key, rest) = random.split_first_chunk()?;
        let (nonce, seed) = rest.split_first_chunk()?;
        let seed = seed.first_chunk()?;
        let drawn = |bytes: &[u8]| bytes.iter().fold(0, |any, byte| any | byte) != 0;
        (drawn(content_key) && drawn(nonce) && drawn(seed)).then_some(Self { content_key, nonce, seed })
    }
}

/// Steps 1 to 6 of the scheme, without a random choice. Every part is made in the place where it stays, and encoded
/// there. All that touches secrets happens in frames below the one that wipes them.
#[inline(never)]
fn seal_with(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    lengths: &Lengths,
    draws: &Draws<'_>,
    out: &mut [u8],
) -> Option<()> {
    let json = out.len().checked_sub(lengths.json)?;
    let mut writer = Writer::new(out.get_mut(json..)?);
    writer.put(OPEN);
    oaep::encrypt(key, draws.content_key, draws.seed, writer.room(lengths.wrapped)?)?;
    writer.encode(lengths.wrapped);
    writer.put(NONCE);
    writer.room(draws.nonce.len())?.copy_from_slice(draws.nonce);
    writer.encode(draws.nonce.len());
    writer.put(CIPHERTEXT);
    let sealed = lengths.plaintext.checked_add(gcm::TAG)?;
    let (text, tag) = writer.room(sealed)?.split_at_mut_checked(lengths.plaintext)?;
    plaintext::write(card, context, &mut Writer::new(text));
    gcm::encrypt(draws.content_key, draws.nonce, &[], text, tag)?;
    writer.encode(sealed);
    writer.put(CLOSE);
    base64::encode_in_place(out, lengths.json);
    Some(())
}

const OPEN: &[u8] = br#"{"encryptedKey":""#;
const NONCE: &[u8] = br#"","nonce":""#;
const CIPHERTEXT: &[u8] = br#"","ciphertext":""#;
const CLOSE: &[u8] = br#""}"#;

#[cfg(test)]
mod tests;
