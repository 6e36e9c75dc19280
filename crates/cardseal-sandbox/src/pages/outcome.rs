//! How a payment went, in the words of a page.

use cardseal_types::{ChargeStatus, FailureCode};
use maud::{Markup, html};

use crate::charge::ChargeRecord;
use crate::machine::State;
use crate::session::Session;

/// What a shopper is told at the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    /// `good`, `slow` or `bad`: a shape and a colour beside the words.
    tone: &'static str,
}

impl Outcome {
    /// Of a session that waits for the shopper no more.
    pub(super) fn of(session: &Session, record: Option<&ChargeRecord>) -> Self {
        let charge = record.map(|record| &record.charge);
        match session.state {
            State::Paid => Self::new("good", "Payment approved", "The purchase is confirmed and paid."),
            State::Processing
                if charge.is_some_and(|charge| charge.status == ChargeStatus::WaitingForCapture) =>
            {
                let text = "The purchase is confirmed. The shop takes the money when it delivers.";
                Self::new("good", "Payment approved", text)
            }
            State::Processing => {
                let text = "Your wallet has not decided yet. The shop will tell you as soon as it knows.";
                Self::new("slow", "Payment in progress", text)
            }
            State::Expired => Self::new(
                "bad",
                "Time ran out",
                "The purchase was not confirmed in time. Nothing was charged.",
            ),
            _ => {
                let code = charge.and_then(|charge| charge.failure_code.as_ref());
                Self::new("bad", "Payment not made", reason(code))
            }
        }
    }

    fn new(tone: &'static str, title: &'static str, text: &'static str) -> Self {
        Self { title, text, tone }
    }

    /// Headline and sentence; what went wrong is announced at once.
    pub(super) fn markup(&self) -> Markup {
        let role = if self.tone == "bad" { "alert" } else { "status" };
        html! {
            div role=(role) class={ "outcome " (self.tone) } {
                span class="sign" aria-hidden="true" {}
                h1 { (self.title) }
                p class="lead" { (self.text) }
            }
        }
    }
}

/// Why nothing was charged, as a shopper may know it.
fn reason(code: Option<&FailureCode>) -> &'static str {
    match code {
        Some(FailureCode::CancelledByUser) => "The purchase was cancelled. Nothing was charged.",
        Some(FailureCode::AuthenticationFailed) => {
            "It could not be confirmed that it is you. Nothing was charged."
        }
        Some(FailureCode::InsufficientFund) => {
            "There is not enough money on the account. Nothing was charged."
        }
        Some(FailureCode::ChannelUnavailable) => {
            "The bank or the wallet cannot be reached at the moment. Nothing was charged."
        }
        _ => "The purchase was refused or cancelled. Nothing was charged.",
    }
}
