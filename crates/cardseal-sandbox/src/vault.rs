//! Stored cards: a token for what may be known of a card, under one customer.

use cardseal_types::{
    Bin, LastFour, PaymentMethodType, PaymentToken, StoredCard, StoredPaymentMethod,
    StoredPaymentMethodStatus, Timestamp,
};
use rusqlite::Connection;

use crate::card::KnownCard;
use crate::error::Fault;
use crate::random;
use crate::session::Session;
use crate::store::tokens;

/// A stored card.
#[derive(Debug)]
pub(crate) struct StoredToken {
    pub(crate) token: String,
    pub(crate) status: String,
    pub(crate) created_at: Timestamp,
    pub(crate) card: KnownCard,
}

/// Stores the card of a successful charge under the session's customer, who keeps the token of a card they have.
pub(crate) fn store(
    connection: &Connection,
    session: &Session,
    card: &KnownCard,
    now: Timestamp,
) -> Result<(), Fault> {
    let token = StoredToken {
        token: random::uuid()?,
        status: StoredPaymentMethodStatus::Active.as_str().to_owned(),
        created_at: now,
        card: card.clone(),
    };
    tokens::save(connection, &session.merchant, session.customer_id.as_str(), &token)
}

impl StoredToken {
    /// Whether it can be charged.
    pub(crate) fn is_active(&self) -> bool {
        StoredPaymentMethodStatus::from(self.status.as_str()) == StoredPaymentMethodStatus::Active
    }

    /// What the API shows of it.
    pub(crate) fn view(self) -> Result<StoredPaymentMethod, Fault> {
        let holder = |name: String| Some(name).filter(|name| !name.is_empty());
        let last4 = LastFour::parse(self.card.last4.as_bytes()).ok_or(Fault::Record("token"))?;
        Ok(StoredPaymentMethod {
            token: PaymentToken::parse(self.token).map_err(|_| Fault::Record("token"))?,
            payment_method: PaymentMethodType::Card,
            payment_channel: self.card.brand.as_str().to_owned(),
            status: StoredPaymentMethodStatus::from(self.status.as_str()),
            created_at: self.created_at,
            card: Some(StoredCard {
                fingerprint: Some(self.card.fingerprint),
                first6: Bin::parse(self.card.first6.as_bytes()),
                first8: Bin::parse(self.card.first8.as_bytes()),
                network: self.card.brand,
                last4,
                exp_month: self.card.exp_month,
                exp_year: self.card.exp_year,
                card_holder_first_name: holder(self.card.holder_first_name),
                card_holder_last_name: holder(self.card.holder_last_name),
            }),
        })
    }
}
