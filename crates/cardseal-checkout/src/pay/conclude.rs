use cardseal_host::{Error, Payment};

use super::begin::call_off;
use super::claim::reload;
use super::refresh::settle;
use super::{Standing, customer, log, progress, refusal};
use crate::error::{ApiError, Code};
use crate::orders::{Attempt, AttemptState, Order};
use crate::state::CheckoutState;
use crate::store::Claim;

/// Writes down what became of a call that opens a payment at once, and returns the order as it stands.
///
/// If the call may have arrived and the gateway can't tell now, the attempt stays as it is and is asked about later.
///
/// # Errors
///
/// If nothing was opened.
pub(super) async fn conclude(
    state: &CheckoutState,
    claim: &Claim,
    order: &Order,
    attempt: &Attempt,
    answer: Result<Payment, Error>,
) -> Result<Order, ApiError> {
    match answer {
        Ok(payment) => {
            progress::apply(state, order, attempt, &payment).await?;
            customer::bind(state, order, attempt, &payment.session).await?;
            reload(state, &order.id).await
        }
        Err(error) if error.is_unknown_outcome() => {
            log(&error, order);
            let order = settle(state, claim, reload(state, &order.id).await?).await?;
            match order.latest().map(|attempt| attempt.state) {
                Some(AttemptState::Void) => {
                    Err(refusal(&error, Code::PaymentRefused).with(&Standing::from(&order)))
                }
                _ => Ok(order),
            }
        }
        Err(error) => {
            log(&error, order);
            call_off(state, claim, attempt).await?;
            Err(refusal(&error, Code::PaymentRefused))
        }
    }
}
