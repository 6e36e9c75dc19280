use std::future::Future;

use jiff::SignedDuration;

use super::busy;
use crate::error::{ApiError, Code};
use crate::orders::{Order, OrderId};
use crate::state::CheckoutState;
use crate::store::{Claim, StoreError};

/// How long a claim holds if its holder never comes back. Far longer than the calls made under one may take.
const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// Runs `work` with the order's claim, on its own task, so that it ends as it began whatever the browser does.
///
/// Answers `payment_in_progress` if somebody else holds the claim.
pub(super) async fn exclusively<T, F, Fut>(
    state: &CheckoutState,
    id: &OrderId,
    work: F,
) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: FnOnce(CheckoutState, Claim, Order) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, ApiError>> + Send,
{
    match try_exclusively(state, id, work).await? {
        Some(result) => result,
        None => Err(busy(&reload(state, id).await?)),
    }
}

/// As [`exclusively`], but answers `None` if somebody else holds the claim.
pub(super) async fn try_exclusively<T, F, Fut>(
    state: &CheckoutState,
    id: &OrderId,
    work: F,
) -> Result<Option<Result<T, ApiError>>, ApiError>
where
    T: Send + 'static,
    F: FnOnce(CheckoutState, Claim, Order) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, ApiError>> + Send,
{
    let (state, id) = (state.clone(), id.clone());
    let task = tokio::spawn(async move {
        let Some(claim) = state.store().claim(&id, state.now(), state.now_plus(LEASE)).await? else {
            return Ok(None);
        };
        // Read again: what was known before the claim may be old.
        let result = match reload(&state, &id).await {
            Ok(order) => work(state.clone(), claim.clone(), order).await,
            Err(error) => Err(error),
        };
        if let Err(error) = state.store().release(claim).await {
            tracing::error!(order = %id, error = &error as &dyn std::error::Error, "a claim was not released");
        }
        Ok::<_, StoreError>(Some(result))
    });
    match task.await {
        Ok(result) => Ok(result?),
        Err(_) => Err(ApiError::new(Code::Internal)),
    }
}

pub(super) async fn reload(state: &CheckoutState, id: &OrderId) -> Result<Order, ApiError> {
    state.store().order(id).await?.ok_or_else(|| ApiError::new(Code::NotFound))
}
