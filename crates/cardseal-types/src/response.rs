use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;

/// The envelope of every answer. See the gateway's page "Response".
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Response<T> {
    /// `00`, or what went wrong.
    pub code: ResponseCode,
    /// For a human.
    #[serde(default)]
    pub message: String,
    /// The resource.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
    /// Absent on success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorObject>,
    /// Where a list stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
}

impl<T> Response<T> {
    /// A successful answer.
    #[must_use]
    pub fn success(data: T) -> Self {
        let code = ResponseCode::Success;
        Self { code, message: "Success".into(), data: Some(data), error: None, pagination: None }
    }
}

open_enum! {
    /// What became of a request. See the gateway's page "Response and Failure Code".
    ResponseCode {
        /// Success.
        Success => "00",
        /// The payload is wrong (400).
        ApiValidationError => "api_validation_error",
        /// The access token is bad or has expired (401).
        CredentialsInvalid => "credentials_invalid",
        /// The merchant's set-up is not complete (403).
        ResourceNotComplete => "resource_not_complete",
        /// Outside the credential's scope (403).
        ForbiddenAccess => "forbidden_access",
        /// No such address (404).
        NotFound => "not_found",
        /// No such id (404).
        ResourceMissing => "resource_missing",
        /// No such data (404).
        DataNotFound => "data_not_found",
        /// It exists already (409).
        DuplicateError => "duplicate_error",
        /// The idempotency key was used with another payload (409).
        IdempotencyError => "idempotency_error",
        /// Too many requests (429).
        FrequencyAboveLimit => "frequency_above_limit",
        /// The gateway failed (500).
        InternalError => "internal_error",
        /// Something behind the gateway failed (502).
        BadGateway => "bad_gateway",
        /// The gateway is down (503).
        ServiceUnavailable => "service_unavailable",
        /// Something behind the gateway took too long (504).
        GatewayTimeout => "gateway_timeout",
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorObject {
    /// On whose side.
    #[serde(rename = "type")]
    pub error_type: ErrorType,
    /// The fields that are wrong; for validation errors only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<ErrorDetail>,
    /// To be quoted to the gateway's support.
    #[serde(default, rename = "traceId", alias = "trace_id", skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

open_enum! {
    /// On whose side an error is.
    ErrorType {
        /// The caller's, as a rule.
        ApiError => "API_ERROR",
        /// The gateway's.
        GatewayError => "GATEWAY_ERROR",
        /// A partner's.
        PartnerError => "PARTNER_ERROR",
    }
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// Path of the field, such as `customer.email`; may be blank.
    #[serde(default)]
    pub field: String,
    /// What is wrong with it.
    #[serde(default)]
    pub message: String,
}

/// Where a list stands. Pages are counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// This page.
    pub page: u32,
    /// Items on a full page.
    pub per_page: u32,
    /// Items in all.
    pub total_items: u64,
    /// Pages in all.
    pub total_pages: u32,
}
