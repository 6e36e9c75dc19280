use cardseal_types::{Customer, CustomerId};
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::retry::Operation;

impl Client {
    /// A customer with the payment methods that are stored for the next purchase.
    ///
    /// Cards and wallets come in one list, inactive ones included. See the gateway's page "Retrieve Customer".
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the gateway does not know the id; otherwise as [`Error`] tells.
    pub async fn retrieve_customer(&self, id: &CustomerId) -> Result<Customer, Error> {
        let call = Call {
            core: &self.core,
            operation: Operation::RetrieveCustomer,
            method: Method::GET,
            url: self.core.url(&format!("/v1/customers/{id}"))?,
            body: None,
            request_id: None,
            deadline: self.call_deadline(),
        };
        call.run_read().await
    }
}
