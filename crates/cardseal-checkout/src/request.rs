//! What a page sends, checked field by field. A refusal names the field and never its content.

use std::collections::HashSet;

use cardseal_types::{Amount, Cvc, EncryptedCard, PaymentToken};
use serde::Deserialize;

use crate::body;
use crate::catalog::Catalog;
use crate::error::{ApiError, Code};
use crate::orders::{Buyer, Line, Method};

/// Lines of one order.
const MAX_LINES: usize = 50;
/// Pieces of one article.
const MAX_QUANTITY: u32 = 999;

/// Body of `POST /api/orders`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateOrder {
    items: Vec<Item>,
    customer: Option<Customer>,
    method: String,
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
    pub(crate) fn method(&self) -> Result<Method, ApiError> {
        match self.method.as_str() {
            "card" => Ok(Method::Card),
            "stored" => Ok(Method::Stored),
            _ => Err(ApiError::field("method")),
        }
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
        if !is_email(email) {
            return Err(ApiError::field("customer.email"));
        }
        Ok(Some(Buyer { name: name.to_owned(), email: email.to_owned() }))
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

/// An address as RFC 5321 spells an ordinary one: a dot-atom of at most 64 characters, and a domain of at least two
/// labels. Quoted local parts, address literals and Unicode are left out.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |part: &str| !part.is_empty() && part.bytes().all(is_atom_byte);
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(atom)
        && domain.contains('.')
        && domain.split('.').all(label)
        && !top.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_taken() {
        for text in ["a@b.co", "first.last+tag@mail.shop.example", "o'hara@xn--bcher-kva.example", "1@2.io"] {
            assert!(is_email(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@b.co",
            "a@b",
            "a b@c.co",
            "a@b..co",
            ".a@b.co",
            "a.@b.co",
            "a..b@c.co",
            "a@-b.co",
            "a@b-.co",
            "a@b.co.",
            "a@@b.co",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "\"a\"@b.co",
            "a@b.co\r\nBcc: c@d.co",
            "ä@b.co",
            "a@bü.co",
            "a<b@c.co",
        ] {
            assert!(!is_email(text), "{text}");
        }
        assert!(!is_email(&format!("{}@b.co", "a".repeat(65))));
        assert!(!is_email(&format!("a@{}co", "b.".repeat(126))));
    }

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
