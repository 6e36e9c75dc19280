use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::open_enum::open_enum;
use crate::{PaymentSession, Refund};

/// What the gateway posts to the merchant when something happened. See the gateway's pages "Payment Callback" and
/// "Refund Callback".
///
/// It bears no signature. Whoever reads one off the network takes it as a hint and asks the gateway.
#[derive(Debug, Serialize)]
pub struct Callback {
    /// What happened.
    pub event: CallbackEvent,
    /// What it happened to.
    pub data: CallbackData,
}

open_enum! {
    /// What a callback tells.
    CallbackEvent {
        /// A session's charge is with the partner.
        PaymentProcessing => "PAYMENT.PROCESSING",
        /// A session for one payment is paid.
        PaymentPaid => "PAYMENT.PAID",
        /// The quick-start guide's name for a paid session.
        PaymentSuccess => "PAYMENT.SUCCESS",
        /// A session is cancelled, or its charge failed.
        PaymentCancelled => "PAYMENT.CANCELLED",
        /// A charge of a session for many payments succeeded.
        ChargeSuccess => "CHARGE.SUCCESS",
        /// A refund has begun.
        RefundPending => "REFUND.PENDING",
        /// A refund waits for the bank. The gateway's documentation spells it so.
        RefundWaitingBankTransfer => "REFUND.WAITING_BANK_TRANFER",
        /// A refund has reached the shopper.
        RefundSuccess => "REFUND.SUCCESS",
        /// A refund failed.
        RefundFailed => "REFUND.FAILED",
    }
}

impl CallbackEvent {
    /// Whether it speaks of a payment session: `PAYMENT.*` and `CHARGE.*`, unknown ones included.
    #[must_use]
    pub fn is_of_session(&self) -> bool {
        self.is_of("PAYMENT.") || self.is_of("CHARGE.")
    }

    /// Whether it speaks of a refund: `REFUND.*`, unknown ones included.
    #[must_use]
    pub fn is_of_refund(&self) -> bool {
        self.is_of("REFUND.")
    }

    fn is_of(&self, family: &str) -> bool {
        self.as_str().get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family))
    }
}

/// The object that a callback is about, by the family of its event. `Debug` shows ids and states only.
#[derive(Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CallbackData {
    /// Of `PAYMENT.*` and `CHARGE.*`.
    Session(Box<PaymentSession>),
    /// Of `REFUND.*`.
    Refund(Box<Refund>),
    /// Of an event of another family: the JSON as it came.
    Other(Box<RawValue>),
}

impl fmt::Debug for CallbackData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(session) => write!(f, "Session({}, {})", session.id, session.status),
            Self::Refund(refund) => write!(f, "Refund({}, {})", refund.id, refund.status),
            Self::Other(_) => f.write_str("Other(..)"),
        }
    }
}

impl<'de> Deserialize<'de> for Callback {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            event: CallbackEvent,
            data: Box<RawValue>,
        }
        fn read<'a, T: Deserialize<'a>, E: serde::de::Error>(data: &'a RawValue) -> Result<Box<T>, E> {
            serde_json::from_str(data.get()).map(Box::new).map_err(E::custom)
        }
        let Wire { event, data } = Wire::deserialize(deserializer)?;
        let data = match &event {
            event if event.is_of_session() => CallbackData::Session(read(&data)?),
            event if event.is_of_refund() => CallbackData::Refund(read(&data)?),
            _ => CallbackData::Other(data),
        };
        Ok(Self { event, data })
    }
}
