//! The database: one thread writes, many read.
//!
//! Writes are closures. The writer runs all that wait, each in a savepoint of its own, inside one transaction, and
//! acknowledges them after the commit: a hundred payments share one sync of the disk, and an acknowledged one is on it.

pub(crate) mod callbacks;
pub(crate) mod charges;
pub(crate) mod customers;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod overview;
pub(crate) mod refunds;
mod schema;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod tokens;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use crate::error::{Error, Fault};
use writer::Job;

/// A handle to the database; clones share it.
#[derive(Clone)]
pub(crate) struct Store(Arc<Inner>);

struct Inner {
    path: PathBuf,
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
}

/// More jobs than this do not wait: their callers are told to come back.
const QUEUE: usize = 1024;

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.0.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens or makes the database in a directory and brings it to the newest version.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(data_dir).map_err(Error::DataDir)?;
        let path = data_dir.join("sandbox.sqlite3");
        let mut connection = connect(&path, OpenFlags::default()).map_err(store_error)?;
        schema::migrate(&mut connection)?;
        let (sender, receiver) = mpsc::channel(QUEUE);
        let writer = std::thread::spawn(move || writer::run(connection, receiver));
        Ok(Self(Arc::new(Inner {
            path,
            jobs: Mutex::new(Some(sender)),
            readers: Mutex::default(),
            writer: Mutex::new(Some(writer)),
        })))
    }

    /// Runs a closure on the writer. It is acknowledged when it is on the disk; an error undoes all it did.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let jobs = lock(&self.0.jobs).clone().ok_or(Fault::Stopped)?;
        jobs.try_send(writer::job(work, sender)).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Fault::Overloaded,
            mpsc::error::TrySendError::Closed(_) => Fault::Stopped,
        })?;
        drop(jobs);
        receiver.await.map_err(|_| Fault::Stopped)?
    }

    /// Runs a closure on a reading connection, off the async threads.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let store = self.clone();
        let run = move || {
            let idle = lock(&store.0.readers).pop();
            let connection = match idle {
                Some(connection) => connection,
                None => connect(
                    &store.0.path,
                    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
                )?,
            };
            let result = work(&connection);
            lock(&store.0.readers).push(connection);
            result
        };
        tokio::task::spawn_blocking(run).await.map_err(|_| Fault::Stopped)?
    }

    /// Lets the writer finish what waits, and closes the database.
    pub(crate) async fn close(&self) {
        lock(&self.0.jobs).take();
        lock(&self.0.readers).clear();
        let writer = lock(&self.0.writer).take();
        // The writer ends by itself when the last sender is gone; a panic in it has already failed its callers.
        let _ = tokio::task::spawn_blocking(|| writer.map(std::thread::JoinHandle::join)).await;
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn store_error(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Store(Box::new(error))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
