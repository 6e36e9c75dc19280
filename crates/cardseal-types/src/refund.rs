use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::{
    Amount, ChargeId, ClientReferenceId, Metadata, RefundId, SessionId, Timestamp, amount, timestamp,
};

/// Body of `POST /v1/refunds`. See the gateway's page "Create Refund". Amounts are strings on the wire here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateRefund {
    /// The merchant's reference of this refund, unique among its refunds.
    pub client_reference_id: ClientReferenceId,
    /// The session whose payment is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_session_id: Option<SessionId>,
    /// The one charge that is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_id: Option<ChargeId>,
    /// Whether all of it is given back; no if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_full_amount: Option<bool>,
    /// What is given back, where it is not all.
    #[serde(default, serialize_with = "amount::text", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Why.
    pub reason: RefundReason,
    /// The merchant's own note, up to 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// By which way; the gateway's choice if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<RefundMethod>,
    /// The account for a bank transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_destination: Option<TransferDestination>,
    /// The merchant's own data, echoed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// What a refund gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefundOf {
    /// The payment of a session.
    Session(SessionId),
    /// One charge.
    Charge(ChargeId),
}

impl From<SessionId> for RefundOf {
    fn from(id: SessionId) -> Self {
        Self::Session(id)
    }
}

impl From<ChargeId> for RefundOf {
    fn from(id: ChargeId) -> Self {
        Self::Charge(id)
    }
}

impl CreateRefund {
    /// Gives back all of it.
    #[must_use]
    pub fn full(reference: ClientReferenceId, of: impl Into<RefundOf>, reason: RefundReason) -> Self {
        Self { is_full_amount: Some(true), ..Self::of(reference, of.into(), reason) }
    }

    /// Gives back a part.
    #[must_use]
    pub fn partial(
        reference: ClientReferenceId,
        of: impl Into<RefundOf>,
        amount: Amount,
        reason: RefundReason,
    ) -> Self {
        Self { is_full_amount: Some(false), amount: Some(amount), ..Self::of(reference, of.into(), reason) }
    }

    fn of(client_reference_id: ClientReferenceId, of: RefundOf, reason: RefundReason) -> Self {
        let (payment_session_id, charge_id) = match of {
            RefundOf::Session(id) => (Some(id), None),
            RefundOf::Charge(id) => (None, Some(id)),
        };
        Self {
            client_reference_id,
            payment_session_id,
            charge_id,
            is_full_amount: None,
            amount: None,
            reason,
            description: None,
            method: None,
            transfer_destination: None,
            metadata: None,
        }
    }
}

/// A refund as the gateway answers it. See the gateway's page "Refund Object".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    /// The refund.
    pub id: RefundId,
    /// The merchant's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reference_id: Option<ClientReferenceId>,
    /// The session whose payment is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_session_id: Option<SessionId>,
    /// The charge that is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_id: Option<ChargeId>,
    /// Whether all of it is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_full_amount: Option<bool>,
    /// What is given back.
    #[serde(default, serialize_with = "amount::text_with_cents", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// What had been taken.
    #[serde(default, serialize_with = "amount::text_with_cents", skip_serializing_if = "Option::is_none")]
    pub captured_amount: Option<Amount>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefundReason>,
    /// The merchant's own note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// By which way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<RefundMethod>,
    /// The account for a bank transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_destination: Option<TransferDestination>,
    /// Where the money went, once it is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_type: Option<RefundDestination>,
    /// Where the refund stands.
    pub status: RefundStatus,
    /// When it was asked for.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// The merchant's own data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

open_enum! {
    /// Why money is given back.
    RefundReason {
        /// The payment seems to be fraud.
        SuspectFraudulent => "SUSPECT_FRAUDULENT",
        /// It was paid twice.
        Duplicate => "DUPLICATE",
        /// The customer asked for it.
        RequestedByCustomer => "REQUESTED_BY_CUSTOMER",
        /// The order was cancelled.
        Cancellation => "CANCELLATION",
        /// Something else.
        Others => "OTHERS",
    }
}

open_enum! {
    /// By which way money is given back.
    RefundMethod {
        /// By the channel it came from, or else by transfer.
        Auto => "AUTO",
        /// By bank transfer only.
        TransferOnly => "TRANSFER_ONLY",
    }
}

open_enum! {
    /// Where a refund stands.
    RefundStatus {
        /// Begun.
        Pending => "PENDING",
        /// Waits for the bank.
        WaitingBankTransfer => "WAITING_BANK_TRANSFER",
        /// Done; final.
        Success => "SUCCESS",
        /// Refused; final.
        Failed => "FAILED",
        /// Called off; final.
        Cancelled => "CANCELLED",
    }
}

impl RefundStatus {
    /// Whether nothing can change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Success | Self::Failed | Self::Cancelled)
    }
}

open_enum! {
    /// Where a refund's money went.
    RefundDestination {
        /// To the channel it came from.
        Channel => "CHANNEL",
        /// To a bank account.
        Account => "ACCOUNT",
    }
}

/// The account that a refund is transferred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferDestination {
    /// The bank's code, 1 to 20 characters.
    pub channel_code: String,
    /// The account at that bank.
    pub channel_information: ChannelInformation,
    /// Text on the account's statement, up to 20 letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A bank account. `Debug` shows neither number nor name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelInformation {
    /// Number, 1 to 30 characters.
    pub account_number: String,
    /// Name of the holder, 1 to 50 characters.
    pub account_name: String,
}

impl std::fmt::Debug for ChannelInformation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChannelInformation(redacted)")
    }
}
