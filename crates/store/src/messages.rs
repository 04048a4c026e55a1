//! What people are told, and how much of it they have not read.
//!
//! The count of unread messages is a row of its own. Whoever changes messages of somebody locks that
//! row first and corrects it in the same transaction, so it is exact whatever happens at once.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, json, statements};
use coffer_model::{MessageId, TenantId, Timestamp, UserId};
use std::collections::HashMap;

statements! {
    "messages":
    // How a JSON array becomes rows.
    INSERT = split "insert.sqlite" "insert.postgres",
    COUNT_NEW = split "count_new.sqlite" "count_new.postgres",
    MARK_READ = split "mark_read.sqlite" "mark_read.postgres",
    DELETE = split "delete.sqlite" "delete.postgres",
    FIND_COUNTER = both "find_counter",
    LIST_AFTER = both "list_after",
    FIND_UNREAD = both "find_unread",
    LOCK_COUNTER = both "lock_counter",
    COUNT_DOWN = both "count_down",
    LIST = both "list",
    LIST_UNREAD = both "list_unread",
    MARK_SLICE_READ = both "mark_slice_read",
    DELETE_SLICE = both "delete_slice",
    LIST_OLD = both "list_old",
    DELETE_ALL = both "delete_all",
    DELETE_COUNTER = both "delete_counter",
}

/// A message about to be stored, for one or many.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// The tenant.
    pub tenant: TenantId,
    /// Who caused it; `None` for the server.
    pub sender: Option<UserId>,
    /// The number of its kind.
    pub kind: i64,
    /// The key of the text.
    pub text_key: &'a str,
    /// JSON: what fills the holes of the text.
    pub facts: &'a str,
    /// When.
    pub created_at: Timestamp,
}

/// A message as it is stored.
#[derive(Debug, Clone)]
pub struct MessageRow {
    /// The id.
    pub id: MessageId,
    /// The number of its kind.
    pub kind: i64,
    /// The key of the text.
    pub text_key: String,
    /// JSON: what fills the holes of the text.
    pub facts: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// The name of who caused it; `None` for the server.
    pub sender: Option<String>,
}

impl FromRow for MessageRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            text_key: row.get(2)?,
            facts: row.get(3)?,
            created_at: row.get(4)?,
            read_at: row.get(5)?,
            sender: row.get(6)?,
        })
    }
}

/// Which messages a list shows.
#[derive(Debug, Clone, Copy)]
pub struct MessageFilter {
    /// The number of a kind; `None` for all.
    pub kind: Option<i64>,
    /// Those that were read, or those that were not; `None` for both.
    pub read: Option<bool>,
}

/// Stores a message for everybody of `copies`, each with an id of its own; nobody is named twice.
/// People who were removed are told nothing.
///
/// # Errors
/// What the database says.
pub fn insert(
    tx: &mut Tx<'_>,
    message: &NewMessage<'_>,
    copies: &[(MessageId, UserId)],
) -> Result<(), StoreError> {
    let people = copies.iter().map(|(_, person)| person.to_string());
    let people = json::array(people);
    let told: Vec<(UserId, i64)> = tx.list(&COUNT_NEW, args![message.tenant, people])?;
    // Who was removed between two statements is counted in both or in none.
    let told: HashMap<UserId, i64> = told.into_iter().collect();
    let copies = copies.iter().filter_map(|(id, person)| {
        let seq = told.get(person)?;
        Some(format!("[{id},{person},{seq}]"))
    });
    let values = args![
        message.tenant,
        json::array(copies),
        message.sender,
        message.kind,
        message.text_key,
        message.facts,
        message.created_at
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// How many messages somebody has not read.
///
/// # Errors
/// What the database says.
pub fn find_unread(tx: &mut ReadTx<'_>, member: UserId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&FIND_UNREAD, args![member])?;
    Ok(found.map_or(0, |(unread,)| unread))
}

/// How many messages somebody has not read, and the number of the last change of that person's messages.
///
/// # Errors
/// What the database says.
pub fn find_counter(tx: &mut ReadTx<'_>, member: UserId) -> Result<(u64, i64), StoreError> {
    let found: Option<(u64, i64)> = tx.find(&FIND_COUNTER, args![member])?;
    Ok(found.unwrap_or_default())
}

/// Messages of somebody that came after the change `after`, up to `until`, each with the number of the
/// change that brought it, in the order of these.
///
/// # Errors
/// What the database says.
pub fn list_after(
    tx: &mut ReadTx<'_>,
    member: UserId,
    (after, until): (i64, i64),
    limit: u32,
) -> Result<Vec<(i64, MessageRow)>, StoreError> {
    let rows: Vec<NumberedRow> = tx.list(&LIST_AFTER, args![member, after, until, limit])?;
    Ok(rows.into_iter().map(|row| (row.seq, row.message)).collect())
}

struct NumberedRow {
    message: MessageRow,
    seq: i64,
}

impl FromRow for NumberedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            message: MessageRow::from_row(row)?,
            seq: row.get(7)?,
        })
    }
}

