//! Folders on screen: whether they are still there for their reader, and what was done in them.

use super::FolderChange;
use crate::access::{self, Expect, SpaceHandle};
use crate::{Ctx, NodeRef};
use coffer_model::error::Kind;
use coffer_model::{NodeId, Result, SpaceId};
use coffer_store::{ReadTx, events};
use serde_json::Value;

/// The most acts that are looked at in one go; of more the page learns only that there were many.
const MOST_ACTS: u32 = 200;
/// The most items of a folder that are named.
const MOST_NODES: usize = 50;

/// A folder that a page shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// Its place in the command.
    pub(super) folder: usize,
    pub(super) space: SpaceId,
    pub(super) node: NodeId,
}

/// How the folders of a space stand.
#[derive(Debug)]
pub(super) struct SpaceLook {
    pub(super) space: SpaceId,
    /// The stamp up to which `changes` says everything.
    pub(super) stamp: i64,
    pub(super) changes: Vec<FolderChange>,
    pub(super) gone: Vec<usize>,
}

/// Looks at the folders `shown` of one space, which was seen up to the stamp `seen`. A space without
/// changes is only looked at when `thorough`.
pub(super) fn look(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    shown: &[Shown],
    (space, seen): (SpaceId, i64),
    thorough: bool,
) -> Result<SpaceLook> {
    let mut look = SpaceLook {
        space,
        stamp: seen,
        changes: Vec::new(),
        gone: Vec::new(),
    };
    let Some(handle) = unless_refused(access::load_space(tx, ctx, space, Expect::Any))? else {
        look.gone = shown.iter().map(|shown| shown.folder).collect();
        return Ok(look);
    };
    if handle.stamp == seen && !thorough {
        return Ok(look);
    }
    let mut there = Vec::with_capacity(shown.len());
    for folder in shown {
        if is_there(tx, &handle, folder.node)? {
            there.push(*folder);
        } else {
            look.gone.push(folder.folder);
        }
    }
    look.stamp = handle.stamp;
    look.changes = changes(tx, &there, space, (seen, handle.stamp))?;
    Ok(look)
}

fn is_there(tx: &mut ReadTx<'_>, space: &SpaceHandle, node: NodeId) -> Result<bool> {
    let located = unless_refused(access::locate_target(tx, space, NodeRef::Id(node)))?;
    Ok(located.is_some())
}

/// `None` for what a caller may not see; what the server cannot do remains a failure.
pub(super) fn unless_refused<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code().kind() == Kind::Server => Err(error),
        Err(_) => Ok(None),
    }
}

fn changes(
    tx: &mut ReadTx<'_>,
    there: &[Shown],
    space: SpaceId,
    (seen, stamp): (i64, i64),
) -> Result<Vec<FolderChange>> {
    if there.is_empty() || seen == stamp {
        return Ok(Vec::new());
    }
    let acts = events::list_after(tx, space, (seen, stamp), MOST_ACTS + 1)?;
    // A stamp that runs back is that of a backup.
    if seen > stamp || acts.len() > MOST_ACTS as usize {
        let many = there.iter().map(|shown| FolderChange {
            folder: shown.folder,
            more: true,
            ..FolderChange::default()
        });
        return Ok(many.collect());
    }
    let mut changes = Vec::new();
    for shown in there {
        let mut change = FolderChange {
            folder: shown.folder,
            ..FolderChange::default()
        };
        for (node, act, detail) in &acts {
            if concerns(shown.node, *node, act, detail) {
                change.acts.insert(act.clone());
                if change.nodes.len() < MOST_NODES {
                    change.nodes.insert(*node);
                } else {
                    change.more |= !change.nodes.contains(node);
                }
            }
        }
        if !change.acts.is_empty() {
            changes.push(change);
        }
    }
    Ok(changes)
}

/// Whether an act changed the folder itself or what is directly in it. The detail names the folders in
/// which something was done: `parent`, or `from` and `to` of a move.
fn concerns(folder: NodeId, node: NodeId, act: &str, detail: &str) -> bool {
    let places: &[&str] = match act {
        // It changes the recycle bin, which no page watches.
        "empty_bin" => return false,
        "move" => &["from", "to"],
        _ => &["parent"],
    };
    if node == folder {
        return true;
    }
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    let named = places
        .iter()
        .filter_map(|place| detail.get(place)?.as_str());
    named
        .filter_map(|id| id.parse().ok())
        .any(|id: NodeId| id == folder)
}
