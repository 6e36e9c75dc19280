//! The tables, version by version.

/// What brings a database from each version to the next. Never changed once released, only added to.
pub(super) const MIGRATIONS: &[&str] = &["
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