/// Messages of somebody that are older than `before`, the newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    member: UserId,
    before: MessageId,
    filter: MessageFilter,
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    let kind = filter.kind.unwrap_or(-1);
    match filter.read {
        Some(false) => tx.list(&LIST_UNREAD, args![member, before, kind, limit]),
        read => {
            let only_read = i64::from(read == Some(true));
            tx.list(&LIST, args![member, before, kind, only_read, limit])
        }
    }
}

/// Holds what [`find_unread`] answers until this transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock_counter(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    tx.execute(&LOCK_COUNTER, args![member]).map(drop)
}

/// Marks those of `ids` that are somebody's own and unread; answers them.
///
/// # Errors
/// What the database says.
pub fn mark_read(
    tx: &mut Tx<'_>,
    member: UserId,
    ids: &[MessageId],
    now: Timestamp,
) -> Result<Vec<MessageId>, StoreError> {
    lock_counter(tx, member)?;
    let ids = json::array(ids.iter().map(ToString::to_string));
    let marked: Vec<(MessageId,)> = tx.list(&MARK_READ, args![member, ids, now])?;
    count_down(tx, member, marked.len(), marked.len())?;
    Ok(marked.into_iter().map(|(id,)| id).collect())
}

/// Removes those of `ids` that are somebody's own; answers them.
///
/// # Errors
/// What the database says.
pub fn delete(
    tx: &mut Tx<'_>,
    member: UserId,
    ids: &[MessageId],
) -> Result<Vec<MessageId>, StoreError> {
    lock_counter(tx, member)?;
    let ids = json::array(ids.iter().map(ToString::to_string));
    let gone: Vec<(MessageId, Option<Timestamp>)> = tx.list(&DELETE, args![member, ids])?;
    count_down(tx, member, unread_of(&gone), gone.len())?;
    Ok(gone.into_iter().map(|(id, _)| id).collect())
}

/// Marks the oldest unread messages of somebody that are older than `before`, at most `limit`; answers
/// how many.
///
/// # Errors
/// What the database says.
pub fn mark_slice_read(
    tx: &mut Tx<'_>,
    member: UserId,
    before: MessageId,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    lock_counter(tx, member)?;
    let marked = tx.execute(&MARK_SLICE_READ, args![member, before, now, limit])?;
    if marked > 0 {
        tx.execute(&COUNT_DOWN, args![member, marked])?;
    }
    Ok(marked)
}

/// Removes the oldest messages of somebody that are older than `before`, at most `limit`; answers how
/// many.
///
/// # Errors
/// What the database says.
pub fn delete_slice(
    tx: &mut Tx<'_>,
    member: UserId,
    before: MessageId,
    limit: u32,
) -> Result<usize, StoreError> {
    lock_counter(tx, member)?;
    let gone: Vec<(MessageId, Option<Timestamp>)> =
        tx.list(&DELETE_SLICE, args![member, before, limit])?;
    count_down(tx, member, unread_of(&gone), gone.len())?;
    Ok(gone.len())
}

/// People whose messages are among the `limit` oldest of those older than `before`.
///
/// # Errors
/// What the database says.
pub fn list_old(
    tx: &mut ReadTx<'_>,
    before: MessageId,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<(UserId,)> = tx.list(&LIST_OLD, args![before, limit])?;
    Ok(found.into_iter().map(|(member,)| member).collect())
}

/// Removes everything that somebody was told.
///
/// # Errors
/// What the database says.
pub fn delete_all(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    lock_counter(tx, member)?;
    tx.execute(&DELETE_ALL, args![member])?;
    tx.execute(&DELETE_COUNTER, args![member]).map(drop)
}

fn unread_of(rows: &[(MessageId, Option<Timestamp>)]) -> usize {
    rows.iter().filter(|(_, read_at)| read_at.is_none()).count()
}

/// Notes that `changed` messages were marked or removed, `by` of which counted.
fn count_down(
    tx: &mut Tx<'_>,
    member: UserId,
    by: usize,
    changed: usize,
) -> Result<(), StoreError> {
    if changed == 0 {
        return Ok(());
    }
    let by = i64::try_from(by).unwrap_or(i64::MAX);
    tx.execute(&COUNT_DOWN, args![member, by]).map(drop)
}
