//! What moves an order: sessions, confirmations, charges of stored cards, and the reading of what became of them.
//!
//! The rules that keep a shopper from paying twice:
//!
//! 1. One call at a time speaks to the gateway about an order: whoever holds the order's claim ([`claim`]).
//! 2. An attempt is written down before the gateway hears of it, under a reference derived from order and number, and
//!    a confirmation is written down before it is sent.
//! 3. A new attempt begins only when the one before is final, by the gateway's word ([`begin`]).
//! 4. An outcome that is not known is found out by reading the session, not by trying again ([`refresh`]).
//!    A callback changes nothing about that: it says where to look ([`callback`]).
//! 5. Each call runs to its end even if the shopper's browser goes away.
//!
//! And so that a paid order is seen to, and once: it is put into an outbox in the transaction that makes it paid, and
//! handed over from there ([`handover`]).

mod begin;
mod callback;
mod claim;
mod confirm;
mod customer;
mod handover;
mod progress;
mod refresh;
mod stored;

use serde::Serialize;

pub(crate) use begin::new_session;
pub(crate) use callback::hear;
pub(crate) use confirm::confirm;
pub(crate) use handover::hand_over;
pub(crate) use refresh::{Freshness, refresh, sweep};
pub(crate) use stored::pay_stored;

use crate::error::{ApiError, Code};
use crate::orders::{AttemptState, Order, OrderView};

/// Where the page goes next.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Next {
    /// To this address, for authentication.
    Redirect { url: String },
    /// To the shop's own result page.
    Result,
}

/// An order and where the page goes next.
#[derive(Debug, Serialize)]
pub(crate) struct Standing {
    pub(crate) next: Next,
    pub(crate) order: OrderView,
}

impl From<&Order> for Standing {
    fn from(order: &Order) -> Self {
        let waiting = order.latest().filter(|attempt| attempt.state == AttemptState::ActionRequired);
        let url = waiting.and_then(|attempt| attempt.redirect.clone());
        let next = url.map_or(Next::Result, |url| Next::Redirect { url });
        Self { next, order: order.into() }
    }
}

fn busy(order: &Order) -> ApiError {
    ApiError::new(Code::PaymentInProgress).with(&Standing::from(order))
}

fn already_paid(order: &Order) -> ApiError {
    ApiError::new(Code::AlreadyPaid).with(&Standing::from(order))
}

/// What to tell the page about a call that certainly did nothing.
fn refusal(error: &cardseal_host::Error, misuse: Code) -> ApiError {
    ApiError::new(if error.is_misuse() || error.is_wrong_state() { misuse } else { Code::GatewayUnavailable })
}

fn log(error: &cardseal_host::Error, order: &Order) {
    tracing::warn!(order = %order.id, error = error as &dyn std::error::Error, "a call of the gateway failed");
}
