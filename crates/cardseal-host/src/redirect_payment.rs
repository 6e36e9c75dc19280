use std::marker::PhantomData;

use cardseal_types::{
    Amount, CardOptions, ClientReferenceId, CreateSession, CustomerId, EwalletChannel, EwalletOptions, Mode,
    OrderInformation, PaymentMethod, PaymentMethodOptions, PaymentMethodType, PaymentType, RedirectUrls,
};

use crate::payments::Payer;
use crate::setters::payment_setters;

/// A payment on the gateway's own page: redirect mode. The merchant's server sees no card and no code.
///
/// `P` is who pays: a [`Customer`](cardseal_types::Customer), a [`CustomerId`], or a [`Payer`] where the program finds
/// out which. What is stored belongs to an id, so only a `RedirectPayment<CustomerId>` can show it:
///
/// ```
/// # use cardseal_host::{HostedMethod, RedirectPayment, types::*};
/// # fn pay(reference: ClientReferenceId, price: Amount, id: CustomerId, urls: RedirectUrls, order: OrderInformation) -> RedirectPayment<CustomerId> {
/// RedirectPayment::new(reference, price, id, urls, order)
///     .method(HostedMethod::card())
///     .show_saved_payment(true)
///     .bypass_status_page(true)
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # use cardseal_host::{HostedMethod, RedirectPayment, types::*};
/// # fn pay(reference: ClientReferenceId, price: Amount, shopper: Customer, urls: RedirectUrls, order: OrderInformation) {
/// RedirectPayment::new(reference, price, shopper, urls, order).show_saved_payment(true);
/// # }
/// ```
///
/// Options without their method, and both a customer and an id, cannot be said either:
///
/// ```compile_fail,E0599
/// # use cardseal_host::{RedirectPayment, types::*};
/// # fn pay(payment: RedirectPayment<Customer>) {
/// payment.card_options(CardOptions::default());
/// # }
/// ```
///
/// ```compile_fail,E0277
/// # use cardseal_host::{RedirectPayment, types::*};
/// # fn pay(reference: ClientReferenceId, price: Amount, both: (Customer, CustomerId), urls: RedirectUrls, order: OrderInformation) {
/// RedirectPayment::new(reference, price, both, urls, order);
/// # }
/// ```
pub struct RedirectPayment<P>(CreateSession, PhantomData<fn(P)>);

/// The one method that the gateway's page offers, with the choices that go with it. Made by [`HostedMethod::card`],
/// [`HostedMethod::ewallet`] and their like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedMethod {
    method_type: PaymentMethodType,
    options: Option<PaymentMethodOptions>,
}

payment_setters!(RedirectPayment<P>);

impl<P: Into<Payer>> RedirectPayment<P> {
    /// A payment of this amount by a method that the shopper chooses on the page.
    ///
    /// `reference` is unique among the merchant's sessions; a new attempt needs a new one.
    #[must_use]
    pub fn new(
        reference: ClientReferenceId,
        amount: Amount,
        payer: P,
        redirect_urls: RedirectUrls,
        order: OrderInformation,
    ) -> Self {
        let mut session = CreateSession::new(reference, amount, redirect_urls, order);
        session.mode = Some(Mode::Redirect);
        session.payment_type = Some(PaymentType::Single);
        // With no method there is nothing yet that could be charged.
        session.auto_confirm = Some(false);
        payer.into().pays(&mut session);
        Self(session, PhantomData)
    }
}

impl<P> RedirectPayment<P> {
    /// Offers this method only.
    #[must_use]
    pub fn method(mut self, method: HostedMethod) -> Self {
        self.0.payment_method = Some(PaymentMethod::of(method.method_type));
        self.0.payment_method_options = method.options;
        self.0.auto_confirm = Some(true);
        self
    }

    /// Whether the page offers "Save for future use": a card or wallet is stored under the customer once the charge
    /// succeeds, if the shopper ticks the box. No if absent.
    #[must_use]
    pub fn save_for_future_use(mut self, offer: bool) -> Self {
        self.0.save_for_future_use = Some(offer);
        self
    }

    /// Whether the shopper comes back at once, without the gateway's page that says how it went. No if absent.
    #[must_use]
    pub fn bypass_status_page(mut self, bypass: bool) -> Self {
        self.0.bypass_status_page = Some(bypass);
        self
    }
}

impl RedirectPayment<CustomerId> {
    /// Whether the page lists what is stored under the customer. No if absent.
    #[must_use]
    pub fn show_saved_payment(mut self, show: bool) -> Self {
        self.0.show_saved_payment = Some(show);
        self
    }
}

impl HostedMethod {
    /// A card, by the gateway's defaults.
    #[must_use]
    pub fn card() -> Self {
        Self { method_type: PaymentMethodType::Card, options: None }
    }

    /// A card, with choices about capture and 3-D Secure.
    #[must_use]
    pub fn card_with(options: CardOptions) -> Self {
        Self { options: Some(PaymentMethodOptions::card(options)), ..Self::card() }
    }

    /// An e-wallet that the shopper chooses on the page.
    #[must_use]
    pub fn any_ewallet() -> Self {
        Self { method_type: PaymentMethodType::Ewallet, options: None }
    }

    /// This e-wallet.
    #[must_use]
    pub fn ewallet(channel: EwalletChannel) -> Self {
        let wallet = EwalletOptions { channel: Some(channel), expiry_at: None };
        let options = PaymentMethodOptions { card: None, ewallet: Some(wallet) };
        Self { method_type: PaymentMethodType::Ewallet, options: Some(options) }
    }
}
