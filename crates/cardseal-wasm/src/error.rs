use std::error::Error as _;
use std::fmt;

use cardseal_card::{CardError, JsonError, KeyError, SealError};
use wasm_bindgen::JsValue;

use crate::js;

/// Why a call was refused. Holds nothing of what was typed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The session's key is not taken.
    Key(KeyError),
    /// The session's end is no moment.
    ExpiresAt,
    /// The session has ended or is about to.
    SessionExpired,
    /// The session's key has been used.
    AlreadyEncrypted,
    /// Some fields are not good; which, in the order of `Field::ALL`.
    InvalidCard([Option<CardError>; 4]),
    /// Plain data that is no JSON object that is taken; without a reason where it has no JSON form at all.
    Json(Plain, Option<JsonError>),
    /// The device's clock cannot be read.
    Clock,
    /// The card could not be encrypted.
    Seal(SealError),
}

/// Data that a page hands in beside the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// `deviceInformations`.
    DeviceInformations,
    /// `metadata`.
    Metadata,
}

impl Failure {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Key(reason) => format!("key_{}", reason.code()),
            Self::ExpiresAt => "expires_at_invalid".into(),
            Self::SessionExpired => "session_expired".into(),
            Self::AlreadyEncrypted => "already_encrypted".into(),
            Self::InvalidCard(_) => "invalid_card".into(),
            Self::Json(Plain::Metadata, _) => "metadata_invalid".into(),
            Self::Json(Plain::DeviceInformations, _) => "device_informations_invalid".into(),
            Self::Clock => "clock_unavailable".into(),
            Self::Seal(SealError::Entropy(_)) => "random_unavailable".into(),
            Self::Seal(reason) => reason.code().into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "the session's encryption key is not usable",
            Self::ExpiresAt => "expiresAt is no moment in time",
            Self::SessionExpired => {
                "the payment session has ended or ends within 30 seconds: ask for a new one"
            }
            Self::AlreadyEncrypted => {
                "a card was already encrypted for this session: call rekey with a new session key"
            }
            Self::InvalidCard(_) => "the card is not complete or not valid: see fields",
            Self::Json(Plain::Metadata, _) => "metadata is not taken",
            Self::Json(Plain::DeviceInformations, _) => "deviceInformations is not taken",
            Self::Clock => "this device's clock cannot be read",
            Self::Seal(_) => "the card was not encrypted",
        })
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Key(reason) => Some(reason),
            Self::Json(_, Some(reason)) => Some(reason),
            Self::Seal(reason) => Some(reason),
            _ => None,
        }
    }
}

impl From<KeyError> for Failure {
    fn from(reason: KeyError) -> Self {
        Self::Key(reason)
    }
}

impl From<SealError> for Failure {
    fn from(reason: SealError) -> Self {
        Self::Seal(reason)
    }
}

impl From<Failure> for JsValue {
    /// An `Error` with `code` and, for an invalid card, `fields`.
    fn from(failure: Failure) -> Self {
        let message = match failure.source() {
            Some(reason) => format!("{failure}: {reason}"),
            None => failure.to_string(),
        };
        let error = JsValue::from(js_sys::Error::new(&message));
        js::set(&error, "code", failure.code());
        if let Failure::InvalidCard(reasons) = &failure {
            js::set(&error, "fields", crate::field::errors_object(reasons));
        }
        error
    }
}
