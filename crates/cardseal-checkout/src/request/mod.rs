//! What a page sends, checked field by field. A refusal names the field and never its content.

mod billing;
mod email;
mod wish;

use std::collections::HashSet;

use cardseal_types::{Amount, Cvc, EncryptedCard, PaymentToken};
use serde::Deserialize;

use crate::body;
use crate::catalog::Catalog;
use crate::error::{ApiError, Code};
use crate::orders::{BillingAddress, Buyer, Line};
pub(crate) use billing::Billing;
pub(crate) use wish::{PageWish, PayOnGatewaysPage, PayWithWallet, Via, WalletWish, Wish};

/// Lines of one order.
const MAX_LINES: usize = 50;
/// Pieces of one article.
const MAX_QUANTITY: u32 = 999;

/// Body of `POST /api/orders`.
///
/// `via`, `channel` and `save` go with some methods only: see [`Wish`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateOrder {
    items: Vec<Item>,
    customer: Option<Customer>,
    method: String,
    via: Option<String>,
    channel: Option<String>,
    save: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    sku: String,
    quantity: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Customer {
    name: String,
    email: String,
    billing: Option<Billing>,
}

/// Body of `POST /api/orders/{id}/card`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PayWithCard {
    encrypted_card: String,
    #[serde(default)]
    pub(crate) save: bool,
}

/// Body of `POST /api/orders/{id}/saved`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayWithSaved {
    token: String,
    #[serde(deserialize_with = "body::cvc")]
    cvc: Option<Cvc>,
}

impl CreateOrder {
    /// How it is to be paid.
    pub(crate) fn wish(&self) -> Result<Wish, ApiError> {
        Wish::read(&self.method, self.via.as_deref(), self.channel.as_deref(), self.save)
    }

    /// The lines at the catalog's prices, and their sum.
    pub(crate) fn lines(&self, catalog: &Catalog) -> Result<(Vec<Line>, Amount), ApiError> {
        if !(1..=MAX_LINES).contains(&self.items.len()) {
            return Err(ApiError::field("items"));
        }
        let mut seen = HashSet::new();
        let lines = self.items.iter().enumerate().map(|(at, item)| {
            let wrong = |field| ApiError::field(format!("items[{at}].{field}"));
            let sold =
                catalog.item(&item.sku).filter(|sold| seen.insert(&sold.sku)).ok_or_else(|| wrong("sku"))?;
            if !(1..=MAX_QUANTITY).contains(&item.quantity) {
                return Err(wrong("quantity"));
            }
            Ok(Line {
                sku: sold.sku.clone(),
                name: sold.name.clone(),
                product_type: sold.product_type.clone(),
                quantity: item.quantity,
                price: sold.price.clone(),
            })
        });
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        let amount = sum(&lines).ok_or_else(|| ApiError::field("items"))?;
        Ok((lines, amount))
    }

    /// Who buys, if the page says so.
    pub(crate) fn buyer(&self) -> Result<Option<Buyer>, ApiError> {
        let Some(customer) = &self.customer else { return Ok(None) };
        let (name, email) = (customer.name.trim(), customer.email.trim());
        if !(1..=200).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(ApiError::field("customer.name"));
        }
        if !email::is_email(email) {
            return Err(ApiError::field("customer.email"));
        }
        Ok(Some(Buyer { name: name.to_owned(), email: email.to_owned() }))
    }

    /// The payer's address, if the page gives one.
    pub(crate) fn billing(&self) -> Result<Option<BillingAddress>, ApiError> {
        let Some(billing) = self.customer.as_ref().and_then(|customer| customer.billing.as_ref()) else {
            return Ok(None);
        };
        billing.address("customer.billing.").map(Some)
    }
}

impl PayWithCard {
    pub(crate) fn card(self) -> Result<EncryptedCard, ApiError> {
        EncryptedCard::parse(self.encrypted_card).ok_or_else(|| ApiError::field("encryptedCard"))
    }
}

impl PayWithSaved {
    pub(crate) fn parts(self) -> Result<(PaymentToken, Cvc), ApiError> {
        let cvc = self.cvc.ok_or_else(|| ApiError::field("cvc"))?;
        // What can't be a token is one that nobody has.
        let token = PaymentToken::parse(self.token).map_err(|_| ApiError::new(Code::SavedMethodNotFound))?;
        Ok((token, cvc))
    }
}

fn sum(lines: &[Line]) -> Option<Amount> {
    let first = lines.first()?;
    let mut total = first.price.value().checked_sub(first.price.value())?;
    for line in lines {
        if line.price.currency() != first.price.currency() {
            return None;
        }
        total = total.checked_add(line.price.value().checked_mul(line.quantity.into())?)?;
    }
    Amount::new(total, first.price.currency().clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::parse(
            br#"{"currency":"USD","items":[
                {"sku":"a","name":"A","type":"DIGITAL","price":"0.1"},
                {"sku":"b","name":"B","type":"DIGITAL","price":"0.2"},
                {"sku":"max","name":"M","type":"DIGITAL","price":"999999999999999999"}]}"#,
        )
        .unwrap()
    }

    fn order(items: &str) -> Result<(Vec<Line>, Amount), ApiError> {
        let json = format!(r#"{{"items":{items},"method":"card"}}"#);
        serde_json::from_str::<CreateOrder>(&json).unwrap().lines(&catalog())
    }

    #[test]
    fn the_sum_is_exact_and_the_prices_are_the_catalogs() {
        let (lines, amount) = order(r#"[{"sku":"a","quantity":1},{"sku":"b","quantity":1}]"#).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(amount.to_string(), "0.3 USD");
    }

    #[test]
    fn impossible_orders_are_refused() {
        for items in [
            "[]",
            r#"[{"sku":"c","quantity":1}]"#,
            r#"[{"sku":"a","quantity":0}]"#,
            r#"[{"sku":"a","quantity":1000}]"#,
            r#"[{"sku":"a","quantity":1},{"sku":"a","quantity":1}]"#,
            r#"[{"sku":"max","quantity":2}]"#,
        ] {
            assert_eq!(order(items).unwrap_err().code(), Code::InvalidRequest, "{items}");
        }
        assert!(
            serde_json::from_str::<CreateOrder>(
                r#"{"items":[{"sku":"a","quantity":1,"price":1}],"method":"card"}"#
            )
            .is_err()
        );
    }
}
