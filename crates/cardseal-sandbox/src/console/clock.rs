//! The clock's buttons.

use std::time::Duration;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::frame::{JUMPS, foreign_form};
use super::{back_to, guard};
use crate::api::refusal::Refusal;
use crate::app::App;
use crate::control::move_clock;

#[derive(Deserialize)]
pub(super) struct Jump {
    token: String,
    back: String,
    advance: u64,
}

/// `POST /console/clock`: moves it by what one of its buttons says.
pub(super) async fn advance(
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<Jump>, FormRejection>,
) -> Result<Response, Refusal> {
    let jump = form.ok().map(|Form(jump)| jump).filter(|jump| guard::is_own(&app, &headers, &jump.token));
    let Some(jump) = jump.filter(|jump| JUMPS.iter().any(|(seconds, _)| *seconds == jump.advance)) else {
        return Ok(foreign_form(&app));
    };
    move_clock(&app, Duration::from_secs(jump.advance)).await?;
    Ok(back_to(&jump.back))
}
