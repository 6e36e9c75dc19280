use std::fmt;

use serde::{Deserialize, Serialize};

/// The payer's address, which the issuers of foreign cards compare with their own record (AVS).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BillingAddress {
    /// Street and number, 1 to 255 characters.
    pub address_line1: String,
    /// City, 1 to 255 characters.
    pub city: String,
    /// Province or state, 1 to 255 characters.
    pub province_state: String,
    /// ISO 3166-1 alpha-2 code, in upper case.
    pub country: String,
    /// Postal code, 1 to 20 characters.
    pub postal_code: String,
}

impl fmt::Debug for BillingAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BillingAddress").field("country", &self.country).finish_non_exhaustive()
    }
}
