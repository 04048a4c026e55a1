//! Counts of unread messages.

use super::{COUNT_UNREAD, SET_UNREAD, UNREAD_FAULTS};
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::UserId;

/// How many messages somebody has not read, as stored and as counted.
#[derive(Debug, Clone, Copy)]
pub struct UnreadCount {
    /// The person.
    pub member: UserId,
    /// The stored count.
    pub stored: i64,
    /// The unread messages that there are.
    pub counted: i64,
}

impl FromRow for UnreadCount {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            member: row.get(0)?,
            stored: row.get(1)?,
            counted: row.get(2)?,
        })
    }
}

/// People behind `after` whose count of unread messages is wrong.
///
/// # Errors
/// What the database says.
pub fn list_unread_faults(
    tx: &mut ReadTx<'_>,
    after: UserId,
    limit: u32,
) -> Result<Vec<UnreadCount>, StoreError> {
    tx.list(&UNREAD_FAULTS, args![after, limit])
}

/// Counts again, for somebody whose count is locked.
///
/// # Errors
/// What the database says.
pub fn find_unread(tx: &mut ReadTx<'_>, member: UserId) -> Result<Option<UnreadCount>, StoreError> {
    tx.find(&COUNT_UNREAD, args![member])
}

/// Stores a count that is locked.
///
/// # Errors
/// What the database says.
pub fn set_unread(tx: &mut Tx<'_>, member: UserId, count: i64) -> Result<(), StoreError> {
    tx.execute(&SET_UNREAD, args![member, count]).map(drop)
}
