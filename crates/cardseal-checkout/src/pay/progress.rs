use cardseal_host::{Outcome, Payment};
use cardseal_types::{
    CancellationReason, CardBrand, EwalletChannel, FailureCode, LastFour, PaymentSession, SessionStatus,
};

use super::{customer, handover};
use crate::error::{ApiError, Code};
use crate::orders::{
    Attempt, AttemptState, CANCELLED, ChargedCard, Method, Order, Progress, REPLACED, SESSION_EXPIRED,
};
use crate::state::CheckoutState;

/// Writes down what the gateway told about an attempt. What is not news changes nothing.
pub(super) async fn apply(
    state: &CheckoutState,
    order: &Order,
    attempt: &Attempt,
    payment: &Payment,
) -> Result<(), ApiError> {
    if !belongs(&payment.session, order, attempt) {
        tracing::error!(order = %order.id, session = %payment.session.id, "the gateway's session is not the attempt's");
        return Err(ApiError::new(Code::Internal));
    }
    let mut progress = progress(payment);
    if progress.state == AttemptState::Paid && attempt.method == Method::Redirect && attempt.save {
        // It was offered there; whether the shopper took the offer, the wallet tells.
        progress.save = Some(customer::has_stored(state, order, &payment.session).await);
    }
    let news = progress.state;
    if state.store().advance(&order.id, attempt.number, progress, state.now()).await? {
        tracing::info!(order = %order.id, attempt = attempt.number, state = news.as_str(), "an attempt moved");
        if news == AttemptState::Paid {
            handover::soon(state);
        }
    }
    Ok(())
}

/// Whether a session is the one that was asked for: same reference, same amount.
pub(super) fn belongs(session: &PaymentSession, order: &Order, attempt: &Attempt) -> bool {
    let same_session = attempt.session.as_ref().is_none_or(|id| *id == session.id);
    let same_reference = session
        .client_reference_id
        .as_ref()
        .is_none_or(|reference| *reference == attempt.reference(&order.id));
    let same_amount = session.amount.as_ref().is_none_or(|amount| *amount == order.amount);
    same_session && same_reference && same_amount
}

fn progress(payment: &Payment) -> Progress {
    let (state, failure) = meaning(&payment.outcome, &payment.session.status);
    let redirect = match &payment.outcome {
        Outcome::ActionRequired { redirect } => Some(redirect.as_str().to_owned()),
        _ => None,
    };
    Progress {
        session: payment.session.id.clone(),
        customer: payment.session.customer_id.clone(),
        state,
        redirect,
        card: card(&payment.session),
        wallet: wallet(&payment.session),
        save: None,
        failure,
    }
}

/// The state that an outcome means, and the failure code that goes with it.
fn meaning(outcome: &Outcome, status: &SessionStatus) -> (AttemptState, Option<String>) {
    match outcome {
        Outcome::RequiresConfirmation { .. }
        | Outcome::KeyRefused { .. }
        | Outcome::RequiresPaymentMethod => (AttemptState::Ready, None),
        // The gateway's page is open and nothing is chosen on it: it can still be cancelled.
        Outcome::ActionRequired { .. } if *status != SessionStatus::RequireAction => {
            (AttemptState::Ready, None)
        }
        Outcome::ActionRequired { .. } | Outcome::ActionUnavailable { .. } => {
            (AttemptState::ActionRequired, None)
        }
        Outcome::Paid => (AttemptState::Paid, None),
        Outcome::Declined { failure_code, .. } => {
            let code = failure_code.as_ref().map_or("DECLINED", FailureCode::as_str).to_owned();
            let state = match failure_code {
                Some(FailureCode::CancelledByUser) => AttemptState::Cancelled,
                Some(FailureCode::ChargeExpired) => AttemptState::Expired,
                _ => AttemptState::Declined,
            };
            (state, Some(code))
        }
        Outcome::Cancelled { reason: Some(CancellationReason::VoidSession) } => {
            (AttemptState::Cancelled, Some(REPLACED.into()))
        }
        Outcome::Cancelled { .. } => (AttemptState::Cancelled, Some(CANCELLED.into())),
        Outcome::Expired | Outcome::Inactive => (AttemptState::Expired, Some(SESSION_EXPIRED.into())),
        // With the bank, reserved, or a state that this version does not know: not paid, and not to be tried again.
        _ => (AttemptState::Processing, None),
    }
}

/// Brand and last four digits of the newest charge, if both are what they should be.
fn card(session: &PaymentSession) -> Option<ChargedCard> {
    let card = session.latest_charge()?.card.as_ref()?;
    let last_four = LastFour::parse(card.last4.as_bytes())?;
    let brand = &card.bin_informations.as_ref()?.brand;
    let brand = CardBrand::KNOWN.contains(brand).then(|| brand.as_str().to_owned())?;
    Some(ChargedCard { brand, last_four: last_four.to_string() })
}

/// The wallet of the newest charge, if it is one that this version knows.
fn wallet(session: &PaymentSession) -> Option<EwalletChannel> {
    let channel = &session.latest_charge()?.ewallet.as_ref()?.channel;
    EwalletChannel::KNOWN.contains(channel).then(|| channel.clone())
}
