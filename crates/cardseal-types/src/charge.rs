use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::open_enum::open_enum;
use crate::{Amount, CardBrand, ChargeId, ClientReferenceId, SessionId, Timestamp, amount, timestamp};

/// One attempt to take the money of a session. See the gateway's page "Charge Object".
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// The charge.
    pub id: ChargeId,
    /// Its session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_session_id: Option<SessionId>,
    /// The merchant's reference of its session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_session_client_reference_id: Option<ClientReferenceId>,
    /// Text on the shopper's card statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_descriptor: Option<String>,
    /// What is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// What the issuer authorised.
    #[serde(default)]
    pub authorized_amount: Option<Amount>,
    /// What was taken.
    #[serde(default)]
    pub captured_amount: Option<Amount>,
    /// Where the charge stands.
    pub status: ChargeStatus,
    /// Whether the money was taken.
    #[serde(default)]
    pub is_captured: bool,
    /// When it was opened.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When it was paid.
    #[serde(default, deserialize_with = "timestamp::optional")]
    pub paid_at: Option<Timestamp>,
    /// What the fraud engine made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fds_risk_assessment: Option<FdsRiskAssessment>,
    /// The card, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardCharge>,
    /// The e-wallet, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ewallet: Option<EwalletCharge>,
    /// The captures of an authorised charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_histories: Option<Vec<CaptureHistory>>,
    /// Why it failed.
    #[serde(default)]
    pub failure_code: Option<FailureCode>,
    /// Why it failed, for a human.
    #[serde(default)]
    pub failure_message: Option<String>,
    /// What the gateway recommends.
    #[serde(default)]
    pub recommendation: Option<String>,
}

open_enum! {
    /// Where a charge stands. See the gateway's page "Status".
    ChargeStatus {
        /// Opened, the shopper to act.
        WaitingForUserAction => "WAITING_FOR_USER_ACTION",
        /// The shopper is being authenticated.
        WaitingForAuthentication => "WAITING_FOR_AUTHENTICATION",
        /// With the partner.
        Processing => "PROCESSING",
        /// Authorised, waits for a capture call.
        WaitingForCapture => "WAITING_FOR_CAPTURE",
        /// Paid; final.
        Success => "SUCCESS",
        /// Refused; final.
        Failed => "FAILED",
        /// Its time passed; final.
        Expired => "EXPIRED",
    }
}

open_enum! {
    /// Why a charge failed. See the gateway's page "Response and Failure Code".
    FailureCode {
        /// The issuer declined: refused, card expired, or wrong verification code.
        DeclinedByChannel => "DECLINED_BY_CHANNEL",
        /// No such account.
        InvalidAccount => "INVALID_ACCOUNT",
        /// 3-D Secure failed.
        AuthenticationFailed => "AUTHENTICATION_FAILED",
        /// Card lost or stolen, or account blocked.
        SuspectedFraud => "SUSPECTED_FRAUD",
        /// Not enough money.
        InsufficientFund => "INSUFFICIENT_FUND",
        /// The channel is down.
        ChannelUnavailable => "CHANNEL_UNAVAILABLE",
        /// The shopper cancelled 3-D Secure or the wallet.
        CancelledByUser => "CANCELLED_BY_USER",
        /// 3-D Secure, QR or virtual account ran out of time.
        ChargeExpired => "CHARGE_EXPIRED",
        /// The fraud engine blocked it.
        BlockedByFds => "BLOCKED_BY_FDS",
        /// The fraud engine wants a human to look.
        RequireReview => "REQUIRE_REVIEW",
    }
}

/// What the fraud engine made of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub struct FdsRiskAssessment {
    /// Score, as text.
    pub score: String,
    /// Level.
    pub level: String,
    /// `Approve` or `Reject`.
    pub recommendation: String,
    /// `PASSED` or `REJECTED`.
    pub status: String,
    /// When it was judged.
    #[serde(deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub evaluated_at: Option<Timestamp>,
}

/// The card of a charge: what may be shown of it, and what the networks answered. Texts are blank before
/// authentication.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CardCharge {
    /// First six digits.
    pub first6: String,
    /// First eight digits.
    pub first8: String,
    /// Last four digits.
    pub last4: String,
    /// Two-digit month.
    pub exp_month: String,
    /// Two-digit year.
    pub exp_year: String,
    /// Same for the same card number. A keyed digest, not a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// What the BIN tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin_informations: Option<BinInformation>,
    /// Outcome of 3-D Secure.
    pub authentication_result: Option<AuthenticationResult>,
    /// Outcome of the authorisation.
    pub authorization_result: Option<AuthorizationResult>,
}

/// What a BIN tells about its card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BinInformation {
    /// `DEBIT`, `CREDIT` or `PREPAID`.
    #[serde(rename = "type")]
    pub card_type: String,
    /// Bank that issued the card.
    pub issuing_bank: String,
    /// Network.
    pub brand: CardBrand,
    /// ISO 3166-1 alpha-2 country of the issuer.
    pub country: String,
}

