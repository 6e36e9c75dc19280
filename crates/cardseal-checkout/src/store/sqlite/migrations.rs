//! What a file of the first version is brought up to date by.

/// One script per version. A released one is never changed; a change is a new one at the end.
pub(super) const ALL: &[&str] = &[FIRST, CALLBACKS, METHODS];

pub(super) const FIRST: &str = "CREATE TABLE orders (
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
pub(super) const CALLBACKS: &str = "CREATE TABLE callbacks (
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

/// Two more methods, the wallet that paid, and the payer's address. SQLite can't change a check, so the attempts move
/// into a new table; nothing refers to them.
const METHODS: &str = "ALTER TABLE orders ADD COLUMN billing TEXT;
    CREATE TABLE attempts_of_3 (
        order_id TEXT NOT NULL REFERENCES orders (id),
        number INTEGER NOT NULL,
        method TEXT NOT NULL CHECK (method IN ('card', 'stored', 'redirect', 'ewallet')),
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
        wallet TEXT,
        PRIMARY KEY (order_id, number)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO attempts_of_3 SELECT *, NULL FROM attempts;
    DROP TABLE attempts;
    ALTER TABLE attempts_of_3 RENAME TO attempts;
    CREATE UNIQUE INDEX one_open_attempt ON attempts (order_id) WHERE open = 1;";
