use cardseal_types::Cvc;

use super::*;
use crate::{
    error::CardError, expiry::ExpiryDate, holder::CardholderName, json::JsonObject, key::PublicKey, pan::Pan,
};

mod against_rsa;
mod failure;
mod known_answers;
mod open;

/// A line of the keys that `cardseal-key` is tested with.
fn fixture(name: &str) -> &'static str {
    include_str!("../../../cardseal-key/tests/data/keys.txt")
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap_or_else(|| panic!("no key named {name}"))
}

fn public(name: &str) -> PublicKey {
    PublicKey::parse(fixture(name)).unwrap()
}

/// 1, 2, 3, … over all draws.
fn counter() -> impl FnMut(&mut [u8]) -> Result<(), EntropyError> {
    let mut next = 0u8;
    move |bytes| {
        bytes.fill_with(|| {
            next = next.wrapping_add(1);
            next
        });
        Ok(())
    }
}

fn system(bytes: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(bytes).map_err(|_| EntropyError)
}

struct Parts {
    pan: Pan,
    expiry: ExpiryDate,
    cvc: Cvc,
    name: CardholderName,
}

impl Parts {
    fn new(pan: &str, cvc: &str, name: &str) -> Self {
        Self {
            pan: Pan::parse(pan.as_bytes()).unwrap(),
            expiry: ExpiryDate::parse(b"01", b"39").unwrap(),
            cvc: Cvc::parse(cvc.as_bytes()).unwrap(),
            name: CardholderName::parse(name).unwrap(),
        }
    }

    fn card(&self) -> Card<'_> {
        Card::new(&self.pan, &self.expiry, Some(&self.cvc), &self.name).unwrap()
    }
}
