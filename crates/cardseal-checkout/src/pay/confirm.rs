use cardseal_host::ConfirmCard;
use cardseal_types::{EncryptedCard, SessionId};

use super::begin::order_information;
use super::claim::{exclusively, reload};
use super::refresh::settle;
use super::{Standing, already_paid, busy, customer, log, progress, refusal};
use crate::error::{ApiError, Code};
use crate::orders::{Attempt, AttemptState, Order, OrderId, OrderStatus};
use crate::state::CheckoutState;
use crate::store::{Claim, Step};

/// A confirmed order.
#[derive(Debug)]
pub(crate) struct Confirmed {
    /// The order as it stands now.
    pub(crate) order: Order,
    /// Whether the shopper wanted the card stored and may not have it so.
    pub(crate) save_ignored: bool,
}

/// Pays an order's waiting session with an encrypted card. Of any number of calls at once, one gets through.
pub(crate) async fn confirm(
    state: &CheckoutState,
    order: &OrderId,
    card: EncryptedCard,
    save: bool,
) -> Result<Confirmed, ApiError> {
    exclusively(state, order, move |state, claim, order| async move {
        let (order, attempt, session) = waiting(&state, &claim, order).await?;
        let may_save = save && customer::owns(&state, &order, attempt.customer.as_ref()).await?;
        submit(&state, &claim, &order, &attempt, may_save).await?;
        let mut confirm = ConfirmCard::new(card).save_for_future_use(may_save);
        if order.billing.is_some() {
            // The session may be older than the address.
            confirm = confirm.order_information(order_information(&order));
        }
        let order = match state.client().confirm_session(&session, confirm).await {
            Ok(payment) => {
                progress::apply(&state, &order, &attempt, &payment).await?;
                reload(&state, &order.id).await?
            }
            Err(error) => find_out(&state, &claim, order, &error).await?,
        };
        Ok(Confirmed { order, save_ignored: save && !may_save })
    })
    .await
}

/// The attempt that waits for a card, or why there is none.
async fn waiting(
    state: &CheckoutState,
    claim: &Claim,
    order: Order,
) -> Result<(Order, Attempt, SessionId), ApiError> {
    let known_ready = order.latest().is_some_and(|attempt| attempt.state == AttemptState::Ready);
    let order = if known_ready { order } else { settle(state, claim, order).await? };
    if order.status() == OrderStatus::Paid {
        return Err(already_paid(&order));
    }
    let Some(attempt) = order.latest().filter(|attempt| !attempt.state.is_final()).cloned() else {
        return Err(ApiError::new(Code::SessionRequired).with(&Standing::from(&order)));
    };
    match &attempt.session {
        Some(session) if attempt.state == AttemptState::Ready => {
            let session = session.clone();
            Ok((order, attempt, session))
        }
        _ => Err(busy(&order)),
    }
}

/// Writes down that a confirmation is about to be sent.
async fn submit(
    state: &CheckoutState,
    claim: &Claim,
    order: &Order,
    attempt: &Attempt,
    save: bool,
) -> Result<(), ApiError> {
    let (from, to) = (AttemptState::Ready, AttemptState::Submitted);
    let step = Step { number: attempt.number, from, to, save: Some(save) };
    if state.store().step(claim, step, state.now()).await? { Ok(()) } else { Err(busy(order)) }
}

/// A confirmation that failed, or seemed to.
async fn find_out(
    state: &CheckoutState,
    claim: &Claim,
    order: Order,
    error: &cardseal_host::Error,
) -> Result<Order, ApiError> {
    log(error, &order);
    let order = reload(state, &order.id).await?;
    let order = if error.is_unknown_outcome() || error.is_wrong_state() || error.is_not_found() {
        // The session itself tells.
        settle(state, claim, order).await?
    } else {
        step_back(state, claim, order).await?
    };
    match order.latest().map(|attempt| attempt.state) {
        Some(AttemptState::Ready) => Err(refusal(error, Code::CardRefused).with(&Standing::from(&order))),
        // Paid, under way, ended, or still not known: the result page watches it.
        _ => Ok(order),
    }
}

/// The gateway certainly did not take the confirmation, so the session waits on.
async fn step_back(state: &CheckoutState, claim: &Claim, order: Order) -> Result<Order, ApiError> {
    if let Some(attempt) = order.latest() {
        let (from, to) = (AttemptState::Submitted, AttemptState::Ready);
        let step = Step { number: attempt.number, from, to, save: Some(false) };
        state.store().step(claim, step, state.now()).await?;
    }
    reload(state, &order.id).await
}
