//! Taking locks off: by those who hold them, and by those who may break them.

use crate::access::{self, Located, SpaceHandle};
use crate::audit::{self, Change, Object};
use crate::messages::{Message, MessageKind};
use crate::record::{Act, record};
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::{Code, Error, NodeId, Result};
use coffer_store::rights::{self, GuardRow, Lock, Marks};
use coffer_store::{ReadTx, Tx, nodes};
use serde_json::json;

impl Drive {
    /// Takes the lock off a folder or file; `false` when there was none. Taking off that of somebody else
    /// is written into the audit log, and its holder is told.
    ///
    /// # Errors
    /// `NodeNotFound`; `NodeForbidden` when somebody else holds it and the caller may not break it;
    /// `NodeLocked` when it is locked by nothing but a lock of somebody else further up.
    pub async fn unlock_node(&self, ctx: &Ctx, node: NodeId) -> Result<bool> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .write(move |tx| {
                let (space, _) = access::load_node(tx, &ctx, node, Right::Read)?;
                let touched = access::lock_space(tx, &space, ctx.now)?;
                let located = access::locate(tx, &space, node, Right::Read)?;
                let Some((guard, lock)) = find(tx, &located)? else {
                    return match located.is_locked_by_another() {
                        true => Err(Error::new(Code::NodeLocked).with_node(node)),
                        false => Ok(false),
                    };
                };
                if lock.holder != ctx.user() {
                    located.require(Right::Unlock)?;
                    note_break(tx, &drive, &ctx, &located, &lock)?;
                }
                take_off(tx, guard)?;
                write_down(tx, &ctx, &space, touched.stamp, &located)?;
                Ok(true)
            })
            .await
    }
}

/// The lock on the node itself, with the guard that it is a part of.
fn find(tx: &mut ReadTx<'_>, located: &Located) -> Result<Option<(GuardRow, Lock)>> {
    if !located.node.marks.is_locked() {
        return Ok(None);
    }
    let guard = rights::find_guard(tx, located.node.id)?;
    Ok(guard.and_then(|guard| {
        let lock = guard.lock.clone()?;
        Some((guard, lock))
    }))
}

/// Takes the lock away, and leaves what else guards the node.
pub(super) fn take_off(tx: &mut Tx<'_>, guard: GuardRow) -> Result<()> {
    let node = guard.node;
    rights::put_guard(
        tx,
        &GuardRow {
            lock: None,
            ..guard
        },
    )?;
    Ok(rights::set_marks(tx, node, 0, Marks::LOCKED)?)
}

fn write_down(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    space: &SpaceHandle,
    stamp: i64,
    located: &Located,
) -> Result<()> {
    let node = &located.node;
    if let Some(parent) = node.parent {
        nodes::touch_children(tx, parent, stamp)?;
    }
    let detail = json!({"name": node.name.as_str(), "parent": node.parent});
    record(tx, ctx, space, stamp, Act::Unlock, node.id, &detail)
}

/// Writes down who breaks whose lock, and tells the holder.
fn note_break(
    tx: &mut Tx<'_>,
    drive: &Drive,
    ctx: &Ctx,
    located: &Located,
    lock: &Lock,
) -> Result<()> {
    let node = &located.node;
    let holder = rights::find_person(tx, node.tenant, lock.holder)?;
    let change = Change {
        act: audit::Act::BreakLock,
        object: Object::Node(node.id),
        name: node.name.as_str(),
        before: json!({
            "holder": lock.holder, "holder_name": holder.map(|person| person.name),
            "reason": lock.reason, "locked_at": lock.locked_at.rfc3339_millis(),
        }),
        after: json!(null),
    };
    drive.audit(tx, ctx, &change)?;
    let message = Message {
        kind: MessageKind::System,
        text_key: "message.lock.broken",
        facts: json!({ "name": node.name.as_str(), "node": node.id }),
    };
    drive.tell_many(tx, ctx, &[lock.holder], &message)
}
