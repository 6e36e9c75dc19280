//! Orders, their attempts to be paid, and what moves them.

mod attempt;
mod billing;
mod failure;
mod method;
mod order;
mod view;

pub(crate) use attempt::parse_reference;
pub use attempt::{Attempt, AttemptState, ChargedCard, Progress, reference};
pub use billing::BillingAddress;
pub(crate) use failure::{CANCELLED, REPLACED, SESSION_EXPIRED};
pub use method::Method;
pub use order::{Buyer, Line, Order, OrderId, OrderStatus};
pub(crate) use view::{AmountView, OrderView};
