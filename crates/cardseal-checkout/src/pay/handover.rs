use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::fulfilment::{Fulfilment, FulfilmentError};
use crate::orders::Order;
use crate::state::CheckoutState;
use crate::store::{Handover, StoreError};

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an order is kept from being taken twice. Longer than a try takes, so that two never overlap.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// Orders of one round. A round goes on to the next order whatever became of the last.
const ROUND: usize = 100;

/// Hands over the paid orders that are due, and returns how many were tried.
pub(crate) async fn hand_over(state: &CheckoutState) -> Result<usize, StoreError> {
    let Some(fulfilment) = state.fulfilment() else { return Ok(0) };
    for tried in 0..ROUND {
        let Some(handover) = state.store().take_handover(state.now(), state.now_plus(LEASE)).await? else {
            return Ok(tried);
        };
        one(state, fulfilment, &handover).await?;
    }
    Ok(ROUND)
}

/// As [`hand_over`], without being waited for: the shopper and the gateway have nothing to do with it.
pub(super) fn soon(state: &CheckoutState) {
    if state.fulfilment().is_none() {
        return;
    }
    let state = state.clone();
    tokio::spawn(async move {
        if let Err(error) = hand_over(&state).await {
            tracing::error!(error = &error as &dyn std::error::Error, "paid orders are not handed over");
        }
    });
}

async fn one(
    state: &CheckoutState,
    fulfilment: &Arc<dyn Fulfilment>,
    handover: &Handover,
) -> Result<(), StoreError> {
    let id = &handover.order;
    let done = match state.store().order(id).await? {
        Some(order) => attempt(Arc::clone(fulfilment), order).await,
        None => Err(FulfilmentError::new("the store has no such order")),
    };
    match done {
        Ok(()) => {
            state.store().finish_handover(id, state.now()).await?;
            tracing::info!(order = %id, tries = handover.tries, "a paid order was handed over");
        }
        Err(error) => {
            failed(handover, &error);
            state.store().postpone_handover(handover, state.now_plus(pause(handover.tries))).await?;
        }
    }
    Ok(())
}

fn failed(Handover { order, tries }: &Handover, error: &FulfilmentError) {
    tracing::warn!(%order, tries, error = error as &dyn std::error::Error, "a paid order was not handed over");
}

/// One try, on a task of its own, so that a panic of the merchant's code ends nothing else. The task ends with this.
async fn attempt(fulfilment: Arc<dyn Fulfilment>, order: Order) -> Result<(), FulfilmentError> {
    let mut task = JoinSet::new();
    task.spawn(async move { fulfilment.fulfil(&order).await });
    match timeout(PATIENCE, task.join_next()).await {
        Ok(Some(Ok(result))) => result,
        Ok(Some(Err(panicked))) => Err(FulfilmentError::new(panicked)),
        Ok(None) => Err(FulfilmentError::new("the task is gone")),
        Err(elapsed) => Err(FulfilmentError::new(elapsed)),
    }
}

/// How long to wait after a try that failed.
fn pause(tries: u32) -> SignedDuration {
    let doublings = tries.saturating_sub(1).min(7);
    SignedDuration::from_secs((30 << doublings).min(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_an_hour() {
        let pauses: Vec<_> = [0, 1, 2, 3, 7, 8, 9, u32::MAX].map(|tries| pause(tries).as_secs()).into();
        assert_eq!(pauses, [30, 30, 60, 120, 1920, 3600, 3600, 3600]);
    }
}
