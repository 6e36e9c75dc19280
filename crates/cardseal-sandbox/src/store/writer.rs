//! The thread that writes, many jobs to a commit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::error::Fault;

/// One closure that waits to be run; it gives what is to be done once the transaction has ended.
pub(crate) type Job = Box<dyn FnOnce(&Connection) -> Acknowledge + Send>;

/// Told whether the commit went well.
pub(crate) type Acknowledge = Box<dyn FnOnce(bool)>;

/// The most jobs in one transaction.
const BATCH: usize = 256;

/// Wraps a closure so that it runs in a savepoint and its caller hears of it after the commit.
pub(crate) fn job<T, F>(work: F, caller: oneshot::Sender<Result<T, Fault>>) -> Job
where
    T: Send + 'static,
    F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
{
    Box::new(move |connection| {
        let result = in_savepoint(connection, work);
        Box::new(move |committed| {
            let result = if committed { result } else { result.and(Err(Fault::Record("commit"))) };
            // A caller that has gone away does not need the answer.
            let _ = caller.send(result);
        })
    })
}

/// Runs jobs until every sender is gone.
pub(crate) fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        batch(&mut connection, first, &mut jobs);
    }
    // Leaves one file behind instead of three; nothing depends on it.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
}

fn batch(connection: &mut Connection, first: Job, jobs: &mut mpsc::Receiver<Job>) {
    let transaction = match connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            // Dropping the job tells its caller that the store did not take it.
            tracing::error!(%error, "transaction cannot begin");
            return;
        }
    };
    let mut done = vec![first(&transaction)];
    while done.len() < BATCH {
        match jobs.try_recv() {
            Ok(job) => done.push(job(&transaction)),
            Err(_) => break,
        }
    }
    let committed =
        transaction.commit().inspect_err(|error| tracing::error!(%error, "commit failed")).is_ok();
    for acknowledge in done {
        acknowledge(committed);
    }
}

fn in_savepoint<T, F>(connection: &Connection, work: F) -> Result<T, Fault>
where
    F: FnOnce(&Connection) -> Result<T, Fault>,
{
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let result = catch_unwind(AssertUnwindSafe(|| work(connection))).unwrap_or(Err(Fault::Record("panic")));
    if result.is_err() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    result
}