/// Outcome of 3-D Secure. Texts are blank while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuthenticationResult {
    /// Protocol version, such as `2.2.0`; samples also print `3DS2`.
    pub three_ds_version: Option<String>,
    /// How it ended.
    pub three_ds_result: Option<ThreeDsResult>,
    /// `BYPASSED`, `CHALLENGE` or `FRICTIONLESS`.
    pub three_ds_method: Option<String>,
    /// Electronic commerce indicator (EMVCo): `05` authenticated, `06` attempted, `07` not, on Visa and JCB; `02`,
    /// `01`, `00` on Mastercard.
    pub eci_code: Option<String>,
}

open_enum! {
    /// How 3-D Secure ended.
    ThreeDsResult {
        /// Authenticated.
        Successful => "SUCCESSFUL",
        /// Attempted; the issuer takes no part.
        Attempted => "ATTEMPTED",
        /// Not authenticated.
        Failed => "FAILED",
        /// Not available for the card.
        NotAvailable => "NOT_AVAILABLE",
        /// Something went wrong.
        ProcessingError => "PROCESSING_ERROR",
    }
}

/// Outcome of the authorisation at the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuthorizationResult {
    /// Acquirer's reference.
    pub acquirer_reference_number: String,
    /// Retrieval reference number (ISO 8583 field 37).
    pub retrieval_reference_number: String,
    /// System trace audit number (ISO 8583 field 11).
    pub stan: String,
    /// Outcome of the address check.
    pub avs_result: Option<AvsResult>,
    /// Outcome of the verification-code check.
    pub cvv_result: Option<CvvResult>,
    /// What the issuer authorised.
    pub authorized_amount: Option<Amount>,
    /// The issuer's response code (ISO 8583 field 39), or its authorisation code.
    pub issuer_authorization_code: String,
}

open_enum! {
    /// Outcome of the address check.
    AvsResult {
        /// All of it matches.
        Matched => "MATCHED",
        /// None of it matches.
        NotMatched => "NOT_MATCHED",
        /// The name does not match.
        NotMatchedName => "NOT_MATCHED_NAME",
        /// Only the address matches.
        PartialMatchAddress => "PARTIAL_MATCH_ADDRESS",
        /// Only the postal code matches.
        PartialMatchZip => "PARTIAL_MATCH_ZIP",
        /// Only the name matches.
        PartialMatchName => "PARTIAL_MATCH_NAME",
        /// The address is invalid.
        Invalid => "INVALID",
        /// The issuer has no address check.
        NotSupported => "NOT_SUPPORTED",
        /// No answer.
        NotAvailable => "NOT_AVAILABLE",
        /// The processor answered something else.
        UnknownFromProcessor => "UNKNOWN_FROM_PROCESSOR",
    }
}

open_enum! {
    /// Outcome of the verification-code check.
    CvvResult {
        /// None was sent.
        NotSubmitted => "NOT_SUBMITTED",
        /// It matches.
        Matched => "MATCHED",
        /// It does not match.
        NotMatched => "NOT_MATCHED",
        /// The issuer did not look at it.
        NotProcessed => "NOT_PROCESSED",
        /// It should have been sent.
        NotIncluded => "NOT_INCLUDED",
        /// The check itself failed.
        ValidationFailed => "VALIDATION_FAILED",
        /// The issuer finds the payment suspicious.
        SuspiciousTransaction => "SUSPICIOUS_TRANSACTION",
        /// The issuer has no such check.
        NotSupported => "NOT_SUPPORTED",
        /// The processor answered something else.
        UnknownFromProcessor => "UNKNOWN_FROM_PROCESSOR",
    }
}

/// The e-wallet of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EwalletCharge {
    /// Which wallet.
    pub channel: crate::EwalletChannel,
    /// Whose account it is, once the wallet has told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_informations: Option<EwalletAccount>,
}

/// The account that an e-wallet paid from. `Debug` shows neither number nor name.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EwalletAccount {
    /// Mobile number, as the digits of ITU-T E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile_number: Option<String>,
    /// Name of the holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl std::fmt::Debug for EwalletAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EwalletAccount(redacted)")
    }
}

/// One capture of an authorised charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaptureHistory {
    /// The capture.
    pub capture_id: String,
    /// ISO 4217 currency code.
    pub currency: String,
    /// What was taken, in units of the currency.
    #[serde(alias = "captureAmount", serialize_with = "amount::as_number", deserialize_with = "read_number")]
    pub captured_amount: Decimal,
    /// `PENDING`, `SUCCESS` or `FAILED`.
    pub status: String,
    /// When.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

fn read_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Decimal::from_str_exact(amount::unquoted(&raw)).map_err(serde::de::Error::custom)
}
