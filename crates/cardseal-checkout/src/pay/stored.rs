use cardseal_host::StoredCardPayment;
use cardseal_types::{CustomerId, Cvc, PaymentToken};

use super::begin::{make_room, order_information, return_urls, write_down};
use super::claim::exclusively;
use super::conclude::conclude;
use crate::error::ApiError;
use crate::orders::{Method, Order, OrderId};
use crate::state::CheckoutState;

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
        let attempt = write_down(&state, &claim, &order, Method::Stored, false).await?;
        let payment = StoredCardPayment::new(
            attempt.reference(&order.id),
            order.amount.clone(),
            customer,
            token,
            cvc,
            return_urls(&state, &order.id),
            order_information(&order),
        );
        let answer = state.client().pay_with_stored_card(payment).await;
        conclude(&state, &claim, &order, &attempt, answer).await
    })
    .await
}
