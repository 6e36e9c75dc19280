//! The tables, version by version.

use rusqlite::Connection;

use super::store_error;
use crate::error::Error;

/// What brings a database from each version to the next. Never changed once released, only added to.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE customers (
        id TEXT PRIMARY KEY,
        merchant TEXT NOT NULL,
        identity TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (merchant, identity)
    ) STRICT;

    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        merchant TEXT NOT NULL,
        client_reference_id TEXT NOT NULL,
        customer_id TEXT NOT NULL REFERENCES customers (id),
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        expiry_at INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (merchant, client_reference_id)
    ) STRICT;
    CREATE INDEX sessions_newest ON sessions (merchant, created_at);
    CREATE INDEX sessions_open ON sessions (expiry_at)
        WHERE state IN ('REQUIRE_PAYMENT_METHOD', 'REQUIRE_CONFIRMATION', 'REQUIRE_ACTION');

    -- The private half of a session's key, gone as soon as the session waits for no envelope.
    CREATE TABLE session_keys (
        session_id TEXT PRIMARY KEY REFERENCES sessions (id),
        pkcs8 BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE charges (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id),
        status TEXT NOT NULL,
        challenge TEXT UNIQUE,
        record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX charges_of_session ON charges (session_id);
    -- Whatever the code above thinks, the money of a session is taken once.
    CREATE UNIQUE INDEX charges_taken_once ON charges (session_id) WHERE status = 'SUCCESS';

    CREATE TABLE tokens (
        token TEXT PRIMARY KEY,
        merchant TEXT NOT NULL,
        customer_id TEXT NOT NULL REFERENCES customers (id),
        fingerprint TEXT NOT NULL,
        status TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (customer_id, fingerprint)
    ) STRICT;

    CREATE TABLE idempotency (
        merchant TEXT NOT NULL,
        request_id TEXT NOT NULL,
        digest BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (merchant, request_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idempotency_oldest ON idempotency (created_at);
", "
    -- What merchants are to be told, written with what happened. AUTOINCREMENT: the order of events is kept for good.
    CREATE TABLE callbacks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        merchant TEXT NOT NULL,
        session_id TEXT NOT NULL REFERENCES sessions (id),
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        retries INTEGER NOT NULL,
        resends INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX callbacks_due ON callbacks (merchant, due_at) WHERE state = 'PENDING';
    CREATE INDEX callbacks_untried ON callbacks (session_id, seq) WHERE attempts = 0;

    CREATE TABLE callback_attempts (
        callback INTEGER NOT NULL REFERENCES callbacks (seq),
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        http_status INTEGER,
        fault TEXT,
        PRIMARY KEY (callback, number)
    ) STRICT, WITHOUT ROWID;
", "
    -- What opens the hosted page of a session in REDIRECT mode.
    ALTER TABLE sessions ADD COLUMN page TEXT;
    CREATE UNIQUE INDEX sessions_page ON sessions (page) WHERE page IS NOT NULL;
", "
    CREATE TABLE refunds (
        id TEXT PRIMARY KEY,
        merchant TEXT NOT NULL,
        client_reference_id TEXT NOT NULL,
        session_id TEXT NOT NULL REFERENCES sessions (id),
        charge_id TEXT NOT NULL REFERENCES charges (id),
        status TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        -- When it moves on; null once it is final.
        due_at INTEGER,
        record TEXT NOT NULL,
        UNIQUE (merchant, client_reference_id)
    ) STRICT;
    CREATE INDEX refunds_newest ON refunds (merchant, created_at);
    CREATE INDEX refunds_of_charge ON refunds (charge_id);
    CREATE INDEX refunds_of_session ON refunds (session_id);
    CREATE INDEX refunds_due ON refunds (due_at) WHERE due_at IS NOT NULL;

    -- The story of each session, in the order in which it happened.
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id TEXT NOT NULL REFERENCES sessions (id),
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        status TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_of_session ON events (session_id, seq);
"];

/// Sets the connection up for writing and runs the migrations that the database has not seen.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    prepare(connection).map_err(store_error)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found: i64 =
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(store_error)?;
    let Ok(done) = usize::try_from(found) else { return Err(Error::NewerDatabase { found, known }) };
    if found > known {
        return Err(Error::NewerDatabase { found, known });
    }
    let transaction = connection.transaction().map_err(store_error)?;
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration).map_err(store_error)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(store_error)?;
    transaction.commit().map_err(store_error)
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    // Deleted keys are overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_database_is_not_touched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut connection), Err(Error::NewerDatabase { found: 99, .. })));
    }

    #[test]
    fn migrating_twice_is_migrating_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [], |row| row.get(0))
            .unwrap();
        // Seven of the first version, two of the second, none of the third, two of the fourth, and SQLite's own for
        // AUTOINCREMENT.
        assert_eq!(tables, 12);
    }
}
