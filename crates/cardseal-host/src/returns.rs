use std::time::Duration;

use cardseal_types::SessionId;
use tokio::time::{Instant, sleep_until};

use crate::client::Client;
use crate::error::Error;
use crate::outcome::{Outcome, Payment};

impl Client {
    /// What the page that the shopper comes back to has to show: one call, whatever brought the shopper there.
    ///
    /// Which of the three return URLs it was, and what is in its query, proves nothing; the session is read. While it is
    /// [`Outcome::Processing`] it is read again, after half a second, one second, and then every two seconds, for 20
    /// seconds in all, or for this client's deadline where that is shorter ([`with_deadline`](Self::with_deadline)).
    /// A payment that is still in process then is answered as such: the shopper is told to wait, and a callback or a
    /// later call tells the rest.
    ///
    /// # Errors
    ///
    /// As [`retrieve_session`](Self::retrieve_session). A retryable error after a first answer is none: the answer
    /// stands.
    pub async fn resolve_return(&self, id: &SessionId) -> Result<Payment, Error> {
        let now = Instant::now();
        let deadline = self.call_deadline().min(now + LONGEST);
        settle(deadline, || async {
            let client = self.until(deadline);
            client.retrieve_session(id).await
        })
        .await
    }
}

/// Reads until what is read is not in process any more.
async fn settle<F>(deadline: Instant, read: impl Fn() -> F) -> Result<Payment, Error>
where
    F: Future<Output = Result<Payment, Error>>,
{
    let mut payment = read().await?;
    let mut pause = FIRST;
    while payment.outcome == Outcome::Processing {
        let next = Instant::now() + pause;
        if next >= deadline {
            break;
        }
        sleep_until(next).await;
        pause = (pause * 2).min(LAST);
        match read().await {
            Ok(newer) => payment = newer,
            Err(error) if error.is_retryable() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(payment)
}

const LONGEST: Duration = Duration::from_secs(20);
const FIRST: Duration = Duration::from_millis(500);
const LAST: Duration = Duration::from_secs(2);

#[cfg(test)]
#[path = "returns_tests.rs"]
mod tests;
