use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use cardseal_types::Timestamp;

/// The sandbox's only source of time: real or standing still, plus an offset that grows when somebody moves it.
///
/// It never runs backwards, even when the machine's clock is set back.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Where a standing clock stands, in nanoseconds of Unix time.
    standing: Option<i64>,
    offset: AtomicI64,
    latest: AtomicI64,
}

impl Clock {
    /// Real time.
    #[must_use]
    pub fn system() -> Self {
        Self::with(None)
    }

    /// A clock that stands still and moves only when it is moved.
    #[must_use]
    pub fn standing(at: Timestamp) -> Self {
        Self::with(Some(nanoseconds(at)))
    }

    /// The time of the sandbox.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let base = self.0.standing.unwrap_or_else(|| nanoseconds(Timestamp::now()));
        let now = base.saturating_add(self.0.offset.load(Ordering::Acquire));
        timestamp(now.max(self.0.latest.fetch_max(now, Ordering::AcqRel)))
    }

    /// Moves the clock ahead and says by how much it is ahead in all, in nanoseconds.
    pub(crate) fn advance(&self, by: Duration) -> i64 {
        let by = i64::try_from(by.as_nanos()).unwrap_or(i64::MAX);
        self.0
            .offset
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |offset| {
                Some(offset.saturating_add(by).min(FARTHEST))
            })
            .map_or(FARTHEST, |offset| offset.saturating_add(by).min(FARTHEST))
    }

    /// Takes up where an earlier run stood: its offset, and the latest moment that it stored.
    pub(crate) fn resume(&self, offset: i64, latest: i64) {
        self.0.offset.fetch_max(offset, Ordering::AcqRel);
        self.0.latest.fetch_max(latest, Ordering::AcqRel);
    }

    fn with(standing: Option<i64>) -> Self {
        Self(Arc::new(Inner { standing, offset: AtomicI64::new(0), latest: AtomicI64::new(0) }))
    }
}

/// A hundred years: farther ahead the clock does not go.
const FARTHEST: i64 = 100 * 365 * 86_400 * 1_000_000_000;

/// Unix time in nanoseconds, as it is stored.
pub(crate) fn nanoseconds(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(if at > Timestamp::UNIX_EPOCH { i64::MAX } else { i64::MIN })
}

/// The moment that is stored so.
pub(crate) fn timestamp(nanoseconds: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_moved_and_only_ahead() {
        let start: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        let clock = Clock::standing(start);
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_millis(1));
        assert_eq!(clock.now().to_string(), "2030-01-01T00:00:00.001Z");
        clock.resume(0, 0);
        assert_eq!(clock.now().to_string(), "2030-01-01T00:00:00.001Z");
    }

    #[test]
    fn no_move_overflows() {
        let clock = Clock::system();
        clock.advance(Duration::MAX);
        let far = clock.now();
        clock.advance(Duration::MAX);
        assert!(clock.now() >= far);
    }

    #[test]
    fn an_earlier_run_is_never_undercut() {
        let clock = Clock::standing(Timestamp::UNIX_EPOCH);
        clock.resume(5, 1_000);
        assert_eq!(nanoseconds(clock.now()), 1_000);
    }
}
