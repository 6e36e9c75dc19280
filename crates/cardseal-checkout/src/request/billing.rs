use serde::Deserialize;

use crate::error::ApiError;
use crate::orders::BillingAddress;

/// The payer's address as a page sends it: in an order's customer, or as the body of `POST /api/orders/{id}/billing`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Billing {
    address_line1: String,
    city: String,
    province_state: String,
    country: String,
    postal_code: String,
}

impl Billing {
    /// The address, trimmed and checked. `path` stands before the name of a field that is refused.
    pub(crate) fn address(&self, path: &str) -> Result<BillingAddress, ApiError> {
        let text = |name: &str, value: &str, longest: usize| {
            let value = value.trim();
            let fits = (1..=longest).contains(&value.chars().count());
            if fits && !value.chars().any(char::is_control) {
                Ok(value.to_owned())
            } else {
                Err(ApiError::field(format!("{path}{name}")))
            }
        };
        let is_code = self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        Ok(BillingAddress {
            address_line1: text("addressLine1", &self.address_line1, 255)?,
            city: text("city", &self.city, 255)?,
            province_state: text("provinceState", &self.province_state, 255)?,
            country: if is_code {
                self.country.clone()
            } else {
                Err(ApiError::field(format!("{path}country")))?
            },
            postal_code: text("postalCode", &self.postal_code, 20)?,
        })
    }
}
