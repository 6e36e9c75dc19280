//! What moves an order: sessions, confirmations, charges of stored cards, the gateway's page, wallets, and the reading of
//! what became of them.
//!
//! The rules that keep a shopper from paying twice:
//!
//! 1. One call at a time speaks to the gateway about an order: whoever holds the order's claim ([`claim`]).
//! 2. An attempt is written down before the gateway hears of it, under a reference derived from order and number, and
//!    a confirmation is written down before it is sent.
//! 3. A new attempt begins only when the one before is final, by the gateway's word ([`begin`]). One that nobody has begun
//!    to pay is cancelled there first; one that the shopper has to finish or to cancel elsewhere is in the way.
//! 4. An outcome that is not known is found out by reading the session, not by trying again ([`refresh`]).
//!    A callback changes nothing about that: it says where to look ([`callback`]).
//! 5. Each call runs to its end even if the shopper's browser goes away.
//!
//! And so that a paid order is seen to, and once: it is put into an outbox in the transaction that makes it paid, and
//! handed over from there ([`handover`]).

mod begin;
mod callback;
mod claim;
mod conclude;
mod confirm;
mod customer;
mod ewallet;
mod handover;
mod hosted;
mod introduce;
mod progress;
mod refresh;
mod stored;

use serde::Serialize;

pub(crate) use begin::new_session;
pub(crate) use callback::hear;
pub(crate) use confirm::confirm;
pub(crate) use ewallet::pay_from_wallet;
pub(crate) use handover::hand_over;
pub(crate) use hosted::pay_on_page;
pub(crate) use refresh::{Freshness, refresh, sweep};
pub(crate) use stored::pay_stored;

use crate::error::{ApiError, Code};
use crate::orders::{Order, OrderStatus, OrderView};

/// Where the page goes next.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Next {
    /// To this address: the bank's, the wallet's or the gateway's page.
    Redirect { url: String },
    /// Into an app, by a link that the shopper has to follow by hand.
    App { url: String },
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
        Self { next: Next::of(order).unwrap_or(Next::Result), order: order.into() }
    }
}

impl Next {
    /// Where the shopper has to go, if there is such a place.
    pub(crate) fn of(order: &Order) -> Option<Self> {
        let waiting = order.latest().filter(|attempt| attempt.status() == OrderStatus::ActionRequired);
        let url = waiting?.redirect.clone()?;
        // The SDK has let no other scheme of the web pass.
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        Some(if is_web { Self::Redirect { url } } else { Self::App { url } })
    }
}

/// An order that was sent somewhere to be paid.
#[derive(Debug)]
pub(crate) struct Sent {
    /// The order as it stands now.
    pub(crate) order: Order,
    /// Whether the shopper wanted what pays stored and may not have it so.
    pub(crate) save_ignored: bool,
}

fn busy(order: &Order) -> ApiError {
    ApiError::new(Code::PaymentInProgress).with(&Standing::from(order))
}

fn already_paid(order: &Order) -> ApiError {
    ApiError::new(Code::AlreadyPaid).with(&Standing::from(order))
}

/// What to tell the page about a call that certainly did nothing.
fn refusal(error: &cardseal_host::Error, misuse: Code) -> ApiError {
    let asks_for_address =
        error.details().iter().any(|detail| detail.field.starts_with("orderInformation.billingInfo"));
    ApiError::new(match error.is_misuse() || error.is_wrong_state() {
        true if asks_for_address => Code::BillingRequired,
        true => misuse,
        false => Code::GatewayUnavailable,
    })
}

fn log(error: &cardseal_host::Error, order: &Order) {
    tracing::warn!(order = %order.id, error = error as &dyn std::error::Error, "a call of the gateway failed");
}
