//! The feed of changes: one row for every act, in the transaction of the act.

use crate::{ReadTx, StoreError, Tx, args, statements};
use coffer_model::{AppId, NodeId, SpaceId, TenantId, UserId};

statements! {
    "events":
    INSERT = both "insert",
    LIST_AFTER = both "list_after",
}

/// One act.
#[derive(Debug)]
pub struct NewEvent<'a> {
    /// The space.
    pub space: SpaceId,
    /// The stamp that the change got when it locked the space.
    pub stamp: i64,
    /// The tenant.
    pub tenant: TenantId,
    /// What was changed.
    pub node: NodeId,
    /// The word for the act.
    pub act: &'static str,
    /// Who did it.
    pub actor: UserId,
    /// The app that acted for that person.
    pub app: Option<AppId>,
    /// Where the call came from.
    pub address: &'a str,
    /// JSON: names and places before and after.
    pub detail: &'a str,
}

/// Writes an act down.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, event: &NewEvent<'_>) -> Result<(), StoreError> {
    let NewEvent {
        space,
        stamp,
        tenant,
        node,
        act,
        actor,
        app,
        address,
        detail,
    } = event;
    tx.execute(
        &INSERT,
        args![
            *space, *stamp, *tenant, *node, *act, *actor, *app, *address, *detail
        ],
    )?;
    Ok(())
}

/// What was done in a space after the stamp `after`, up to `until`, in the order of the stamps: the node,
/// the word for the act, and its detail.
///
/// # Errors
/// What the database says.
pub fn list_after(
    tx: &mut ReadTx<'_>,
    space: SpaceId,
    (after, until): (i64, i64),
    limit: u32,
) -> Result<Vec<(NodeId, String, String)>, StoreError> {
    tx.list(&LIST_AFTER, args![space, after, until, limit])
}
