use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// One script per version. A released one is never changed; a change is a new one at the end.
const MIGRATIONS: &[&str] = &[FIRST, CALLBACKS];

const FIRST: &str = "CREATE TABLE orders (
        id TEXT PRIMARY KEY NOT NULL,
        shopper TEXT NOT NULL,
        buyer_name TEXT NOT NULL,
        buyer_email TEXT NOT NULL,
        lines TEXT NOT NULL,
        amount TEXT NOT NULL,
        currency TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        checked_at INTEGER NOT NULL,
        claim TEXT,
        claimed_until INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX orders_by_shopper ON orders (shopper, created_at);
    CREATE TABLE attempts (
        order_id TEXT NOT NULL REFERENCES orders (id),
        number INTEGER NOT NULL,
        method TEXT NOT NULL CHECK (method IN ('card', 'stored')),
        session_id TEXT UNIQUE,
        customer_id TEXT,
        state TEXT NOT NULL,
        open INTEGER NOT NULL CHECK (open IN (0, 1)),
        redirect TEXT,
        save INTEGER NOT NULL CHECK (save IN (0, 1)),
        card_brand TEXT,
        card_last_four TEXT,
        failure TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (order_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX one_open_attempt ON attempts (order_id) WHERE open = 1;
    CREATE TABLE customers (
        id TEXT PRIMARY KEY NOT NULL,
        shopper TEXT NOT NULL,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX customers_by_shopper ON customers (shopper, created_at);";

/// An order that was paid before is not due: whoever ran that version has seen to it by other means.
const CALLBACKS: &str = "CREATE TABLE callbacks (
        callback TEXT PRIMARY KEY NOT NULL,
        order_id TEXT NOT NULL REFERENCES orders (id),
        deliveries INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE fulfilments (
        order_id TEXT PRIMARY KEY NOT NULL REFERENCES orders (id),
        paid_at INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        done_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fulfilments_due ON fulfilments (next_at) WHERE done_at IS NULL;";

/// The file was written by a newer version of this program.
#[derive(Debug, thiserror::Error)]
#[error("the database has schema version {found}, this program knows {known}")]
struct NewerSchemaError {
    found: u32,
    known: u32,
}

/// Another process uses the file.
#[derive(Debug, thiserror::Error)]
#[error("another process uses the database")]
struct InUseError;

/// Takes the file for this process until what is returned is dropped.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let lock = File::create(path.with_extension("lock")).map_err(StoreError::new)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::new(InUseError)),
        Err(TryLockError::Error(error)) => Err(StoreError::new(error)),
    }
}

/// Opens a file with the settings that durability needs, and migrates it.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    migrate(&mut connection)?;
    // The file is ours alone, so whoever held a claim is gone.
    connection.execute("UPDATE orders SET claim = NULL, claimed_until = 0 WHERE claim IS NOT NULL", [])?;
    // So is whoever was handing an order over; and a restart may be what its merchant mended it with.
    connection.execute("UPDATE fulfilments SET next_at = paid_at WHERE done_at IS NULL", [])?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(MIGRATIONS.len()).map_err(StoreError::new)?;
    if found > known {
        return Err(StoreError::new(NewerSchemaError { found, known }));
    }
    for (version, script) in (0..).zip(MIGRATIONS) {
        if found <= version {
            tx.execute_batch(script)?;
        }
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_hold_and_opening_twice_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        drop(open(&path).unwrap());
        let connection = open(&path).unwrap();
        let text = |name| connection.pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(text("journal_mode"), "wal");
        assert_eq!((number("synchronous"), number("secure_delete"), number("foreign_keys")), (2, 1, 1));
        assert_eq!(number("user_version"), 2);
    }

    #[test]
    fn a_file_of_the_first_version_is_brought_up_to_date_and_keeps_its_orders() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(FIRST).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute_batch(
            "INSERT INTO orders VALUES ('o', 's', 'n', 'e', '[]', '1', 'IDR', 1, 1, NULL, 0);
             INSERT INTO attempts (order_id, number, method, state, open, save, created_at, updated_at)
             VALUES ('o', 1, 'card', 'paid', 0, 0, 1, 1)",
        )
        .unwrap();
        drop(old);
        let connection = open(&path).unwrap();
        let count = |table: &str| {
            let query = format!("SELECT count(*) FROM {table}");
            connection.query_row(&query, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!((count("orders"), count("attempts"), count("callbacks")), (1, 1, 0));
        assert_eq!(count("fulfilments"), 0, "what was paid long ago is not handed over");
    }

    #[test]
    fn a_file_is_locked_until_the_lock_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        let held = lock(&path).unwrap();
        assert!(lock(&path).is_err());
        drop(held);
        assert!(lock(&path).is_ok());
    }

    #[test]
    fn a_newer_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(open(&path).is_err());
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        std::fs::write(&path, [b'x'; 4096]).unwrap();
        assert!(open(&path).is_err());
    }
}
