//! What a database promises to its callers.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use cardseal_sqlite::{Database, Error};
use rusqlite::{Connection, Transaction};
use tempfile::TempDir;
use tokio::task::JoinSet;

const VERSIONS: &[&str] = &["CREATE TABLE t (n INTEGER UNIQUE NOT NULL) STRICT"];

struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("test.sqlite3")
    }

    fn open(&self) -> Database {
        Database::open(&self.path(), VERSIONS).unwrap()
    }
}

async fn insert(database: &Database, numbers: &'static [i64]) -> Result<(), Error> {
    let job = move |db: &Transaction<'_>| {
        for number in numbers {
            db.execute("INSERT INTO t VALUES (?1)", [number])?;
        }
        Ok(())
    };
    database.write(job).await
}

async fn count(database: &Database) -> i64 {
    let query =
        |db: &Transaction<'_>| Ok::<_, Error>(db.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?);
    database.read(query).await.unwrap()
}

fn user_version(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_was_acknowledged_is_read_and_is_there_after_a_restart() {
    let place = Place::new();
    let database = place.open();
    insert(&database, &[1, 2]).await.unwrap();
    assert_eq!(count(&database).await, 2);
    database.close().await;
    assert_eq!(count(&place.open()).await, 2);
}

#[tokio::test]
async fn a_job_that_fails_takes_back_only_its_own_changes() {
    let place = Place::new();
    let database = place.open();
    // One batch: the first job holds the writer until the others wait behind it.
    let (release, held) = mpsc::channel::<()>();
    let mut jobs = JoinSet::new();
    let first = database.clone();
    jobs.spawn(async move { first.write(move |_| Ok::<_, Error>(held.recv().is_ok())).await.is_ok() });
    for number in 0..50_i64 {
        let database = database.clone();
        jobs.spawn(async move {
            let job = move |db: &Transaction<'_>| {
                db.execute("INSERT INTO t VALUES (?1)", [number])?;
                db.execute(
                    "INSERT INTO t VALUES (?1)",
                    [if number % 2 == 0 { number + 1000 } else { number }],
                )?;
                Ok::<_, Error>(())
            };
            database.write(job).await.is_ok()
        });
    }
    tokio::task::yield_now().await;
    release.send(()).unwrap();
    let succeeded = jobs.join_all().await.into_iter().filter(|succeeded| *succeeded).count();
    assert_eq!((succeeded, count(&database).await), (26, 50));
}

#[tokio::test]
async fn a_job_that_panics_takes_back_its_changes_and_the_writer_lives_on() {
    let place = Place::new();
    let database = place.open();
    let job = |db: &Transaction<'_>| -> Result<(), Error> {
        db.execute("INSERT INTO t VALUES (1)", [])?;
        panic!("on purpose");
    };
    assert!(matches!(database.write(job).await, Err(Error::Panicked)));
    insert(&database, &[2]).await.unwrap();
    assert_eq!(count(&database).await, 1);
}

#[tokio::test]
async fn a_reader_that_panics_harms_nobody() {
    let place = Place::new();
    let database = place.open();
    let job = |_: &Transaction<'_>| -> Result<(), Error> { panic!("on purpose") };
    assert!(matches!(database.read(job).await, Err(Error::Panicked)));
    assert_eq!(count(&database).await, 0);
}

#[tokio::test]
async fn what_was_not_committed_is_not_acknowledged() {
    let place = Place::new();
    let database = place.open();
    // A deferred constraint fails at the commit, after the job itself went well.
    let job = |db: &Transaction<'_>| {
        db.execute_batch(
            "CREATE TABLE p (id INTEGER PRIMARY KEY);
             CREATE TABLE c (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED);
             INSERT INTO c VALUES (1)",
        )?;
        Ok::<_, Error>(())
    };
    assert!(matches!(database.write(job).await, Err(Error::NotCommitted)));
    insert(&database, &[1]).await.unwrap();
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let place = Place::new();
    let database = place.open();
    let job = |db: &Transaction<'_>| Ok::<_, Error>(db.execute("INSERT INTO t VALUES (1)", [])?);
    assert!(matches!(database.read(job).await, Err(Error::Sqlite(_))));
}

#[tokio::test]
async fn a_reader_sees_one_moment() {
    let place = Place::new();
    let database = place.open();
    let (first, seen) = tokio::sync::oneshot::channel();
    let (written, go_on) = mpsc::channel::<()>();
    let reading = {
        let database = database.clone();
        let job = move |db: &Transaction<'_>| {
            let count = || db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
            let before = count()?;
            first.send(()).unwrap();
            go_on.recv().unwrap();
            Ok::<_, Error>((before, count()?))
        };
        tokio::spawn(async move { database.read(job).await })
    };
    seen.await.unwrap();
    insert(&database, &[1]).await.unwrap();
    written.send(()).unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
    assert_eq!(count(&database).await, 1);
}

#[tokio::test]
async fn more_than_may_wait_are_refused_and_none_is_lost() {
    let place = Place::new();
    let database = place.open();
    let (release, held) = mpsc::channel::<()>();
    let (began, begun) = tokio::sync::oneshot::channel();
    let first = database.clone();
    let mut jobs = JoinSet::new();
    jobs.spawn(async move {
        let job = move |_: &Transaction<'_>| {
            began.send(()).unwrap();
            Ok::<_, Error>(held.recv().is_ok())
        };
        first.write(job).await.map(drop)
    });
    begun.await.unwrap();
    for number in 0..3000_i64 {
        let database = database.clone();
        jobs.spawn(async move {
            let job = move |db: &Transaction<'_>| {
                db.execute("INSERT INTO t VALUES (?1)", [number])?;
                Ok(())
            };
            database.write(job).await
        });
    }
    while jobs.len() > 2000 {
        assert!(matches!(jobs.join_next().await, Some(Ok(Err(Error::Overloaded)))));
    }
    release.send(()).unwrap();
    let written = jobs.join_all().await.into_iter().filter(Result::is_ok).count();
    assert_eq!(count(&database).await, i64::try_from(written).unwrap() - 1);
}

