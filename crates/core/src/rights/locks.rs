//! Locks: what is below one is changed by nobody but the person who holds it.

mod leaving;
mod release;

pub(crate) use leaving::end_locks_of;

use super::MAX_GUARDS;
use super::below::Below;
use crate::access::{self, Located, SpaceHandle};
use crate::record::{Act, record};
use crate::{Ctx, Drive};
use coffer_model::node::Person;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, NodeId, Result, Timestamp};
use coffer_store::rights::{self, GuardRow, Lock, Marks};
use coffer_store::{ReadTx, Tx, nodes};
use serde_json::json;

/// The longest reason that people give for what they do, in characters.
pub(super) const MAX_REASON: usize = 255;

/// A lock as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockView {
    /// What is locked, with all that is below. Of a lock further up than the reader sees, the highest
    /// folder that he sees.
    pub node: NodeId,
    /// The person, who alone may change what is locked.
    pub holder: Person,
    /// Why, in the holder's words; may be empty.
    pub reason: String,
    /// When.
    pub locked_at: Timestamp,
    /// Whether the reader may take it off: as the holder, or because he may take off the locks of
    /// others.
    pub breakable: bool,
}

impl Drive {
    /// Locks a folder with all that is below, or a file, for the caller. What he has locked already stays
    /// locked since then, for the new reason.
    ///
    /// # Errors
    /// `BadRequest` for a reason of more than 255 characters or with control characters; `NodeNotFound`,
    /// `NodeForbidden`, `NodeRecycled`; `Forbidden` for a root; `NodeLocked` where somebody else has
    /// locked it, something above or something below; `TenantLimit` when the space has all the locks
    /// that it may have.
    pub async fn lock_node(&self, ctx: &Ctx, node: NodeId, reason: &str) -> Result<LockView> {
        let reason = read_reason(reason)?;
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let (space, _) = access::load_node(tx, &ctx, node, Right::Read)?;
                let touched = access::lock_space(tx, &space, ctx.now)?;
                let located = access::locate(tx, &space, node, Right::Lock)?;
                let parent = require_lockable(tx, &space, &located)?;
                let guard = locked(tx, &ctx, &located, &reason)?;
                rights::put_guard(tx, &guard)?;
                if !located.node.marks.is_locked() {
                    rights::set_marks(tx, node, Marks::LOCKED, 0)?;
                }
                nodes::touch_children(tx, parent, touched.stamp)?;
                let detail = json!({
                    "name": located.node.name.as_str(), "parent": parent, "reason": reason,
                });
                record(tx, &ctx, &space, touched.stamp, Act::Lock, node, &detail)?;
                view(tx, &space, &located, &guard)?.ok_or_else(|| Error::new(Code::Internal))
            })
            .await
    }

    /// The lock that counts for the caller on a folder or file: one of somebody else on it or on
    /// something above, else his own.
    ///
    /// # Errors
    /// `NodeNotFound`, `SpaceDisabled`.
    pub async fn find_lock(&self, ctx: &Ctx, node: NodeId) -> Result<Option<LockView>> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let (space, located) = access::load_node(tx, &ctx, node, Right::Read)?;
                match &located.lock {
                    Some(guard) => view(tx, &space, &located, guard),
                    None => Ok(None),
                }
            })
            .await
    }
}

/// A reason as people give it.
///
/// # Errors
/// `BadRequest` for one that is too long or has control characters.
pub(super) fn read_reason(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.chars().count() > MAX_REASON || reason.chars().any(char::is_control) {
        return Err(Error::parameter("reason").with_limit(format!("0-{MAX_REASON}")));
    }
    Ok(reason.to_owned())
}

/// Demands something that the caller may lock as far as others are concerned; answers its folder.
fn require_lockable(tx: &mut Tx<'_>, space: &SpaceHandle, located: &Located) -> Result<NodeId> {
    located.require_live()?;
    let parent = located.require_not_root()?;
    if located.is_locked_by_another() {
        return Err(Error::new(Code::NodeLocked).with_node(located.node.id));
    }
    Below::read(tx, space)?.require_with_entries(located, Right::Lock)?;
    Ok(parent)
}

/// The guard of the node with the caller's lock.
fn locked(tx: &mut Tx<'_>, ctx: &Ctx, located: &Located, reason: &str) -> Result<GuardRow> {
    let node = &located.node;
    let found = rights::find_guard(tx, node.id)?;
    if found.is_none() && rights::count_guards(tx, node.space)? >= u64::from(MAX_GUARDS) {
        return Err(Error::new(Code::TenantLimit).with_limit(MAX_GUARDS));
    }
    let breaks = found.as_ref().is_some_and(|guard| guard.breaks);
    let held = found.and_then(|guard| guard.lock);
    Ok(GuardRow {
        node: node.id,
        tenant: node.tenant,
        space: node.space,
        breaks,
        lock: Some(Lock {
            holder: ctx.user(),
            reason: reason.to_owned(),
            locked_at: held.map_or(ctx.now, |lock| lock.locked_at),
        }),
    })
}

/// The lock of a guard on the way of something that the caller sees.
pub(crate) fn view(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    located: &Located,
    guard: &GuardRow,
) -> Result<Option<LockView>> {
    let Some(lock) = &guard.lock else {
        return Ok(None);
    };
    let top = access::locate(tx, space, guard.node, Right::Read);
    let top = access::unless_refused(top)?;
    let breakable = top
        .as_ref()
        .is_some_and(|top| lock.holder == space.who.user || top.rights.has(Right::Unlock));
    let highest = located.visible_way().last().map(|step| step.id);
    let holder = rights::find_person(tx, guard.tenant, lock.holder)?;
    Ok(Some(LockView {
        node: top
            .map(|_| guard.node)
            .or(highest)
            .unwrap_or(located.node.id),
        holder: holder.unwrap_or_else(|| Person {
            id: lock.holder,
            name: String::new(),
            subject: String::new(),
        }),
        reason: lock.reason.clone(),
        locked_at: lock.locked_at,
        breakable,
    }))
}
