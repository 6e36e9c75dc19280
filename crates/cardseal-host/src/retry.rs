use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What is being asked of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    AccessToken,
    CreateSession,
    ConfirmSession,
    CancelSession,
    RetrieveSession,
    RetrieveCustomer,
    CaptureSession,
    CreateRefund,
    RetrieveRefund,
    ListSessions,
    ListCharges,
    ListRefunds,
    PaymentMethodConfigs,
}

/// How an operation bears being asked twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Carries an idempotency key that the gateway documents.
    Create,
    /// Changes something with no documented key: never resent before what it changes has been read.
    Change,
    /// Changes nothing.
    Read,
}

/// How one try failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Before anything was sent.
    NotSent,
    /// After something was sent, and before a whole answer came.
    Lost,
    /// A 2xx answer that cannot be read.
    Unreadable,
    /// An answer that is not 2xx.
    Status(u16),
    /// A 2xx answer whose code is not `00`.
    Code,
}

/// What one call has been through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tries {
    /// Tries that were made; asking again with a new token is not counted.
    pub(crate) made: u32,
    /// A new access token was already taken for this call.
    pub(crate) renewed: bool,
    /// Some try may have been carried out without our knowing.
    pub(crate) unsettled: bool,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Wait, then send the same bytes again.
    Retry,
    /// Take a new access token, then send the same bytes again.
    RenewToken,
    /// Read what became of the session before anything else.
    Reconcile,
    /// Report it.
    Fail,
}

pub(crate) const MAX_TRIES: u32 = 3;
const BASE: Duration = Duration::from_millis(500);
const CAP: Duration = Duration::from_secs(8);
/// The longest that a `Retry-After` is waited for.
pub(crate) const RETRY_AFTER_CAP: Duration = Duration::from_secs(60);

impl Tries {
    /// Notes a failed try.
    pub(crate) fn note(&mut self, failure: Failure) {
        if failure != Failure::Status(401) || self.renewed {
            self.made += 1;
        }
        self.unsettled |= failure.may_have_been_carried_out();
    }

    fn are_left(self) -> bool {
        self.made < MAX_TRIES
    }
}

impl Failure {
    fn may_have_been_carried_out(self) -> bool {
        match self {
            Self::Lost | Self::Unreadable | Self::Status(408) => true,
            Self::Status(501 | 505) => false,
            Self::Status(status) => status >= 500,
            Self::NotSent | Self::Code => false,
        }
    }
}

/// The table. `tries` already counts the try that failed.
pub(crate) fn decide(class: Class, failure: Failure, tries: Tries) -> Decision {
    let again = if tries.are_left() { Decision::Retry } else { Decision::Fail };
    match (class, failure) {
        (_, Failure::Status(401)) if !tries.renewed => Decision::RenewToken,
        // Sure to have done nothing, and may pass.
        (_, Failure::NotSent) | (Class::Create | Class::Read, Failure::Status(429)) => {
            settle(class, again, tries)
        }
        (Class::Read, Failure::Unreadable) => Decision::Fail,
        (_, Failure::Unreadable) => Decision::Reconcile,
        (Class::Change, Failure::Status(429)) => Decision::Reconcile,
        (Class::Change, failure) if failure.may_have_been_carried_out() => Decision::Reconcile,
        (_, failure) if failure.may_have_been_carried_out() => settle(class, again, tries),
        // May be the gateway's answer to our own first try.
        (Class::Create | Class::Change, Failure::Status(400 | 409 | 422) | Failure::Code)
            if tries.unsettled =>
        {
            Decision::Reconcile
        }
        _ => Decision::Fail,
    }
}

/// A write is not given up with its outcome open as long as it can be read.
fn settle(class: Class, next: Decision, tries: Tries) -> Decision {
    match (class, next) {
        (Class::Create | Class::Change, Decision::Fail) if tries.unsettled => Decision::Reconcile,
        _ => next,
    }
}

/// How long to wait before the next try: full jitter (a uniform share of a doubling bound), and no less than what the
/// gateway asked for, up to a minute.
pub(crate) fn pause(made: u32, random: u32, retry_after: Option<Duration>) -> Duration {
    let doublings = made.saturating_sub(1).min(8);
    let bound = CAP.min(BASE * 2u32.pow(doublings));
    let share = bound.mul_f64(f64::from(random) / f64::from(u32::MAX));
    share.max(retry_after.unwrap_or_default().min(RETRY_AFTER_CAP))
}

/// Allows about one retry for ten calls, so that a gateway that is down is not met with three times its usual load.
///
/// Counted in tenths of a retry. A client begins with a full budget of ten retries.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const FULL: u32 = 100;
    const RETRY: u32 = 10;

    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Notes a call.
    pub(crate) fn earn(&self) {
        self.update(|tenths| Some((tenths + 1).min(Self::FULL)));
    }

    /// Takes a retry, if there is one left.
    pub(crate) fn spend(&self) -> bool {
        self.update(|tenths| tenths.checked_sub(Self::RETRY))
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

impl Operation {
    pub(crate) fn class(self) -> Class {
        match self {
            Self::CreateSession => Class::Create,
            Self::ConfirmSession | Self::CancelSession | Self::CaptureSession | Self::CreateRefund => {
                Class::Change
            }
            Self::AccessToken
            | Self::RetrieveSession
            | Self::RetrieveCustomer
            | Self::RetrieveRefund
            | Self::ListSessions
            | Self::ListCharges
            | Self::ListRefunds
            | Self::PaymentMethodConfigs => Class::Read,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access token",
            Self::CreateSession => "create session",
            Self::ConfirmSession => "confirm session",
            Self::CancelSession => "cancel session",
            Self::RetrieveSession => "retrieve session",
            Self::RetrieveCustomer => "retrieve customer",
            Self::CaptureSession => "capture session",
            Self::CreateRefund => "create refund",
            Self::RetrieveRefund => "retrieve refund",
            Self::ListSessions => "list sessions",
            Self::ListCharges => "list charges",
            Self::ListRefunds => "list refunds",
            Self::PaymentMethodConfigs => "payment method configs",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
