/// One script per version. A released one is never changed; a change is a new one at the end.
pub(super) const VERSIONS: &[&str] = &[FIRST, CALLBACKS, METHODS];

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

/// The file is ours alone, so whoever held a claim is gone. So is whoever was handing an order over; and a restart may
/// be what its merchant mended it with.
pub(super) const AT_START: &str = "
    UPDATE orders SET claim = NULL, claimed_until = 0 WHERE claim IS NOT NULL;
    UPDATE fulfilments SET next_at = paid_at WHERE done_at IS NULL;";

#[cfg(test)]
mod tests {
    use cardseal_sqlite::Database;
    use rusqlite::Connection;

    use super::*;

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
        drop(Database::open_with(&path, VERSIONS, AT_START).unwrap());
        let connection = Connection::open(&path).unwrap();
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
        old.execute_batch(FIRST).unwrap();
        old.execute_batch(CALLBACKS).unwrap();
        old.pragma_update(None, "user_version", 2).unwrap();
        old.execute_batch(
            "INSERT INTO orders VALUES ('o', 's', 'n', 'e', '[]', '1', 'IDR', 1, 1, NULL, 0);
             INSERT INTO attempts VALUES
                 ('o', 1, 'card', 's1', 'c1', 'declined', 0, NULL, 1, 'VISA', '0002', 'INSUFFICIENT_FUND', 2, 3),
                 ('o', 2, 'stored', NULL, NULL, 'creating', 1, NULL, 0, NULL, NULL, NULL, 4, 5)",
        )
        .unwrap();
        drop(old);
        drop(Database::open_with(&path, VERSIONS, AT_START).unwrap());
        let connection = Connection::open(&path).unwrap();
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
}
