use cardseal_host::{EwalletPayment, Payer};

use super::begin::{make_room, order_information, return_urls, write_down};
use super::claim::exclusively;
use super::conclude::conclude;
use super::introduce::introduce;
use super::{Sent, customer};
use crate::error::ApiError;
use crate::orders::{Method, OrderId};
use crate::request::WalletWish;
use crate::state::CheckoutState;

/// Opens a payment of an order from an e-wallet.
///
/// An earlier payment that can still be cancelled is cancelled first.
pub(crate) async fn pay_from_wallet(
    state: &CheckoutState,
    order: &OrderId,
    wish: WalletWish,
) -> Result<Sent, ApiError> {
    exclusively(state, order, move |state, claim, order| async move {
        let order = make_room(&state, &claim, order).await?;
        let (order, id) = match wish.save {
            true => introduce(&state, &claim, order).await?,
            false => (order, None),
        };
        let save = id.is_some();
        let attempt = write_down(&state, &claim, &order, Method::Ewallet, save).await?;
        let payer = id.map_or_else(|| Payer::from(customer::of(&order)), Payer::from);
        let payment = EwalletPayment::new(
            attempt.reference(&order.id),
            order.amount.clone(),
            wish.channel,
            payer,
            return_urls(&state, &order.id),
            order_information(&order),
        );
        let answer = state.client().create_ewallet_session(payment.save_for_future_use(save)).await;
        let order = conclude(&state, &claim, &order, &attempt, answer).await?;
        Ok(Sent { order, save_ignored: wish.save && !save })
    })
    .await
}
