use std::fmt;

use cardseal_types::{Amount, ProductType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attempt, AttemptState, BillingAddress};
use crate::random::{self, RandomError};
use crate::shopper::ShopperId;

/// An order: 160 random bits as 32 letters and digits. Knowing one gives no access to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct OrderId(String);

impl OrderId {
    /// A fresh one.
    ///
    /// # Errors
    ///
    /// [`RandomError`] if the operating system gives no random bytes.
    pub fn random() -> Result<Self, RandomError> {
        random::identifier().map(Self)
    }

    /// Takes 32 letters and digits of the alphabet that ids are made of, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        random::is_identifier(text).then(|| Self(text.to_owned()))
    }

    /// The id as it is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a shopper buys, and every attempt to pay it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Who made it; nobody else ever sees it.
    pub shopper: ShopperId,
    /// Who is named as buyer.
    pub buyer: Buyer,
    /// The payer's address, where the shopper gave one.
    pub billing: Option<BillingAddress>,
    /// What is bought. Never empty, all in one currency.
    pub lines: Vec<Line>,
    /// The sum of the lines.
    pub amount: Amount,
    /// When it was made.
    pub created_at: Timestamp,
    /// The attempts to pay it, in order. All but the last are final.
    pub attempts: Vec<Attempt>,
}

impl Order {
    /// The newest attempt.
    #[must_use]
    pub fn latest(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Where the order stands: paid if any attempt was, else what became of the newest.
    #[must_use]
    pub fn status(&self) -> OrderStatus {
        if self.attempts.iter().any(|attempt| attempt.state == AttemptState::Paid) {
            return OrderStatus::Paid;
        }
        self.latest().map_or(OrderStatus::Open, Attempt::status)
    }

    /// The attempt that the order's status comes from.
    #[must_use]
    pub fn decisive(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.state == AttemptState::Paid).or(self.latest())
    }

    /// When something about it last changed.
    #[must_use]
    pub fn updated_at(&self) -> Timestamp {
        self.attempts.iter().map(|attempt| attempt.updated_at).fold(self.created_at, Ord::max)
    }
}

/// Who buys, as the gateway's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// Full name, 1 to 255 characters.
    pub name: String,
    /// E-mail address, the customer's identity at the gateway.
    pub email: String,
}

/// One line of an order, with the price of the catalog at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The article.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Kind of product.
    #[serde(rename = "type")]
    pub product_type: ProductType,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub price: Amount,
}

/// Where an order stands, as the shopper's page sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Waits for a payment.
    Open,
    /// The shopper has to authenticate.
    ActionRequired,
    /// A payment is under way.
    Processing,
    /// Paid; final.
    Paid,
    /// The last payment was refused.
    Declined,
    /// The shopper cancelled the last payment.
    Cancelled,
    /// The last payment ran out of time.
    Expired,
}
