use cardseal_host::{HostedMethod, Payer, RedirectPayment};

use super::begin::{make_room, order_information, return_urls, write_down};
use super::claim::exclusively;
use super::conclude::conclude;
use super::introduce::introduce;
use super::{Sent, customer};
use crate::error::ApiError;
use crate::orders::{Attempt, Method, Order, OrderId};
use crate::request::{PageWish, Via};
use crate::state::CheckoutState;

/// Opens the gateway's page for an order. What the shopper has stored is shown there.
///
/// An earlier payment that can still be cancelled is cancelled first.
pub(crate) async fn pay_on_page(
    state: &CheckoutState,
    order: &OrderId,
    wish: PageWish,
) -> Result<Sent, ApiError> {
    exclusively(state, order, move |state, claim, order| async move {
        let order = make_room(&state, &claim, order).await?;
        let (order, id) = match wish.save {
            true => introduce(&state, &claim, order).await?,
            false => {
                let id = customer::own_id(&state, &order).await?;
                (order, id)
            }
        };
        let save = wish.save && id.is_some();
        let attempt = write_down(&state, &claim, &order, Method::Redirect, save).await?;
        let answer = match id {
            Some(id) => {
                let page = page(&state, &order, &attempt, &wish, id).show_saved_payment(true);
                state.client().create_redirect_session(page.save_for_future_use(save)).await
            }
            None => {
                let page = page(&state, &order, &attempt, &wish, customer::of(&order));
                state.client().create_redirect_session(page).await
            }
        };
        let order = conclude(&state, &claim, &order, &attempt, answer).await?;
        Ok(Sent { order, save_ignored: wish.save && !save })
    })
    .await
}

fn page<P: Into<Payer>>(
    state: &CheckoutState,
    order: &Order,
    attempt: &Attempt,
    wish: &PageWish,
    payer: P,
) -> RedirectPayment<P> {
    let page = RedirectPayment::new(
        attempt.reference(&order.id),
        order.amount.clone(),
        payer,
        return_urls(state, &order.id),
        order_information(order),
    );
    // The shop has a page of its own that says how it went.
    let page = page.bypass_status_page(true);
    match wish.via {
        None => page,
        Some(Via::Card) => page.method(HostedMethod::card()),
        Some(Via::Ewallet) => page.method(HostedMethod::any_ewallet()),
    }
}