#[tokio::test]
async fn a_closed_database_takes_nothing_and_frees_the_file() {
    let place = Place::new();
    let database = place.open();
    assert!(matches!(Database::open(&place.path(), VERSIONS), Err(Error::InUse)));
    database.close().await;
    assert!(matches!(insert(&database, &[1]).await, Err(Error::Closed)));
    insert(&place.open(), &[1]).await.unwrap();
}

#[tokio::test]
async fn dropping_the_last_handle_writes_what_waits() {
    let place = Place::new();
    let database = place.open();
    let (release, held) = mpsc::channel::<()>();
    let job = move |db: &Transaction<'_>| {
        held.recv().unwrap();
        db.execute("INSERT INTO t VALUES (1)", [])?;
        Ok::<_, Error>(())
    };
    let writing = {
        let database = database.clone();
        tokio::spawn(async move { database.write(job).await })
    };
    tokio::task::yield_now().await;
    writing.abort();
    let _ = writing.await;
    release.send(()).unwrap();
    drop(database);
    assert_eq!(count(&place.open()).await, 1);
}

#[tokio::test]
async fn the_last_handle_may_be_dropped_by_a_job() {
    let place = Place::new();
    let database = place.open();
    let (release, held) = mpsc::channel::<()>();
    let (dropped, gone) = mpsc::channel::<()>();
    let own = database.clone();
    let job = move |db: &Transaction<'_>| {
        held.recv().unwrap();
        db.execute("INSERT INTO t VALUES (1)", [])?;
        drop(own);
        dropped.send(()).unwrap();
        Ok::<_, Error>(())
    };
    let writing = {
        let database = database.clone();
        tokio::spawn(async move { database.write(job).await })
    };
    tokio::task::yield_now().await;
    writing.abort();
    let _ = writing.await;
    drop(database);
    release.send(()).unwrap();
    gone.recv().unwrap();
}

#[test]
fn a_file_is_brought_from_version_to_version_and_keeps_what_it_holds() {
    let place = Place::new();
    drop(place.open());
    Connection::open(place.path()).unwrap().execute("INSERT INTO t VALUES (7)", []).unwrap();
    let second = &[VERSIONS[0], "ALTER TABLE t ADD COLUMN note TEXT"];
    drop(Database::open(&place.path(), second).unwrap());
    drop(Database::open(&place.path(), second).unwrap());
    assert_eq!(user_version(&place.path()), 2);
    let note: Option<String> = Connection::open(place.path())
        .unwrap()
        .query_row("SELECT note FROM t WHERE n = 7", [], |row| row.get(0))
        .unwrap();
    assert_eq!(note, None);
}

#[tokio::test]
async fn what_is_to_be_done_at_each_start_is_done() {
    let place = Place::new();
    let once_more = "INSERT INTO t SELECT 1 + coalesce(max(n), 0) FROM t";
    for starts in 1..=3 {
        let database = Database::open_with(&place.path(), VERSIONS, once_more).unwrap();
        assert_eq!(count(&database).await, starts);
    }
}

#[test]
fn a_version_that_fails_leaves_the_file_at_the_one_before() {
    let place = Place::new();
    drop(place.open());
    let broken = &[VERSIONS[0], "CREATE TABLE u (n INTEGER); CREATE TABLE t (n INTEGER)"];
    assert!(matches!(Database::open(&place.path(), broken), Err(Error::Sqlite(_))));
    assert_eq!(user_version(&place.path()), 1);
    let tables: i64 = Connection::open(place.path())
        .unwrap()
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'u'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 0);
}

#[test]
fn a_newer_file_is_not_touched() {
    let place = Place::new();
    drop(place.open());
    for version in [2, 99, -1] {
        Connection::open(place.path()).unwrap().pragma_update(None, "user_version", version).unwrap();
        let opened = Database::open(&place.path(), VERSIONS);
        assert!(matches!(opened, Err(Error::NewerSchema { found, known: 1 }) if found == version));
        assert_eq!(user_version(&place.path()), version);
    }
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let place = Place::new();
    std::fs::write(place.path(), [b'x'; 4096]).unwrap();
    assert!(matches!(Database::open(&place.path(), VERSIONS), Err(Error::Sqlite(_))));
    assert_eq!(std::fs::read(place.path()).unwrap(), [b'x'; 4096]);
}

#[tokio::test]
async fn the_settings_are_those_of_durability() {
    let place = Place::new();
    let database = place.open();
    let settings = |db: &Transaction<'_>| {
        let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let numbers = [number("synchronous")?, number("secure_delete")?, number("foreign_keys")?];
        Ok::<_, Error>((mode, numbers, number("trusted_schema")?))
    };
    assert_eq!(database.write(settings).await.unwrap(), ("wal".to_owned(), [2, 1, 1], 0));
}

#[tokio::test]
async fn a_read_that_nobody_waits_for_any_more_does_not_keep_the_file() {
    let place = Place::new();
    let database = place.open();
    let (begun, has_begun) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    let reading = tokio::spawn({
        let database = database.clone();
        async move {
            let read = move |_: &Transaction<'_>| {
                begun.send(()).unwrap();
                let _ = may_end.recv();
                Ok::<_, Error>(())
            };
            database.read(read).await
        }
    });
    tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
    reading.abort();
    assert!(reading.await.unwrap_err().is_cancelled());
    drop(database);
    drop(place.open());
    drop(end);
}
