use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::shopper::IdentityError;
use crate::store::StoreError;

/// Declares the codes of the HTTP API: name, spelling, status, and the words for a developer.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $text:literal, $status:ident, $message:literal;)+) => {
        /// What went wrong, as a page's program sees it. Stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            fn message(self) -> &'static str {
                match self { $(Self::$name => $message,)+ }
            }
        }
    };
}

codes! {
    InvalidJson => "invalid_json", BAD_REQUEST, "The body is not the expected JSON.";
    InvalidRequest => "invalid_request", BAD_REQUEST, "A field is missing or wrong.";
    BodyUnreadable => "body_unreadable", BAD_REQUEST, "The body could not be read.";
    BodyTooLarge => "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large.";
    UnsupportedMediaType => "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body has to be application/json.";
    ForeignOrigin => "foreign_origin", FORBIDDEN, "The request does not come from the shop's own page.";
    NotSignedIn => "not_signed_in", UNAUTHORIZED, "The shopper is not signed in.";
    CallbackKey => "callback_key_refused", UNAUTHORIZED, "The request does not bear the callback key.";
    NotFound => "not_found", NOT_FOUND, "There is no such thing.";
    MethodNotAllowed => "method_not_allowed", METHOD_NOT_ALLOWED, "The address does not take this method.";
    SavedMethodNotFound => "saved_method_not_found", NOT_FOUND, "The saved payment method cannot be used.";
    PaymentInProgress => "payment_in_progress", CONFLICT, "A payment of this order is under way.";
    AlreadyPaid => "already_paid", CONFLICT, "The order is paid.";
    SessionRequired => "session_required", CONFLICT, "No session waits for a card. Begin a new one.";
    CardRefused => "card_refused", UNPROCESSABLE_ENTITY, "The gateway did not take the card. Begin a new session.";
    PaymentRefused => "payment_refused", UNPROCESSABLE_ENTITY, "The gateway did not take the payment.";
    BillingRequired => "billing_required", UNPROCESSABLE_ENTITY, "The card is from abroad and needs the payer's address.";
    GatewayUnavailable => "gateway_unavailable", SERVICE_UNAVAILABLE, "The gateway cannot be reached. Nothing was charged.";
    Internal => "internal_error", INTERNAL_SERVER_ERROR, "Something went wrong here.";
}

/// A refusal on its way to the page. It never repeats anything of the request.
#[derive(Debug)]
pub(crate) struct ApiError {
    code: Code,
    field: Option<String>,
    position: Option<(usize, usize)>,
    extra: Option<serde_json::Value>,
}

impl ApiError {
    pub(crate) fn new(code: Code) -> Self {
        Self { code, field: None, position: None, extra: None }
    }

    /// A field of the body is wrong; `field` is its path, such as `items[0].sku`.
    pub(crate) fn field(field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(Code::InvalidRequest) }
    }

    pub(crate) fn malformed(line: usize, column: usize) -> Self {
        Self { position: Some((line, column)), ..Self::new(Code::InvalidJson) }
    }

    /// Adds members beside `error`, such as where the shopper has to go.
    pub(crate) fn with(self, extra: &impl Serialize) -> Self {
        Self { extra: serde_json::to_value(extra).ok(), ..self }
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> Code {
        self.code
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        Self::new(Code::Internal)
    }
}

impl From<IdentityError> for ApiError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::NotSignedIn => Self::new(Code::NotSignedIn),
            IdentityError::Unavailable(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a shopper was not identified");
                Self::new(Code::Internal)
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code.as_str(), "message": self.code.message() });
        if let Some(field) = self.field {
            error["field"] = field.into();
        }
        if let Some((line, column)) = self.position {
            error["line"] = line.into();
            error["column"] = column.into();
        }
        let mut body = self.extra.filter(serde_json::Value::is_object).unwrap_or_else(|| json!({}));
        body["error"] = error;
        (self.code.status(), Json(body)).into_response()
    }
}
