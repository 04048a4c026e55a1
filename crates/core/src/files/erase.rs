//! Removing the rows of an erased tree, a slice at a time.

use crate::jobs::Step;
use coffer_model::{BlobId, NodeId, Result, SpaceId, Timestamp};
use coffer_store::nodes::NodeRow;
use coffer_store::{Tx, contents, nodes, removal, spaces};
use serde::{Deserialize, Serialize};

/// Nodes removed in one transaction.
pub(crate) const SLICE: u32 = 500;

/// A tree to remove. Its top is marked as erased, so nobody sees it any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EraseCommand {
    pub(crate) space: SpaceId,
    pub(crate) top: NodeId,
}

/// Removes up to [`SLICE`] nodes, the deepest first. There is nothing to remember between two steps:
/// what is gone is not found again.
pub(crate) fn step(tx: &mut Tx<'_>, command: &EraseCommand, now: Timestamp) -> Result<Step> {
    // Every transaction of a space takes the space first: two never wait for each other.
    let space = removal::find_heir(tx, command.space)?;
    spaces::touch(tx, space, now)?;
    let mut budget = SLICE;
    let mut freed = 0_u64;
    let done = remove_tree(tx, command.top, &mut budget, &mut freed, now)?;
    spaces::settle(tx, space, -i64::try_from(freed).unwrap_or(i64::MAX), 0)?;
    Ok(if done { Step::Done } else { Step::More })
}

/// Removes a tree as far as the budget goes; `true` when the top is gone. What was thrown away from
/// it earlier stays in the recycle bin, unless it would become visible by that.
pub(crate) fn remove_tree(
    tx: &mut Tx<'_>,
    top: NodeId,
    budget: &mut u32,
    freed: &mut u64,
    now: Timestamp,
) -> Result<bool> {
    let way = nodes::list_ancestors(tx, top)?;
    let (Some(first), Some(last)) = (way.first(), way.last()) else {
        return Ok(true);
    };
    if !first.folder {
        remove_file(tx, top, freed, now)?;
        *budget = budget.saturating_sub(1);
        return Ok(true);
    }
    let root = last.id;
    let heir = heir_of(&way, root);
    let mut way = vec![(top, first.marks.breaks())];
    while let Some(&(folder, private)) = way.last() {
        if *budget == 0 {
            return Ok(false);
        }
        let released = if private {
            0
        } else {
            nodes::release_recycled(tx, folder, (heir, root), *budget)?
        };
        if released > 0 {
            *budget = budget.saturating_sub(released);
            continue;
        }
        if let Some((child, marks)) = nodes::find_child_folder(tx, folder)? {
            way.push((child, private || marks.breaks()));
            continue;
        }
        let files = nodes::list_child_files(tx, folder, *budget)?;
        if files.is_empty() {
            nodes::delete(tx, folder)?;
            *budget -= 1;
            way.pop();
            continue;
        }
        for (file, _) in files {
            remove_file(tx, file, freed, now)?;
            *budget = budget.saturating_sub(1);
        }
    }
    Ok(true)
}

/// Where what was thrown away from a tree belongs when the tree is gone: to the nearest folder above that
/// inherits nothing, because elsewhere others would see it; else to the root. What a folder of the tree
/// itself hid has no such place, and goes with it.
fn heir_of(way: &[NodeRow], root: NodeId) -> NodeId {
    let above = way.iter().skip(1);
    above
        .into_iter()
        .find(|step| step.marks.breaks())
        .map_or(root, |step| step.id)
}

fn remove_file(tx: &mut Tx<'_>, file: NodeId, freed: &mut u64, now: Timestamp) -> Result<()> {
    for (_, blob, size) in contents::list_versions(tx, file)? {
        release(tx, blob, now)?;
        *freed += size;
    }
    contents::delete_versions(tx, file)?;
    nodes::delete(tx, file)?;
    Ok(())
}

fn release(tx: &mut Tx<'_>, blob: BlobId, now: Timestamp) -> Result<()> {
    Ok(contents::release(tx, blob, now)?)
}
