use std::fmt;

use cardseal_types::{Callback, CallbackData, CallbackEvent, ChargeId, RefundId, SessionId};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::answer;
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::input::InputError;
use crate::outcome::Payment;

/// The key, or during a rotation the two keys, that the gateway may show in a callback.
///
/// The gateway sends the dashboard's *Callback API Key* as it is, in the header [`CallbackKeys::HEADER`]: there is no
/// signature over the body and no time in it (its page "Payment Callback"). So a right key says who is asking, not
/// that the body is true or new; [`Client::trusted_session`] and [`Client::trusted_refund`] ask the gateway.
///
/// Only digests are kept, and wiped on drop.
pub struct CallbackKeys {
    current: KeyDigest,
    previous: Option<KeyDigest>,
}

type KeyDigest = Zeroizing<[u8; 32]>;

/// A callback key was right; what its request's body says may be read now.
#[derive(Debug)]
#[must_use = "the body is still to be read"]
pub struct Verified(());

/// A callback that came with a right key. What it says of a payment is a hint until the gateway has been asked.
///
/// `Debug` shows the event, and the id and state that it names.
#[derive(Debug)]
#[must_use = "a callback is to be acted upon"]
pub struct VerifiedCallback(Callback);

/// What two deliveries of one callback have in common: the session, or the refund; the event; and the charge.
///
/// The gateway delivers again until it is answered with 200, and in any order. A merchant keeps the keys of what it has
/// handled. `Display` gives a text for a database's unique column, of at most 262 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DedupeKey {
    subject: String,
    event: CallbackEvent,
    charge: Option<ChargeId>,
}

/// Why a callback is not taken. Never holds a key or anything of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackError {
    /// The request has no key.
    MissingKey,
    /// The request has more than one key.
    RepeatedKey,
    /// The key is not one of ours.
    WrongKey,
    /// The body is larger than [`CallbackKeys::MAX_BODY`].
    TooLarge,
    /// The body is not a callback as the gateway documents it, or names a key of an object twice.
    Unreadable {
        /// Line, counted from one.
        line: usize,
        /// Column, counted from one.
        column: usize,
    },
    /// The event's name is blank, longer than 60 characters, or not printable ASCII.
    EventName,
}

impl CallbackKeys {
    /// The header that bears the key.
    pub const HEADER: &'static str = "x-api-key";

    /// The largest body that is read, in bytes: 256 KiB. What takes a request off the network should stop there too.
    pub const MAX_BODY: usize = 256 * 1024;

    /// The one key of the dashboard.
    ///
    /// # Errors
    ///
    /// [`InputError::CallbackKey`] if it is empty or holds anything but printable ASCII without spaces.
    pub fn new(key: SecretString) -> Result<Self, InputError> {
        Ok(Self { current: digest_of(&key)?, previous: None })
    }

    /// Takes the key that the dashboard showed before as well, until the last callback with it has come.
    ///
    /// # Errors
    ///
    /// [`InputError::CallbackKey`] as above, or if it is the same key.
    pub fn with_previous(self, key: SecretString) -> Result<Self, InputError> {
        let previous = digest_of(&key)?;
        if bool::from(previous.ct_eq(self.current.as_slice())) {
            return Err(InputError::CallbackKey);
        }
        Ok(Self { previous: Some(previous), ..self })
    }

    /// Whether a request comes from whoever knows a key. Takes every value of the header [`CallbackKeys::HEADER`],
    /// such as `headers.get_all(CallbackKeys::HEADER)` or `Some("...")`; more than one value is none.
    ///
    /// Takes the same time whichever key is right and wherever a wrong one differs: digests of equal length are
    /// compared, all of each, and always both.
    ///
    /// # Errors
    ///
    /// [`CallbackError::MissingKey`], [`CallbackError::RepeatedKey`] or [`CallbackError::WrongKey`].
    pub fn verify<K: AsRef<[u8]>>(
        &self,
        header: impl IntoIterator<Item = K>,
    ) -> Result<Verified, CallbackError> {
        let mut values = header.into_iter();
        let value = values.next().ok_or(CallbackError::MissingKey)?;
        if values.next().is_some() {
            return Err(CallbackError::RepeatedKey);
        }
        let shown = digest(value.as_ref());
        let current = self.current.ct_eq(shown.as_slice());
        // Without a previous key the current one is compared twice, so that a rotation does not show in the time.
        let previous = self.previous.as_ref().unwrap_or(&self.current).ct_eq(shown.as_slice());
        let right: Choice = current | previous;
        if bool::from(right) { Ok(Verified(())) } else { Err(CallbackError::WrongKey) }
    }
}

impl fmt::Debug for CallbackKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackKeys").field("rotating", &self.previous.is_some()).finish_non_exhaustive()
    }
}

