//! One SQLite file that a service keeps its state in.
//!
//! One thread writes. It takes all the jobs that wait, runs each in a savepoint of its own inside one transaction, and
//! acknowledges them after the commit: a hundred payments share one sync of the disk, and an acknowledged one is on it.
//! A job that fails, or panics, takes back its own changes and nobody else's.
//!
//! Reading goes on beside it, on connections of its own, and sees everything that was acknowledged.
//!
//! ```
//! use cardseal_sqlite::{Database, Error};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let dir = tempfile::tempdir().unwrap();
//! const VERSIONS: &[&str] = &["CREATE TABLE notes (text TEXT NOT NULL) STRICT"];
//!
//! let database = Database::open(&dir.path().join("notes.sqlite3"), VERSIONS)?;
//! database.write(|db| Ok::<_, Error>(db.execute("INSERT INTO notes VALUES ('paid')", [])?)).await?;
//! let notes: u32 = database.read(|db| Ok::<_, Error>(db.query_row("SELECT count(*) FROM notes", [], |row| row.get(0))?)).await?;
//! assert_eq!(notes, 1);
//! database.close().await;
//! # Ok(())
//! # }
//! ```

mod database;
mod error;
mod file;
mod writer;

pub use database::Database;
pub use error::Error;
