//! Orders, their attempts to be paid, and what moves them.

mod attempt;
mod failure;
mod order;
mod view;

pub(crate) use attempt::parse_reference;
pub use attempt::{Attempt, AttemptState, ChargedCard, Method, Progress, reference};
pub(crate) use failure::{CANCELLED, SESSION_EXPIRED};
pub use order::{Buyer, Line, Order, OrderId, OrderStatus};
pub(crate) use view::{AmountView, OrderView};
