use std::fmt;

use cardseal_types::{
    Amount, CardOptions, ClientReferenceId, ConfirmSession, CreateSession, Customer, CustomerId, Cvc,
    EncryptedCard, Mode, OrderInformation, PaymentMethod, PaymentMethodOptions, PaymentToken, PaymentType,
    RedirectUrls,
};

use crate::setters::payment_setters;

/// Who pays: someone known by an e-mail address, or a customer the gateway has already given an id. Never both.
#[derive(Clone)]
#[non_exhaustive]
pub enum Payer {
    /// Known by e-mail address; the gateway answers with the id that stands for it. Boxed, as it is the larger one.
    Customer(Box<Customer>),
    /// Known by the gateway's id.
    CustomerId(CustomerId),
}

/// A payment by a card that the shopper will type on the merchant's own page: API mode, confirmed by a second call.
///
/// The answer brings the [`SessionKey`](cardseal_types::SessionKey) that the page encrypts the card with.
pub struct NewCardSession(CreateSession);

/// A payment with a card that is stored under a customer, with the code that the shopper typed for it: API mode,
/// charged at once.
///
/// The code is wiped when the call ends. Taking it puts it on the merchant's server (PCI DSS 3.3.1: it must not be
/// kept).
///
/// It cannot be made without the customer's id, the token and the code:
///
/// ```compile_fail,E0061
/// # use cardseal_host::{StoredCardPayment, types::*};
/// # fn pay(reference: ClientReferenceId, price: Amount, customer: CustomerId, urls: RedirectUrls, order: OrderInformation) {
/// StoredCardPayment::new(reference, price, customer, urls, order);
/// # }
/// ```
pub struct StoredCardPayment(CreateSession);

/// The card that confirms a session, as the shopper's browser encrypted it.
pub struct ConfirmCard(ConfirmSession);

impl From<Customer> for Payer {
    fn from(customer: Customer) -> Self {
        Self::Customer(Box::new(customer))
    }
}

impl From<CustomerId> for Payer {
    fn from(id: CustomerId) -> Self {
        Self::CustomerId(id)
    }
}

impl Payer {
    pub(crate) fn pays(self, session: &mut CreateSession) {
        match self {
            Self::Customer(customer) => session.customer = Some(*customer),
            Self::CustomerId(id) => session.customer_id = Some(id),
        }
    }
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(_) => f.write_str("Customer(redacted)"),
            Self::CustomerId(id) => write!(f, "CustomerId({id})"),
        }
    }
}

/// The setter of a payment that is by card from the start.
macro_rules! card_setters {
    ($name:ident) => {
        impl $name {
            /// Whether the money is taken at once and how the shopper is authenticated; the gateway's choice if
            /// absent.
            #[must_use]
            pub fn card_options(mut self, options: CardOptions) -> Self {
                self.0.payment_method_options = Some(PaymentMethodOptions::card(options));
                self
            }
        }
    };
}

payment_setters!(NewCardSession);
payment_setters!(StoredCardPayment);
card_setters!(NewCardSession);
card_setters!(StoredCardPayment);

impl NewCardSession {
    /// A payment of this amount by a card to be typed.
    ///
    /// `reference` is unique among the merchant's sessions; a new attempt needs a new one.
    #[must_use]
    pub fn new(
        reference: ClientReferenceId,
        amount: Amount,
        payer: impl Into<Payer>,
        redirect_urls: RedirectUrls,
        order: OrderInformation,
    ) -> Self {
        let mut session = in_api_mode(CreateSession::new(reference, amount, redirect_urls, order));
        session.auto_confirm = Some(false);
        session.payment_method = Some(PaymentMethod::card());
        payer.into().pays(&mut session);
        Self(session)
    }

    /// Whether the card is stored under the customer once the charge succeeds; no if absent. Can still be said with
    /// the card, see [`ConfirmCard::save_for_future_use`].
    #[must_use]
    pub fn save_for_future_use(mut self, save: bool) -> Self {
        self.0.save_for_future_use = Some(save);
        self
    }
}

impl StoredCardPayment {
    /// A payment of this amount with the customer's stored card.
    ///
    /// `reference` is unique among the merchant's sessions; a new attempt needs a new one.
    #[must_use]
    pub fn new(
        reference: ClientReferenceId,
        amount: Amount,
        customer: CustomerId,
        token: PaymentToken,
        cvc: Cvc,
        redirect_urls: RedirectUrls,
        order: OrderInformation,
    ) -> Self {
        let mut session = in_api_mode(CreateSession::new(reference, amount, redirect_urls, order));
        session.auto_confirm = Some(true);
        session.payment_method = Some(PaymentMethod::stored_card(token, cvc));
        session.customer_id = Some(customer);
        Self(session)
    }
}

impl ConfirmCard {
    /// Pays with this card and changes nothing else about the session.
    #[must_use]
    pub fn new(card: EncryptedCard) -> Self {
        Self(ConfirmSession::new(PaymentMethod::encrypted_card(card)))
    }

    /// Whether the card is stored under the customer once the charge succeeds: overrides what the session was
    /// created with.
    #[must_use]
    pub fn save_for_future_use(mut self, save: bool) -> Self {
        self.0.save_for_future_use = Some(save);
        self
    }

    /// Whether the money is taken at once and how the shopper is authenticated.
    #[must_use]
    pub fn card_options(mut self, options: CardOptions) -> Self {
        self.0.payment_method_options = Some(PaymentMethodOptions::card(options));
        self
    }

    /// What is being bought, with the payer's address, where a foreign card is checked by it.
    #[must_use]
    pub fn order_information(mut self, order: OrderInformation) -> Self {
        self.0.order_information = Some(order);
        self
    }
}

impl From<ConfirmCard> for ConfirmSession {
    fn from(confirm: ConfirmCard) -> Self {
        confirm.0
    }
}

impl fmt::Debug for ConfirmCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfirmCard")
            .field("save_for_future_use", &self.0.save_for_future_use)
            .field("payment_method_options", &self.0.payment_method_options)
            .finish_non_exhaustive()
    }
}

pub(crate) fn in_api_mode(mut session: CreateSession) -> CreateSession {
    session.mode = Some(Mode::Api);
    session.payment_type = Some(PaymentType::Single);
    session
}
