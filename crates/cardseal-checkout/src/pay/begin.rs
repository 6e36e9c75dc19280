use cardseal_host::{NewCardSession, Outcome, Payment};
use cardseal_types::{
    BillingInfo, CancellationReason, OrderInformation, ProductDetail, RedirectUrls, SessionKey,
};

use super::claim::{exclusively, reload};
use super::refresh::{look, settle};
use super::{Standing, already_paid, busy, customer, log, progress, refusal};
use crate::error::{ApiError, Code};
use crate::orders::{Attempt, AttemptState, Method, Order, OrderId, OrderStatus};
use crate::state::CheckoutState;
use crate::store::{Claim, Step};

/// A session that waits for a card.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The order, with the session as its newest attempt.
    pub(crate) order: Order,
    /// What the page encrypts the card with.
    pub(crate) key: SessionKey,
    /// Whether the shopper may have the card stored.
    pub(crate) can_save: bool,
}

/// Begins a session for a card that the shopper will type. A session that still waits for one is cancelled first.
pub(crate) async fn new_session(state: &CheckoutState, order: &OrderId) -> Result<NewSession, ApiError> {
    exclusively(state, order, |state, claim, order| async move {
        let order = make_room(&state, &claim, order).await?;
        let attempt = write_down(&state, &claim, &order, Method::Card, false).await?;
        let payment = create(&state, &claim, &order, &attempt).await?;
        progress::apply(&state, &order, &attempt, &payment).await?;
        customer::bind(&state, &order, &attempt, &payment.session).await?;
        let Outcome::RequiresConfirmation { session_key: Some(key) } = payment.outcome else {
            tracing::error!(order = %order.id, "a new session brings no key");
            return Err(ApiError::new(Code::GatewayUnavailable));
        };
        let can_save = customer::owns(&state, &order, payment.session.customer_id.as_ref()).await?;
        Ok(NewSession { order: reload(&state, &order.id).await?, key, can_save })
    })
    .await
}

/// Makes sure that no attempt of an order is live, by the gateway's word.
pub(super) async fn make_room(state: &CheckoutState, claim: &Claim, order: Order) -> Result<Order, ApiError> {
    let mut order = settle(state, claim, order).await?;
    if let Some(attempt) = order.latest().filter(|attempt| attempt.state == AttemptState::Ready) {
        cancel(state, &order, attempt).await?;
        order = reload(state, &order.id).await?;
    }
    match order.latest() {
        _ if order.status() == OrderStatus::Paid => Err(already_paid(&order)),
        None => Ok(order),
        Some(attempt) if attempt.state.is_final() => Ok(order),
        // The gateway neither cancelled it nor told why, or it does not say whether it was made at all.
        Some(attempt) if attempt.state <= AttemptState::Ready && !attempt.may_charge() => {
            Err(ApiError::new(Code::GatewayUnavailable).with(&Standing::from(&order)))
        }
        Some(_) => Err(busy(&order)),
    }
}

/// Writes down a new attempt before the gateway hears of it.
pub(super) async fn write_down(
    state: &CheckoutState,
    claim: &Claim,
    order: &Order,
    method: Method,
    save: bool,
) -> Result<Attempt, ApiError> {
    let attempt = state.store().begin_attempt(claim, method, save, state.now()).await?;
    attempt.ok_or_else(|| busy(order))
}

/// Notes that the gateway certainly did not take an attempt.
pub(super) async fn call_off(
    state: &CheckoutState,
    claim: &Claim,
    attempt: &Attempt,
) -> Result<(), ApiError> {
    let step =
        Step { number: attempt.number, from: AttemptState::Creating, to: AttemptState::Void, save: None };
    state.store().step(claim, step, state.now()).await?;
    Ok(())
}

pub(super) fn return_urls(state: &CheckoutState, order: &OrderId) -> RedirectUrls {
    let url = |outcome| state.public_url().join(format_args!("/return/{order}/{outcome}"));
    RedirectUrls {
        success_return_url: url("success"),
        failure_return_url: url("failure"),
        expiration_return_url: url("expired"),
    }
}

pub(super) fn order_information(order: &Order) -> OrderInformation {
    let lines = order.lines.iter().map(|line| ProductDetail {
        product_type: line.product_type.clone(),
        category: None,
        sub_category: None,
        name: Some(line.name.clone()),
        description: None,
        quantity: u64::from(line.quantity),
        price: line.price.clone(),
    });
    OrderInformation { billing_info: billing(order), ..OrderInformation::new(lines.collect()) }
}

fn billing(order: &Order) -> Option<BillingInfo> {
    let address = order.billing.clone()?;
    let payer = customer::of(order);
    Some(BillingInfo {
        given_name: payer.given_name.unwrap_or_default(),
        surname: payer.surname,
        email: payer.email,
        phone_number: None,
        address_line1: Some(address.address_line1),
        address_line2: None,
        city: Some(address.city),
        province_state: Some(address.province_state),
        country: Some(address.country),
        postal_code: Some(address.postal_code),
    })
}

async fn create(
    state: &CheckoutState,
    claim: &Claim,
    order: &Order,
    attempt: &Attempt,
) -> Result<Payment, ApiError> {
    let session = NewCardSession::new(
        attempt.reference(&order.id),
        order.amount.clone(),
        customer::of(order),
        return_urls(state, &order.id),
        order_information(order),
    );
    match state.client().create_card_session(session).await {
        Ok(payment) => Ok(payment),
        Err(error) => {
            log(&error, order);
            // Whether or not it was made: without its key nobody can pay with it.
            call_off(state, claim, attempt).await?;
            Err(refusal(&error, Code::PaymentRefused))
        }
    }
}

async fn cancel(state: &CheckoutState, order: &Order, attempt: &Attempt) -> Result<(), ApiError> {
    let Some(session) = &attempt.session else { return Ok(()) };
    match state.client().cancel_session(session, CancellationReason::VoidSession).await {
        Ok(payment) => progress::apply(state, order, attempt, &payment).await,
        // It was confirmed, paid or ended meanwhile, or the answer was lost: the session tells.
        Err(error) => {
            log(&error, order);
            look(state, None, order, attempt).await
        }
    }
}
