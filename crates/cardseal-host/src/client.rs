use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderName;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::auth::{AccessToken, CredentialHeaders, Credentials, TokenCell};
use crate::environment::Environment;
use crate::error::{Error, Kind};
use crate::retry::{Budget, Decision, Operation, Tries, decide, pause};
use crate::transport::{Request, Transport};

/// A merchant's connection to the gateway.
///
/// Cheap to clone; clones share the connections and the access token, so an application needs one. Every method has
/// one deadline for all it does: fetching a token, up to three tries, the pauses between them, and finding out what
/// became of a write whose answer was lost. A future that is dropped leaves a write's outcome unknown, as
/// [`Error::is_unknown_outcome`] describes.
#[derive(Clone)]
pub struct Client {
    pub(crate) core: Arc<Core>,
    deadline: Duration,
}

/// What all clones of a client share.
pub(crate) struct Core {
    pub(crate) environment: Environment,
    pub(crate) transport: Transport,
    pub(crate) token: TokenCell,
    pub(crate) write_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) budget: Budget,
    credentials: CredentialHeaders,
}

/// Sets up a [`Client`].
#[derive(Debug, Clone)]
#[must_use = "nothing happens before `build`"]
pub struct ClientBuilder {
    environment: Environment,
    credentials: Credentials,
    deadline: Duration,
    write_timeout: Duration,
    read_timeout: Duration,
    connect_timeout: Duration,
    response_limit: usize,
}

impl Client {
    /// A client with the defaults that [`ClientBuilder`]'s methods name.
    pub fn builder(environment: Environment, credentials: Credentials) -> ClientBuilder {
        ClientBuilder {
            environment,
            credentials,
            deadline: Duration::from_secs(90),
            write_timeout: Duration::from_secs(65),
            read_timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(10),
            response_limit: 1024 * 1024,
        }
    }

    /// The same client, connections and token, with another deadline per call.
    ///
    /// A deadline below a minute may cut off a write that the gateway is still working on, which then has an unknown
    /// outcome.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        Self { core: Arc::clone(&self.core), deadline }
    }

    /// The gateway that this client talks to.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.core.environment
    }

    /// The same client, its next calls to end by this moment.
    pub(crate) fn until(&self, deadline: Instant) -> Self {
        self.with_deadline(deadline.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn call_deadline(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.deadline).unwrap_or(now + FOREVER)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("environment", &self.core.environment)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Time for a whole call: token, tries, pauses and reconciliation. 90 seconds if not set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Time for one try of a write, its answer's body included. 65 seconds if not set: the gateway itself gives up
    /// after 60, and whoever gives up earlier does not learn the outcome.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// Time for one try of a read or of the access token, the answer's body included. 20 seconds if not set.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Time for opening a connection, TLS included. 10 seconds if not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The largest body of an answer that is read, in bytes. 1 MiB if not set.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Makes the client. Nothing is sent before the first call.
    ///
    /// # Errors
    ///
    /// [`Error::is_misuse`] if the merchant id or secret is empty or cannot be a header; another error if the system
    /// has no store of root certificates.
    pub fn build(self) -> Result<Client, Error> {
        let core = Core {
            credentials: CredentialHeaders::new(&self.credentials)?,
            transport: Transport::new(&self.environment, self.connect_timeout, self.response_limit)?,
            environment: self.environment,
            token: TokenCell::default(),
            write_timeout: self.write_timeout,
            read_timeout: self.read_timeout,
            budget: Budget::full(),
        };
        Ok(Client { core: Arc::new(core), deadline: self.deadline })
    }
}

impl Core {
    /// The address of a path, such as `/v2/payments`. Its segments are constants and path-safe ids.
    pub(crate) fn url(&self, path: &str) -> Result<Url, Error> {
        let base = self.environment.base_url();
        Url::parse(&format!("{base}{path}")).map_err(|error| Error::because(Kind::Misuse, error))
    }

    /// `POST /v1/access-token`, tried like a read. See the gateway's page "Authentication".
    pub(crate) async fn fetch_token(&self, deadline: Instant) -> Result<AccessToken, Error> {
        let operation = Operation::AccessToken;
        let request = Request {
            method: Method::POST,
            url: self.url("/v1/access-token")?,
            headers: vec![
                (HeaderName::from_static("x-merchant-id"), self.credentials.id.clone()),
                (HeaderName::from_static("x-merchant-secret"), self.credentials.secret.clone()),
            ],
            body: Some(Bytes::from_static(br#"{"grantType":"client_credentials"}"#)),
        };
        // There is no token to renew when this call itself is refused.
        let mut tries = Tries { renewed: true, ..Tries::default() };
        loop {
            let asked_at = Instant::now();
            let timeout = self.read_timeout.min(deadline.saturating_duration_since(asked_at));
            let failed = match self.transport.send(&request, timeout).await {
                Ok(answer) => {
                    return AccessToken::read(answer.status, &answer.body, asked_at)
                        .map_err(|error| error.during(operation, None));
                }
                Err(failed) => failed,
            };
            tries.note(failed.failure);
            tracing::debug!(
                operation = operation.as_str(),
                attempt = tries.made,
                status = failed.error.status()
            );
            let pause = pause(tries.made, getrandom::u32().unwrap_or(u32::MAX), failed.retry_after);
            let in_time = deadline.saturating_duration_since(Instant::now()) > pause;
            let again = decide(operation.class(), failed.failure, tries) == Decision::Retry;
            if !(again && in_time && self.budget.spend()) {
                return Err(failed.error.during(operation, None));
            }
            sleep(pause).await;
        }
    }
}

/// What a deadline that no clock can hold is taken as: thirty years.
const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);
