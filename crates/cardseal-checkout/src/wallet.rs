//! The payment methods that are stored for a shopper, as the gateway has them.

use cardseal_types::{
    CustomerId, EwalletChannel, PaymentMethodType, PaymentToken, StoredPaymentMethod,
    StoredPaymentMethodStatus,
};
use serde::Serialize;

use crate::error::{ApiError, Code};
use crate::shopper::ShopperId;
use crate::state::CheckoutState;

/// Customer ids that are asked for one shopper, newest first: one per e-mail address that was typed.
const CUSTOMERS: usize = 5;

/// A stored method as the shopper's page sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MethodView {
    token: PaymentToken,
    #[serde(rename = "type")]
    method_type: PaymentMethodType,
    channel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_four: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry_month: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry_year: Option<String>,
    status: StoredPaymentMethodStatus,
}

/// Everything that is stored for a shopper.
pub(crate) async fn methods(state: &CheckoutState, shopper: &ShopperId) -> Result<Vec<MethodView>, ApiError> {
    let stored = stored(state, shopper).await?;
    Ok(stored.into_iter().map(|(_, method)| method.into()).collect())
}

/// The customer id that a usable stored card of the shopper belongs to.
pub(crate) async fn owner_of_card(
    state: &CheckoutState,
    shopper: &ShopperId,
    token: &PaymentToken,
) -> Result<CustomerId, ApiError> {
    let usable = |method: &StoredPaymentMethod| {
        method.token == *token
            && method.status == StoredPaymentMethodStatus::Active
            && method.payment_method == PaymentMethodType::Card
    };
    let found = stored(state, shopper).await?.into_iter().find(|(_, method)| usable(method));
    found.map(|(customer, _)| customer).ok_or_else(|| ApiError::new(Code::SavedMethodNotFound))
}

async fn stored(
    state: &CheckoutState,
    shopper: &ShopperId,
) -> Result<Vec<(CustomerId, StoredPaymentMethod)>, ApiError> {
    let mut stored = Vec::new();
    for bound in state.store().customers_of(shopper).await?.into_iter().take(CUSTOMERS) {
        match state.reader().retrieve_customer(&bound.id).await {
            Ok(customer) => {
                stored.extend(
                    customer.stored_payment_methods.into_iter().map(|method| (bound.id.clone(), method)),
                );
            }
            Err(error) if error.is_not_found() => {}
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a wallet could not be read");
                return Err(ApiError::new(Code::GatewayUnavailable));
            }
        }
    }
    stored.sort_by_key(|(_, method)| std::cmp::Reverse(method.created_at));
    Ok(stored)
}

impl From<StoredPaymentMethod> for MethodView {
    fn from(method: StoredPaymentMethod) -> Self {
        let card = method.card;
        let year = |card: &cardseal_types::StoredCard| match card.exp_year.len() {
            2 => format!("20{}", card.exp_year),
            _ => card.exp_year.clone(),
        };
        let channel = match method.payment_method {
            // The gateway spells a stored wallet in lower case, and the same wallet in a charge in upper case.
            PaymentMethodType::Ewallet => {
                EwalletChannel::from(method.payment_channel.as_str()).as_str().to_owned()
            }
            _ => method.payment_channel,
        };
        Self {
            token: method.token,
            method_type: method.payment_method,
            channel,
            brand: card.as_ref().map(|card| card.network.as_str().to_owned()),
            last_four: card.as_ref().map(|card| card.last4.to_string()),
            expiry_month: card.as_ref().map(|card| card.exp_month.clone()),
            expiry_year: card.as_ref().map(year),
            status: method.status,
        }
    }
}
