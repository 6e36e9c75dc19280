//! The thread that writes, many jobs to a commit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use crate::Error;

/// Jobs that share one commit.
const BATCH: usize = 256;

/// Does its part inside the transaction, and leaves behind what answers its caller once the commit is known.
pub(crate) type Job = Box<dyn FnOnce(&Transaction<'_>) -> Answer + Send>;
/// Told whether the commit is on the disk.
pub(crate) type Answer = Box<dyn FnOnce(bool)>;

/// Wraps a closure so that it runs in a savepoint, and `caller` hears of it after the commit.
pub(crate) fn job<T, E, F>(work: F, caller: oneshot::Sender<Result<T, E>>) -> Job
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
{
    Box::new(move |transaction| {
        let result = in_savepoint(transaction, work);
        Box::new(move |committed| {
            let result = if committed { result } else { result.and(Err(Error::NotCommitted.into())) };
            // A caller that has gone away does not need the answer; the work stands all the same.
            let _ = caller.send(result);
        })
    })
}

/// Runs jobs until every sender is gone.
pub(crate) fn run(mut connection: Connection, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(BATCH);
    while queue.blocking_recv_many(&mut jobs, BATCH) > 0 {
        let mut answers = Vec::with_capacity(jobs.len());
        let committed = commit(&mut connection, &mut jobs, &mut answers);
        if let Err(error) = &committed {
            tracing::error!(%error, "a transaction was not committed");
        }
        for answer in answers {
            answer(committed.is_ok());
        }
        // A job that did not even begin is dropped, which tells its caller.
        jobs.clear();
    }
    // Leaves one file behind instead of three; nothing depends on it.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
}

fn commit(
    connection: &mut Connection,
    jobs: &mut Vec<Job>,
    answers: &mut Vec<Answer>,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    answers.extend(jobs.drain(..).map(|job| job(&transaction)));
    transaction.commit()
}

fn in_savepoint<T, E, F>(transaction: &Transaction<'_>, work: F) -> Result<T, E>
where
    E: From<Error>,
    F: FnOnce(&Transaction<'_>) -> Result<T, E>,
{
    let step =
        |sql| transaction.prepare_cached(sql).and_then(|mut step| step.execute([])).map_err(Error::from);
    step("SAVEPOINT job")?;
    let result = catch_unwind(AssertUnwindSafe(|| work(transaction)));
    let result = result.unwrap_or_else(|_| Err(Error::Panicked.into()));
    if result.is_err() {
        step("ROLLBACK TO job")?;
    }
    step("RELEASE job")?;
    result
}
