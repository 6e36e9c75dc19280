use std::time::Duration;

use bytes::Bytes;
use cardseal_types::RequestId;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use crate::answer::{self, Answered};
use crate::auth::AccessToken;
use crate::client::Core;
use crate::error::{Error, Kind};
use crate::retry::{Class, Decision, Failure, Operation, Tries, decide, pause};
use crate::transport::{Answer, Failed, Request};

/// One call of a caller: the same request on every try, inside one deadline.
pub(crate) struct Call<'a> {
    pub(crate) core: &'a Core,
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<Bytes>,
    pub(crate) request_id: Option<RequestId>,
    pub(crate) deadline: Instant,
}

/// Why a call stopped without a result.
pub(crate) enum Stop {
    /// This is its result.
    Failed(Error),
    /// The session has to be read before anything else is done.
    Reconcile(Failed),
}

impl Call<'_> {
    /// Tries until there is a result, or until a write has to be reconciled.
    #[tracing::instrument(level = "debug", name = "gateway_call", skip_all, fields(
        operation = self.operation.as_str(),
        request_id = self.request_id.as_ref().map(RequestId::as_str),
    ))]
    pub(crate) async fn run<T: Answered>(&self, tries: &mut Tries) -> Result<T, Stop> {
        let mut refused = None;
        self.core.budget.earn();
        loop {
            let token =
                self.token(refused).await.map_err(|error| Stop::Failed(self.give_up(error, *tries)))?;
            let failed = match self.try_once(&token, *tries).await {
                Ok(resource) => return Ok(resource),
                Err(failed) => failed,
            };
            tries.note(failed.failure);
            match decide(self.operation.class(), failed.failure, *tries) {
                Decision::Retry if self.wait(&failed, *tries).await => {}
                Decision::RenewToken => {
                    tries.renewed = true;
                    refused = Some(token.serial());
                }
                Decision::Reconcile => return Err(Stop::Reconcile(failed)),
                // No time is left to send it again; there may be enough to read what became of it.
                Decision::Retry if self.is_write() && tries.unsettled => return Err(Stop::Reconcile(failed)),
                Decision::Retry | Decision::Fail => {
                    return Err(Stop::Failed(self.give_up(failed.error, *tries)));
                }
            }
        }
    }

    /// Runs a call that cannot need a reconciliation.
    pub(crate) async fn run_read<T: Answered>(&self) -> Result<T, Error> {
        self.run(&mut Tries::default()).await.map_err(|stop| match stop {
            Stop::Failed(error) => error,
            Stop::Reconcile(failed) => self.give_up(failed.error, Tries::default()),
        })
    }

    /// Names the call in its error, and marks the outcome as unknown if a try may have been carried out.
    pub(crate) fn give_up(&self, error: Error, tries: Tries) -> Error {
        let error = error.during(self.operation, self.request_id.as_ref());
        if self.is_write() && tries.unsettled { error.into_unknown_outcome() } else { error }
    }

    /// Waits before the next try, unless that would begin after the deadline or the client has retried enough.
    pub(crate) async fn wait(&self, failed: &Failed, tries: Tries) -> bool {
        let random = getrandom::u32().unwrap_or(u32::MAX);
        let pause = pause(tries.made, random, failed.retry_after);
        if self.remaining() <= pause || !self.core.budget.spend() {
            return false;
        }
        sleep(pause).await;
        true
    }

    async fn try_once<T: Answered>(&self, token: &AccessToken, tries: Tries) -> Result<T, Failed> {
        let mut headers = vec![(AUTHORIZATION, token.header.clone())];
        if let Some(id) = &self.request_id {
            let id =
                HeaderValue::from_str(id.as_str()).map_err(|_| Error::new(Kind::Local)).map_err(not_sent)?;
            headers.push((HeaderName::from_static("x-request-id"), id));
        }
        let (method, url, body) = (self.method.clone(), self.url.clone(), self.body.clone());
        let request = Request { method, url, headers, body };
        let remaining = self.remaining();
        if remaining.is_zero() {
            return Err(not_sent(Error::new(Kind::Timeout)));
        }
        let per_try = if self.is_write() { self.core.write_timeout } else { self.core.read_timeout };
        let result = self.core.transport.send(&request, per_try.min(remaining)).await.and_then(resource);
        let status = match &result {
            Ok(_) => Some(200),
            Err(failed) => failed.error.status(),
        };
        tracing::debug!(attempt = tries.made + 1, status, ok = result.is_ok(), "try ended");
        result
    }

    /// The client's token, fetched if there is none that will do.
    async fn token(&self, refused: Option<u64>) -> Result<AccessToken, Error> {
        let fetch = || self.core.fetch_token(self.deadline);
        match timeout_at(self.deadline, self.core.token.obtain(refused, fetch)).await {
            Ok(result) => result,
            Err(_) => Err(Error::new(Kind::Timeout)),
        }
    }

    fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn is_write(&self) -> bool {
        self.operation.class() != Class::Read
    }
}

fn resource<T: Answered>(answer: Answer) -> Result<T, Failed> {
    answer::read(answer.status, &answer.body).map_err(|error| {
        let failure = if error.kind() == Kind::Unreadable { Failure::Unreadable } else { Failure::Code };
        Failed { failure, error, retry_after: None }
    })
}

fn not_sent(error: Error) -> Failed {
    Failed { failure: Failure::NotSent, error, retry_after: None }
}
