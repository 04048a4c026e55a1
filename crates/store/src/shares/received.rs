//! Shares of others: who was named, who followed a link, who left.

use super::{
    COUNT_RECEIVED, FIND_READER, FIND_RECEIVED, LEAVE, LIST_NEWLY_NAMED, LIST_RECEIVED_NEWEST,
    LIST_RECEIVED_OLDEST, NOTE_READER, ShareRow,
};
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args};
use coffer_model::{DepartmentId, ShareId, TenantId, Timestamp, UserId};

/// What somebody did with a share of somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reader {
    /// When its link was followed, where that puts it into a list.
    pub opened_at: Option<Timestamp>,
    /// The version of the extract code that was proved; 0 for none.
    pub proved_version: i64,
    /// When the person left it.
    pub left_at: Option<Timestamp>,
}

impl FromRow for Reader {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            opened_at: row.get(0)?,
            proved_version: row.get(1)?,
            left_at: row.get(2)?,
        })
    }
}

/// A share in the list of somebody who received it.
#[derive(Debug, Clone)]
pub struct ReceivedRow {
    /// The share.
    pub share: ShareRow,
    /// The version of the extract code that this person has proved; 0 for none.
    pub proved_version: i64,
    /// The name of the owner.
    pub owner_name: String,
}

impl FromRow for ReceivedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            share: ShareRow::from_row(row)?,
            proved_version: row.get(21)?,
            owner_name: row.get(22)?,
        })
    }
}

/// Whose list, and what of it.
#[derive(Debug, Clone)]
pub struct ReceivedFilter {
    /// The tenant: shares of others are in no list.
    pub tenant: TenantId,
    /// Whose.
    pub member: UserId,
    /// The department of that person.
    pub department: DepartmentId,
    /// What names have to match; empty for any.
    pub pattern: String,
}

/// A page of the shares that somebody received, behind `after`, by time.
///
/// # Errors
/// What the database says.
pub fn list_received(
    tx: &mut ReadTx<'_>,
    filter: &ReceivedFilter,
    descending: bool,
    after: Option<ShareId>,
    limit: u32,
) -> Result<Vec<ReceivedRow>, StoreError> {
    let (statement, beginning) = if descending {
        (&LIST_RECEIVED_NEWEST, ShareId(i64::MAX))
    } else {
        (&LIST_RECEIVED_OLDEST, ShareId(0))
    };
    let values = args![
        filter.member,
        filter.department,
        filter.tenant,
        &filter.pattern,
        after.unwrap_or(beginning),
        limit
    ];
    tx.list(statement, values)
}

/// Any share, with what concerns `member` in it.
///
/// # Errors
/// What the database says.
pub fn find_received(
    tx: &mut ReadTx<'_>,
    id: ShareId,
    member: UserId,
) -> Result<Option<ReceivedRow>, StoreError> {
    tx.find(&FIND_RECEIVED, args![id, member])
}

/// How many shares somebody received; it counts no further than `most`.
///
/// # Errors
/// What the database says.
pub fn count_received(
    tx: &mut ReadTx<'_>,
    filter: &ReceivedFilter,
    most: u32,
) -> Result<u64, StoreError> {
    let values = args![
        filter.member,
        filter.department,
        filter.tenant,
        &filter.pattern,
        most
    ];
    let found: Option<(u64,)> = tx.find(&COUNT_RECEIVED, values)?;
    Ok(found.map_or(0, |(count,)| count))
}

/// What somebody did with a share.
///
/// # Errors
/// What the database says.
pub fn find_reader(
    tx: &mut ReadTx<'_>,
    share: ShareId,
    member: UserId,
) -> Result<Option<Reader>, StoreError> {
    tx.find(&FIND_READER, args![member, share])
}

/// Notes that somebody opened a share, with the version of the code that was proved. With `opened_at`
/// it is in the list from now on, also of who had left it.
///
/// # Errors
/// What the database says.
pub fn note_reader(
    tx: &mut Tx<'_>,
    share: ShareId,
    member: UserId,
    opened_at: Option<Timestamp>,
    proved_version: i64,
) -> Result<(), StoreError> {
    tx.execute(
        &NOTE_READER,
        args![member, share, opened_at, proved_version],
    )
    .map(drop)
}

/// Takes a share out of somebody's list, and the access by everything that names the person by now.
///
/// # Errors
/// What the database says.
pub fn leave(
    tx: &mut Tx<'_>,
    share: ShareId,
    member: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&LEAVE, args![member, share, now]).map(drop)
}

/// A page of people whom a share names since a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewlyNamed {
    /// Those of the page whom it did not name before, or who had left it, without the owner.
    pub people: Vec<UserId>,
    /// The last of the page, where there may be more behind.
    pub last: Option<UserId>,
}

/// A page of at most `limit` of the people whom a share names since `named_at`, behind `after`, by id.
///
/// # Errors
/// What the database says.
pub fn list_newly_named(
    tx: &mut ReadTx<'_>,
    share: &ShareRow,
    named_at: Timestamp,
    after: UserId,
    limit: u32,
) -> Result<NewlyNamed, StoreError> {
    let values = args![share.id, named_at, share.tenant, share.owner, after, limit];
    let page: Vec<(UserId, bool)> = tx.list(&LIST_NEWLY_NAMED, values)?;
    let full = page.len() >= limit as usize;
    let last = page.last().filter(|_| full).map(|(id, _)| *id);
    let news = page.into_iter().filter(|(_, news)| *news);
    Ok(NewlyNamed {
        people: news.map(|(id, _)| id).collect(),
        last,
    })
}
