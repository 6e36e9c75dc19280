//! What every request handler shares.

use std::path::PathBuf;
use std::sync::Arc;

use cardseal_types::Timestamp;
use rusqlite::Connection;
use tokio::sync::Notify;

use crate::api::refusal::{Halt, Refusal};
use crate::charge::ChargeRecord;
use crate::clock::{Clock, nanoseconds};
use crate::config::Merchant;
use crate::error::Fault;
use crate::faults::Faults;
use crate::keys::KeyPool;
use crate::machine::State;
use crate::payment;
use crate::refund;
use crate::secrets::Secrets;
use crate::session::Session;
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
    /// The built npm package, for the hosted page's card form.
    pub(crate) package_dir: Option<PathBuf>,
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

    /// Where the shopper answers the bank or the wallet, if one of them asked.
    pub(crate) fn challenge_url(&self, record: &ChargeRecord) -> Option<String> {
        let page = if record.wallet.is_some() { "wallet" } else { "3ds" };
        record.challenge.as_deref().map(|secret| format!("{}/{page}/{secret}", self.public_url))
    }

    /// Whether the hosted page can draw its card form. Looked up each time: the package may be built later.
    pub(crate) fn has_package(&self) -> bool {
        self.package_dir.as_ref().is_some_and(|dir| dir.join("inline.js").is_file())
    }

    /// Where the hosted page of a session is.
    pub(crate) fn page_url(&self, session: &Session) -> Option<String> {
        session.page.as_deref().map(|secret| format!("{}/pay/{secret}", self.public_url))
    }

    /// Where the shopper has to go: in REDIRECT mode always the hosted page, which leads on, as long as nothing is final.
    pub(crate) fn payment_url(&self, session: &Session, record: Option<&ChargeRecord>) -> Option<String> {
        if session.is_hosted() {
            return self.page_url(session).filter(|_| !session.state.status().is_final());
        }
        record.filter(|_| session.state == State::RequireAction).and_then(|record| self.challenge_url(record))
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
