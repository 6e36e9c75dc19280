//! What happened to each session, in the order in which it was written: the story that the console tells.

use rusqlite::{Connection, params};

use crate::error::Fault;

/// What a line of a session's story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The session moved along the machine's table.
    Session,
    /// A charge was opened or changed.
    Charge,
    /// A capture was made.
    Capture,
    /// A refund was asked for or moved on.
    Refund,
    /// A callback was written down.
    Callback,
    /// A callback was sent.
    Attempt,
}

/// One line of a session's story. It holds names of states, codes and amounts, and nothing of a card or a customer.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) kind: Kind,
    /// The id of what it is about; blank for the session itself.
    pub(crate) subject: &'a str,
    /// Where that stands now.
    pub(crate) status: &'a str,
    /// What led there, or blank.
    pub(crate) note: &'a str,
    /// When, in nanoseconds.
    pub(crate) at: i64,
}

/// One line as it was written.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    pub(crate) status: String,
    pub(crate) note: String,
    pub(crate) at: i64,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Session, Self::Charge, Self::Capture, Self::Refund, Self::Callback, Self::Attempt];

    /// As it is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Charge => "charge",
            Self::Capture => "capture",
            Self::Refund => "refund",
            Self::Callback => "callback",
            Self::Attempt => "attempt",
        }
    }

    fn of(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(Fault::Record("event"))
    }
}

/// Adds a line to a session's story, in the transaction in which it happened.
pub(crate) fn add(connection: &Connection, session: &str, line: &Line<'_>) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO events (session_id, at, kind, subject, status, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![session, line.at, line.kind.as_str(), line.subject, line.status, line.note])?;
    Ok(())
}

/// A session's story from its beginning.
pub(crate) fn of_session(connection: &Connection, session: &str) -> Result<Vec<Written>, Fault> {
    let sql = "SELECT kind, subject, status, note, at FROM events WHERE session_id = ?1 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([session])?;
    let mut story = Vec::new();
    while let Some(row) = rows.next()? {
        story.push(Written {
            kind: Kind::of(&row.get::<_, String>(0)?)?,
            subject: row.get(1)?,
            status: row.get(2)?,
            note: row.get(3)?,
            at: row.get(4)?,
        });
    }
    Ok(story)
}
