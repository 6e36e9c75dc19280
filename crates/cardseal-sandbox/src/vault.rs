//! Stored methods: a token for what may be known of a card or a wallet, under one customer.

use cardseal_types::{
    Bin, LastFour, PaymentMethodType, PaymentToken, StoredCard, StoredPaymentMethod,
    StoredPaymentMethodStatus, Timestamp,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::card::KnownCard;
use crate::charge::ChargeRecord;
use crate::error::Fault;
use crate::ewallet::KnownWallet;
use crate::random;
use crate::session::Session;
use crate::store::tokens;

/// A stored method.
#[derive(Debug)]
pub(crate) struct StoredToken {
    pub(crate) token: String,
    pub(crate) status: String,
    pub(crate) created_at: Timestamp,
    pub(crate) method: StoredMethod,
}

/// What a token stands for. Untagged: rows of cards are older than wallets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum StoredMethod {
    Card(KnownCard),
    Wallet(KnownWallet),
}

impl StoredMethod {
    /// The same for the same card or wallet of one merchant.
    pub(crate) fn fingerprint(&self) -> &str {
        match self {
            Self::Card(card) => &card.fingerprint,
            Self::Wallet(wallet) => &wallet.fingerprint,
        }
    }
}

/// Stores what a successful charge was paid with under the session's customer, who keeps the token of what they have.
pub(crate) fn store(
    connection: &Connection,
    session: &Session,
    record: &ChargeRecord,
    now: Timestamp,
) -> Result<(), Fault> {
    let wallet = || record.wallet.as_ref()?.account.clone().map(StoredMethod::Wallet);
    // A wallet that was settled without its shopper has no account to keep.
    let Some(method) = record.card.clone().map(StoredMethod::Card).or_else(wallet) else { return Ok(()) };
    let token = StoredToken {
        token: random::uuid()?,
        status: StoredPaymentMethodStatus::Active.as_str().to_owned(),
        created_at: now,
        method,
    };
    tokens::save(connection, &session.merchant, session.customer_id.as_str(), &token)
}

impl StoredToken {
    /// Whether it can be charged.
    pub(crate) fn is_active(&self) -> bool {
        StoredPaymentMethodStatus::from(self.status.as_str()) == StoredPaymentMethodStatus::Active
    }

    /// What the API shows of it. The documentation prints wallets in lower case.
    pub(crate) fn view(self) -> Result<StoredPaymentMethod, Fault> {
        let (payment_method, payment_channel, card) = match self.method {
            StoredMethod::Card(card) => {
                (PaymentMethodType::Card, card.brand.as_str().to_owned(), Some(shown(card)?))
            }
            StoredMethod::Wallet(wallet) => {
                // The known spelling is upper case; an unlisted one is written as it is.
                let method = PaymentMethodType::Unknown("ewallet".to_owned());
                (method, wallet.channel.as_str().to_ascii_lowercase(), None)
            }
        };
        Ok(StoredPaymentMethod {
            token: PaymentToken::parse(self.token).map_err(|_| Fault::Record("token"))?,
            payment_method,
            payment_channel,
            status: StoredPaymentMethodStatus::from(self.status.as_str()),
            created_at: self.created_at,
            card,
        })
    }
}

fn shown(card: KnownCard) -> Result<StoredCard, Fault> {
    let holder = |name: String| Some(name).filter(|name| !name.is_empty());
    let last4 = LastFour::parse(card.last4.as_bytes()).ok_or(Fault::Record("token"))?;
    Ok(StoredCard {
        fingerprint: Some(card.fingerprint),
        first6: Bin::parse(card.first6.as_bytes()),
        first8: Bin::parse(card.first8.as_bytes()),
        network: card.brand,
        last4,
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        card_holder_first_name: holder(card.holder_first_name),
        card_holder_last_name: holder(card.holder_last_name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_either_kind_is_read_as_what_it_is() {
        let card = r#"{"brand":"VISA","first6":"444000","first8":"44400001","last4":"0002","exp_month":"12",
            "exp_year":"39","fingerprint":"f","scenario":"success","holder_first_name":"A","holder_last_name":""}"#;
        let wallet = r#"{"channel":"DANA","mobile_number":"628111111001","name":"N","fingerprint":"g"}"#;
        assert!(
            matches!(serde_json::from_str(card).unwrap(), StoredMethod::Card(card) if card.last4 == "0002")
        );
        let read: StoredMethod = serde_json::from_str(wallet).unwrap();
        assert_eq!(read.fingerprint(), "g");
        assert!(matches!(&read, StoredMethod::Wallet(wallet) if wallet.mobile_number == "628111111001"));
        assert_eq!(serde_json::to_string(&read).unwrap(), wallet, "written as it was read");
        assert!(serde_json::from_str::<StoredMethod>(r#"{"fingerprint":"h"}"#).is_err());
    }
}
