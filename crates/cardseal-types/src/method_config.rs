use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::open_enum::open_enum;
use crate::{Amount, CardBrand, EwalletChannel, Metadata};

/// What the merchant's account accepts: `GET /v2/payment-method-configs`. See the gateway's page "Get Payment Method
/// Config".
///
/// Read leniently: a part that is not as documented reads as absent, so that it hides nothing else.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentMethodConfigs {
    /// Cards.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub card: Option<MethodConfig<CardBrand>>,
    /// Virtual accounts.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub virtual_account: Option<MethodConfig<VirtualAccountChannel>>,
    /// QR codes. They have no channels.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub qr: Option<MethodConfig<String>>,
    /// E-wallets.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub ewallet: Option<MethodConfig<EwalletChannel>>,
    /// Payment by instalments.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub installment: Option<InstallmentMethod>,
}

/// What is accepted of one kind of payment method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodConfig<C> {
    /// Whether it can be used at all.
    pub enabled: bool,
    /// Networks, banks or wallets.
    pub accepted_channels: Vec<C>,
    /// The least that can be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_amount: Option<Amount>,
    /// The most that can be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_amount: Option<Amount>,
    /// The longest that a session can be open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_expiry: Option<MaximumExpiry>,
    /// What is offered in instalments; cards only.
    #[serde(rename = "installmentConfig", skip_serializing_if = "Vec::is_empty")]
    pub installment_configs: Vec<InstallmentConfig>,
}

impl<C: PartialEq> MethodConfig<C> {
    /// Whether this amount can be paid through this channel. Amounts of another currency than a limit's are not
    /// within it.
    #[must_use]
    pub fn accepts(&self, channel: &C, amount: &Amount) -> bool {
        let within = |limit: &Option<Amount>, keeps: fn(&Amount, &Amount) -> bool| {
            limit.as_ref().is_none_or(|limit| limit.currency() == amount.currency() && keeps(amount, limit))
        };
        self.enabled
            && self.accepted_channels.contains(channel)
            && within(&self.minimum_amount, |amount, limit| amount.value() >= limit.value())
            && within(&self.maximum_amount, |amount, limit| amount.value() <= limit.value())
    }
}

impl<'de, C: DeserializeOwned> Deserialize<'de> for MethodConfig<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<C: DeserializeOwned> {
            #[serde(default)]
            enabled: bool,
            #[serde(default = "Option::default", deserialize_with = "lenient")]
            accepted_channels: Option<Vec<C>>,
            #[serde(default, deserialize_with = "lenient")]
            minimum_amount: Option<Amount>,
            #[serde(default, deserialize_with = "lenient")]
            maximum_amount: Option<Amount>,
            #[serde(default, deserialize_with = "lenient")]
            maximum_expiry: Option<MaximumExpiry>,
            #[serde(default, deserialize_with = "one_or_many")]
            installment_config: Vec<InstallmentConfig>,
            #[serde(default, deserialize_with = "one_or_many")]
            installment_configs: Vec<InstallmentConfig>,
        }
        let wire = Wire::<C>::deserialize(deserializer)?;
        let (one, many) = (wire.installment_config, wire.installment_configs);
        Ok(Self {
            enabled: wire.enabled,
            accepted_channels: wire.accepted_channels.unwrap_or_default(),
            minimum_amount: wire.minimum_amount,
            maximum_amount: wire.maximum_amount,
            maximum_expiry: wire.maximum_expiry,
            installment_configs: if many.is_empty() { one } else { many },
        })
    }
}

/// The longest that a session can be open, as the gateway writes it: `30 DAYS`, `60 MINUTES`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaximumExpiry(String);

impl MaximumExpiry {
    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How long that is; `None` for a text of another form.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        let (count, unit) = self.0.trim().split_once(' ')?;
        let seconds: u64 = match unit.trim().to_ascii_uppercase().trim_end_matches('S') {
            "DAY" => 24 * 60 * 60,
            "HOUR" => 60 * 60,
            "MINUTE" => 60,
            "SECOND" => 1,
            _ => return None,
        };
        count.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
    }
}

open_enum! {
    /// A bank that gives virtual accounts.
    VirtualAccountChannel {
        /// Bank Danamon.
        Danamon => "DANAMON",
        /// Bank Negara Indonesia.
        Bni => "BNI",
        /// Bank Mandiri.
        Mandiri => "MANDIRI",
        /// Bank Syariah Indonesia.
        Bsi => "BSI",
        /// Bank Central Asia.
        Bca => "BCA",
        /// Bank Neo Commerce.
        Bnc => "BNC",
        /// CIMB Niaga.
        Cimb => "CIMB",
        /// Bank Rakyat Indonesia.
        Bri => "BRI",
        /// Bank Permata.
        Permata => "PERMATA",
    }
}

/// What some cards may pay in instalments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InstallmentConfig {
    /// First digits of the cards.
    #[serde(deserialize_with = "lenient_list")]
    pub bin_numbers: Vec<String>,
    /// Numbers of months that are offered.
    #[serde(deserialize_with = "lenient_list")]
    pub enabled_plans: Vec<u32>,
    /// The least that can be paid so.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub minimum_amount: Option<Amount>,
    /// The most that can be paid so.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub maximum_amount: Option<Amount>,
}

/// Payment by instalments as a method of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InstallmentMethod {
    /// Whether it can be used.
    pub enabled: bool,
    /// The channels; the gateway documents an object here and not what is in it.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub accepted_channels: Option<Metadata>,
}

/// Reads a value that is absent, null, or not as documented, as none.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let raw = Option::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(raw.and_then(|raw| serde_json::from_str(raw.get()).ok()))
}

fn lenient_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    lenient(deserializer).map(Option::unwrap_or_default)
}

/// Reads one object or a list of them: the documentation's sample and its table disagree.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<InstallmentConfig>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(deserializer)? else { return Ok(Vec::new()) };
    let many = serde_json::from_str(raw.get());
    Ok(many.or_else(|_| serde_json::from_str(raw.get()).map(|one| vec![one])).unwrap_or_default())
}
