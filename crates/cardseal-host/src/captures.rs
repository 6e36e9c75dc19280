use std::collections::HashSet;

use cardseal_types::{
    Amount, Capture, CaptureHistory, CaptureId, CaptureSession, CaptureStatus, Currency, PaymentSession,
    SessionId,
};

use crate::answer::AnswerError;
use crate::body;
use crate::call::Stop;
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::input::InputError;
use crate::outcome::{Outcome, Payment};
use crate::retry::{MAX_TRIES, Operation, Tries};

impl Client {
    /// Takes money that a charge with [`CaptureMethod::Manual`](cardseal_types::CaptureMethod::Manual) has reserved
    /// ([`Outcome::AwaitingCapture`]). See the gateway's page "Capture".
    ///
    /// The session is read first, for the captures that it already has. The gateway documents no idempotency key here:
    /// when an answer is lost, the session is read again, and the same bytes are sent again only if it still waits and
    /// has no capture that it had not before. A single new one of the amount asked for is the result.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] for an amount of zero; [`Error::is_wrong_state`] if there is nothing to be captured;
    /// [`Error::is_unknown_outcome`] if the money may have been taken; otherwise as [`Error`] tells.
    pub async fn capture(&self, id: &SessionId, capture: CaptureSession) -> Result<Capture, Error> {
        let operation = Operation::CaptureSession;
        if capture.amount.as_ref().is_some_and(Amount::is_zero) {
            return Err(Error::because(Kind::Misuse, InputError::CaptureAmount).during(operation, None));
        }
        let call = self.write(operation, &format!("/v2/payments/{id}/capture"), body::json(&capture)?)?;
        let before = self.read_session(id, call.deadline).await?;
        let known: HashSet<&str> = histories(&before).map(|history| history.capture_id.as_str()).collect();
        let mut tries = Tries::default();
        loop {
            let failed = match call.run::<Capture>(&mut tries).await {
                Ok(answer) if answer.payment_session_id.as_ref().is_none_or(|of| of == id) => {
                    return Ok(answer);
                }
                Ok(_) => {
                    let another = Error::because(Kind::Unreadable, AnswerError::ANOTHER);
                    return Err(call.give_up(another, Tries { unsettled: true, ..tries }));
                }
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Reconcile(failed)) => failed,
            };
            // The gateway's own answer says more about the call than a failed look at the session does.
            let Ok(session) = self.read_session(id, call.deadline).await else {
                return Err(call.give_up(failed.error, tries));
            };
            let new: Vec<Capture> = histories(&session)
                .filter(|history| !known.contains(history.capture_id.as_str()))
                .filter_map(|history| taken(history, &session))
                .collect();
            if let [one] = &*new
                && (capture.amount.is_none() || one.amount == capture.amount)
            {
                return Ok(Capture {
                    release_remaining_amount: Some(capture.release_remaining_amount),
                    ..one.clone()
                });
            }
            let waits = Payment::of(session, false).outcome == Outcome::AwaitingCapture;
            if !new.is_empty() || !waits || tries.made >= MAX_TRIES || !call.wait(&failed, tries).await {
                return Err(call.give_up(failed.error, tries));
            }
        }
    }
}

fn histories(session: &PaymentSession) -> impl Iterator<Item = &CaptureHistory> {
    let charges = session.charge_details.as_deref().unwrap_or_default();
    charges.iter().flat_map(|charge| charge.capture_histories.as_deref().unwrap_or_default())
}

/// A capture as the session tells of it.
fn taken(history: &CaptureHistory, session: &PaymentSession) -> Option<Capture> {
    Some(Capture {
        id: CaptureId::parse(history.capture_id.clone()).ok()?,
        payment_session_id: Some(session.id.clone()),
        payment_session_client_reference_id: session.client_reference_id.clone(),
        release_remaining_amount: None,
        amount: Amount::new(history.captured_amount, Currency::from(history.currency.as_str())).ok(),
        status: CaptureStatus::from(history.status.as_str()),
        created_at: history.created_at,
        updated_at: None,
    })
}
