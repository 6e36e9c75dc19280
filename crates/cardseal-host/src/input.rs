use std::fmt;

use cardseal_types::{CreateSession, Mode};

/// Why a value cannot be sent. Never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputError {
    /// The statement descriptor has more than 20 characters, or control characters.
    StatementDescriptor,
    /// A return URL is missing or has more than 255 characters.
    ReturnUrl,
    /// The order has no line.
    EmptyOrder,
    /// Both a customer and a customer id are given, or neither.
    Customer,
    /// The customer's e-mail address is missing or has more than 255 characters.
    Email,
    /// A stored card goes with the customer id that it belongs to.
    TokenWithoutCustomerId,
    /// Showing stored methods and leaving out the status page belong to the gateway's page only.
    RedirectOnly,
    /// Only the gateway gives this reason.
    CancellationReason,
    /// The merchant id or secret is empty or holds a character that no HTTP header takes.
    Credentials,
    /// A callback key is empty, holds anything but printable ASCII without spaces, or is given twice.
    CallbackKey,
    /// The callback speaks of no session, or of no refund, that could be read.
    CallbackSubject,
    /// The mobile number of a wallet is not 8 to 15 digits, with a plus sign before them or without.
    MobileNumber,
    /// A refund gives back either all, or an amount above zero, of one session or one charge.
    RefundAmount,
    /// The note of a refund has more than 50 characters.
    RefundDescription,
    /// The account of a refund breaks a limit that [`TransferDestination`](cardseal_types::TransferDestination) names,
    /// or is missing where only a transfer is wanted.
    TransferDestination,
    /// A capture takes an amount above zero.
    CaptureAmount,
    /// The list has more pages than were to be read.
    MorePages,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StatementDescriptor => {
                "statement descriptor has more than 20 characters or a control character"
            }
            Self::ReturnUrl => "return url is missing or has more than 255 characters",
            Self::EmptyOrder => "order has no line",
            Self::Customer => "a session takes either a customer or a customer id",
            Self::Email => "e-mail address of the customer is missing or has more than 255 characters",
            Self::TokenWithoutCustomerId => "a stored card needs the customer id that it belongs to",
            Self::RedirectOnly => "showing stored methods and leaving out the status page need redirect mode",
            Self::CancellationReason => "only the gateway gives this cancellation reason",
            Self::Credentials => "merchant id or secret is empty or holds a character that is not allowed",
            Self::CallbackKey => {
                "callback key is empty, given twice, or holds a character that is not allowed"
            }
            Self::CallbackSubject => "callback speaks of nothing that can be read",
            Self::MobileNumber => "mobile number is not 8 to 15 digits",
            Self::RefundAmount => "a refund gives back all or an amount above zero of one session or charge",
            Self::RefundDescription => "note of the refund has more than 50 characters",
            Self::TransferDestination => "account of the refund is missing or breaks a limit",
            Self::CaptureAmount => "a capture takes an amount above zero",
            Self::MorePages => "the list has more pages than were to be read",
        })
    }
}

impl std::error::Error for InputError {}

/// The rules that the gateway documents for every new session, so that a slip costs no round trip.
pub(crate) fn check_session(session: &CreateSession) -> Result<(), InputError> {
    let urls = &session.redirect_url;
    let urls = [&urls.success_return_url, &urls.failure_return_url, &urls.expiration_return_url];
    if !urls.iter().all(|url| (1..=255).contains(&url.chars().count())) {
        return Err(InputError::ReturnUrl);
    }
    if session.order_information.product_details.is_empty() {
        return Err(InputError::EmptyOrder);
    }
    session.statement_descriptor.as_deref().map_or(Ok(()), check_descriptor)?;
    match (&session.customer, &session.customer_id) {
        (Some(customer), None) if !(1..=255).contains(&customer.email.chars().count()) => {
            return Err(InputError::Email);
        }
        (Some(_), None) | (None, Some(_)) => {}
        _ => return Err(InputError::Customer),
    }
    let card = session.payment_method.as_ref().and_then(|method| method.card.as_ref());
    if card.is_some_and(|card| card.token.is_some()) && session.customer_id.is_none() {
        return Err(InputError::TokenWithoutCustomerId);
    }
    let hosted_only = session.show_saved_payment == Some(true) || session.bypass_status_page == Some(true);
    if hosted_only && session.mode == Some(Mode::Api) {
        return Err(InputError::RedirectOnly);
    }
    Ok(())
}

pub(crate) fn check_descriptor(text: &str) -> Result<(), InputError> {
    match text.chars().count() <= 20 && !text.chars().any(char::is_control) {
        true => Ok(()),
        false => Err(InputError::StatementDescriptor),
    }
}
