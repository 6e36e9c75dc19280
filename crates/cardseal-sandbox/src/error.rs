/// Why a sandbox does not start or stop.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The data directory cannot be made or used.
    #[error("data directory cannot be used")]
    DataDir(#[source] std::io::Error),
    /// The port cannot be listened on.
    #[error("port cannot be listened on")]
    Listen(#[source] std::io::Error),
    /// The database cannot be opened or written.
    #[error("database cannot be used")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A merchant's id or secret cannot be sent in a header, or an id stands twice.
    #[error("merchant credentials are not usable in a header, or an id is given twice")]
    Merchant,
    /// The public address is not one.
    #[error("public address is not an http or https address without path, query and user")]
    PublicUrl,
    /// A merchant's callbacks cannot be sent as configured.
    #[error("callback address must be an https one without user and fragment, or http on this machine")]
    CallbackUrl,
    /// A merchant has a callback address and no callback key, or one that cannot be sent in a header.
    #[error("callback key is missing or not usable in a header")]
    CallbackKey,
    /// What sends callbacks cannot be set up.
    #[error("callbacks cannot be sent from this machine")]
    CallbackClient(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server broke off.
    #[error("server broke off")]
    Server(#[source] std::io::Error),
}

/// Why the sandbox itself cannot do what it was asked to; answered as a 5xx.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("database failed: {0}")]
    Sql(#[from] rusqlite::Error),
    #[error("a stored record cannot be read or written ({0})")]
    Record(&'static str),
    #[error("random numbers are not available")]
    Random,
    #[error("too much is waiting to be written")]
    Overloaded,
    #[error("store has stopped")]
    Stopped,
    #[error("database failed: {0}")]
    Database(cardseal_sqlite::Error),
}

impl From<cardseal_sqlite::Error> for Fault {
    fn from(error: cardseal_sqlite::Error) -> Self {
        match error {
            cardseal_sqlite::Error::Sqlite(error) => Self::Sql(error),
            cardseal_sqlite::Error::Overloaded => Self::Overloaded,
            cardseal_sqlite::Error::Closed => Self::Stopped,
            other => Self::Database(other),
        }
    }
}

impl From<cardseal_sqlite::Error> for Error {
    fn from(error: cardseal_sqlite::Error) -> Self {
        Self::Store(Box::new(error))
    }
}

impl From<getrandom::Error> for Fault {
    fn from(_: getrandom::Error) -> Self {
        Self::Random
    }
}
