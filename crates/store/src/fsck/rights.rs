//! Grants and guards that do not agree with the nodes that they name.

use super::{
    DELETE_STRAY_GRANTS, DELETE_STRAY_GUARD, GRANTS_STRAY, GUARDS_STRAY, MARKS_MISSING,
    SET_MISSING_MARKS,
};
use crate::{ReadTx, Sql, StoreError, Tx, args};
use coffer_model::NodeId;

/// Nodes behind `after` without a mark that a grant or guard of theirs demands: rights and locks do not
/// count there.
///
/// # Errors
/// What the database says.
pub fn list_missing_marks(
    tx: &mut ReadTx<'_>,
    after: NodeId,
    limit: u32,
) -> Result<Vec<NodeId>, StoreError> {
    list(tx, &MARKS_MISSING, after, limit)
}

/// Gives a node of a locked space the marks that its grants and its guard demand.
///
/// # Errors
/// What the database says.
pub fn set_missing_marks(tx: &mut Tx<'_>, node: NodeId) -> Result<(), StoreError> {
    tx.execute(&SET_MISSING_MARKS, args![node]).map(drop)
}

/// Nodes behind `after` of which it says that somebody who is no more, or in a role that is no more, may do
/// something, or that are no more themselves.
///
/// # Errors
/// What the database says.
pub fn list_stray_grants(
    tx: &mut ReadTx<'_>,
    after: NodeId,
    limit: u32,
) -> Result<Vec<NodeId>, StoreError> {
    list(tx, &GRANTS_STRAY, after, limit)
}

/// Takes the grants of a node that name something that is no more.
///
/// # Errors
/// What the database says.
pub fn delete_stray_grants(tx: &mut Tx<'_>, node: NodeId) -> Result<(), StoreError> {
    tx.execute(&DELETE_STRAY_GRANTS, args![node]).map(drop)
}

/// Nodes behind `after` that are no more and break inheritance or are locked.
///
/// # Errors
/// What the database says.
pub fn list_stray_guards(
    tx: &mut ReadTx<'_>,
    after: NodeId,
    limit: u32,
) -> Result<Vec<NodeId>, StoreError> {
    list(tx, &GUARDS_STRAY, after, limit)
}

/// Drops what guards a node that is no more.
///
/// # Errors
/// What the database says.
pub fn delete_stray_guard(tx: &mut Tx<'_>, node: NodeId) -> Result<(), StoreError> {
    tx.execute(&DELETE_STRAY_GUARD, args![node]).map(drop)
}

fn list(
    tx: &mut ReadTx<'_>,
    statement: &'static Sql,
    after: NodeId,
    limit: u32,
) -> Result<Vec<NodeId>, StoreError> {
    let rows: Vec<(NodeId,)> = tx.list(statement, args![after, limit])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
