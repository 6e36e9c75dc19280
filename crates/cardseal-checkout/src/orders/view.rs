use cardseal_types::Amount;
use jiff::Timestamp;
use serde::Serialize;

use super::failure::{for_shopper, for_wallet};
use super::{Attempt, ChargedCard, Order, OrderId, OrderStatus};

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
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<ChargedCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet: Option<WalletView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureView>,
    saved: bool,
    attempts: Vec<AttemptView>,
}

/// One try to pay, for the order's history.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AttemptView {
    method: &'static str,
    status: OrderStatus,
    started_at: Timestamp,
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<ChargedCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet: Option<WalletView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureView>,
}

#[derive(Debug, Serialize)]
struct WalletView {
    channel: String,
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
        // What never asked anything of the shopper is no part of the story.
        let told = |attempt: &&Attempt| attempt.status() != OrderStatus::Open;
        Self {
            id: order.id.clone(),
            status,
            amount: (&order.amount).into(),
            items: order.lines.iter().map(line).collect(),
            created_at: order.created_at,
            updated_at: order.updated_at(),
            method: decisive.filter(told).map(|attempt| attempt.method.as_str()),
            card: decisive.and_then(|attempt| attempt.card.clone()),
            wallet: decisive.and_then(wallet),
            failure: decisive.and_then(failure),
            saved: status == OrderStatus::Paid && decisive.is_some_and(|attempt| attempt.save),
            attempts: order.attempts.iter().filter(told).map(AttemptView::from).collect(),
        }
    }
}

impl From<&Attempt> for AttemptView {
    fn from(attempt: &Attempt) -> Self {
        Self {
            method: attempt.method.as_str(),
            status: attempt.status(),
            started_at: attempt.created_at,
            updated_at: attempt.updated_at,
            card: attempt.card.clone(),
            wallet: wallet(attempt),
            failure: failure(attempt),
        }
    }
}

fn wallet(attempt: &Attempt) -> Option<WalletView> {
    attempt.wallet.as_ref().map(|channel| WalletView { channel: channel.as_str().to_owned() })
}

fn failure(attempt: &Attempt) -> Option<FailureView> {
    let failed =
        matches!(attempt.status(), OrderStatus::Declined | OrderStatus::Cancelled | OrderStatus::Expired);
    let code = attempt.failure.as_deref().filter(|_| failed)?;
    let (code, message) = if attempt.wallet.is_some() { for_wallet(code) } else { for_shopper(code) };
    Some(FailureView { code, message })
}

fn line(line: &super::Line) -> LineView {
    LineView {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: line.quantity,
        price: (&line.price).into(),
    }
}
