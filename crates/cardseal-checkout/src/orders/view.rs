use cardseal_types::Amount;
use jiff::Timestamp;
use serde::Serialize;

use super::failure::for_shopper;
use super::{ChargedCard, Order, OrderId, OrderStatus};

/// An order as the shopper's page sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderView {
    id: OrderId,
    status: OrderStatus,
    amount: AmountView,
    items: Vec<LineView>,
    created_at: Timestamp,
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<ChargedCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureView>,
    saved: bool,
}

/// Money for a page. The value is text: JavaScript would round a long number.
#[derive(Debug, Serialize)]
pub(crate) struct AmountView {
    value: String,
    currency: String,
}

#[derive(Debug, Serialize)]
struct LineView {
    sku: String,
    name: String,
    quantity: u32,
    price: AmountView,
}

#[derive(Debug, Serialize)]
struct FailureView {
    code: &'static str,
    message: &'static str,
}

impl From<&Amount> for AmountView {
    fn from(amount: &Amount) -> Self {
        Self { value: amount.value().to_string(), currency: amount.currency().as_str().to_owned() }
    }
}

impl From<&Order> for OrderView {
    fn from(order: &Order) -> Self {
        let status = order.status();
        let decisive = order.decisive();
        let failed = matches!(status, OrderStatus::Declined | OrderStatus::Cancelled | OrderStatus::Expired);
        let failure = decisive.filter(|_| failed).and_then(|attempt| attempt.failure.as_deref());
        Self {
            id: order.id.clone(),
            status,
            amount: (&order.amount).into(),
            items: order.lines.iter().map(line).collect(),
            created_at: order.created_at,
            updated_at: order.updated_at(),
            card: decisive.and_then(|attempt| attempt.card.clone()),
            failure: failure.map(for_shopper).map(|(code, message)| FailureView { code, message }),
            saved: status == OrderStatus::Paid && decisive.is_some_and(|attempt| attempt.save),
        }
    }
}

fn line(line: &super::Line) -> LineView {
    LineView {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        price: (&line.price).into(),
    }
}
