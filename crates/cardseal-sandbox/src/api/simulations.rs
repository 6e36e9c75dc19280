//! `POST /v2/payments/simulations`: what the wallet's side would decide, decided by the merchant. The gateway has it in
//! its sandbox only.

use axum::extract::State;
use cardseal_types::{ChargeStatus, PaymentMethodType, SessionId};
use serde::Serialize;

use super::access_token::Caller;
use super::answer::Answer;
use super::body::JsonBody;
use super::refusal::Refusal;
use crate::app::App;
use crate::fields::{Fields, Problems};
use crate::payment;
use crate::session::Session;
use crate::wallet::{self, Simulated};

#[derive(Debug, Serialize)]
struct Updated {
    /// A text, although the documentation calls it a boolean.
    updated: &'static str,
}

pub(super) async fn simulate(
    State(app): State<App>,
    caller: Caller,
    JsonBody(body): JsonBody,
) -> Result<Answer, Refusal> {
    let mut problems = Problems::default();
    let read = Fields::parse(&body, &mut problems).and_then(|fields| read(&fields, &mut problems));
    let Some((id, simulated)) = read.filter(|_| problems.is_empty()) else {
        return Err(Refusal::validation(problems));
    };
    let worker = app.clone();
    app.decide(move |connection, now| {
        let session = payment::load(connection, &caller.merchant, id.as_str(), now)?;
        let mut session = session.ok_or_else(Refusal::missing)?;
        check(&session)?;
        wallet::simulate(&worker, connection, &mut session, simulated, now)
    })
    .await?;
    Ok(Answer::of(Updated { updated: "true" })?)
}

fn read(fields: &Fields<'_>, problems: &mut Problems) -> Option<(SessionId, Simulated)> {
    for name in ["paymentSessionId", "chargeStatus"] {
        fields.require(name, problems);
    }
    fields.refuse(&["amount"], "is for MULTIPLE sessions, which are not available in this sandbox", problems);
    let rule = "must have 1 to 100 letters, digits, hyphens or underscores";
    let id = fields.parsed("paymentSessionId", rule, problems, |text| SessionId::parse(text).ok());
    let statuses = [ChargeStatus::Success, ChargeStatus::Expired];
    let simulated = match fields.choice("chargeStatus", &statuses, problems)? {
        ChargeStatus::Success => Simulated::Success,
        _ => Simulated::Expired,
    };
    Some((id?, simulated))
}

/// Cards are settled by their numbers, not by simulation.
fn check(session: &Session) -> Result<(), Refusal> {
    match session.method {
        Some(PaymentMethodType::Card) => Err(Refusal::not_simulated()),
        _ => Ok(()),
    }
}
