use cardseal_types::PaymentMethodConfigs;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::retry::Operation;

impl Client {
    /// Which payment methods the merchant's account accepts, through which channels and within which amounts. See the
    /// gateway's page "Get Payment Method Config".
    ///
    /// # Errors
    ///
    /// As [`Error`] tells.
    pub async fn payment_method_configs(&self) -> Result<PaymentMethodConfigs, Error> {
        let call = Call {
            core: &self.core,
            operation: Operation::PaymentMethodConfigs,
            method: Method::GET,
            url: self.core.url("/v2/payment-method-configs")?,
            body: None,
            request_id: None,
            deadline: self.call_deadline(),
        };
        call.run_read().await
    }
}
