//! What a real gateway does not have: a way to move its clock.

use std::time::Duration;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use cardseal_types::Timestamp;
use serde::Serialize;

use crate::api::JsonBody;
use crate::api::refusal::Refusal;
use crate::app::{App, Shared};
use crate::error::Fault;
use crate::fields::{Fields, Problems};
use crate::store::settings;

/// The control routes.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/control/clock", get(show).post(advance))
}

#[derive(Serialize)]
struct Now {
    now: Timestamp,
}

async fn show(State(app): State<App>) -> Json<Now> {
    Json(Now { now: app.clock.now() })
}

async fn advance(State(app): State<App>, JsonBody(body): JsonBody) -> Result<Json<Now>, Refusal> {
    let mut problems = Problems::default();
    let seconds = Fields::parse(&body, &mut problems).and_then(|fields| {
        fields.require("advanceSeconds", &mut problems);
        fields.count("advanceSeconds", &mut problems)
    });
    let Some(seconds) = seconds else { return Err(Refusal::validation(problems)) };
    Ok(Json(Now { now: move_clock(&app, Duration::from_secs(seconds)).await? }))
}

/// Moves the clock ahead, keeps that over a restart, and ends what is over by then.
pub(crate) async fn move_clock(app: &Shared, by: Duration) -> Result<Timestamp, Fault> {
    let offset = app.clock.advance(by);
    app.store.write(move |connection| settings::set_clock_offset(connection, offset)).await?;
    app.sweep().await?;
    Ok(app.clock.now())
}
