use std::collections::HashSet;
use std::path::{Path, PathBuf};

use cardseal_types::{Amount, AmountError, Currency, ProductType};
use serde::Deserialize;

/// What is sold, and for how much. Prices come from here and from nowhere else.
///
/// The file is JSON, and a price is text so that it is read digit by digit:
///
/// ```
/// let catalog = cardseal_checkout::Catalog::parse(br#"{
///     "currency": "IDR",
///     "items": [{
///         "sku": "coffee-250",
///         "name": "Gayo coffee, 250 g",
///         "description": "Medium roast",
///         "type": "PHYSICAL",
///         "price": "150000"
///     }]
/// }"#)?;
/// assert_eq!(catalog.items().len(), 1);
/// # Ok::<(), cardseal_checkout::CatalogError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalog {
    items: Vec<CatalogItem>,
}

/// One article.
#[derive(Debug, Clone)]
pub struct CatalogItem {
    /// Its unique key, 1 to 64 characters.
    pub sku: String,
    /// Its name, 1 to 255 characters.
    pub name: String,
    /// A sentence about it, at most 255 characters.
    pub description: String,
    /// Kind of product.
    pub product_type: ProductType,
    /// Price of one; above zero.
    pub price: Amount,
}

/// Why a file is no catalog.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The file can't be read.
    #[error("the catalog {} cannot be read", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not the documented JSON.
    #[error("the catalog is not the expected JSON")]
    Json(#[source] serde_json::Error),
    /// It sells nothing.
    #[error("the catalog has no items")]
    Empty,
    /// A price is not above zero, or is no amount of the currency.
    #[error("the price of item {sku:?} is not an amount above zero")]
    Price {
        /// Which item.
        sku: String,
        /// Which rule it breaks, unless it is zero.
        #[source]
        source: Option<AmountError>,
    },
    /// A text is missing or too long, or the type is none of `PHYSICAL`, `DIGITAL` and `SERVICE`.
    #[error("item {sku:?} has a wrong {field}")]
    Item {
        /// Which item.
        sku: String,
        /// Which field.
        field: &'static str,
    },
    /// Two items share a key.
    #[error("item {sku:?} is there twice")]
    Duplicate {
        /// The key.
        sku: String,
    },
}

impl Catalog {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] names what is wrong with it.
    pub fn read(path: &Path) -> Result<Self, CatalogError> {
        let json = std::fs::read(path)
            .map_err(|source| CatalogError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&json)
    }

    /// Reads JSON text.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] names what is wrong with it.
    pub fn parse(json: &[u8]) -> Result<Self, CatalogError> {
        let file: File = serde_json::from_slice(json).map_err(CatalogError::Json)?;
        let currency = file.currency;
        let items =
            file.items.into_iter().map(|item| item.check(&currency)).collect::<Result<Vec<_>, _>>()?;
        let mut seen = HashSet::new();
        if let Some(twice) = items.iter().find(|item| !seen.insert(item.sku.as_str())) {
            return Err(CatalogError::Duplicate { sku: twice.sku.clone() });
        }
        if items.is_empty() { Err(CatalogError::Empty) } else { Ok(Self { items }) }
    }

    /// Everything that is sold, in the order of the file.
    #[must_use]
    pub fn items(&self) -> &[CatalogItem] {
        &self.items
    }

    /// The article of that key.
    #[must_use]
    pub fn item(&self, sku: &str) -> Option<&CatalogItem> {
        self.items.iter().find(|item| item.sku == sku)
    }
}

#[derive(Deserialize)]
struct File {
    currency: Currency,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    sku: String,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(rename = "type")]
    product_type: ProductType,
    price: String,
}

impl Item {
    fn check(self, currency: &Currency) -> Result<CatalogItem, CatalogError> {
        let Self { sku, name, description, product_type, price } = self;
        let wrong = |field| CatalogError::Item { sku: sku.clone(), field };
        if !fits(&sku, 1, 64) {
            return Err(wrong("sku"));
        }
        if !fits(&name, 1, 255) {
            return Err(wrong("name"));
        }
        if !fits(&description, 0, 255) {
            return Err(wrong("description"));
        }
        if matches!(product_type, ProductType::Unknown(_)) {
            return Err(wrong("type"));
        }
        let price = Amount::parse(&price, currency.clone())
            .map_err(|source| CatalogError::Price { sku: sku.clone(), source: Some(source) })?;
        if price.is_zero() {
            return Err(CatalogError::Price { sku, source: None });
        }
        Ok(CatalogItem { sku, name, description, product_type, price })
    }
}

fn fits(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(item: &str) -> Result<Catalog, CatalogError> {
        Catalog::parse(format!(r#"{{"currency":"IDR","items":[{item}]}}"#).as_bytes())
    }

    #[test]
    fn a_wrong_item_is_named() {
        let sku = |error: CatalogError| error.to_string();
        for (item, message) in [
            (r#"{"sku":"","name":"n","type":"DIGITAL","price":"1"}"#, "item \"\" has a wrong sku"),
            (r#"{"sku":"a","name":"","type":"DIGITAL","price":"1"}"#, "item \"a\" has a wrong name"),
            (r#"{"sku":"a","name":"n","type":"THING","price":"1"}"#, "item \"a\" has a wrong type"),
            (
                r#"{"sku":"a","name":"n","type":"DIGITAL","price":"0"}"#,
                "the price of item \"a\" is not an amount above zero",
            ),
            (
                r#"{"sku":"a","name":"n","type":"DIGITAL","price":"1.5"}"#,
                "the price of item \"a\" is not an amount above zero",
            ),
            (
                r#"{"sku":"a","name":"n","type":"DIGITAL","price":"-1"}"#,
                "the price of item \"a\" is not an amount above zero",
            ),
            ("", "the catalog has no items"),
        ] {
            assert_eq!(sku(with(item).unwrap_err()), message);
        }
        assert!(matches!(
            with(r#"{"sku":"a","name":"n","type":"DIGITAL","price":1}"#),
            Err(CatalogError::Json(_))
        ));
    }

    #[test]
    fn two_items_cannot_share_a_key() {
        let item = r#"{"sku":"a","name":"n","type":"DIGITAL","price":"1"}"#;
        assert!(matches!(with(&format!("{item},{item}")), Err(CatalogError::Duplicate { .. })));
    }
}
