use std::thread::{self, JoinHandle};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use crate::store::StoreError;

/// Jobs that may wait. A caller beyond that waits to hand its job over.
const QUEUE: usize = 256;
/// Jobs that share one commit.
const BATCH: usize = 64;

/// Does its part inside the transaction, and leaves behind how to answer once the commit is known.
type Job = Box<dyn FnOnce(&Transaction<'_>) -> Answer + Send>;
/// Sends the answer; the argument tells whether the commit is on the disk.
type Answer = Box<dyn FnOnce(bool) + Send>;

/// The thread that owns the connection.
#[derive(Debug)]
pub(super) struct Worker {
    /// `None` only while the worker is dropped.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// The transaction that held the call could not be committed.
#[derive(Debug, thiserror::Error)]
#[error("the transaction was not committed")]
struct NotCommittedError;

/// The thread is gone, or could not begin a transaction.
#[derive(Debug, thiserror::Error)]
#[error("the database thread did not answer")]
struct NoAnswerError;

impl Worker {
    /// Starts the thread. Dropping the worker waits until all jobs are done and the file is closed.
    ///
    /// `lock` is held until then.
    pub(super) fn start(connection: Connection, lock: impl Send + 'static) -> Result<Self, StoreError> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("cardseal-store".into())
            .spawn(move || {
                work(connection, queue);
                drop(lock);
            })
            .map_err(StoreError::new)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs a job in a transaction and answers after the commit.
    pub(super) async fn run<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let result = in_savepoint(tx, job);
            Box::new(move |committed| {
                let result =
                    if committed { result } else { result.and(Err(StoreError::new(NotCommittedError))) };
                // Nobody waits any more if the request was given up; the work stands all the same.
                let _ = reply.send(result);
            })
        });
        let jobs = self.jobs.as_ref().ok_or_else(|| StoreError::new(NoAnswerError))?;
        jobs.send(job).await.map_err(|_| StoreError::new(NoAnswerError))?;
        answer.await.map_err(|_| StoreError::new(NoAnswerError))?
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }
}

fn work(mut connection: Connection, mut queue: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.blocking_recv_many(&mut batch, BATCH) > 0 {
        let mut answers = Vec::with_capacity(batch.len());
        let committed = commit(&mut connection, &mut batch, &mut answers);
        if let Err(error) = &committed {
            tracing::error!(%error, "a transaction was not committed");
        }
        for answer in answers {
            answer(committed.is_ok());
        }
        batch.clear();
    }
}

fn commit(
    connection: &mut Connection,
    batch: &mut Vec<Job>,
    answers: &mut Vec<Answer>,
) -> rusqlite::Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    answers.extend(batch.drain(..).map(|job| job(&tx)));
    tx.commit()
}

/// A job that fails takes back its own changes and nobody else's.
fn in_savepoint<T>(
    tx: &Transaction<'_>,
    job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    tx.execute_batch("SAVEPOINT job")?;
    let result = job(tx);
    tx.execute_batch(if result.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })?;
    result
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::task::JoinSet;

    use super::*;

    fn worker() -> Worker {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER UNIQUE)").unwrap();
        Worker::start(connection, ()).unwrap()
    }

    #[tokio::test]
    async fn a_failed_job_takes_back_only_its_own_changes() {
        let worker = Arc::new(worker());
        let mut jobs = JoinSet::new();
        for n in 0..50 {
            let worker = Arc::clone(&worker);
            jobs.spawn(async move {
                let job = move |tx: &Transaction<'_>| {
                    tx.execute("INSERT INTO t VALUES (?1)", [n])?;
                    tx.execute("INSERT INTO t VALUES (?1)", [if n % 2 == 0 { n + 1000 } else { n }])?;
                    Ok(())
                };
                worker.run(job).await.is_ok()
            });
        }
        let succeeded = jobs.join_all().await.into_iter().filter(|succeeded| *succeeded).count();
        assert_eq!(succeeded, 25);
        let count: i64 =
            worker.run(|tx| Ok(tx.query_row("SELECT count(*) FROM t", [], |r| r.get(0))?)).await.unwrap();
        assert_eq!(count, 50);
    }

    #[tokio::test]
    async fn what_was_not_committed_is_not_acknowledged() {
        let worker = worker();
        // A deferred constraint fails at the commit, after the job itself went well.
        let result = worker
            .run(|tx| {
                tx.execute_batch(
                    "CREATE TABLE p (id INTEGER PRIMARY KEY);
                     CREATE TABLE c (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED);
                     INSERT INTO c VALUES (1)",
                )?;
                Ok(())
            })
            .await;
        assert!(result.is_err());
        let tables: i64 = worker
            .run(|tx| {
                Ok(tx.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'c'", [], |r| r.get(0))?)
            })
            .await
            .unwrap();
        assert_eq!(tables, 0);
    }
}
