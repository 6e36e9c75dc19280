use cardseal_types::{
    Amount, ClientReferenceId, CreateSession, EwalletChannel, EwalletDetails, EwalletOptions,
    OrderInformation, PaymentMethod, PaymentMethodOptions, PaymentMethodType, RedirectUrls, Timestamp,
};

use crate::input::InputError;
use crate::payments::{Payer, in_api_mode};
use crate::setters::payment_setters;

/// A payment from an e-wallet that the shopper chose on the merchant's own page: API mode, opened at once.
///
/// The answer says where to send the shopper: to the wallet's page, or by a link into its app
/// ([`RedirectTarget`](crate::RedirectTarget)). What is stored of a wallet can be paid with again on the gateway's
/// page only ([`RedirectPayment`](crate::RedirectPayment)), so there is no token here:
///
/// ```compile_fail,E0599
/// # use cardseal_host::{EwalletPayment, types::*};
/// # fn pay(payment: EwalletPayment, token: PaymentToken) {
/// payment.token(token);
/// # }
/// ```
///
/// Nor is there anything of the gateway's page, or of a card:
///
/// ```compile_fail,E0599
/// # use cardseal_host::{EwalletPayment, types::*};
/// # fn pay(payment: EwalletPayment) {
/// payment.show_saved_payment(true);
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # use cardseal_host::{EwalletPayment, types::*};
/// # fn pay(payment: EwalletPayment) {
/// payment.card_options(CardOptions::default());
/// # }
/// ```
pub struct EwalletPayment(CreateSession);

payment_setters!(EwalletPayment);

impl EwalletPayment {
    /// A payment of this amount from a wallet of this kind.
    ///
    /// `reference` is unique among the merchant's sessions; a new attempt needs a new one.
    #[must_use]
    pub fn new(
        reference: ClientReferenceId,
        amount: Amount,
        channel: EwalletChannel,
        payer: impl Into<Payer>,
        redirect_urls: RedirectUrls,
        order: OrderInformation,
    ) -> Self {
        let mut session = in_api_mode(CreateSession::new(reference, amount, redirect_urls, order));
        session.auto_confirm = Some(true);
        session.payment_method = Some(PaymentMethod::of(PaymentMethodType::Ewallet));
        let wallet = EwalletOptions { channel: Some(channel), expiry_at: None };
        session.payment_method_options = Some(PaymentMethodOptions { card: None, ewallet: Some(wallet) });
        payer.into().pays(&mut session);
        Self(session)
    }

    /// The mobile number that the wallet is registered with, for a wallet that asks its owner by itself.
    ///
    /// # Errors
    ///
    /// [`InputError::MobileNumber`] if it is not 8 to 15 digits (ITU-T E.164), with a plus sign before them or without.
    pub fn mobile_number(mut self, number: impl Into<String>) -> Result<Self, InputError> {
        let number = number.into();
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InputError::MobileNumber);
        }
        if let Some(method) = &mut self.0.payment_method {
            method.ewallet = Some(EwalletDetails { account_identifier: Some(number) });
        }
        Ok(self)
    }

    /// When the wallet's own page ends; the gateway's choice if absent.
    #[must_use]
    pub fn wallet_expiry_at(mut self, moment: Timestamp) -> Self {
        if let Some(wallet) = self.0.payment_method_options.as_mut().and_then(|all| all.ewallet.as_mut()) {
            wallet.expiry_at = Some(moment);
        }
        self
    }

    /// Whether the wallet is stored under the customer once the charge succeeds; no if absent.
    #[must_use]
    pub fn save_for_future_use(mut self, save: bool) -> Self {
        self.0.save_for_future_use = Some(save);
        self
    }
}
