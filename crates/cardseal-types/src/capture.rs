use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::{Amount, CaptureId, ClientReferenceId, SessionId, Timestamp, timestamp};

/// Body of `POST /v2/payments/{id}/capture`. See the gateway's page "Capture".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaptureSession {
    /// Whether what is left of the authorisation is let go.
    pub release_remaining_amount: bool,
    /// What is taken; all of it if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

impl CaptureSession {
    /// Takes all that was authorised.
    #[must_use]
    pub fn full() -> Self {
        Self { release_remaining_amount: true, amount: None }
    }

    /// Takes a part and lets the rest go.
    #[must_use]
    pub fn part_and_release(amount: Amount) -> Self {
        Self { release_remaining_amount: true, amount: Some(amount) }
    }

    /// Takes a part and keeps the rest for a later capture.
    #[must_use]
    pub fn part(amount: Amount) -> Self {
        Self { release_remaining_amount: false, amount: Some(amount) }
    }
}

/// A capture of an authorised charge, as the gateway answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Capture {
    /// The capture.
    pub id: CaptureId,
    /// Its session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_session_id: Option<SessionId>,
    /// The merchant's reference of its session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_session_client_reference_id: Option<ClientReferenceId>,
    /// Whether what is left of the authorisation is let go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_remaining_amount: Option<bool>,
    /// What is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Where it stands.
    pub status: CaptureStatus,
    /// When it was asked for.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

open_enum! {
    /// Where a capture stands.
    CaptureStatus {
        /// With the partner.
        Pending => "PENDING",
        /// Taken; final.
        Success => "SUCCESS",
        /// Refused; final.
        Failed => "FAILED",
    }
}
