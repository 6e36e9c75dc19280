//! The database.

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

use std::path::Path;

use cardseal_sqlite::Database;
use rusqlite::Connection;

use crate::error::{Error, Fault};

/// A handle to the database; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Store(Database);

impl Store {
    /// Opens or makes the database in a directory and brings it to the newest version.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(data_dir).map_err(Error::DataDir)?;
        Ok(Self(Database::open(&data_dir.join("sandbox.sqlite3"), schema::MIGRATIONS)?))
    }

    /// Runs a closure on the writer. It is acknowledged when it is on the disk; an error undoes all it did.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.0.write(|transaction| work(transaction)).await
    }

    /// Runs a closure on a reading connection, off the async threads; all that it reads stood there at one moment.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.0.read(|snapshot| work(snapshot)).await
    }

    /// Lets the writer finish what waits, and closes the database.
    pub(crate) async fn close(&self) {
        self.0.close().await;
    }
}
