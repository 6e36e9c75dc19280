//! Sessions of all merchants, for the console.

use rusqlite::{Connection, params};

use super::sessions::read_record;
use crate::error::Fault;
use crate::session::Session;

/// Which sessions are wanted; all, where nothing is said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Exactly this status.
    pub(crate) status: Option<String>,
    /// A part of the merchant's reference, or the whole id.
    pub(crate) reference: Option<String>,
    /// A part of the customer's e-mail address, or the whole id.
    pub(crate) customer: Option<String>,
}

impl Filter {
    /// Whether all are wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.status.is_none() && self.reference.is_none() && self.customer.is_none()
    }
}

/// One page of sessions, newest first, and how many there are in all.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    limit: u32,
    offset: i64,
) -> Result<(Vec<Session>, u64), Fault> {
    const FROM: &str = "FROM sessions JOIN customers ON customers.id = sessions.customer_id
        WHERE (?1 IS NULL OR sessions.state = ?1)
          AND (?2 IS NULL OR sessions.id = ?2 OR instr(lower(sessions.client_reference_id), lower(?2)) > 0)
          AND (?3 IS NULL OR customers.id = ?3 OR instr(customers.identity, lower(?3)) > 0)";
    let Filter { status, reference, customer } = filter;
    let total: i64 = connection
        .prepare_cached(&format!("SELECT count(*) {FROM}"))?
        .query_row(params![status, reference, customer], |row| row.get(0))?;
    let order = "ORDER BY sessions.created_at DESC, sessions.rowid DESC LIMIT ?4 OFFSET ?5";
    let mut statement = connection.prepare_cached(&format!("SELECT sessions.record {FROM} {order}"))?;
    let records = statement
        .query_map(params![status, reference, customer, limit, offset], |row| row.get::<_, String>(0))?;
    let sessions = records.map(|record| read_record(&record?, "session")).collect::<Result<_, Fault>>()?;
    Ok((sessions, u64::try_from(total).unwrap_or_default()))
}
