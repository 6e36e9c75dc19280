use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use cardseal_types::SessionKey;
use serde::Serialize;

use super::Shopper;
use crate::body;
use crate::error::{ApiError, Code};
use crate::orders::{Buyer, Order, OrderId, OrderView};
use crate::pay::{self, Freshness, Next, Standing};
use crate::request::{CreateOrder, Wish};
use crate::shopper::ShopperId;
use crate::state::CheckoutState;

/// Orders that a list shows.
const LIST: u32 = 100;

#[derive(Serialize)]
pub(super) struct OrderAnswer {
    order: OrderView,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
}

#[derive(Serialize)]
pub(super) struct OrdersAnswer {
    orders: Vec<OrderView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedAnswer {
    order: OrderView,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_key: Option<SessionKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    can_save: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
    #[serde(skip_serializing_if = "Option::is_none")]
    save_ignored: Option<bool>,
}

/// `POST /api/orders`
pub(super) async fn create(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<CreatedAnswer>), ApiError> {
    let request: CreateOrder = body::json(&headers, body).await?;
    let wish = request.wish()?;
    let billing = request.billing()?;
    let (lines, amount) = request.lines(state.catalog())?;
    let buyer = match request.buyer()? {
        Some(buyer) => buyer,
        None => known_buyer(&state, &shopper, &wish).await?,
    };
    let id = OrderId::random().map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "no order id");
        ApiError::new(Code::Internal)
    })?;
    let created_at = state.now();
    let order =
        Order { id: id.clone(), shopper, buyer, billing, lines, amount, created_at, attempts: Vec::new() };
    let view = OrderView::from(&order);
    state.store().insert_order(order).await?;
    Ok((StatusCode::CREATED, Json(begin(&state, &id, view, wish).await?)))
}

/// Begins to pay a new order in the way that the shopper wishes.
async fn begin(
    state: &CheckoutState,
    id: &OrderId,
    order: OrderView,
    wish: Wish,
) -> Result<CreatedAnswer, ApiError> {
    let sent = match wish {
        Wish::Stored => return Ok(CreatedAnswer::of(order)),
        Wish::Card => {
            let session = pay::new_session(state, id).await?;
            return Ok(CreatedAnswer {
                session_key: Some(session.key),
                can_save: Some(session.can_save),
                ..CreatedAnswer::of((&session.order).into())
            });
        }
        Wish::Redirect(wish) => pay::pay_on_page(state, id, wish).await?,
        Wish::Ewallet(wish) => pay::pay_from_wallet(state, id, wish).await?,
    };
    let Standing { next, order } = (&sent.order).into();
    Ok(CreatedAnswer { next: Some(next), save_ignored: Some(sent.save_ignored), ..CreatedAnswer::of(order) })
}

impl CreatedAnswer {
    fn of(order: OrderView) -> Self {
        Self { order, session_key: None, can_save: None, next: None, save_ignored: None }
    }
}

/// `GET /api/orders`
pub(super) async fn list(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
) -> Result<Json<OrdersAnswer>, ApiError> {
    let orders = state.store().orders_of(&shopper, LIST).await?;
    Ok(Json(OrdersAnswer { orders: orders.iter().map(OrderView::from).collect() }))
}

/// `GET /api/orders/{id}`
pub(super) async fn read(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
) -> Result<Json<OrderAnswer>, ApiError> {
    let order = own(&state, &shopper, &id).await?;
    let order = pay::refresh(&state, order, Freshness::Second).await?;
    Ok(Json(OrderAnswer { next: Next::of(&order), order: (&order).into() }))
}

/// The order of that id, if it is the shopper's. Another's is as unknown as one that does not exist.
pub(super) async fn own(state: &CheckoutState, shopper: &ShopperId, id: &str) -> Result<Order, ApiError> {
    let unknown = || ApiError::new(Code::NotFound);
    let id = OrderId::parse(id).ok_or_else(unknown)?;
    let order = state.store().order(&id).await?;
    order.filter(|order| order.shopper == *shopper).ok_or_else(unknown)
}

/// Who buys with what is stored need not say again who it is.
async fn known_buyer(state: &CheckoutState, shopper: &ShopperId, wish: &Wish) -> Result<Buyer, ApiError> {
    let unknown = || ApiError::field("customer");
    if *wish == Wish::Card {
        return Err(unknown());
    }
    let customers = state.store().customers_of(shopper).await?;
    customers.into_iter().next().map(|customer| customer.buyer).ok_or_else(unknown)
}
