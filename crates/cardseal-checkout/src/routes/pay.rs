use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::{Extension, Json};
use cardseal_types::SessionKey;
use serde::Serialize;

use super::Shopper;
use super::orders::own;
use crate::body;
use crate::error::ApiError;
use crate::orders::OrderView;
use crate::pay::{self, Standing};
use crate::request::{Billing, PayOnGatewaysPage, PayWithCard, PayWithSaved, PayWithWallet};
use crate::state::CheckoutState;
use crate::wallet;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionAnswer {
    order: OrderView,
    session_key: SessionKey,
    can_save: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaidAnswer {
    #[serde(flatten)]
    standing: Standing,
    save_ignored: bool,
}

/// `POST /api/orders/{id}/session`
pub(super) async fn session(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<SessionAnswer>, ApiError> {
    let _: serde::de::IgnoredAny = body::json(&headers, body).await?;
    let order = own(&state, &shopper, &id).await?;
    let session = pay::new_session(&state, &order.id).await?;
    Ok(Json(SessionAnswer {
        order: (&session.order).into(),
        session_key: session.key,
        can_save: session.can_save,
    }))
}

/// `POST /api/orders/{id}/card`
pub(super) async fn card(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PaidAnswer>, ApiError> {
    let request: PayWithCard = body::json(&headers, body).await?;
    let order = own(&state, &shopper, &id).await?;
    let save = request.save;
    let confirmed = pay::confirm(&state, &order.id, request.card()?, save).await?;
    Ok(Json(PaidAnswer { standing: (&confirmed.order).into(), save_ignored: confirmed.save_ignored }))
}

/// `POST /api/orders/{id}/saved`
pub(super) async fn saved(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Standing>, ApiError> {
    let request: PayWithSaved = body::json(&headers, body).await?;
    let order = own(&state, &shopper, &id).await?;
    let (token, cvc) = request.parts()?;
    let customer = wallet::owner_of_card(&state, &shopper, &token).await?;
    let order = pay::pay_stored(&state, &order.id, customer, token, cvc).await?;
    Ok(Json((&order).into()))
}

/// `POST /api/orders/{id}/redirect`
pub(super) async fn redirect(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PaidAnswer>, ApiError> {
    let request: PayOnGatewaysPage = body::json(&headers, body).await?;
    let order = own(&state, &shopper, &id).await?;
    let sent = pay::pay_on_page(&state, &order.id, request.wish()?).await?;
    Ok(Json(PaidAnswer { standing: (&sent.order).into(), save_ignored: sent.save_ignored }))
}

/// `POST /api/orders/{id}/ewallet`
pub(super) async fn ewallet(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PaidAnswer>, ApiError> {
    let request: PayWithWallet = body::json(&headers, body).await?;
    let order = own(&state, &shopper, &id).await?;
    let sent = pay::pay_from_wallet(&state, &order.id, request.wish()?).await?;
    Ok(Json(PaidAnswer { standing: (&sent.order).into(), save_ignored: sent.save_ignored }))
}

/// `POST /api/orders/{id}/billing`
pub(super) async fn billing(
    State(state): State<CheckoutState>,
    Extension(shopper): Shopper,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Standing>, ApiError> {
    let request: Billing = body::json(&headers, body).await?;
    let order = own(&state, &shopper, &id).await?;
    state.store().set_billing(&order.id, request.address("")?).await?;
    Ok(Json((&order).into()))
}
