use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::{Amount, PhoneNumber};

/// What is being bought. See the gateway's page "Order Object".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderInformation {
    /// The lines of the order; at least one.
    pub product_details: Vec<ProductDetail>,
    /// Who pays; needed for foreign cards checked by address (AVS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_info: Option<BillingInfo>,
    /// Where it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_info: Option<ShippingInfo>,
}

impl OrderInformation {
    /// An order of these lines, with no address.
    #[must_use]
    pub fn new(product_details: Vec<ProductDetail>) -> Self {
        Self { product_details, billing_info: None, shipping_info: None }
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductDetail {
    /// Kind of product.
    #[serde(rename = "type")]
    pub product_type: ProductType,
    /// Free text, 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Free text, 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_category: Option<String>,
    /// Free text, 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Free text, 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How many.
    pub quantity: u64,
    /// Price of one.
    pub price: Amount,
}

open_enum! {
    /// Kind of product.
    ProductType {
        /// A thing that is sent.
        Physical => "PHYSICAL",
        /// A file, licence or account.
        Digital => "DIGITAL",
        /// Work done for the buyer.
        Service => "SERVICE",
    }
}

/// A payer's name and address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BillingInfo {
    /// Given name, 1 to 255 characters.
    pub given_name: String,
    /// Family name.
    #[serde(alias = "sureName", skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<PhoneNumber>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    /// Second line of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Province or state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province_state: Option<String>,
    /// ISO 3166-1 alpha-2 country code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

/// Where and how an order is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShippingInfo {
    /// Name and address of the receiver.
    #[serde(flatten)]
    pub address: BillingInfo,
    /// How fast.
    pub method: ShippingMethod,
    /// What the shipping costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_fee: Option<Amount>,
}

open_enum! {
    /// How fast an order is sent.
    ShippingMethod {
        /// Ordinary.
        Regular => "REGULAR",
        /// The next day.
        NextDay => "NEXTDAY",
        /// The same day.
        SameDay => "SAMEDAY",
        /// At once.
        Instant => "INSTANT",
    }
}
