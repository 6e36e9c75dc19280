use cardseal_host::{Outcome, Payment};
use jiff::SignedDuration;

use super::claim::{reload, try_exclusively};
use super::{customer, log, progress};
use crate::error::ApiError;
use crate::orders::{Attempt, AttemptState, Order};
use crate::state::CheckoutState;
use crate::store::{Claim, Step, StoreError};

/// How long a lost request for a new session may still be on its way: the gateway gives up after 60 seconds.
const IN_FLIGHT: SignedDuration = SignedDuration::from_secs(90);

/// How old the last look at the gateway may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// At most a second, so that a page that asks again and again does not become a flood.
    Second,
    /// The gateway is asked now.
    Now,
}

/// An order as it is now: the gateway is asked unless nothing can change any more. If it does not answer, the order is
/// returned as last known.
pub(crate) async fn refresh(
    state: &CheckoutState,
    order: Order,
    freshness: Freshness,
) -> Result<Order, ApiError> {
    let Some(attempt) = order.latest().filter(|attempt| !attempt.state.is_final()) else { return Ok(order) };
    let age = if freshness == Freshness::Now { SignedDuration::ZERO } else { SignedDuration::from_secs(1) };
    let first = state.store().begin_check(&order.id, state.now_plus(-age), state.now()).await?;
    if !first && freshness == Freshness::Second {
        return Ok(order);
    }
    if in_limbo(attempt) {
        let settled = try_exclusively(state, &order.id, |state, claim, order| async move {
            settle(&state, &claim, order).await
        });
        if let Some(result) = settled.await? {
            return result;
        }
    }
    let id = order.id.clone();
    look(state, None, &order, attempt).await?;
    reload(state, &id).await
}

/// Asks the gateway about orders that nobody looked at for a while, and returns how many those were.
pub(crate) async fn sweep(state: &CheckoutState) -> Result<usize, StoreError> {
    let before = state.now_plus(SignedDuration::from_mins(-1));
    let orders = state.store().unsettled(before, 100).await?;
    for id in &orders {
        let looked = match reload(state, id).await {
            Ok(order) => refresh(state, order, Freshness::Now).await,
            Err(error) => Err(error),
        };
        if looked.is_err() {
            tracing::warn!(order = %id, "an open order could not be looked at");
        }
    }
    Ok(orders.len())
}

/// Brings an order up to date with the claim's right to undo what never arrived.
pub(super) async fn settle(state: &CheckoutState, claim: &Claim, order: Order) -> Result<Order, ApiError> {
    let Some(attempt) = order.latest().filter(|attempt| !attempt.state.is_final()) else { return Ok(order) };
    look(state, Some(claim), &order, attempt).await?;
    reload(state, &order.id).await
}

/// Asks the gateway about one attempt and writes down what it says. If it gives no answer, nothing changes.
pub(super) async fn look(
    state: &CheckoutState,
    claim: Option<&Claim>,
    order: &Order,
    attempt: &Attempt,
) -> Result<(), ApiError> {
    match ask(state, order, attempt).await {
        Ok(answer) => learn(state, claim, order, attempt, answer).await,
        Err(error) => {
            log(&error, order);
            Ok(())
        }
    }
}

/// What the gateway knows about one attempt; `None` if it knows no session of its reference.
pub(super) async fn ask(
    state: &CheckoutState,
    order: &Order,
    attempt: &Attempt,
) -> Result<Option<Payment>, cardseal_host::Error> {
    match &attempt.session {
        Some(session) => state.reader().retrieve_session(session).await.map(Some),
        None => state.reader().retrieve_session_by_reference(&attempt.reference(&order.id)).await,
    }
}

/// Writes down what the gateway said about one attempt.
pub(super) async fn learn(
    state: &CheckoutState,
    claim: Option<&Claim>,
    order: &Order,
    attempt: &Attempt,
    answer: Option<Payment>,
) -> Result<(), ApiError> {
    match answer {
        None => never_made(state, claim, attempt).await?,
        Some(payment) => {
            progress::apply(state, order, attempt, &payment).await?;
            customer::bind(state, order, attempt, &payment.session).await?;
            if matches!(payment.outcome, Outcome::RequiresConfirmation { .. } | Outcome::KeyRefused { .. }) {
                never_confirmed(state, claim, attempt).await?;
            }
        }
    }
    Ok(())
}

/// The gateway knows no session of this reference.
async fn never_made(state: &CheckoutState, claim: Option<&Claim>, attempt: &Attempt) -> Result<(), ApiError> {
    // A session that takes no money by itself does no harm if it comes late.
    let late = attempt.created_at < state.now_plus(-IN_FLIGHT);
    let harmless = late || !attempt.method.charges_at_once();
    if let Some(claim) = claim.filter(|_| harmless) {
        let (from, to) = (AttemptState::Creating, AttemptState::Void);
        let step = Step { number: attempt.number, from, to, save: None };
        state.store().step(claim, step, state.now()).await?;
    }
    Ok(())
}

/// The session still waits for its confirmation. With the claim in hand no confirmation of ours is on its way, or the
/// gateway will refuse it as the second one.
async fn never_confirmed(
    state: &CheckoutState,
    claim: Option<&Claim>,
    attempt: &Attempt,
) -> Result<(), ApiError> {
    if let Some(claim) = claim.filter(|_| attempt.state == AttemptState::Submitted) {
        let (from, to) = (AttemptState::Submitted, AttemptState::Ready);
        let step = Step { number: attempt.number, from, to, save: Some(false) };
        state.store().step(claim, step, state.now()).await?;
    }
    Ok(())
}

/// Whether an attempt may have to be undone, which takes the claim.
fn in_limbo(attempt: &Attempt) -> bool {
    matches!(attempt.state, AttemptState::Creating | AttemptState::Submitted)
}
