use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, Transaction};
use tokio::sync::{mpsc, oneshot};

use crate::Error;
use crate::file;
use crate::writer::{self, Job};

/// Jobs that may wait for the writer.
const QUEUE: usize = 1024;

/// A handle to the database; clones share it. The last one to be dropped waits until everything is written.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    path: PathBuf,
    /// Gone once the database is closed.
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    /// Shared with the reads that are under way: one that nobody waits for any more must not keep the file.
    readers: Arc<Mutex<Vec<Connection>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Database {
    /// Opens the file, or makes it, takes it for this process, and runs the schema scripts that it has not seen.
    ///
    /// `versions` holds one script for each version of the schema, the oldest first. A released one is never changed; a
    /// change is a new one at the end. A lock stands beside the file, with the extension `lock`.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`], [`Error::NewerSchema`], [`Error::Lock`], [`Error::Thread`], or [`Error::Sqlite`] if the file
    /// is no database or cannot be used. A file that is refused is left as it is.
    pub fn open(path: &Path, versions: &[&str]) -> Result<Self, Error> {
        Self::open_with(path, versions, "")
    }

    /// Like [`open`](Self::open), and runs a script each time the file has been taken: what a process that ended left
    /// behind can be tidied up there.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_with(path: &Path, versions: &[&str], at_start: &str) -> Result<Self, Error> {
        let lock = file::lock(path)?;
        let connection = file::open(path, versions)?;
        connection.execute_batch(at_start)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let writer = thread::Builder::new()
            .name("cardseal-sqlite".into())
            .spawn(move || write_until_closed(connection, queue, lock))
            .map_err(Error::Thread)?;
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            jobs: Mutex::new(Some(jobs)),
            readers: Arc::default(),
            writer: Mutex::new(Some(writer)),
        })))
    }

    /// Runs a closure in a transaction. It is answered when its work is on the disk; an error undoes all it did.
    ///
    /// # Errors
    ///
    /// What the closure gives; or, as `E`, [`Error::Overloaded`] at once if a thousand jobs wait already,
    /// [`Error::NotCommitted`], [`Error::Panicked`], [`Error::Closed`].
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let jobs = lock(&self.0.jobs).clone().ok_or(Error::Closed)?;
        jobs.try_send(writer::job(work, caller)).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Error::Overloaded,
            mpsc::error::TrySendError::Closed(_) => Error::Closed,
        })?;
        // A sender that is kept would keep the writer from ending.
        drop(jobs);
        answer.await.map_err(|_| Error::NotCommitted)?
    }

    /// Runs a closure on a connection that only reads, off the async threads. All that it reads stood there at one
    /// moment: after everything acknowledged so far, and between two commits.
    ///
    /// # Errors
    ///
    /// What the closure gives; or, as `E`, [`Error::Sqlite`] if the file cannot be opened once more,
    /// [`Error::Panicked`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let (readers, path) = (Arc::clone(&self.0.readers), self.0.path.clone());
        let run = move || {
            let idle = lock(&readers).pop();
            let mut connection = idle.map_or_else(|| file::open_to_read(&path), Ok)?;
            let snapshot = connection.transaction().map_err(Error::from)?;
            let result = work(&snapshot);
            drop(snapshot);
            lock(&readers).push(connection);
            result
        };
        tokio::task::spawn_blocking(run).await.map_err(|_| Error::Panicked)?
    }

    /// Lets the writer finish what waits, and closes the file for all clones.
    pub async fn close(&self) {
        lock(&self.0.readers).clear();
        let writer = self.0.part();
        // A panic in the writer has already failed its callers.
        let _ = tokio::task::spawn_blocking(|| writer.map(JoinHandle::join)).await;
    }
}

impl Inner {
    /// Takes no more jobs, and gives the thread to wait for.
    fn part(&self) -> Option<JoinHandle<()>> {
        lock(&self.jobs).take();
        lock(&self.writer).take()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // A job may hold the last handle; then this is the writer, which ends by itself.
        let other = |writer: &JoinHandle<()>| writer.thread().id() != thread::current().id();
        if let Some(writer) = self.part().filter(other) {
            // A panic in the writer has already failed its callers.
            let _ = writer.join();
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("path", &self.0.path).finish_non_exhaustive()
    }
}

fn write_until_closed(connection: Connection, queue: mpsc::Receiver<Job>, lock: File) {
    writer::run(connection, queue);
    drop(lock);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
