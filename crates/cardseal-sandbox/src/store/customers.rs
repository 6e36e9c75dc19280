//! Customers of merchants, known by their e-mail addresses.

use cardseal_types::{Customer, CustomerId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::sessions::{read_record, write_record};
use crate::clock::nanoseconds;
use crate::error::Fault;
use crate::random;

/// The customer by this id, if it is the merchant's.
pub(crate) fn find(connection: &Connection, merchant: &str, id: &str) -> Result<Option<Customer>, Fault> {
    connection
        .prepare_cached("SELECT record FROM customers WHERE id = ?1 AND merchant = ?2")?
        .query_row([id, merchant], |row| row.get(0))
        .optional()?
        .map(|record: String| read_record(&record, "customer"))
        .transpose()
}

/// The id of the customer with this e-mail address, who is made, or brought up to date with what was sent.
pub(crate) fn upsert(
    connection: &Connection,
    merchant: &str,
    sent: &Customer,
    now: Timestamp,
) -> Result<CustomerId, Fault> {
    // Two ways of writing one address in different case are one customer.
    let identity = sent.email.to_lowercase();
    let known: Option<(String, String)> = connection
        .prepare_cached("SELECT id, record FROM customers WHERE merchant = ?1 AND identity = ?2")?
        .query_row([merchant, &identity], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (id, customer) = match known {
        Some((id, record)) => (id, merged(sent, read_record(&record, "customer")?)),
        None => (random::uuid()?, sent.clone()),
    };
    connection
        .prepare_cached(
            "INSERT INTO customers VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET record = excluded.record",
        )?
        .execute(params![id, merchant, identity, nanoseconds(now), write_record(&customer, "customer")?])?;
    CustomerId::parse(id).map_err(|_| Fault::Record("customer id"))
}

/// What was sent, and what was known where nothing was sent.
fn merged(sent: &Customer, known: Customer) -> Customer {
    Customer {
        given_name: sent.given_name.clone().or(known.given_name),
        surname: sent.surname.clone().or(known.surname),
        email: sent.email.clone(),
        phone_number: sent.phone_number.clone().or(known.phone_number),
        refund_preference: sent.refund_preference.clone().or(known.refund_preference),
        stored_payment_methods: Vec::new(),
    }
}
