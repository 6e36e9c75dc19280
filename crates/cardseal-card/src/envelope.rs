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
/// Draws three times from `entropy`: 32 bytes of content key, 12 of nonce, 32 of OAEP seed. Each call uses fresh ones,
/// and whatever was computed on the way, the stack included, is wiped before it returns, with or without an envelope.
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
    seal_into(key, card, context, entropy, &mut out)?;
    String::from_utf8(out).ok().and_then(EncryptedCard::parse).ok_or(SealError::Internal)
}

/// As [`seal`], into the start of a slice. Gives the length of the envelope.
///
/// # Errors
///
/// As [`seal`]; [`SealError::TooLarge`] for a slice that is too short as well. No envelope is left in part.
pub fn seal_into<R: Entropy + ?Sized>(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    entropy: &mut R,
    out: &mut [u8],
) -> Result<usize, SealError> {
    let lengths = Lengths::of(key, card, context)?;
    let out = out.get_mut(..lengths.envelope).ok_or(SealError::TooLarge)?;
    let sealed = draw_and_seal(key, card, context, &lengths, entropy, out);
    wipe::stack();
    if sealed.is_err() {
        out.fill(0);
    }
    sealed.map(|()| lengths.envelope)
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
struct Draws {
    content_key: Zeroizing<[u8; 32]>,
    nonce: [u8; 12],
    seed: Zeroizing<[u8; 32]>,
}

/// Everything that touches secrets, in frames of its own below the one that wipes them.
#[inline(never)]
fn draw_and_seal<R: Entropy + ?Sized>(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    lengths: &Lengths,
    entropy: &mut R,
    out: &mut [u8],
) -> Result<(), SealError> {
    let mut draws =
        Draws { content_key: Zeroizing::new([0; 32]), nonce: [0; 12], seed: Zeroizing::new([0; 32]) };
    fill(entropy, draws.content_key.as_mut_slice())?;
    fill(entropy, &mut draws.nonce)?;
    fill(entropy, draws.seed.as_mut_slice())?;
    seal_with(key, card, context, lengths, &draws, out).ok_or(SealError::Internal)
}

/// Fills a slice of zeros. A source that claims success and leaves them as they are is a broken one.
fn fill<R: Entropy + ?Sized>(entropy: &mut R, bytes: &mut [u8]) -> Result<(), SealError> {
    entropy.fill(bytes).map_err(SealError::Entropy)?;
    let any = bytes.iter().fold(0, |any, byte| any | byte);
    if any == 0 { Err(SealError::Entropy(EntropyError)) } else { Ok(()) }
}

/// Steps 1 to 6 of the scheme, without a random choice. Every part is made in the place where it stays, and encoded
/// there.
fn seal_with(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    lengths: &Lengths,
    draws: &Draws,
    out: &mut [u8],
) -> Option<()> {
    let json = out.len().checked_sub(lengths.json)?;
    let mut writer = Writer::new(out.get_mut(json..)?);
    writer.put(OPEN);
    oaep::encrypt(key, draws.content_key.as_slice(), &draws.seed, writer.room(lengths.wrapped)?)?;
    writer.encode(lengths.wrapped);
    writer.put(NONCE);
    writer.room(draws.nonce.len())?.copy_from_slice(&draws.nonce);
    writer.encode(draws.nonce.len());
    writer.put(CIPHERTEXT);
    let sealed = lengths.plaintext.checked_add(gcm::TAG)?;
    let (text, tag) = writer.room(sealed)?.split_at_mut_checked(lengths.plaintext)?;
    plaintext::write(card, context, &mut Writer::new(text));
    gcm::encrypt(&draws.content_key, &draws.nonce, &[], text, tag)?;
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
