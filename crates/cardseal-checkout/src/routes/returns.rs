use axum::extract::{Path, State};
use axum::response::Redirect;

use crate::error::{ApiError, Code};
use crate::orders::OrderId;
use crate::pay::{self, Freshness};
use crate::state::CheckoutState;

/// `GET /return/{order}/{success|failure|expired}`
///
/// Neither the last part of the path nor a query decides anything: the gateway is asked. The way on is the same for
/// everybody and shows nothing of the order; the result page shows it to its shopper alone.
pub(super) async fn back(
    State(state): State<CheckoutState>,
    Path((id, outcome)): Path<(String, String)>,
) -> Result<Redirect, ApiError> {
    let unknown = || ApiError::new(Code::NotFound);
    if !matches!(outcome.as_str(), "success" | "failure" | "expired") {
        return Err(unknown());
    }
    let id = OrderId::parse(&id).ok_or_else(unknown)?;
    let order = state.store().order(&id).await?.ok_or_else(unknown)?;
    // If this fails the result page asks again.
    let _ = pay::refresh(&state, order, Freshness::Now).await;
    Ok(Redirect::to(&state.public_url().join(format_args!("/result.html?order={id}"))))
}
