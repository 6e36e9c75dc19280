use serde::{Deserialize, Deserializer, Serialize};

use crate::open_enum::open_enum;
use crate::{
    Amount, Charge, ClientReferenceId, Customer, CustomerId, Metadata, OrderInformation, PaymentMethod,
    PaymentMethodOptions, SessionId, SessionKey, Timestamp, payment_method, timestamp,
};

/// Body of `POST /v2/payments`. See the gateway's page "Create Payment Session".
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateSession {
    /// The merchant's reference, unique per session.
    pub client_reference_id: ClientReferenceId,
    /// What is to be paid. Only a static QR may go without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// One payment or many; one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_type: Option<PaymentType>,
    /// How it is paid. Absent: the shopper chooses on the gateway's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
    /// Choices about the payment method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_options: Option<PaymentMethodOptions>,
    /// Store the method under the customer once the charge succeeds.
    #[serde(default, alias = "saveForFuture", skip_serializing_if = "Option::is_none")]
    pub save_for_future_use: Option<bool>,
    /// Show the customer's stored methods on the gateway's page. Redirect mode only.
    #[serde(default, alias = "showSavePayment", skip_serializing_if = "Option::is_none")]
    pub show_saved_payment: Option<bool>,
    /// Whose page takes the payment; the gateway's if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Leave out the gateway's status page. Redirect mode only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bypass_status_page: Option<bool>,
    /// Where the shopper goes afterwards.
    pub redirect_url: RedirectUrls,
    /// A customer that the gateway knows. Excludes `customer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// A customer by e-mail address. Excludes `customer_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// What is being bought.
    pub order_information: OrderInformation,
    /// Charge at once; true if absent. False waits for [`ConfirmSession`] and brings the session's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_confirm: Option<bool>,
    /// Text on the shopper's card statement, up to 20 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_descriptor: Option<String>,
    /// Whose rule ends the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_mode: Option<ExpirationMode>,
    /// When the session ends; 15 minutes after it began if absent.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub expiry_at: Option<Timestamp>,
    /// The merchant's own data, echoed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

impl CreateSession {
    /// A session with what every session needs; all else is left to the gateway's defaults.
    #[must_use]
    pub fn new(
        client_reference_id: ClientReferenceId,
        amount: Amount,
        redirect_url: RedirectUrls,
        order_information: OrderInformation,
    ) -> Self {
        Self {
            client_reference_id,
            amount: Some(amount),
            payment_type: None,
            payment_method: None,
            payment_method_options: None,
            save_for_future_use: None,
            show_saved_payment: None,
            mode: None,
            bypass_status_page: None,
            redirect_url,
            customer_id: None,
            customer: None,
            order_information,
            auto_confirm: None,
            statement_descriptor: None,
            expiration_mode: None,
            expiry_at: None,
            metadata: None,
        }
    }
}

/// Body of `POST /v2/payments/{id}/confirm`. See the gateway's page "Confirm Payment Session".
///
/// The options stand beside the payment method; the documentation's sample nests them inside it, and both are read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmSession {
    /// The encrypted card.
    pub payment_method: PaymentMethod,
    /// Choices about the payment method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method_options: Option<PaymentMethodOptions>,
    /// Overrides what the session was created with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_for_future_use: Option<bool>,
    /// What is being bought, where an address check asks for it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_information: Option<OrderInformation>,
}

impl ConfirmSession {
    /// Pays with this method and changes nothing else about the session.
    #[must_use]
    pub fn new(payment_method: PaymentMethod) -> Self {
        Self {
            payment_method,
            payment_method_options: None,
            save_for_future_use: None,
            order_information: None,
        }
    }
}

impl<'de> Deserialize<'de> for ConfirmSession {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Method {
            #[serde(rename = "type")]
            method_type: crate::PaymentMethodType,
            #[serde(default)]
            card: Option<crate::CardDetails>,
            #[serde(default)]
            ewallet: Option<crate::EwalletDetails>,
            #[serde(default)]
            payment_method_options: Option<PaymentMethodOptions>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            payment_method: Method,
            #[serde(default)]
            payment_method_options: Option<PaymentMethodOptions>,
            #[serde(default, alias = "saveForFuture")]
            save_for_future_use: Option<bool>,
            #[serde(default)]
            order_information: Option<OrderInformation>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let Method { method_type, card, ewallet, payment_method_options: nested } = wire.payment_method;
        Ok(Self {
            payment_method: PaymentMethod { method_type, card, ewallet },
            payment_method_options: wire.payment_method_options.or(nested),
            save_for_future_use: wire.save_for_future_use,
            order_information: wire.order_information,
        })
    }
}

/// Body of `POST /v2/payments/{id}/cancel`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelSession {
    /// Why; a caller may give the first three reasons.
    pub cancellation_reason: CancellationReason,
}

