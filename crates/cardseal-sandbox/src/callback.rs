//! What a merchant is told, and how often it is tried: as on the gateway's pages "Callback" and "Payment Callback".
//!
//! Told are the states that the documentation has an event for: PROCESSING, PAID and CANCELLED of a session for one
//! payment. PROCESSING is told once per charge: when it goes to the issuer, or, if the money is captured by hand, when
//! that can be done. A refund is told of at every step. There is no event for a session that expires, so that is told to nobody; a merchant has to look.

use std::time::Duration;

use cardseal_types::{CallbackEvent, RefundStatus, Timestamp};
use rusqlite::Connection;
use serde::Serialize;

use crate::app::Shared;
use crate::charge::ChargeRecord;
use crate::clock::nanoseconds;
use crate::config::Merchant;
use crate::error::Fault;
use crate::machine::State;
use crate::random;
use crate::refund::RefundRecord;
use crate::session::{Beside, Session, SessionView};
use crate::store::callbacks;

/// Where a callback stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// To be sent, now or later.
    Pending,
    /// Acknowledged with 200.
    Delivered,
    /// Answered with something that is not tried again.
    Refused,
    /// All tries are used up; only a resend by hand helps.
    Manual,
}

impl Delivery {
    /// As it is stored and shown.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Delivered => "DELIVERED",
            Self::Refused => "REFUSED",
            Self::Manual => "MANUAL",
        }
    }
}

/// What came of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The merchant answered with this HTTP status.
    Status(u16),
    /// No answer came, for this reason.
    Fault(&'static str),
}

/// What is waited before each retry, counted from the attempt before it.
pub(crate) const SCHEDULE: [Duration; 6] = [
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(3 * 60 * 60),
    Duration::from_secs(6 * 60 * 60),
    Duration::from_secs(12 * 60 * 60),
];

/// What follows an attempt: where the callback stands then, and what is waited if it is to be tried again.
pub(crate) fn after(reply: Reply, retries: u32) -> (Delivery, Option<Duration>) {
    match reply {
        Reply::Status(200) => (Delivery::Delivered, None),
        Reply::Status(408 | 429 | 500..) | Reply::Fault(_) => match SCHEDULE.get(retries as usize) {
            Some(wait) => (Delivery::Pending, Some(*wait)),
            None => (Delivery::Manual, None),
        },
        // Only 200 is documented to acknowledge, and only the statuses above to be tried again.
        Reply::Status(_) => (Delivery::Refused, None),
    }
}

/// Writes down what the merchant is to be told of a session as it stands now, if it is something to be told.
pub(crate) fn announce(
    app: &Shared,
    connection: &Connection,
    session: &Session,
    record: Option<&ChargeRecord>,
    now: Timestamp,
) -> Result<(), Fault> {
    let listens = app.merchant(&session.merchant).is_some_and(|merchant| merchant.callback_url.is_some());
    let Some(event) = event_of(session.state).filter(|_| listens) else { return Ok(()) };
    let url = app.payment_url(session, record);
    let beside =
        Beside { charge: record.map(|record| &record.charge), payment_url: url.as_deref(), envelope: None };
    let data = SessionView::new(session, beside);
    let body = Body { event: event.as_str(), data };
    let body = serde_json::to_string(&body).map_err(|_| Fault::Record("callback"))?;
    callbacks::add(connection, &random::uuid()?, session, event.as_str(), &body, nanoseconds(now))
}

/// Writes down what the merchant is to be told of a refund as it stands now.
pub(crate) fn announce_refund(
    merchants: &[Merchant],
    connection: &Connection,
    session: &Session,
    record: &RefundRecord,
    now: i64,
) -> Result<(), Fault> {
    let listens = |merchant: &Merchant| merchant.id == record.merchant && merchant.callback_url.is_some();
    let event = match record.refund.status {
        RefundStatus::Pending => CallbackEvent::RefundPending,
        RefundStatus::WaitingBankTransfer => CallbackEvent::RefundWaitingBankTransfer,
        RefundStatus::Success => CallbackEvent::RefundSuccess,
        RefundStatus::Failed => CallbackEvent::RefundFailed,
        // No refund of this sandbox gets there, and the documentation has no event for it.
        _ => return Ok(()),
    };
    if !merchants.iter().any(listens) {
        return Ok(());
    }
    let body = Body { event: event.as_str(), data: record.view() };
    let body = serde_json::to_string(&body).map_err(|_| Fault::Record("callback"))?;
    callbacks::add(connection, &random::uuid()?, session, event.as_str(), &body, now)
}

#[derive(Serialize)]
struct Body<'a, T> {
    event: &'a str,
    data: T,
}

fn event_of(state: State) -> Option<CallbackEvent> {
    match state {
        State::Processing => Some(CallbackEvent::PaymentProcessing),
        State::Paid => Some(CallbackEvent::PaymentPaid),
        State::Cancelled => Some(CallbackEvent::PaymentCancelled),
        State::RequirePaymentMethod | State::RequireConfirmation | State::RequireAction | State::Expired => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_acknowledges_and_only_what_is_documented_is_tried_again() {
        for status in 200..600 {
            let expected = match status {
                200 => Delivery::Delivered,
                408 | 429 | 500..=599 => Delivery::Pending,
                _ => Delivery::Refused,
            };
            assert_eq!(after(Reply::Status(status), 0).0, expected, "{status}");
        }
    }

    #[test]
    fn six_retries_are_made_and_then_none() {
        let minutes: Vec<_> = (0..7)
            .map(|retries| after(Reply::Fault("timeout"), retries).1.map(|wait| wait.as_secs() / 60))
            .collect();
        let expected = [Some(5), Some(15), Some(60), Some(180), Some(360), Some(720), None];
        assert_eq!(minutes, expected);
        assert_eq!(after(Reply::Status(503), 6).0, Delivery::Manual);
    }
}
