use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use cardseal_types::{ErrorDetail, RequestId, ResponseCode};

use crate::answer::Refusal;
use crate::retry::Operation;

/// Why a call brought no result.
///
/// Opaque; asked through its predicates, which tell misuse, refusal, transport and unknown outcome apart. It holds no
/// body, no address and no header; what it quotes of the gateway is masked (see [`Error::details`]). `Display` leaves
/// out the cause, which is [`source`](std::error::Error::source). A declined card is no error but an
/// [`Outcome`](crate::Outcome).
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    operation: Option<Operation>,
    unknown_outcome: bool,
    status: Option<u16>,
    refusal: Refusal,
    request_id: Option<RequestId>,
    source: Option<Source>,
}

type Source = Arc<dyn StdError + Send + Sync>;

/// What went wrong, in one word each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request cannot be right, by our own check or the gateway's.
    Misuse,
    /// The gateway understood and says no.
    Refused,
    WrongState,
    NotFound,
    /// Too many requests.
    Throttled,
    /// The gateway failed (5xx).
    Gateway,
    /// Time ran out.
    Timeout,
    /// Nothing was sent.
    NotSent,
    /// Sent, and no whole answer came.
    Lost,
    /// The gateway wants to send us elsewhere (3xx).
    Redirected,
    /// An answer came that cannot be read.
    Unreadable,
    /// The HTTP client could not be made, or the system gave no randomness.
    Local,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            unknown_outcome: false,
            status: None,
            refusal: Refusal::default(),
            request_id: None,
            source: None,
        }))
    }

    pub(crate) fn because(kind: Kind, source: impl StdError + Send + Sync + 'static) -> Self {
        let mut error = Self::new(kind);
        error.0.source = Some(Arc::new(source));
        error
    }

    /// An answer whose status is not 2xx, or whose code is not `00`.
    pub(crate) fn answered(status: u16, refusal: Refusal) -> Self {
        let mut error = Self::new(kind_of(status, refusal.code.as_ref()));
        error.0.status = Some(status);
        error.0.refusal = refusal;
        error
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn during(mut self, operation: Operation, request_id: Option<&RequestId>) -> Self {
        self.0.operation = Some(operation);
        self.0.request_id = request_id.cloned();
        self
    }

    pub(crate) fn into_unknown_outcome(mut self) -> Self {
        self.0.unknown_outcome = true;
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The request is wrong and will be wrong again: a value that this crate or the gateway (400, 405,
    /// `idempotency_error`) does not take. [`details`](Self::details) may name the fields.
    #[must_use]
    pub fn is_misuse(&self) -> bool {
        self.is_settled(Kind::Misuse)
    }

    /// The gateway understood and says no: credentials (401), scope or set-up (403), a duplicate (409).
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.is_settled(Kind::Refused)
    }

    /// The session is not in a state that allows this call (422). Read it to learn its state.
    #[must_use]
    pub fn is_wrong_state(&self) -> bool {
        self.is_settled(Kind::WrongState)
    }

    /// There is no such session, customer or refund (404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_settled(Kind::NotFound)
    }

    /// Time ran out, ours or the gateway's (408).
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// No answer came that could be used: no connection, a broken one, a timeout, a redirect, or an answer that is
    /// too large or not what the gateway documents.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Timeout | Kind::NotSent | Kind::Lost | Kind::Redirected | Kind::Unreadable
        )
    }

    /// The gateway failed (5xx).
    #[must_use]
    pub fn is_gateway_fault(&self) -> bool {
        self.0.kind == Kind::Gateway
    }

    /// The gateway may or may not have done what was asked, and it could not be found out before the deadline.
    ///
    /// Before anything else, read the session:
    /// [`retrieve_session`](crate::Client::retrieve_session) after confirming or cancelling,
    /// [`retrieve_session_by_reference`](crate::Client::retrieve_session_by_reference) after creating. A new attempt
    /// without that may charge the shopper twice. After a capture, read the session for its captures; after a refund,
    /// look through [`list_refunds`](crate::Client::list_refunds).
    #[must_use]
    pub fn is_unknown_outcome(&self) -> bool {
        self.0.unknown_outcome
    }

    /// Whether the same call may be made again later as it is. Never true of an unknown outcome.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let passing = matches!(
            self.0.kind,
            Kind::Throttled | Kind::Gateway | Kind::Timeout | Kind::NotSent | Kind::Lost
        );
        passing && !self.0.unknown_outcome
    }

    /// The HTTP status of the last answer, if one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The gateway's response code, if it gave one. See its page "Response and Failure Code".
    #[must_use]
    pub fn code(&self) -> Option<&ResponseCode> {
        self.0.refusal.code.as_ref()
    }

    /// The gateway's message for a human. Masked and cut like [`details`](Self::details).
    #[must_use]
    pub fn gateway_message(&self) -> Option<&str> {
        self.0.refusal.message.as_deref()
    }

    /// The fields that the gateway finds wrong, at most 32.
    ///
    /// What looks like a card number, a verification code, ciphertext, a token, an e-mail address or a telephone
    /// number is masked, and each text is cut at 500 characters.
    #[must_use]
    pub fn details(&self) -> &[ErrorDetail] {
        &self.0.refusal.details
    }

    /// The gateway's trace id, to be quoted to its support.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.refusal.trace_id.as_deref()
    }

    /// The `X-REQUEST-ID` that was sent, the same on every try. Reads have none.
    #[must_use]
    pub fn request_id(&self) -> Option<&RequestId> {
        self.0.request_id.as_ref()
    }

    fn is_settled(&self, kind: Kind) -> bool {
        self.0.kind == kind && !self.0.unknown_outcome
    }
}

fn kind_of(status: u16, code: Option<&ResponseCode>) -> Kind {
    match status {
        300..=399 => Kind::Redirected,
        409 if code == Some(&ResponseCode::IdempotencyError) => Kind::Misuse,
        400 | 405 | 406 | 411 | 413..=415 | 431 => Kind::Misuse,
        404 => Kind::NotFound,
        408 => Kind::Timeout,
        422 => Kind::WrongState,
        429 => Kind::Throttled,
        500..=599 => Kind::Gateway,
        _ => Kind::Refused,
    }
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Misuse => "the request is not valid",
            Self::Refused => "the gateway refuses",
            Self::WrongState => "the session is in the wrong state",
            Self::NotFound => "no such resource",
            Self::Throttled => "too many requests",
            Self::Gateway => "the gateway failed",
            Self::Timeout => "time ran out",
            Self::NotSent => "the gateway cannot be reached",
            Self::Lost => "the connection broke before a whole answer came",
            Self::Redirected => "the gateway answered with a redirect",
            Self::Unreadable => "the answer cannot be read",
            Self::Local => "the client cannot work on this system",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        if self.0.unknown_outcome {
            f.write_str("unknown outcome, ")?;
        }
        f.write_str(self.0.kind.as_str())?;
        match (self.0.status, &self.0.refusal.code) {
            (Some(status), Some(code)) => write!(f, " (status {status}, code {code})"),
            (Some(status), None) => write!(f, " (status {status})"),
            (None, _) => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("unknown_outcome", &self.0.unknown_outcome)
            .field("status", &self.0.status)
            .field("refusal", &self.0.refusal)
            .field("request_id", &self.0.request_id)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
