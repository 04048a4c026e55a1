//! What becomes of the locks of people who go.

use super::release::take_off;
use crate::record::Act;
use coffer_model::{Result, SpaceId, Timestamp, UserId};
use coffer_store::events::{self, NewEvent};
use coffer_store::rights::{self, GuardRow};
use coffer_store::{ReadTx, Tx, nodes, spaces};
use serde_json::json;

/// Locks looked at, and the most that are taken off, in one transaction.
const SLICE: u32 = 100;

/// Takes off a slice of somebody's locks, all of one space; `false` when there was none. A transaction
/// that took some off locks no other space.
pub(crate) fn end_locks_of(tx: &mut Tx<'_>, holder: UserId, now: Timestamp) -> Result<bool> {
    let Some(space) = first_space(tx, holder)? else {
        return Ok(false);
    };
    // The space comes first, as in every change of it. It may have gone since, or its nodes may have
    // passed to another: what is found under the lock counts.
    spaces::touch(tx, space, now)?;
    for guard in rights::list_locks_of(tx, holder, SLICE)? {
        if guard.space == space {
            end(tx, guard, holder, now)?;
        }
    }
    Ok(true)
}

fn first_space(tx: &mut ReadTx<'_>, holder: UserId) -> Result<Option<SpaceId>> {
    let first = rights::list_locks_of(tx, holder, 1)?;
    Ok(first.first().map(|guard| guard.space))
}

fn end(tx: &mut Tx<'_>, guard: GuardRow, holder: UserId, now: Timestamp) -> Result<()> {
    let (id, space, tenant) = (guard.node, guard.space, guard.tenant);
    take_off(tx, guard)?;
    let (Some(node), Some(touched)) = (nodes::find(tx, id)?, spaces::touch(tx, space, now)?) else {
        return Ok(());
    };
    if let Some(parent) = node.parent {
        nodes::touch_children(tx, parent, touched.stamp)?;
    }
    let detail = json!({"name": node.name.as_str(), "parent": node.parent});
    events::insert(
        tx,
        &NewEvent {
            space,
            stamp: touched.stamp,
            tenant,
            node: id,
            act: Act::Unlock.word(),
            actor: holder,
            app: None,
            address: "",
            detail: &detail.to_string(),
        },
    )?;
    Ok(())
}