impl Verified {
    /// Reads the body, as it came over the wire.
    ///
    /// # Errors
    ///
    /// [`CallbackError::TooLarge`], [`CallbackError::Unreadable`] or [`CallbackError::EventName`].
    pub fn parse(self, body: &[u8]) -> Result<VerifiedCallback, CallbackError> {
        if body.len() > CallbackKeys::MAX_BODY {
            return Err(CallbackError::TooLarge);
        }
        // The message of a JSON error quotes values; its place is enough.
        let unreadable = |error: serde_json::Error| CallbackError::Unreadable {
            line: error.line(),
            column: error.column(),
        };
        answer::refuse_duplicates(body).map_err(unreadable)?;
        let callback: Callback = serde_json::from_slice(body).map_err(unreadable)?;
        let event = callback.event.as_str();
        let printable = event.bytes().all(|byte| byte.is_ascii_graphic());
        if !printable || !(1..=MAX_EVENT).contains(&event.len()) {
            return Err(CallbackError::EventName);
        }
        Ok(VerifiedCallback(callback))
    }
}

impl VerifiedCallback {
    /// What happened, by its own words.
    #[must_use]
    pub fn event(&self) -> &CallbackEvent {
        &self.0.event
    }

    /// The session that it speaks of; also that of a refund, where the callback names it.
    #[must_use]
    pub fn session_id(&self) -> Option<&SessionId> {
        match &self.0.data {
            CallbackData::Session(session) => Some(&session.id),
            CallbackData::Refund(refund) => refund.payment_session_id.as_ref(),
            _ => None,
        }
    }

    /// The refund that it speaks of.
    #[must_use]
    pub fn refund_id(&self) -> Option<&RefundId> {
        match &self.0.data {
            CallbackData::Refund(refund) => Some(&refund.id),
            _ => None,
        }
    }

    /// All that it claims. Never to be acted upon: the body bears no signature.
    #[must_use]
    pub fn unproven_claims(&self) -> &Callback {
        &self.0
    }

    /// What this delivery has in common with any other of the same callback; `None` for an event that is neither of a
    /// session nor of a refund.
    #[must_use]
    pub fn dedupe_key(&self) -> Option<DedupeKey> {
        let event = self.0.event.clone();
        match &self.0.data {
            CallbackData::Session(session) => {
                let charge = session.latest_charge().map(|charge| charge.id.clone());
                Some(DedupeKey { subject: session.id.as_str().to_owned(), event, charge })
            }
            CallbackData::Refund(refund) => {
                Some(DedupeKey { subject: refund.id.as_str().to_owned(), event, charge: None })
            }
            _ => None,
        }
    }
}

impl fmt::Display for DedupeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Ids hold no slash, so two keys never make one text.
        let charge = self.charge.as_ref().map_or("", ChargeId::as_str);
        write!(f, "{}/{}/{charge}", self.subject, self.event)
    }
}

impl CallbackError {
    /// The HTTP status to answer with: 401, 413 or 400, none of which the gateway retries.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::MissingKey | Self::RepeatedKey | Self::WrongKey => 401,
            Self::TooLarge => 413,
            Self::Unreadable { .. } | Self::EventName => 400,
        }
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey => f.write_str("callback has no key"),
            Self::RepeatedKey => f.write_str("callback has more than one key"),
            Self::WrongKey => f.write_str("callback key is wrong"),
            Self::TooLarge => f.write_str("callback body is too large"),
            Self::Unreadable { line, column } => {
                write!(f, "callback body cannot be read at line {line} column {column}")
            }
            Self::EventName => f.write_str("callback event has no proper name"),
        }
    }
}

impl std::error::Error for CallbackError {}

impl Client {
    /// The session that a callback speaks of, read from the gateway: the only account of it that may be trusted.
    ///
    /// Whatever the callback says, and whether it came once, twice, late or out of order, this is how the session
    /// stands now. An order is to be fulfilled on [`Outcome::Paid`](crate::Outcome::Paid) and once.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] if the callback names no session; otherwise as
    /// [`retrieve_session`](Self::retrieve_session). After a retryable error the callback is best answered with 503, so
    /// that the gateway delivers it again.
    pub async fn trusted_session(&self, callback: &VerifiedCallback) -> Result<Payment, Error> {
        match callback.session_id() {
            Some(id) => self.retrieve_session(id).await,
            None => Err(Error::because(Kind::Misuse, InputError::CallbackSubject)),
        }
    }
}

fn digest_of(key: &SecretString) -> Result<KeyDigest, InputError> {
    // EXPOSE: only its digest is kept.
    let key = key.expose_secret().as_bytes();
    match !key.is_empty() && key.iter().all(u8::is_ascii_graphic) {
        true => Ok(digest(key)),
        false => Err(InputError::CallbackKey),
    }
}

fn digest(key: &[u8]) -> KeyDigest {
    Zeroizing::new(Sha256::digest(key).into())
}

const MAX_EVENT: usize = 60;

#[cfg(test)]
#[path = "callback_tests.rs"]
mod tests;
