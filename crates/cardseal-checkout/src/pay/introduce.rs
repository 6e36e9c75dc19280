use cardseal_host::RedirectPayment;
use cardseal_types::CustomerId;

use super::begin::{make_room, order_information, return_urls, write_down};
use super::conclude::conclude;
use super::customer;
use crate::error::ApiError;
use crate::orders::{Attempt, Method, Order};
use crate::state::CheckoutState;
use crate::store::Claim;

/// The customer id under which the order's shopper may have something stored, and the order as it stands then.
///
/// What is stored goes to whoever the e-mail address belongs to at the gateway. A typed card says so in a second call,
/// when the session has told whose id it is; the gateway's page and a wallet have to be told in the first. So for an
/// address that the shop has not met, a session that nobody is sent to is opened for the id, and cancelled.
pub(super) async fn introduce(
    state: &CheckoutState,
    claim: &Claim,
    order: Order,
) -> Result<(Order, Option<CustomerId>), ApiError> {
    if let Some(id) = customer::own_id(state, &order).await? {
        return Ok((order, Some(id)));
    }
    let order = if named(&order).is_some() { order } else { ask(state, claim, order).await? };
    let id = named(&order).cloned();
    let own = customer::owns(state, &order, id.as_ref()).await?;
    Ok((order, id.filter(|_| own)))
}

/// The id that the gateway gave for the order's address.
fn named(order: &Order) -> Option<&CustomerId> {
    order.attempts.iter().rev().find_map(|attempt: &Attempt| attempt.customer.as_ref())
}

async fn ask(state: &CheckoutState, claim: &Claim, order: Order) -> Result<Order, ApiError> {
    let attempt = write_down(state, claim, &order, Method::Redirect, false).await?;
    let payment = RedirectPayment::new(
        attempt.reference(&order.id),
        order.amount.clone(),
        customer::of(&order),
        return_urls(state, &order.id),
        order_information(&order),
    );
    let answer = state.client().create_redirect_session(payment).await;
    let order = conclude(state, claim, &order, &attempt, answer).await?;
    make_room(state, claim, order).await
}
