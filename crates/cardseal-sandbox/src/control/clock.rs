//! The clock: read and moved ahead.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use cardseal_types::Timestamp;
use serde::Serialize;

use crate::api::JsonBody;
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::error::Fault;
use crate::fields::{Fields, Problems};
use crate::store::settings;

#[derive(Debug, Serialize)]
pub(super) struct Now {
    now: Timestamp,
}

/// `GET /control/clock`.
pub(super) async fn show(State(app): State<App>) -> Json<Now> {
    Json(Now { now: app.clock.now() })
}

/// `POST /control/clock`.
pub(super) async fn advance(State(app): State<App>, JsonBody(body): JsonBody) -> Result<Json<Now>, Refusal> {
    let mut problems = Problems::default();
    let seconds = Fields::parse(&body, &mut problems).and_then(|fields| {
        fields.require("advanceSeconds", &mut problems);
        fields.count("advanceSeconds", &mut problems)
    });
    let Some(seconds) = seconds else { return Err(Refusal::validation(problems)) };
    Ok(Json(Now { now: move_clock(&app, Duration::from_secs(seconds)).await? }))
}

/// Moves the clock ahead, keeps that over a restart, ends what is over by then, and has sent what is due by then.
pub(crate) async fn move_clock(app: &Shared, by: Duration) -> Result<Timestamp, Fault> {
    let offset = app.clock.advance(by);
    app.store.write(move |connection| settings::set_clock_offset(connection, offset)).await?;
    app.sweep().await?;
    app.bell.notify_one();
    Ok(app.clock.now())
}
