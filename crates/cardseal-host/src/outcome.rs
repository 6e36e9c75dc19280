use std::fmt;

use cardseal_key::{KeyError, PublicKey};
use cardseal_types::{
    CancellationReason, Charge, ChargeStatus, FailureCode, Mode, PaymentSession, SessionKey, SessionStatus,
};

use crate::redact::mask_field;
use crate::redirect::{RedirectError, RedirectTarget};

/// A payment session as the gateway has it, and what that means for the merchant.
///
/// `Debug` shows the session's id, its status and the outcome; the session also holds the customer's data.
#[must_use = "the outcome says whether anything was paid"]
pub struct Payment {
    /// The session as it came.
    pub session: PaymentSession,
    /// What it means.
    pub outcome: Outcome,
}

/// What a payment session has come to. Only [`Outcome::Paid`] is a paid order.
///
/// Derived from the session's status and its newest charge by one table; see the gateway's pages "Status" and "State
/// and Status".
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "the outcome says whether anything was paid"]
pub enum Outcome {
    /// Waits for [`confirm_session`](crate::Client::confirm_session). The key goes to the shopper's page; it is absent
    /// where the gateway did not repeat it.
    RequiresConfirmation {
        /// What the page needs to encrypt a card.
        session_key: Option<SessionKey>,
    },
    /// Waits for [`confirm_session`](crate::Client::confirm_session), but the gateway gave a key that no card may be
    /// encrypted to. Nothing was paid, and with this session nothing should be.
    KeyRefused {
        /// What is wrong with the key.
        reason: KeyError,
    },
    /// Waits for a payment method.
    RequiresPaymentMethod,
    /// The shopper has to go somewhere: 3-D Secure, a wallet, or the gateway's page.
    ActionRequired {
        /// Where to.
        redirect: RedirectTarget,
    },
    /// The shopper has to go somewhere, but the gateway gave no address that a shopper may be sent to.
    ActionUnavailable {
        /// What is wrong with the address.
        reason: RedirectError,
    },
    /// With the bank or the partner. Ask again later.
    Processing,
    /// The money is reserved and waits for a capture.
    AwaitingCapture,
    /// A reusable instrument is live.
    Active,
    /// Paid; final.
    Paid,
    /// The charge was refused; final. A new attempt needs a new session.
    Declined {
        /// Why, by the gateway's list "Response and Failure Code".
        failure_code: Option<FailureCode>,
        /// Why, for a human; digit runs that look like a card number are masked.
        failure_message: Option<String>,
        /// The issuer's own code (ISO 8583 field 39), such as `51`.
        issuer_code: Option<String>,
    },
    /// Cancelled before a charge failed; final.
    Cancelled {
        /// Why.
        reason: Option<CancellationReason>,
    },
    /// Its time passed; final.
    Expired,
    /// A reusable instrument ended; final.
    Inactive,
    /// A status that this version does not know. It is not paid.
    Unknown(SessionStatus),
}

impl Payment {
    pub(crate) fn of(session: PaymentSession, plain_loopback: bool) -> Self {
        let outcome = Outcome::of(&session, plain_loopback);
        Self { session, outcome }
    }
}

impl Outcome {
    /// The table. `plain_loopback` is told to [`RedirectTarget::parse`].
    pub(crate) fn of(session: &PaymentSession, plain_loopback: bool) -> Self {
        let charge = session.latest_charge();
        let hosted = session.mode == Some(Mode::Redirect) && session.payment_url.is_some();
        match &session.status {
            SessionStatus::RequireAction => Self::action(session, plain_loopback),
            SessionStatus::RequirePaymentMethod | SessionStatus::RequireConfirmation if hosted => {
                Self::action(session, plain_loopback)
            }
            SessionStatus::RequirePaymentMethod => Self::RequiresPaymentMethod,
            SessionStatus::RequireConfirmation => Self::confirmation(session),
            SessionStatus::Processing => match charge.map(|charge| &charge.status) {
                Some(ChargeStatus::WaitingForCapture) => Self::AwaitingCapture,
                _ => Self::Processing,
            },
            SessionStatus::Active => Self::Active,
            SessionStatus::Paid => Self::Paid,
            SessionStatus::Cancelled => Self::cancelled(session.cancellation_reason.as_ref(), charge),
            SessionStatus::Expired => Self::Expired,
            SessionStatus::Inactive => Self::Inactive,
            status => Self::Unknown(status.clone()),
        }
    }

    /// Whether nothing can change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Paid | Self::Declined { .. } | Self::Cancelled { .. } | Self::Expired | Self::Inactive
        )
    }

    /// A page checks its key as far as it can without much code; here is the place for all of it.
    fn confirmation(session: &PaymentSession) -> Self {
        let session_key = session.session_key();
        let judged = session_key.as_ref().map_or(Ok(()), |key| {
            PublicKey::parse(&key.encryption_key).and_then(|key| key.refuse_weakness())
        });
        match judged {
            Ok(()) => Self::RequiresConfirmation { session_key },
            Err(reason) => Self::KeyRefused { reason },
        }
    }

    fn action(session: &PaymentSession, plain_loopback: bool) -> Self {
        match RedirectTarget::parse(session.payment_url.as_deref().unwrap_or_default(), plain_loopback) {
            Ok(redirect) => Self::ActionRequired { redirect },
            Err(reason) => Self::ActionUnavailable { reason },
        }
    }

    /// There is no failed session: a failed charge ends as a cancelled one.
    fn cancelled(reason: Option<&CancellationReason>, charge: Option<&Charge>) -> Self {
        let refused = match reason {
            Some(CancellationReason::ChargeFailed | CancellationReason::Fraudulent) => true,
            Some(_) => false,
            None => charge.is_some_and(|charge| charge.status == ChargeStatus::Failed),
        };
        if !refused {
            return Self::Cancelled { reason: reason.cloned() };
        }
        let authorization = charge.and_then(|charge| charge.card.as_ref()?.authorization_result.as_ref());
        let text = |text: &String| Some(mask_field("", text)).filter(|text| !text.is_empty());
        Self::Declined {
            failure_code: charge.and_then(|charge| charge.failure_code.clone()),
            failure_message: charge.and_then(|charge| charge.failure_message.as_ref()).and_then(text),
            issuer_code: authorization.map(|result| &result.issuer_authorization_code).and_then(text),
        }
    }
}

impl fmt::Debug for Payment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payment")
            .field("id", &self.session.id)
            .field("status", &self.session.status)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
