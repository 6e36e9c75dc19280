use cardseal_host::{Outcome, Payment, VerifiedCallback};
use cardseal_types::CallbackData;

use super::refresh::{ask, learn};
use super::{log, progress};
use crate::error::{ApiError, Code};
use crate::orders::{Attempt, AttemptState, Order, parse_reference};
use crate::state::CheckoutState;

/// Brings up to date what a callback speaks of. Returns once that is durable.
///
/// The callback decides which order is looked at and nothing else: what became of it is read from the gateway. One that
/// speaks of nothing of ours is done with at once.
///
/// # Errors
///
/// A code of the 5xx class, after which the gateway delivers it again.
pub(crate) async fn hear(state: &CheckoutState, callback: &VerifiedCallback) -> Result<(), ApiError> {
    let Some((order, number)) = subject(state, callback).await? else {
        let session = callback.session_id().map(tracing::field::display);
        tracing::info!(session, "a callback speaks of nothing of this shop");
        return Ok(());
    };
    let Some(attempt) = order.attempts.iter().find(|attempt| attempt.number == number) else {
        return Ok(());
    };
    let delivery = callback.dedupe_key().map(|key| key.to_string()).unwrap_or_default();
    // A final state can't change, so a delivery that was acted upon has nothing more to say. Any other may be news even
    // if it looks like an earlier one: that may have been forged, or have come before what it tells of.
    if !attempt.state.is_final() || !state.store().is_recorded(&delivery).await? {
        look(state, &order, attempt).await?;
    }
    let first = state.store().record_callback(&delivery, &order.id, state.now()).await?;
    tracing::info!(order = %order.id, attempt = number, first, "a callback was acted upon");
    Ok(())
}

/// The order that a callback speaks of, and which of its attempts.
async fn subject(
    state: &CheckoutState,
    callback: &VerifiedCallback,
) -> Result<Option<(Order, u32)>, ApiError> {
    let Some(session) = callback.session_id() else { return Ok(None) };
    if let Some(id) = state.store().order_of_session(session).await? {
        let order = state.store().order(&id).await?;
        return Ok(order.and_then(|order| {
            let of_session = |attempt: &&Attempt| attempt.session.as_ref() == Some(session);
            let number = order.attempts.iter().find(of_session)?.number;
            Some((order, number))
        }));
    }
    by_reference(state, callback).await
}

/// The attempt whose session's id was lost on the way from the gateway, or is on its way still. The callback's reference
/// only tells where to look: the gateway is asked for the session of that reference.
async fn by_reference(
    state: &CheckoutState,
    callback: &VerifiedCallback,
) -> Result<Option<(Order, u32)>, ApiError> {
    let CallbackData::Session(session) = &callback.unproven_claims().data else { return Ok(None) };
    let named = session.client_reference_id.as_ref().and_then(parse_reference);
    let Some((id, number)) = named else { return Ok(None) };
    let order = state.store().order(&id).await?;
    let waits = |order: &Order| {
        order.attempts.iter().any(|attempt| attempt.number == number && attempt.session.is_none())
    };
    Ok(order.filter(waits).map(|order| (order, number)))
}

async fn look(state: &CheckoutState, order: &Order, attempt: &Attempt) -> Result<(), ApiError> {
    let answer = ask(state, order, attempt).await.map_err(|error| {
        log(&error, order);
        ApiError::new(Code::GatewayUnavailable)
    })?;
    match answer {
        Some(payment) if attempt.state.is_final() => {
            check_end(order, attempt, &payment);
            Ok(())
        }
        // Without the claim this only moves forward.
        answer => learn(state, None, order, attempt, answer).await,
    }
}

/// An attempt that ended here unpaid and is paid at the gateway is for a human to see to.
fn check_end(order: &Order, attempt: &Attempt, payment: &Payment) {
    let paid =
        matches!(payment.outcome, Outcome::Paid) && progress::belongs(&payment.session, order, attempt);
    if paid && attempt.state != AttemptState::Paid {
        let ended = attempt.state.as_str();
        tracing::error!(order = %order.id, attempt = attempt.number, ended, "an attempt was paid after its end");
    }
}
