//! Everything the API refuses, in the documented envelope.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cardseal_types::{ErrorDetail, ErrorObject, ErrorType, Response as Envelope, ResponseCode};

use crate::error::Fault;
use crate::fields::Problems;
use crate::machine::State;
use crate::random;
use crate::session::WrongState;

/// A refused call.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: ResponseCode,
    message: &'static str,
    details: Vec<ErrorDetail>,
}

/// Why a decision was not made.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The caller is told no.
    Refused(Refusal),
    /// The sandbox failed.
    Fault(Fault),
}

impl Refusal {
    /// 400: fields are wrong.
    pub(crate) fn validation(problems: Problems) -> Self {
        let details = problems.into_details();
        Self {
            details,
            ..Self::new(StatusCode::BAD_REQUEST, ResponseCode::ApiValidationError, "invalid request")
        }
    }

    /// 400: one field is wrong.
    pub(crate) fn field(field: &str, message: &str) -> Self {
        let mut problems = Problems::default();
        problems.add(field, message);
        Self::validation(problems)
    }

    /// 401.
    pub(crate) fn credentials() -> Self {
        let message = "the access token or the credentials are missing, wrong or expired";
        Self::new(StatusCode::UNAUTHORIZED, ResponseCode::CredentialsInvalid, message)
    }

    /// 403: acting for somebody else is not part of the sandbox.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            ResponseCode::ForbiddenAccess,
            "sub-accounts are not available in this sandbox",
        )
    }

    /// 403: what is for this machine only was asked for by another name, or through a proxy.
    pub(crate) fn elsewhere() -> Self {
        let message = "only for this machine, by the name localhost or by its loopback address";
        Self::new(StatusCode::FORBIDDEN, ResponseCode::ForbiddenAccess, message)
    }

    /// 404: the id is nobody's, or somebody else's; which of the two is not told.
    pub(crate) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, ResponseCode::ResourceMissing, "there is no such resource")
    }

    /// 404: no such address.
    pub(crate) fn unknown_url() -> Self {
        Self::new(StatusCode::NOT_FOUND, ResponseCode::NotFound, "there is no such address")
    }

    /// 405. The documentation lists the status without a code.
    pub(crate) fn method() -> Self {
        let refusal = Self::field("", "the address does not take this method");
        Self { status: StatusCode::METHOD_NOT_ALLOWED, ..refusal }
    }

    /// 408: the body did not come.
    pub(crate) fn slow_body() -> Self {
        let refusal = Self::field("", "the body did not arrive in time");
        Self { status: StatusCode::REQUEST_TIMEOUT, ..refusal }
    }

    /// 409: the client reference was used before.
    pub(crate) fn duplicate() -> Self {
        let message = "clientReferenceId was used before";
        Self::new(StatusCode::CONFLICT, ResponseCode::DuplicateError, message)
    }

    /// 409: the request id was used with another payload.
    pub(crate) fn idempotency() -> Self {
        let message = "X-REQUEST-ID was used with another payload";
        Self::new(StatusCode::CONFLICT, ResponseCode::IdempotencyError, message)
    }

    /// 422: a valid request in the wrong state. The documentation lists the status without a code.
    pub(crate) fn wrong_state(state: State) -> Self {
        let refusal = Self::field("status", &format!("not possible while the session is {}", state.status()));
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            message: "the session is in the wrong state",
            ..refusal
        }
    }

    /// 422: there is nothing left to give back.
    pub(crate) fn given_back() -> Self {
        let refusal = Self::field("amount", "all that was captured is given back, or on its way");
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, message: "nothing is left to give back", ..refusal }
    }

    /// 422: only payments by e-wallet are settled by simulation.
    pub(crate) fn not_simulated() -> Self {
        let refusal = Self::field("paymentSessionId", "a card is settled by its number, not by simulation");
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            message: "the payment is not one by e-wallet",
            ..refusal
        }
    }

    /// A refusal that somebody asked for, with the status that is documented for its code.
    pub(crate) fn simulated(code: ResponseCode) -> Self {
        use ResponseCode as Code;
        let status = match code {
            Code::CredentialsInvalid => StatusCode::UNAUTHORIZED,
            Code::ResourceNotComplete | Code::ForbiddenAccess => StatusCode::FORBIDDEN,
            Code::NotFound | Code::ResourceMissing | Code::DataNotFound => StatusCode::NOT_FOUND,
            Code::DuplicateError | Code::IdempotencyError => StatusCode::CONFLICT,
            Code::FrequencyAboveLimit => StatusCode::TOO_MANY_REQUESTS,
            Code::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
            Code::BadGateway => StatusCode::BAD_GATEWAY,
            Code::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::GatewayTimeout => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::BAD_REQUEST,
        };
        let message = "asked for as a fault";
        let refusal = Self::new(status, code, message);
        let mut problems = Problems::default();
        if refusal.code == Code::ApiValidationError {
            problems.add("", message);
        }
        Self { details: problems.into_details(), ..refusal }
    }

    /// 422: in REDIRECT mode the shopper confirms, on the hosted page.
    pub(crate) fn wrong_mode() -> Self {
        let refusal = Self::field("mode", "a session in mode REDIRECT is confirmed on its payment page");
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            message: "the session is confirmed by its shopper",
            ..refusal
        }
    }

    fn new(status: StatusCode, code: ResponseCode, message: &'static str) -> Self {
        Self { status, code, message, details: Vec::new() }
    }

    fn error_type(&self) -> ErrorType {
        match self.code {
            ResponseCode::ApiValidationError
            | ResponseCode::CredentialsInvalid
            | ResponseCode::ResourceNotComplete
            | ResponseCode::ForbiddenAccess
            | ResponseCode::DataNotFound
            | ResponseCode::IdempotencyError
            | ResponseCode::FrequencyAboveLimit => ErrorType::ApiError,
            _ => ErrorType::GatewayError,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let trace_id = random::trace_id().ok();
        // Paths of fields are ours; no value of a request is among them.
        let fields = self.details.iter().map(|detail| detail.field.as_str()).collect::<Vec<_>>().join(" ");
        tracing::info!(status = self.status.as_u16(), code = %self.code, fields, trace_id, "refused");
        let error = ErrorObject { error_type: self.error_type(), details: self.details, trace_id };
        let body = Envelope::<()> {
            code: self.code,
            message: self.message.to_owned(),
            data: None,
            error: Some(error),
            pagination: None,
        };
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        tracing::error!(%fault, "fault");
        match fault {
            Fault::Overloaded | Fault::Stopped => {
                let message = "too much is going on, come back in a second";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, ResponseCode::ServiceUnavailable, message)
            }
            _ => {
                let message = "the sandbox failed";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, ResponseCode::InternalError, message)
            }
        }
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<WrongState> for Halt {
    fn from(WrongState(state): WrongState) -> Self {
        Self::Refused(Refusal::wrong_state(state))
    }
}
