/// Why a database does not do what was asked of it. Nothing of the call was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite's own answer.
    #[error("SQLite failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The file's lock cannot be taken or made.
    #[error("the database file cannot be locked")]
    Lock(#[source] std::io::Error),
    /// Another process, or another handle in this one, uses the file.
    #[error("another process uses the database")]
    InUse,
    /// The file was written by a newer version of the program.
    #[error("the database has schema version {found}, this program knows up to {known}")]
    NewerSchema {
        /// Version of the file.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The writing thread cannot be started.
    #[error("the writing thread cannot be started")]
    Thread(#[source] std::io::Error),
    /// More jobs wait than may.
    #[error("too much waits to be written")]
    Overloaded,
    /// The transaction could not be committed.
    #[error("the transaction was not committed")]
    NotCommitted,
    /// The job panicked.
    #[error("a job on the database panicked")]
    Panicked,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
}
