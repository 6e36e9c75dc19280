//! `GET /v2/charges`.

use axum::extract::{RawQuery, State};
use rusqlite::Connection;

use super::access_token::Caller;
use super::answer::Answer;
use super::paging::Paging;
use super::refusal::Refusal;
use crate::app::App;
use crate::store::charges;

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer, Refusal> {
    let paging = Paging::parse(query.as_deref())?;
    let Some(reference) = paging.reference.clone() else {
        return Err(Refusal::field("clientReferenceId", "required"));
    };
    app.sweep_if_due().await?;
    let look = move |connection: &Connection| {
        let (records, total) =
            charges::page(connection, &caller.merchant, &reference, paging.per_page, paging.offset())?;
        let charges = records.into_iter().map(|record| record.charge).collect();
        Answer::page(charges, paging.pagination(total))
    };
    Ok(app.store.read(look).await?)
}
