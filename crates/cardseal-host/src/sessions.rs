use bytes::Bytes;
use cardseal_types::{
    CancelSession, CancellationReason, ClientReferenceId, ConfirmSession, CreateSession, PaymentSession,
    SessionId, SessionStatus,
};
use reqwest::Method;
use tokio::time::Instant;

use crate::answer::AnswerError;
use crate::body;
use crate::call::{Call, Stop};
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::ewallet_payment::EwalletPayment;
use crate::input::{InputError, check_session};
use crate::outcome::Payment;
use crate::pages::is_missing;
use crate::payments::{ConfirmCard, NewCardSession, StoredCardPayment};
use crate::redirect_payment::RedirectPayment;
use crate::request_id;
use crate::retry::{MAX_TRIES, Operation, Tries};
use crate::transport::Failed;

impl Client {
    /// Opens a session for a card that the shopper will type: `RequiresConfirmation` with the key for the page.
    ///
    /// # Errors
    ///
    /// As [`create_session`](Self::create_session).
    pub async fn create_card_session(&self, session: NewCardSession) -> Result<Payment, Error> {
        self.create_session(session.into()).await
    }

    /// Charges a stored card: `ActionRequired` where the shopper has to be authenticated, else the result.
    ///
    /// # Errors
    ///
    /// As [`create_session`](Self::create_session).
    pub async fn pay_with_stored_card(&self, payment: StoredCardPayment) -> Result<Payment, Error> {
        self.create_session(payment.into()).await
    }

    /// Opens a session on the gateway's own page: `ActionRequired` with the address of that page.
    ///
    /// # Errors
    ///
    /// As [`create_session`](Self::create_session).
    pub async fn create_redirect_session<P>(&self, payment: RedirectPayment<P>) -> Result<Payment, Error> {
        self.create_session(payment.into()).await
    }

    /// Opens a session that is paid from an e-wallet: `ActionRequired` with the wallet's page or a link into its app.
    ///
    /// # Errors
    ///
    /// As [`create_session`](Self::create_session).
    pub async fn create_ewallet_session(&self, payment: EwalletPayment) -> Result<Payment, Error> {
        self.create_session(payment.into()).await
    }

