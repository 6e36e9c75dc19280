use cardseal_host::StoredCardPayment;
use cardseal_types::{CustomerId, Cvc, PaymentToken};

use super::begin::{call_off, make_room, order_information, return_urls, write_down};
use super::claim::{exclusively, reload};
use super::refresh::settle;
use super::{log, progress, refusal};
use crate::error::{ApiError, Code};
use crate::orders::{Method, Order, OrderId};
use crate::state::CheckoutState;
use crate::store::Claim;

/// Pays an order with a stored card of this customer, who is the shopper's.
pub(crate) async fn pay_stored(
    state: &CheckoutState,
    order: &OrderId,
    customer: CustomerId,
    token: PaymentToken,
    cvc: Cvc,
) -> Result<Order, ApiError> {
    exclusively(state, order, move |state, claim, order| async move {
        let order = make_room(&state, &claim, order).await?;
        let attempt = write_down(&state, &claim, &order, Method::Stored).await?;
        let payment = StoredCardPayment::new(
            attempt.reference(&order.id),
            order.amount.clone(),
            customer,
            token,
            cvc,
            return_urls(&state, &order.id),
            order_information(&order),
        );
        match state.client().pay_with_stored_card(payment).await {
            Ok(payment) => {
                progress::apply(&state, &order, &attempt, &payment).await?;
                reload(&state, &order.id).await
            }
            Err(error) if error.is_unknown_outcome() => find_out(&state, &claim, &order, &error).await,
            Err(error) => {
                log(&error, &order);
                call_off(&state, &claim, &attempt).await?;
                Err(refusal(&error, Code::PaymentRefused))
            }
        }
    })
    .await
}

/// The gateway may have charged the card. If it can't tell now, the attempt stays as it is and is asked about later.
async fn find_out(
    state: &CheckoutState,
    claim: &Claim,
    order: &Order,
    error: &cardseal_host::Error,
) -> Result<Order, ApiError> {
    log(error, order);
    settle(state, claim, reload(state, &order.id).await?).await
}
