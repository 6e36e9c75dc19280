//! `POST /v2/payments/{id}/cancel`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use cardseal_types::CancellationReason;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::refusal::Refusal;
use crate::app::App;
use crate::fields::{Fields, Problems};
use crate::payment;
use crate::session::{Beside, SessionView};

/// The reasons that a caller may give; the others are the gateway's own.
const REASONS: &[CancellationReason] = &[
    CancellationReason::RequestedByCustomer,
    CancellationReason::Duplicated,
    CancellationReason::VoidSession,
];

pub(super) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let Ok(Path(id)) = id else { return Err(Refusal::missing()) };
    let mut problems = Problems::default();
    let reason = Fields::parse(&body, &mut problems).and_then(|fields| {
        fields.require("cancellationReason", &mut problems);
        fields.choice("cancellationReason", REASONS, &mut problems)
    });
    let worker = app.clone();
    app.decide(move |connection, now| {
        let mut session =
            payment::load(connection, &caller.merchant, &id, now)?.ok_or_else(Refusal::missing)?;
        let Some(reason) = reason else { return Err(Refusal::validation(problems).into()) };
        payment::cancel(&worker, connection, &mut session, reason, now)?;
        Ok(Answer::of(SessionView::new(&session, Beside::default()))?)
    })
    .await
}
