use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::migrations;
use crate::store::StoreError;

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
    let known = u32::try_from(migrations::ALL.len()).map_err(StoreError::new)?;
    if found > known {
        return Err(StoreError::new(NewerSchemaError { found, known }));
    }
    for (version, script) in (0..).zip(migrations::ALL) {
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
        assert_eq!(number("user_version"), 3);
    }

    #[test]
    fn a_file_of_the_first_version_is_brought_up_to_date_and_keeps_its_orders() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(migrations::FIRST).unwrap();
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
    fn attempts_of_the_second_version_stay_what_they_were_and_may_be_by_wallet_from_now_on() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("checkout.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(migrations::FIRST).unwrap();
        old.execute_batch(migrations::CALLBACKS).unwrap();
        old.pragma_update(None, "user_version", 2).unwrap();
        old.execute_batch(
            "INSERT INTO orders VALUES ('o', 's', 'n', 'e', '[]', '1', 'IDR', 1, 1, NULL, 0);
             INSERT INTO attempts VALUES
                 ('o', 1, 'card', 's1', 'c1', 'declined', 0, NULL, 1, 'VISA', '0002', 'INSUFFICIENT_FUND', 2, 3),
                 ('o', 2, 'stored', NULL, NULL, 'creating', 1, NULL, 0, NULL, NULL, NULL, 4, 5)",
        )
        .unwrap();
        drop(old);
        let connection = open(&path).unwrap();
        let row = |number: u32| {
            let query = "SELECT concat_ws(' ', method, session_id, customer_id, state, open, save, card_brand,
                         card_last_four, failure, created_at, updated_at, wallet) FROM attempts WHERE number = ?1";
            connection.query_row(query, [number], |row| row.get::<_, String>(0)).unwrap()
        };
        assert_eq!(row(1), "card s1 c1 declined 0 1 VISA 0002 INSUFFICIENT_FUND 2 3");
        assert_eq!(row(2), "stored creating 1 0 4 5");
        let insert = |number: u32, method: &str| {
            let insert =
                "INSERT INTO attempts (order_id, number, method, state, open, save, created_at, updated_at)
                          VALUES ('o', ?1, ?2, 'creating', ?3, 0, 1, 1)";
            connection.execute(insert, rusqlite::params![number, method, number == 5])
        };
        assert!(insert(3, "ewallet").is_ok() && insert(4, "redirect").is_ok());
        assert!(insert(5, "card").is_err(), "one attempt is open at a time");
        assert!(insert(6, "cash").is_err());
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
