use serde::{Deserialize, Deserializer, Serialize};

use crate::open_enum::open_enum;
use crate::{Cvc, EncryptedCard, PaymentToken, Timestamp, cvc, timestamp};

/// How a session is paid. See the gateway's page "Payment Method Object".
///
/// A raw card number has no place in it, although the gateway takes one from some merchants.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethod {
    /// Card, e-wallet, virtual account or QR.
    #[serde(rename = "type")]
    pub method_type: PaymentMethodType,
    /// The card, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardDetails>,
    /// The e-wallet, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ewallet: Option<EwalletDetails>,
}

impl PaymentMethod {
    /// A payment by card, the card itself to follow.
    #[must_use]
    pub fn card() -> Self {
        Self::of(PaymentMethodType::Card)
    }

    /// A payment with a card that was encrypted in the shopper's browser.
    #[must_use]
    pub fn encrypted_card(envelope: EncryptedCard) -> Self {
        let card = CardDetails { encrypted_card: Some(envelope), ..CardDetails::default() };
        Self { card: Some(card), ..Self::card() }
    }

    /// A payment with a stored card and the code that the shopper typed for it.
    #[must_use]
    pub fn stored_card(token: PaymentToken, cvc: Cvc) -> Self {
        let card = CardDetails { token: Some(token), cvc: Some(cvc), ..CardDetails::default() };
        Self { card: Some(card), ..Self::card() }
    }

    /// A payment by this kind of method, with no details.
    #[must_use]
    pub fn of(method_type: PaymentMethodType) -> Self {
        Self { method_type, card: None, ewallet: None }
    }
}

open_enum! {
    /// Kind of payment method.
    PaymentMethodType {
        /// Card.
        Card => "CARD",
        /// E-wallet.
        Ewallet => "EWALLET",
        /// Virtual account (bank transfer).
        VirtualAccount => "VIRTUAL_ACCOUNT",
        /// QR code.
        Qr => "QR",
    }
}

/// A card as the gateway takes and echoes it: either an envelope, or a token and its code. Blank means absent.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CardDetails {
    /// Token of a stored card.
    #[serde(deserialize_with = "blank_as_none", skip_serializing_if = "Option::is_none")]
    pub token: Option<PaymentToken>,
    /// A new card, encrypted in the shopper's browser.
    #[serde(deserialize_with = "blank_as_none", skip_serializing_if = "Option::is_none")]
    pub encrypted_card: Option<EncryptedCard>,
    /// The stored card's verification code.
    #[serde(with = "cvc::wire", skip_serializing_if = "Option::is_none")]
    pub cvc: Option<Cvc>,
}

/// An e-wallet account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EwalletDetails {
    /// Mobile number that the wallet is registered with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_identifier: Option<String>,
}

/// Choices about the payment method. See the gateway's page "Payment Method Options Object".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentMethodOptions {
    /// Choices about a card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<CardOptions>,
    /// Choices about an e-wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ewallet: Option<EwalletOptions>,
}

impl PaymentMethodOptions {
    /// These choices about a card.
    #[must_use]
    pub fn card(options: CardOptions) -> Self {
        Self { card: Some(options), ewallet: None }
    }
}

/// Choices about a card payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CardOptions {
    /// When the money is taken; at once if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<CaptureMethod>,
    /// Whether the shopper is authenticated by 3-D Secure; automatic if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub three_ds_method: Option<ThreeDsMethod>,
}

open_enum! {
    /// When the money of an authorised charge is taken.
    CaptureMethod {
        /// At once.
        Automatic => "automatic",
        /// By a later capture call.
        Manual => "manual",
    }
}

open_enum! {
    /// Whether a shopper is authenticated by 3-D Secure (EMVCo).
    ThreeDsMethod {
        /// The gateway and the issuer decide.
        Automatic => "AUTOMATIC",
        /// Not at all.
        Never => "NEVER",
        /// Always, with a challenge.
        Challenge => "CHALLENGE",
        /// By the merchant's own 3-D Secure server.
        External => "EXTERNAL",
    }
}

/// Choices about an e-wallet payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EwalletOptions {
    /// Which wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<EwalletChannel>,
    /// When the wallet's payment page ends.
    #[serde(deserialize_with = "timestamp::optional", skip_serializing_if = "Option::is_none")]
    pub expiry_at: Option<Timestamp>,
}

open_enum! {
    /// An e-wallet.
    EwalletChannel {
        /// DANA.
        Dana => "DANA",
        /// ShopeePay.
        ShopeePay => "SHOPEEPAY",
        /// OVO.
        Ovo => "OVO",
    }
}

/// Reads a payment method out of an answer. What a gateway echoes may be masked, and must not make the rest of the
/// answer unreadable; an echoed code is not even looked at.
pub(crate) fn echoed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PaymentMethod>, D::Error> {
    #[derive(Deserialize)]
    struct Echo {
        #[serde(rename = "type")]
        method_type: PaymentMethodType,
        card: Option<EchoedCard>,
        ewallet: Option<EwalletDetails>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct EchoedCard {
        token: Option<String>,
        encrypted_card: Option<String>,
    }
    let echo = Option::<Echo>::deserialize(deserializer)?;
    Ok(echo.map(|Echo { method_type, card, ewallet }| {
        let card = card.map(|card| CardDetails {
            token: card.token.and_then(|token| PaymentToken::parse(token).ok()),
            encrypted_card: card.encrypted_card.and_then(EncryptedCard::parse),
            cvc: None,
        });
        PaymentMethod { method_type, card, ewallet }
    }))
}

fn blank_as_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    match Option::<String>::deserialize(deserializer)? {
        Some(text) if !text.is_empty() => {
            T::deserialize(serde::de::value::StringDeserializer::<D::Error>::new(text)).map(Some)
        }
        _ => Ok(None),
    }
}
