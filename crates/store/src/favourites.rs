//! What people have starred.

use crate::{ReadTx, StoreError, Tx, args, json, statements};
use coffer_model::{NodeId, Timestamp, UserId};
use std::collections::HashSet;

statements! {
    "favourites":
    LOCK_MEMBER = both "lock_member",
    COUNT = both "count",
    INSERT = both "insert",
    DELETE = both "delete",
    DELETE_ALL = both "delete_all",
    LIST_NEWEST = both "list_newest",
    LIST_OLDEST = both "list_oldest",
    // How a JSON array becomes rows.
    STARRED = split "starred.sqlite" "starred.postgres",
}

/// A star and when it was given: the place in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Star {
    /// When.
    pub at: Timestamp,
    /// The node.
    pub node: NodeId,
}

/// Holds the list of somebody until this transaction ends; `false` for who was removed.
///
/// # Errors
/// What the database says.
pub fn lock_member(tx: &mut Tx<'_>, member: UserId) -> Result<bool, StoreError> {
    Ok(tx.execute(&LOCK_MEMBER, args![member])? == 1)
}

/// How many stars somebody has given.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut ReadTx<'_>, member: UserId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&COUNT, args![member])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// Gives a star; one that was given keeps its time. Whether it is new.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, member: UserId, star: Star) -> Result<bool, StoreError> {
    Ok(tx.execute(&INSERT, args![member, star.node, star.at])? == 1)
}

/// Takes a star away; whether there was one.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, member: UserId, node: NodeId) -> Result<bool, StoreError> {
    Ok(tx.execute(&DELETE, args![member, node])? == 1)
}

/// Takes every star of somebody away.
///
/// # Errors
/// What the database says.
pub fn delete_all(tx: &mut Tx<'_>, member: UserId) -> Result<(), StoreError> {
    tx.execute(&DELETE_ALL, args![member]).map(drop)
}

/// Stars of somebody behind `after`, for nodes with this number of a kind or for all.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    member: UserId,
    descending: bool,
    after: Option<Star>,
    file_type: Option<i64>,
    limit: u32,
) -> Result<Vec<Star>, StoreError> {
    let (statement, end) = if descending {
        (&LIST_NEWEST, i64::MAX)
    } else {
        (&LIST_OLDEST, i64::MIN)
    };
    let (at, node) = after.map_or((end, end), |star| (star.at.0, star.node.0));
    let values = args![member, at, node, file_type.unwrap_or(-1), limit];
    let rows: Vec<(NodeId, Timestamp)> = tx.list(statement, values)?;
    let stars = rows.into_iter().map(|(node, at)| Star { at, node });
    Ok(stars.collect())
}

/// Those of some nodes that somebody has starred. One statement for all.
///
/// # Errors
/// What the database says.
pub fn list_starred(
    tx: &mut ReadTx<'_>,
    member: UserId,
    nodes: &[NodeId],
) -> Result<HashSet<NodeId>, StoreError> {
    if nodes.is_empty() {
        return Ok(HashSet::new());
    }
    let ids = json::array(nodes.iter().map(ToString::to_string));
    let rows: Vec<(NodeId,)> = tx.list(&STARRED, args![member, ids])?;
    Ok(rows.into_iter().map(|(node,)| node).collect())
}
