//! The card envelope of the gateway (its documentation, page "Card Encryption"): the card as JSON under a fresh AES-256
//! key in Galois/counter mode, that key under RSA-OAEP, both as base64 in JSON, and that as base64 again.
//!
//! It is not a JWE: no header, no additional data, other names.

use cardseal_types::EncryptedCard;
use zeroize::Zeroizing;

use crate::{
    base64::encoded_len as base64_len,
    entropy::{Entropy, EntropyError},
    spki::PublicKey,
    wipe,
};

mod card;
mod error;
mod gcm;
mod oaep;
mod plaintext;
mod rsa;
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
/// # let encryption_key = include_str!("../tests/data/keys.txt")
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
    let sealed = draw_and_seal(key, card, context, entropy);
    wipe::stack();
    sealed
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
    entropy: &mut R,
) -> Result<EncryptedCard, SealError> {
    let mut draws =
        Draws { content_key: Zeroizing::new([0; 32]), nonce: [0; 12], seed: Zeroizing::new([0; 32]) };
    fill(entropy, draws.content_key.as_mut_slice())?;
    fill(entropy, &mut draws.nonce)?;
    fill(entropy, draws.seed.as_mut_slice())?;
    seal_with(key, card, context, &draws)
}

/// Fills a slice of zeros. A source that claims success and leaves them as they are is a broken one.
fn fill<R: Entropy + ?Sized>(entropy: &mut R, bytes: &mut [u8]) -> Result<(), SealError> {
    entropy.fill(bytes).map_err(SealError::Entropy)?;
    let any = bytes.iter().fold(0, |any, byte| any | byte);
    if any == 0 { Err(SealError::Entropy(EntropyError)) } else { Ok(()) }
}

/// Steps 1 to 6 of the scheme, without a random choice.
fn seal_with(
    key: &PublicKey,
    card: &Card<'_>,
    context: &Context<'_>,
    draws: &Draws,
) -> Result<EncryptedCard, SealError> {
    let len = plaintext::len(card, context);
    let wrapped_len = key.modulus().len();
    let sealed_len = len.checked_add(gcm::TAG).ok_or(SealError::TooLarge)?;
    if base64_len(outer_len(wrapped_len, sealed_len)) > EncryptedCard::MAX_LEN {
        return Err(SealError::TooLarge);
    }

    let mut sealed = Zeroizing::new(vec![0; sealed_len]);
    let (text, tag) = sealed.split_at_mut_checked(len).ok_or(SealError::Internal)?;
    plaintext::write(card, context, &mut Writer::new(text));
    gcm::encrypt(&draws.content_key, &draws.nonce, &[], text, tag).ok_or(SealError::Internal)?;

    let mut wrapped = Zeroizing::new(vec![0; wrapped_len]);
    oaep::encrypt(key, draws.content_key.as_slice(), &draws.seed, &mut wrapped).ok_or(SealError::Internal)?;
    outer(&wrapped, &draws.nonce, &sealed).ok_or(SealError::Internal)
}

const OPEN: &[u8] = br#"{"encryptedKey":""#;
const NONCE: &[u8] = br#"","nonce":""#;
const CIPHERTEXT: &[u8] = br#"","ciphertext":""#;
const CLOSE: &[u8] = br#""}"#;

/// The length of the envelope's JSON, before its own base64.
fn outer_len(wrapped: usize, sealed: usize) -> usize {
    let names = OPEN.len() + NONCE.len() + CIPHERTEXT.len() + CLOSE.len();
    [wrapped, 12, sealed].into_iter().map(base64_len).fold(names, usize::saturating_add)
}

fn outer(wrapped: &[u8], nonce: &[u8], sealed: &[u8]) -> Option<EncryptedCard> {
    let mut json = Zeroizing::new(vec![0; outer_len(wrapped.len(), sealed.len())]);
    let mut writer = Writer::new(&mut json);
    writer.put(OPEN);
    writer.put_base64(wrapped)?;
    writer.put(NONCE);
    writer.put_base64(nonce)?;
    writer.put(CIPHERTEXT);
    writer.put_base64(sealed)?;
    writer.put(CLOSE);

    let mut base64 = vec![0; base64_len(json.len())];
    Writer::new(&mut base64).put_base64(&json)?;
    EncryptedCard::parse(String::from_utf8(base64).ok()?)
}

#[cfg(test)]
mod tests;
