//! `GET /v1/customers/{id}`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use cardseal_types::Customer;
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::refusal::Refusal;
use crate::app::App;
use crate::error::Fault;
use crate::store::{customers, tokens};
use crate::vault::StoredToken;

pub(super) async fn retrieve(
    State(app): State<App>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Answer, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    let look = move |connection: &Connection| {
        let Some(customer) = customers::find(connection, &caller.merchant, &id)? else { return Ok(None) };
        let tokens = tokens::of_customer(connection, &caller.merchant, &id)?;
        let stored = tokens.into_iter().map(StoredToken::view).collect::<Result<_, Fault>>()?;
        Ok(Some(Customer { stored_payment_methods: stored, ..customer }))
    };
    let customer = app.store.read(look).await?.ok_or_else(Refusal::missing)?;
    Ok(Answer::of(customer)?)
}
