//! The file itself: its lock, its settings, its schema.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::Error;

/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 64;
/// How long a connection waits for another one's lock. Only a backup tool or a curious developer ever holds one.
const PATIENCE: Duration = Duration::from_secs(10);

/// Takes the file for this process until what is returned is dropped.
pub(crate) fn lock(path: &Path) -> Result<File, Error> {
    let lock = File::create(path.with_extension("lock")).map_err(Error::Lock)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::InUse),
        Err(TryLockError::Error(error)) => Err(Error::Lock(error)),
    }
}

/// Opens the file for writing, with the settings that durability needs, and brings its schema up to date.
pub(crate) fn open(path: &Path, versions: &[&str]) -> Result<Connection, Error> {
    let mut connection = connect(path, OpenFlags::default())?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    migrate(&mut connection, versions)?;
    Ok(connection)
}

/// Opens the file for reading only.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Runs the scripts that the file has not seen, all or none. Its version is how many it has seen.
fn migrate(connection: &mut Connection, versions: &[&str]) -> Result<(), Error> {
    let known = i64::try_from(versions.len()).unwrap_or(i64::MAX);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let seen = usize::try_from(found).ok().filter(|seen| *seen <= versions.len());
    let seen = seen.ok_or(Error::NewerSchema { found, known })?;
    for script in versions.iter().skip(seen) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}
