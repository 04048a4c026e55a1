//! Where inheritance is broken, and locks.

use super::{
    COUNT_GUARDS, FIND_GUARD, FIND_PERSON, FORGET_GUARD, GUARDS_OF, LIST_GUARDS, LIST_HELD,
    PUT_GUARD,
};
use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, json};
use coffer_model::node::Person;
use coffer_model::{NodeId, SpaceId, TenantId, Timestamp, UserId};

/// Who locked something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The person, who alone may change what is locked.
    pub holder: UserId,
    /// Why, in the holder's words.
    pub reason: String,
    /// When.
    pub locked_at: Timestamp,
}

/// What guards a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardRow {
    /// The top of the tree.
    pub node: NodeId,
    /// The tenant.
    pub tenant: TenantId,
    /// The space.
    pub space: SpaceId,
    /// Whether it takes no rights from above.
    pub breaks: bool,
    /// Its lock.
    pub lock: Option<Lock>,
}

impl FromRow for GuardRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let holder: Option<UserId> = row.get(4)?;
        let reason: String = row.get(5)?;
        let locked_at: Option<Timestamp> = row.get(6)?;
        let lock = holder.zip(locked_at).map(|(holder, locked_at)| Lock {
            holder,
            reason,
            locked_at,
        });
        Ok(Self {
            node: row.get(0)?,
            tenant: row.get(1)?,
            space: row.get(2)?,
            breaks: row.get(3)?,
            lock,
        })
    }
}

/// What guards a node itself.
///
/// # Errors
/// What the database says.
pub fn find_guard(tx: &mut ReadTx<'_>, node: NodeId) -> Result<Option<GuardRow>, StoreError> {
    tx.find(&FIND_GUARD, args![node])
}

/// What guards each of some nodes.
///
/// # Errors
/// What the database says.
pub fn list_guards_of(tx: &mut ReadTx<'_>, nodes: &[NodeId]) -> Result<Vec<GuardRow>, StoreError> {
    if nodes.is_empty() {
        return Ok(Vec::new());
    }
    let ids = json::array(nodes.iter().map(ToString::to_string));
    tx.list(&GUARDS_OF, args![ids])
}

/// At most `limit` guards of a space.
///
/// # Errors
/// What the database says.
pub fn list_guards(
    tx: &mut ReadTx<'_>,
    space: SpaceId,
    limit: u32,
) -> Result<Vec<GuardRow>, StoreError> {
    tx.list(&LIST_GUARDS, args![space, limit])
}

/// How many guards a space has.
///
/// # Errors
/// What the database says.
pub fn count_guards(tx: &mut ReadTx<'_>, space: SpaceId) -> Result<u64, StoreError> {
    let found: Option<(u64,)> = tx.find(&COUNT_GUARDS, args![space])?;
    Ok(found.map_or(0, |(count,)| count))
}

/// At most `limit` guards with a lock that somebody holds.
///
/// # Errors
/// What the database says.
pub fn list_locks_of(
    tx: &mut ReadTx<'_>,
    holder: UserId,
    limit: u32,
) -> Result<Vec<GuardRow>, StoreError> {
    tx.list(&LIST_HELD, args![holder, limit])
}

/// The name of a person of the tenant, also of one who was removed.
///
/// # Errors
/// What the database says.
pub fn find_person(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<Person>, StoreError> {
    let found: Option<(UserId, String, String)> = tx.find(&FIND_PERSON, args![tenant, id])?;
    Ok(found.map(|(id, name, subject)| Person { id, name, subject }))
}

/// Writes what guards a node; one that guards nothing is dropped.
///
/// # Errors
/// What the database says.
pub fn put_guard(tx: &mut Tx<'_>, guard: &GuardRow) -> Result<(), StoreError> {
    if !guard.breaks && guard.lock.is_none() {
        tx.execute(&FORGET_GUARD, args![guard.node])?;
        return Ok(());
    }
    let lock = guard.lock.as_ref();
    let values = args![
        guard.node,
        guard.tenant,
        guard.space,
        guard.breaks,
        lock.map(|lock| lock.holder),
        lock.map_or("", |lock| lock.reason.as_str()),
        lock.map(|lock| lock.locked_at)
    ];
    tx.execute(&PUT_GUARD, values)?;
    Ok(())
}
