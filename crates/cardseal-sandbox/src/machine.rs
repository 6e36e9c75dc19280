//! The life of a payment session: one table of what may happen in which state.

use cardseal_types::SessionStatus;
use serde::{Deserialize, Serialize};

use Event::{
    Abandon, Authenticate, Cancel, Capture, Challenge, Choose, Confirm, Expire, Fail, Hold, Lapse, Offer,
    Succeed, Wait,
};
use State::{Cancelled, Expired, Paid, Processing, RequireAction, RequireConfirmation, RequirePaymentMethod};

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// No method chosen yet.
    RequirePaymentMethod,
    /// Waits for the confirm call, or on the hosted page for the shopper.
    RequireConfirmation,
    /// Its charge waits for the shopper: on the hosted page, the 3-D Secure page or the wallet's page.
    RequireAction,
    /// With the partner. Between calls: money that is held waits for the merchant's capture, or a wallet takes its time.
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
    /// The merchant confirms, or creates with `autoConfirm` in API mode: the charge goes to its partner.
    Confirm,
    /// The merchant creates with a method and `autoConfirm` in REDIRECT mode: the charge is opened, the shopper to act.
    Offer,
    /// The shopper chooses a method on the hosted page and pays with it: the charge goes to its partner.
    Choose,
    /// The merchant cancels.
    Cancel,
    /// The shopper cancels on the hosted page or on the wallet's page.
    Abandon,
    /// The bank or the wallet wants to see the shopper.
    Challenge,
    /// The shopper answered on the bank's page, or gave the wallet its code.
    Authenticate,
    /// The partner approved, and the money is taken at once.
    Succeed,
    /// The issuer approved or the merchant captured a part; what is held waits for a capture call.
    Hold,
    /// The merchant captured the last of what was held, or let the rest go.
    Capture,
    /// The wallet has not decided yet.
    Wait,
    /// The partner, the bank's page or the fraud engine refused.
    Fail,
    /// The wallet let the payment run out.
    Lapse,
    /// The session's time passed.
    Expire,
}

/// The whole machine. What is not listed is refused and changes nothing.
#[rustfmt::skip]
pub const TABLE: &[(State, Event, State)] = &[
    // in                   on            becomes
    (RequirePaymentMethod,  Choose,       Processing),
    (RequirePaymentMethod,  Abandon,      Cancelled),
    (RequirePaymentMethod,  Cancel,       Cancelled),
    (RequirePaymentMethod,  Expire,       Expired),

    (RequireConfirmation,   Confirm,      Processing),
    (RequireConfirmation,   Offer,        RequireAction),
    (RequireConfirmation,   Choose,       Processing),
    (RequireConfirmation,   Abandon,      Cancelled),
    (RequireConfirmation,   Cancel,       Cancelled),
    (RequireConfirmation,   Expire,       Expired),

    (RequireAction,         Choose,       Processing),
    (RequireAction,         Authenticate, Processing),
    (RequireAction,         Abandon,      Cancelled),
    (RequireAction,         Expire,       Expired),

    (Processing,            Challenge,    RequireAction),
    (Processing,            Succeed,      Paid),
    (Processing,            Hold,         Processing),
    (Processing,            Capture,      Paid),
    (Processing,            Wait,         Processing),
    (Processing,            Fail,         Cancelled),
    (Processing,            Lapse,        Expired),
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
    pub const ALL: [Self; 14] = [
        Confirm,
        Offer,
        Choose,
        Cancel,
        Abandon,
        Challenge,
        Authenticate,
        Succeed,
        Hold,
        Capture,
        Wait,
        Fail,
        Lapse,
        Expire,
    ];
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
    fn a_paid_session_was_confirmed_or_chosen_first() {
        let into_paid: Vec<_> = TABLE.iter().filter(|line| line.2 == Paid).collect();
        assert_eq!(into_paid, [&(Processing, Succeed, Paid), &(Processing, Capture, Paid)]);
        let mut into_processing: Vec<_> = TABLE
            .iter()
            .filter(|line| line.2 == Processing && line.0 != Processing)
            .map(|line| format!("{:?}", line.1))
            .collect();
        into_processing.sort();
        into_processing.dedup();
        assert_eq!(into_processing, ["Authenticate", "Choose", "Confirm"]);
    }

    #[test]
    fn time_ends_only_what_waits_for_somebody() {
        let ended: Vec<_> = State::ALL.into_iter().filter(|state| state.after(Expire).is_some()).collect();
        assert_eq!(ended, [RequirePaymentMethod, RequireConfirmation, RequireAction]);
    }
}
