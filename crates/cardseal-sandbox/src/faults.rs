//! Faults that somebody asked for: calls that are refused, answered late, cut off, or carried out without an answer.
//!
//! They are for the unhappy paths of whoever calls the gateway. They live in memory only: a sandbox that was started
//! again is a healthy one.

use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use cardseal_types::ResponseCode;
use http_body::{Frame, SizeHint};

use crate::api::refusal::Refusal;
use crate::app::App;

/// The most faults that wait at once.
pub(crate) const MOST: usize = 100;

/// What is wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It is refused with this code.
    Refuse(ResponseCode),
    /// The connection ends without an answer.
    CutConnection,
    /// The connection ends in the middle of the answer.
    CutBody,
    /// It only takes longer.
    Nothing,
}

/// Whether the call is carried out all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// It never arrives.
    Before,
    /// It is carried out, and then its answer suffers.
    AfterCommit,
}

/// Which calls suffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// Any method, if there is none.
    pub(crate) method: Option<String>,
    /// As in the documentation, `/v2/payments/{id}`, or one address.
    pub(crate) path: String,
}

/// One fault.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) id: String,
    /// Every call but the one for an access token, if there is none.
    pub(crate) route: Option<Route>,
    pub(crate) effect: Effect,
    pub(crate) when: When,
    pub(crate) delay: Duration,
    /// How many calls it was made for.
    pub(crate) times: u64,
    /// How many it is still to strike.
    pub(crate) left: u64,
}

/// The faults that wait for calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds a fault, unless too many wait already.
    pub(crate) fn add(&self, fault: Fault) -> bool {
        let mut faults = self.lock();
        let fits = faults.len() < MOST;
        if fits {
            faults.push(fault);
        }
        fits
    }

    /// All that wait, oldest first.
    pub(crate) fn all(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// Forgets all, and says how many there were.
    pub(crate) fn clear(&self) -> usize {
        self.lock().drain(..).count()
    }

    /// Forgets one, if it still waits.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let mut faults = self.lock();
        let before = faults.len();
        faults.retain(|fault| fault.id != id);
        faults.len() < before
    }

    /// The oldest fault that strikes this call, once less from now on.
    fn strike(&self, method: &Method, pattern: &str, path: &str) -> Option<Fault> {
        let mut faults = self.lock();
        let place = faults.iter().position(|fault| fault.is_for(method, pattern, path))?;
        let fault = faults.get_mut(place)?;
        fault.left = fault.left.saturating_sub(1);
        let struck = fault.clone();
        if struck.left == 0 {
            faults.remove(place);
        }
        Some(struck)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.method {
            Some(method) => write!(f, "{method} {}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

impl Fault {
    fn is_for(&self, method: &Method, pattern: &str, path: &str) -> bool {
        match &self.route {
            // Without a token nothing else could be called.
            None => pattern != "/v1/access-token",
            Some(route) => {
                let is_method = route.method.as_ref().is_none_or(|name| name == method.as_str());
                is_method && (route.path == pattern || route.path == path)
            }
        }
    }
}

/// Lets a call suffer what somebody asked for.
pub(crate) async fn inject(State(app): State<App>, request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let Some(fault) = app.faults.strike(request.method(), pattern, request.uri().path()) else {
        return next.run(request).await;
    };
    tracing::info!(fault = fault.id, left = fault.left, "fault");
    let carried_out = match (fault.when, &fault.effect) {
        (When::AfterCommit, _) => Some(next.run(request).await),
        (When::Before, Effect::Nothing) => {
            tokio::time::sleep(fault.delay).await;
            return next.run(request).await;
        }
        (When::Before, _) => None,
    };
    tokio::time::sleep(fault.delay).await;
    match (fault.effect, carried_out) {
        (Effect::Refuse(code), _) => Refusal::simulated(code).into_response(),
        (Effect::Nothing, Some(response)) => response,
        (Effect::CutBody, Some(response)) => halved(response).await,
        (Effect::CutConnection | Effect::CutBody | Effect::Nothing, _) => {
            Response::new(Body::new(Cut::at_once()))
        }
    }
}

/// The same answer, whose body breaks off in the middle although its length was told.
async fn halved(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    // Our own answers are in memory already; one that cannot be read is cut at its beginning.
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let first = whole.slice(..whole.len() / 2);
    let cut = Cut { first: Some(first), whole: Some(whole.len() as u64), is_flushed: false };
    Response::from_parts(parts, Body::new(cut))
}

/// A body that ends in a fault, at which the server drops the connection.
struct Cut {
    first: Option<Bytes>,
    /// The length that is told.
    whole: Option<u64>,
    is_flushed: bool,
}

impl Cut {
    /// Fails before the head of the answer is sent.
    fn at_once() -> Self {
        Self { first: None, whole: None, is_flushed: true }
    }
}

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if !self.is_flushed {
            // What was given so far goes out while this waits.
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::Error::other("cut off by a fault that was asked for"))))
    }

    fn size_hint(&self) -> SizeHint {
        self.whole.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
