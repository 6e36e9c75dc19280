use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::{
    Bin, CardBrand, LastFour, PaymentMethodType, PaymentToken, RefundMethod, Timestamp, TransferDestination,
};

/// A customer, as sent when a session is created and as retrieved later with what is stored.
///
/// The gateway knows a customer by the e-mail address; the id that stands for it comes back with the session. See the
/// gateway's pages "Customer Object" and "Retrieve Customer".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Customer {
    /// Given name, 1 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Family name, up to 255 characters.
    #[serde(alias = "sureName", skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// E-mail address, 1 to 255 characters: the customer's identity.
    pub email: String,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<PhoneNumber>,
    /// How this customer wants money back. Boxed, as few have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_preference: Option<Box<RefundPreference>>,
    /// What is stored for the next purchase. Only in answers.
    #[serde(
        alias = "storePaymentMethods",
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub stored_payment_methods: Vec<StoredPaymentMethod>,
}

impl Customer {
    /// A customer known by this e-mail address.
    #[must_use]
    pub fn new(email: impl Into<String>) -> Self {
        Self { email: email.into(), ..Self::default() }
    }
}

/// A telephone number in two parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneNumber {
    /// Country calling code with its plus sign, such as `+62`.
    #[serde(alias = "CountryCode")]
    pub country_code: String,
    /// The rest, 1 to 15 digits, without a leading zero.
    pub number: String,
}

/// How a customer wants money back, unless a refund says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundPreference {
    /// By which way.
    pub method: RefundMethod,
    /// The account for a bank transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_destination: Option<TransferDestination>,
}

/// A payment method that was stored under a customer after a successful charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredPaymentMethod {
    /// What to pay with next time.
    pub token: PaymentToken,
    /// Card or e-wallet.
    pub payment_method: PaymentMethodType,
    /// Network or wallet, such as `VISA` or `dana`.
    pub payment_channel: String,
    /// Whether it can be used.
    pub status: StoredPaymentMethodStatus,
    /// When it was stored.
    pub created_at: Timestamp,
    /// The card; absent for an e-wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<StoredCard>,
}

open_enum! {
    /// Whether a stored payment method can be used.
    StoredPaymentMethodStatus {
        /// It can.
        Active => "ACTIVE",
        /// It can't any more.
        Inactive => "INACTIVE",
    }
}

/// What may be shown of a stored card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredCard {
    /// Same for the same card number, whoever stored it. A keyed digest, not a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Card network.
    pub network: CardBrand,
    /// First six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first6: Option<Bin>,
    /// First eight digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first8: Option<Bin>,
    /// Last four digits.
    pub last4: LastFour,
    /// Two-digit month, `01` to `12`.
    pub exp_month: String,
    /// Two-digit year.
    pub exp_year: String,
    /// First word of the name on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_holder_first_name: Option<String>,
    /// The other words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_holder_last_name: Option<String>,
}

fn null_as_empty<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<StoredPaymentMethod>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
