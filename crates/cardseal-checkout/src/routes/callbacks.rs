use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use cardseal_host::{CallbackError, CallbackKeys};
use serde::Serialize;

use crate::body;
use crate::error::{ApiError, Code};
use crate::pay;
use crate::state::CheckoutState;

/// The same for whatever was taken, so that it tells nothing about the shop's orders.
#[derive(Serialize)]
pub(super) struct Received {
    received: bool,
}

/// `POST /callbacks/payments`
///
/// The key is checked before a byte of the body is read. No cookie and no `Origin` means anything here: the key is not
/// something that a browser adds by itself.
pub(super) async fn payments(
    State(state): State<CheckoutState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Received>, ApiError> {
    let keys = state.callback_keys().ok_or_else(|| ApiError::new(Code::NotFound))?;
    let verified = keys.verify(headers.get_all(CallbackKeys::HEADER)).map_err(refused)?;
    let body = body::bytes(body, CallbackKeys::MAX_BODY).await?;
    let callback = verified.parse(&body).map_err(refused)?;
    drop(body);
    pay::hear(&state, &callback).await?;
    Ok(Json(Received { received: true }))
}

fn refused(error: CallbackError) -> ApiError {
    tracing::warn!(%error, "a callback was refused");
    match error {
        CallbackError::Unreadable { line, column } => ApiError::malformed(line, column),
        CallbackError::EventName => ApiError::field("event"),
        CallbackError::TooLarge => ApiError::new(Code::BodyTooLarge),
        // Whether a key is missing, wrong or given twice is for our own log.
        _ => ApiError::new(Code::CallbackKey),
    }
}
