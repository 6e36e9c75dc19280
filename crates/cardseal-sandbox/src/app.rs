//! What every request handler shares.

use std::sync::Arc;

use cardseal_types::Timestamp;
use rusqlite::Connection;
use tokio::sync::Notify;

use crate::api::refusal::{Halt, Refusal};
use crate::clock::{Clock, nanoseconds};
use crate::config::Merchant;
use crate::error::Fault;
use crate::faults::Faults;
use crate::keys::KeyPool;
use crate::payment;
use crate::refund;
use crate::secrets::Secrets;
use crate::store::{Store, idempotency, refunds, sessions};

/// A running sandbox, as its handlers see it.
#[derive(Debug, Clone)]
pub(crate) struct App(pub(crate) Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) keys: KeyPool,
    pub(crate) clock: Clock,
    pub(crate) secrets: Secrets,
    pub(crate) merchants: Vec<Merchant>,
    /// Where shoppers reach the sandbox, without a slash at the end.
    pub(crate) public_url: String,
    pub(crate) accept_unlisted_cards: bool,
    /// What is to go wrong, because somebody asked for it.
    pub(crate) faults: Faults,
    /// Rung when a callback may have become due.
    pub(crate) bell: Notify,
}

/// How many overdue sessions one job ends.
const SWEEP: u32 = 500;

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Shared {
    /// The merchant by this id.
    pub(crate) fn merchant(&self, id: &str) -> Option<&Merchant> {
        self.merchants.iter().find(|merchant| merchant.id == id)
    }

    /// Where the bank's page of a challenge is.
    pub(crate) fn challenge_url(&self, challenge: &str) -> String {
        format!("{}/3ds/{challenge}", self.public_url)
    }

    /// Runs one decision as a transaction. A refusal keeps what time did to the session; a fault undoes everything.
    pub(crate) async fn decide<T, F>(&self, work: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, Timestamp) -> Result<T, Halt> + Send + 'static,
    {
        let clock = self.clock.clone();
        let decided = self.store.write(move |connection| match work(connection, clock.now()) {
            Ok(value) => Ok(Ok(value)),
            Err(Halt::Refused(refusal)) => Ok(Err(refusal)),
            Err(Halt::Fault(fault)) => Err(fault),
        });
        let decided = decided.await;
        // Only now is what was decided on the disk, for the courier to read.
        self.bell.notify_one();
        decided?
    }

    /// For lists: none shows a session as open whose time has passed.
    pub(crate) async fn sweep_if_due(&self) -> Result<(), Fault> {
        let now = nanoseconds(self.clock.now());
        let is_due = move |connection: &Connection| {
            Ok(!sessions::due(connection, now, 1)?.is_empty()
                || !refunds::due(connection, now, 1)?.is_empty())
        };
        if self.store.read(is_due).await? {
            self.sweep().await?;
        }
        Ok(())
    }

    /// Ends sessions whose time has passed, moves refunds on, and forgets what is no longer needed.
    pub(crate) async fn sweep(&self) -> Result<(), Fault> {
        loop {
            let (clock, merchants) = (self.clock.clone(), self.merchants.clone());
            let work = move |connection: &Connection| {
                let now = clock.now();
                let due = sessions::due(connection, nanoseconds(now), SWEEP)?;
                for id in &due {
                    if let Some(mut session) = sessions::find_any(connection, id)? {
                        payment::end_if_due(connection, &mut session, now)?;
                    }
                }
                let moved = refunds::due(connection, nanoseconds(now), SWEEP)?;
                let refunded = moved.len();
                for mut record in moved {
                    refund::advance(&merchants, connection, &mut record, now)?;
                }
                let forgotten = idempotency::forget(connection, nanoseconds(now), SWEEP)?;
                Ok(due.len().max(forgotten).max(refunded) < SWEEP as usize)
            };
            let is_done = self.store.write(work).await?;
            // Refunds that moved are told of.
            self.bell.notify_one();
            if is_done {
                return Ok(());
            }
        }
    }
}
