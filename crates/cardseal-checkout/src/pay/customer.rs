use cardseal_types::{Customer, CustomerId, PaymentMethodType, PaymentSession, StoredPaymentMethod};

use super::log;
use crate::error::ApiError;
use crate::orders::{Attempt, Method, Order};
use crate::state::CheckoutState;

/// The buyer of an order, for the gateway.
pub(super) fn of(order: &Order) -> Customer {
    let (given, surname) = match order.buyer.name.split_once(' ') {
        Some((given, surname)) => (given.to_owned(), Some(surname.to_owned())),
        None => (order.buyer.name.clone(), None),
    };
    Customer { given_name: Some(given), surname, ..Customer::new(&order.buyer.email) }
}

/// Whether a customer id is the shopper's own.
pub(super) async fn owns(
    state: &CheckoutState,
    order: &Order,
    customer: Option<&CustomerId>,
) -> Result<bool, ApiError> {
    let Some(id) = customer else { return Ok(false) };
    Ok(state.store().owner_of(id).await?.is_some_and(|owner| owner == order.shopper))
}

/// The customer id that the shopper has for the order's e-mail address.
pub(super) async fn own_id(state: &CheckoutState, order: &Order) -> Result<Option<CustomerId>, ApiError> {
    let bound = state.store().customers_of(&order.shopper).await?;
    let same = |email: &str| email.eq_ignore_ascii_case(&order.buyer.email);
    Ok(bound.into_iter().find(|customer| same(&customer.buyer.email)).map(|customer| customer.id))
}

/// Whether what paid a session is stored. Not known counts as no.
pub(super) async fn has_stored(state: &CheckoutState, order: &Order, session: &PaymentSession) -> bool {
    let Some(id) = &session.customer_id else { return false };
    match state.reader().retrieve_customer(id).await {
        Ok(customer) => customer.stored_payment_methods.iter().any(|method| paid(method, session)),
        Err(error) => {
            log(&error, order);
            false
        }
    }
}

/// Whether a stored method paid a session: the same card, or a method of that kind that is no older than the session.
fn paid(method: &StoredPaymentMethod, session: &PaymentSession) -> bool {
    let Some(charge) = session.latest_charge() else { return false };
    let is_new = session.created_at.is_some_and(|begun| method.created_at >= begun);
    match (&charge.card, &charge.ewallet) {
        (Some(card), _) => {
            let stored = method.card.as_ref();
            let same = stored
                .is_some_and(|stored| stored.fingerprint.is_some() && stored.fingerprint == card.fingerprint);
            same || (is_new && stored.is_some())
        }
        (None, Some(_)) => is_new && method.payment_method == PaymentMethodType::Ewallet,
        (None, None) => false,
    }
}

/// Gives the customer id of a session to the shopper, unless somebody has it or something is stored under it already:
/// whoever stored that was somebody else.
pub(super) async fn bind(
    state: &CheckoutState,
    order: &Order,
    attempt: &Attempt,
    session: &PaymentSession,
) -> Result<(), ApiError> {
    let Some(id) = session.customer_id.as_ref().filter(|_| attempt.customer.is_none()) else { return Ok(()) };
    if attempt.method == Method::Stored || state.store().owner_of(id).await?.is_some() {
        return Ok(());
    }
    match state.reader().retrieve_customer(id).await {
        Ok(customer) if !customer.stored_payment_methods.is_empty() => return Ok(()),
        Ok(_) => {}
        Err(error) if error.is_not_found() => {}
        Err(error) => {
            log(&error, order);
            return Ok(());
        }
    }
    state.store().bind_customer(id, &order.shopper, &order.buyer, state.now()).await?;
    Ok(())
}