/// A payment session as the gateway answers it. See the gateway's page "Payment Session Object".
///
/// Flags that were not set are often missing in answers rather than false, so they read as `None`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentSession {
    /// The session.
    pub id: SessionId,
    /// The merchant's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reference_id: Option<ClientReferenceId>,
    /// What is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Whether it is charged without a confirm call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_confirm: Option<bool>,
    /// Whose page takes the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// One payment or many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_type: Option<PaymentType>,
    /// How it is paid. A token or an envelope that is echoed in a masked form reads as absent, a code always does.
    #[serde(default, deserialize_with = "payment_method::echoed")]
    pub payment_method: Option<PaymentMethod>,
    /// Choices about the payment method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_options: Option<PaymentMethodOptions>,
    /// Whether the gateway's status page is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bypass_status_page: Option<bool>,
    /// Where the shopper goes afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<RedirectUrls>,
    /// Text on the shopper's card statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_descriptor: Option<String>,
    /// Whose rule ends the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_mode: Option<ExpirationMode>,
    /// Whether the method is stored once the charge succeeds.
    #[serde(default, alias = "saveForFuture", skip_serializing_if = "Option::is_none")]
    pub save_for_future_use: Option<bool>,
    /// Whether stored methods are shown on the gateway's page.
    #[serde(default, alias = "showSavePayment", skip_serializing_if = "Option::is_none")]
    pub show_saved_payment: Option<bool>,
    /// Where the session stands.
    pub status: SessionStatus,
    /// Where a settlement-guarantee investigation stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub investigation_status: Option<InvestigationStatus>,
    /// When it was created.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When it ends; none for an instrument without an end.
    #[serde(default, deserialize_with = "timestamp::optional")]
    pub expiry_at: Option<Timestamp>,
    /// Standard base64 of the DER `SubjectPublicKeyInfo` of the session's RSA key; only for a card in API mode that
    /// waits for its confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_key: Option<String>,
    /// Where the shopper has to go: payment page, 3-D Secure page, or wallet (which may be a custom scheme).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_url: Option<String>,
    /// The attempts to take the money.
    #[serde(default)]
    pub charge_details: Option<Vec<Charge>>,
    /// The customer's id, to be kept for the next purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// What is being bought; often left out of answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_information: Option<OrderInformation>,
    /// When it was cancelled.
    #[serde(default, deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// Why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancellation_reason: Option<CancellationReason>,
    /// The merchant's own data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

impl PaymentSession {
    /// What a page needs to encrypt a card for this session, if it waits for one.
    #[must_use]
    pub fn session_key(&self) -> Option<SessionKey> {
        Some(SessionKey {
            session_id: self.id.clone(),
            encryption_key: self.encryption_key.clone().filter(|key| !key.is_empty())?,
            expires_at: self.expiry_at?,
        })
    }

    /// The newest charge, if there is one.
    #[must_use]
    pub fn latest_charge(&self) -> Option<&Charge> {
        self.charge_details.as_deref()?.iter().max_by_key(|charge| charge.created_at)
    }
}

/// Where the shopper goes after the gateway's pages. Each 1 to 255 characters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RedirectUrls {
    /// After a payment.
    pub success_return_url: String,
    /// After a refusal or a cancelled authentication.
    pub failure_return_url: String,
    /// After the session ended.
    pub expiration_return_url: String,
}

open_enum! {
    /// Whose page takes the payment.
    Mode {
        /// The gateway's hosted page.
        Redirect => "REDIRECT",
        /// The merchant's own.
        Api => "API",
    }
}

open_enum! {
    /// Whether a session takes one payment or many.
    PaymentType {
        /// One.
        Single => "SINGLE",
        /// Many, on a virtual account or QR in API mode.
        Multiple => "MULTIPLE",
    }
}

open_enum! {
    /// Whose rule ends a session.
    ExpirationMode {
        /// The processor's.
        Loose => "LOOSE",
        /// The merchant's.
        Strict => "STRICT",
    }
}

open_enum! {
    /// Where a session stands. See the gateway's page "Status".
    SessionStatus {
        /// No method chosen yet.
        RequirePaymentMethod => "REQUIRE_PAYMENT_METHOD",
        /// Waits for the confirm call.
        RequireConfirmation => "REQUIRE_CONFIRMATION",
        /// Waits for the shopper.
        RequireAction => "REQUIRE_ACTION",
        /// A reusable instrument is live.
        Active => "ACTIVE",
        /// With the partner.
        Processing => "PROCESSING",
        /// Paid; final.
        Paid => "PAID",
        /// Cancelled by merchant or shopper, or its charge failed; final.
        Cancelled => "CANCELLED",
        /// Its time passed; final.
        Expired => "EXPIRED",
        /// A reusable instrument ended; final.
        Inactive => "INACTIVE",
    }
}

impl SessionStatus {
    /// Whether nothing can change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Paid | Self::Cancelled | Self::Expired | Self::Inactive)
    }
}

open_enum! {
    /// Why a session was cancelled.
    CancellationReason {
        /// The customer asked for it.
        RequestedByCustomer => "REQUESTED_BY_CUSTOMER",
        /// It was made twice.
        Duplicated => "DUPLICATED",
        /// The merchant voided it.
        VoidSession => "VOID_SESSION",
        /// Its charge failed; set by the gateway.
        ChargeFailed => "CHARGE_FAILED",
        /// Fraud; set by the gateway.
        Fraudulent => "FRAUDULENT",
    }
}

open_enum! {
    /// Where a settlement-guarantee investigation stands.
    InvestigationStatus {
        /// Open.
        InProcess => "INVESTIGATION_IN_PROCESS",
        /// Settled for the merchant.
        Success => "INVESTIGATION_SUCCESS",
        /// Settled against the merchant.
        Failed => "INVESTIGATION_FAILED",
    }
}
