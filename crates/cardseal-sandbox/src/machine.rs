//! The life of a payment session: one table of what may happen in which state.

use cardseal_types::SessionStatus;
use serde::{Deserialize, Serialize};

use Event::{Authenticate, Cancel, Capture, Challenge, Confirm, Expire, Fail, Hold, Succeed};
use State::{Cancelled, Expired, Paid, Processing, RequireAction, RequireConfirmation, RequirePaymentMethod};

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// No method chosen yet.
    RequirePaymentMethod,
    /// Waits for the confirm call.
    RequireConfirmation,
    /// Waits for the shopper on the 3-D Secure page.
    RequireAction,
    /// With the partner; between calls, the money is held and waits for the merchant's capture.
    Processing,
    /// Paid; final.
    Paid,
    /// Cancelled, or its charge failed; final.
    Cancelled,
    /// Its time passed; final.
    Expired,
}

/// What happens to a session: a call of the merchant, an act of the shopper, an answer of the bank, or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// The merchant confirms, or creates with `autoConfirm`: the charge is opened.
    Confirm,
    /// The merchant cancels.
    Cancel,
    /// The bank wants to see the shopper.
    Challenge,
    /// The shopper answered on the bank's page.
    Authenticate,
    /// The issuer approved, and the money is taken at once.
    Succeed,
    /// The issuer approved or the merchant captured a part; what is held waits for a capture call.
    Hold,
    /// The merchant captured the last of what was held, or let the rest go.
    Capture,
    /// The issuer, the bank's page or the fraud engine refused.
    Fail,
    /// The session's time passed.
    Expire,
}

/// The whole machine. What is not listed is refused and changes nothing.
#[rustfmt::skip]
pub const TABLE: &[(State, Event, State)] = &[
    // in                   on            becomes
    (RequirePaymentMethod,  Cancel,       Cancelled),
    (RequirePaymentMethod,  Expire,       Expired),

    (RequireConfirmation,   Confirm,      Processing),
    (RequireConfirmation,   Cancel,       Cancelled),
    (RequireConfirmation,   Expire,       Expired),

    (RequireAction,         Authenticate, Processing),
    (RequireAction,         Expire,       Expired),

    (Processing,            Challenge,    RequireAction),
    (Processing,            Succeed,      Paid),
    (Processing,            Hold,         Processing),
    (Processing,            Capture,      Paid),
    (Processing,            Fail,         Cancelled),
];

impl State {
    /// Every state.
    pub const ALL: [Self; 7] =
        [RequirePaymentMethod, RequireConfirmation, RequireAction, Processing, Paid, Cancelled, Expired];

    /// The state after an event, or nothing where the table has no such line.
    #[must_use]
    pub fn after(self, event: Event) -> Option<Self> {
        TABLE.iter().find(|(state, on, _)| (*state, *on) == (self, event)).map(|(_, _, next)| *next)
    }

    /// The status as the API spells it.
    #[must_use]
    pub fn status(self) -> SessionStatus {
        match self {
            RequirePaymentMethod => SessionStatus::RequirePaymentMethod,
            RequireConfirmation => SessionStatus::RequireConfirmation,
            RequireAction => SessionStatus::RequireAction,
            Processing => SessionStatus::Processing,
            Paid => SessionStatus::Paid,
            Cancelled => SessionStatus::Cancelled,
            Expired => SessionStatus::Expired,
        }
    }
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 9] =
        [Confirm, Cancel, Challenge, Authenticate, Succeed, Hold, Capture, Fail, Expire];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_a_final_state() {
        for state in State::ALL {
            let leaves = Event::ALL.iter().any(|event| state.after(*event).is_some());
            assert_eq!(leaves, !state.status().is_final(), "{state:?}");
        }
    }

    #[test]
    fn a_pair_has_one_line() {
        for state in State::ALL {
            for event in Event::ALL {
                let lines = TABLE.iter().filter(|(s, e, _)| (*s, *e) == (state, event)).count();
                assert!(lines <= 1, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn only_two_states_can_be_cancelled() {
        let cancellable: Vec<_> = State::ALL.into_iter().filter(|s| s.after(Cancel).is_some()).collect();
        assert_eq!(cancellable, [RequirePaymentMethod, RequireConfirmation]);
    }

    #[test]
    fn a_paid_session_was_confirmed_first() {
        let into_paid: Vec<_> = TABLE.iter().filter(|line| line.2 == Paid).collect();
        assert_eq!(into_paid, [&(Processing, Succeed, Paid), &(Processing, Capture, Paid)]);
        let into_processing: Vec<_> =
            TABLE.iter().filter(|line| line.2 == Processing && line.0 != Processing).map(|l| l.1).collect();
        assert_eq!(into_processing, [Confirm, Authenticate]);
    }
}