    /// Creates a session of any kind, as the gateway's page "Create Payment Session" describes it.
    ///
    /// All tries send the same bytes under the same `X-REQUEST-ID`, so the gateway creates one session. If their
    /// answers are lost, the session is looked up by its reference.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] for a value that cannot be sent or that the gateway finds wrong;
    /// [`Error::is_unknown_outcome`] if it could not be found out whether there is a session now; otherwise as
    /// [`Error`] tells.
    pub async fn create_session(&self, session: CreateSession) -> Result<Payment, Error> {
        let operation = Operation::CreateSession;
        let misuse = |error: InputError| Error::because(Kind::Misuse, error).during(operation, None);
        check_session(&session).map_err(misuse)?;
        let sent = Sent::of(&session);
        let body = body::json(&session)?;
        // The buffer is all that is needed from here on; a verification code is wiped with the rest.
        drop(session);
        let call = self.write(operation, "/v2/payments", body)?;
        let mut tries = Tries::default();
        match call.run::<PaymentSession>(&mut tries).await {
            Ok(session) if sent.has_reference_of(&session) => Ok(self.payment(session)),
            Ok(_) => Err(call.give_up(another(), Tries { unsettled: true, ..tries })),
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Reconcile(failed)) => self.look_up(&call, failed, &sent, tries).await,
        }
    }

    /// Pays a session with the card that the shopper's browser encrypted for it.
    ///
    /// The gateway documents no idempotency key here. When an answer is lost the session is read first, and the same
    /// envelope is sent again only if the session still waits for it; otherwise what it has become is the result.
    ///
    /// # Errors
    ///
    /// [`Error::is_wrong_state`] if the session waits for no card; [`Error::is_unknown_outcome`] if the card may have
    /// been charged; otherwise as [`Error`] tells. A declined card is an [`Outcome`](crate::Outcome).
    pub async fn confirm_session(&self, id: &SessionId, confirm: ConfirmCard) -> Result<Payment, Error> {
        let confirm = ConfirmSession::from(confirm);
        let body = body::json(&confirm)?;
        let call = self.write(Operation::ConfirmSession, &format!("/v2/payments/{id}/confirm"), body)?;
        self.change(call, id, |status| *status == SessionStatus::RequireConfirmation).await
    }

    /// Cancels a session that waits for its confirmation or its payment method.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] for a reason that only the gateway gives; [`Error::is_wrong_state`] if the session is
    /// past cancelling; [`Error::is_unknown_outcome`] if it may or may not be cancelled; otherwise as [`Error`] tells.
    pub async fn cancel_session(&self, id: &SessionId, reason: CancellationReason) -> Result<Payment, Error> {
        let operation = Operation::CancelSession;
        if matches!(reason, CancellationReason::ChargeFailed | CancellationReason::Fraudulent) {
            return Err(Error::because(Kind::Misuse, InputError::CancellationReason).during(operation, None));
        }
        let body = body::json(&CancelSession { cancellation_reason: reason })?;
        let call = self.write(operation, &format!("/v2/payments/{id}/cancel"), body)?;
        let cancellable = |status: &SessionStatus| {
            matches!(status, SessionStatus::RequireConfirmation | SessionStatus::RequirePaymentMethod)
        };
        self.change(call, id, cancellable).await
    }

    /// The session as it is now: the one answer to "was it paid?".
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is no such session; otherwise as [`Error`] tells.
    pub async fn retrieve_session(&self, id: &SessionId) -> Result<Payment, Error> {
        self.read_session(id, self.call_deadline()).await.map(|session| self.payment(session))
    }

    /// The session with this reference, the newest if the gateway knows several, or `None`.
    ///
    /// What to call after a create call whose outcome is unknown, or after a restart.
    ///
    /// # Errors
    ///
    /// As [`Error`] tells.
    pub async fn retrieve_session_by_reference(
        &self,
        reference: &ClientReferenceId,
    ) -> Result<Option<Payment>, Error> {
        let found = self.read_by_reference(reference, self.call_deadline()).await?;
        Ok(found.map(|session| self.payment(session)))
    }

    /// Sends a change of a session until it is known what became of it.
    async fn change(
        &self,
        call: Call<'_>,
        id: &SessionId,
        resendable: impl Fn(&SessionStatus) -> bool,
    ) -> Result<Payment, Error> {
        let mut tries = Tries::default();
        loop {
            let failed = match call.run::<PaymentSession>(&mut tries).await {
                Ok(session) if session.id == *id => return Ok(self.payment(session)),
                Ok(_) => return Err(call.give_up(another(), Tries { unsettled: true, ..tries })),
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Reconcile(failed)) => failed,
            };
            // The gateway's own answer says more about the call than a failed look at the session does.
            let Ok(session) = self.read_session(id, call.deadline).await else {
                return Err(call.give_up(failed.error, tries));
            };
            if !resendable(&session.status) {
                return Ok(self.payment(session));
            }
            if tries.made >= MAX_TRIES || !call.wait(&failed, tries).await {
                return Err(call.give_up(failed.error, tries));
            }
        }
    }

    /// What became of a create call whose answer was lost.
    async fn look_up(
        &self,
        call: &Call<'_>,
        failed: Failed,
        sent: &Sent,
        tries: Tries,
    ) -> Result<Payment, Error> {
        match self.read_by_reference(&sent.reference, call.deadline).await {
            Ok(Some(session)) if sent.is(&session) => Ok(self.payment(session)),
            _ => Err(call.give_up(failed.error, tries)),
        }
    }

    pub(crate) async fn read_session(
        &self,
        id: &SessionId,
        deadline: Instant,
    ) -> Result<PaymentSession, Error> {
        let call = self.read(&format!("/v2/payments/{id}"), deadline)?;
        let session: PaymentSession = call.run_read().await?;
        match session.id == *id {
            true => Ok(session),
            false => Err(call.give_up(another(), Tries::default())),
        }
    }

    async fn read_by_reference(
        &self,
        reference: &ClientReferenceId,
        deadline: Instant,
    ) -> Result<Option<PaymentSession>, Error> {
        let call = self.read(&format!("/v2/payments?clientReferenceId={reference}"), deadline)?;
        let found: Vec<PaymentSession> = match call.run_read().await {
            Err(error) if is_missing(&error) => return Ok(None),
            result => result?,
        };
        // A gateway that ignores the filter answers with other sessions, which are none of this caller's business.
        let mine =
            found.into_iter().filter(|session| session.client_reference_id.as_ref() == Some(reference));
        Ok(mine.max_by_key(|session| session.created_at))
    }

    fn read(&self, path: &str, deadline: Instant) -> Result<Call<'_>, Error> {
        let (core, operation) = (&*self.core, Operation::RetrieveSession);
        let url = core.url(path)?;
        Ok(Call { core, operation, method: Method::GET, url, body: None, request_id: None, deadline })
    }

    pub(crate) fn write(&self, operation: Operation, path: &str, body: Bytes) -> Result<Call<'_>, Error> {
        Ok(Call {
            core: &self.core,
            operation,
            method: Method::POST,
            url: self.core.url(path)?,
            body: Some(body),
            request_id: Some(request_id::fresh()?),
            deadline: self.call_deadline(),
        })
    }

    fn payment(&self, session: PaymentSession) -> Payment {
        Payment::of(session, self.core.environment.is_plain_loopback())
    }
}

/// What tells the session that was asked for from any other, such as an older one under the same reference.
struct Sent {
    reference: ClientReferenceId,
    amount: Option<cardseal_types::Amount>,
    mode: Option<cardseal_types::Mode>,
    auto_confirm: Option<bool>,
}

impl Sent {
    fn of(session: &CreateSession) -> Self {
        Self {
            reference: session.client_reference_id.clone(),
            amount: session.amount.clone(),
            mode: session.mode.clone(),
            auto_confirm: session.auto_confirm,
        }
    }

    /// Whether the gateway may be speaking of the session that was asked for.
    fn has_reference_of(&self, answer: &PaymentSession) -> bool {
        answer.client_reference_id.as_ref().is_none_or(|reference| *reference == self.reference)
    }

    /// Whether a session found under the reference is the one that was asked for.
    fn is(&self, found: &PaymentSession) -> bool {
        fn agree<T: PartialEq>(sent: Option<&T>, found: Option<&T>) -> bool {
            sent.is_none() || found.is_none() || sent == found
        }
        self.has_reference_of(found)
            && agree(self.amount.as_ref(), found.amount.as_ref())
            && agree(self.mode.as_ref(), found.mode.as_ref())
            && agree(self.auto_confirm.as_ref(), found.auto_confirm.as_ref())
    }
}

fn another() -> Error {
    Error::because(Kind::Unreadable, AnswerError::ANOTHER)
}
