//! Folders on screen: whether they are still there for their reader, and what was done in them.

use super::FolderChange;
use crate::access::{self, Expect, SpaceHandle, unless_refused};
use crate::record::Act;
use crate::rights;
use crate::{Ctx, NodeRef};
use coffer_model::rights::Right;
use coffer_model::{NodeId, Result, SpaceId};
use coffer_store::{ReadTx, events};
use serde_json::Value;

/// The most acts that are looked at in one go; of more the page learns only that there were many.
const MOST_ACTS: u32 = 200;
/// Emptying the recycle bin, whose event names the root, and moving, which concerns two folders.
const EMPTY_BIN: &str = Act::EmptyBin.word();
const MOVE: &str = Act::Move.word();
/// Breaking inheritance, and mending it.
const INHERIT: &str = Act::Inherit.word();
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
    look.changes = changes(tx, &there, &handle, seen)?;
    Ok(look)
}

fn is_there(tx: &mut ReadTx<'_>, space: &SpaceHandle, node: NodeId) -> Result<bool> {
    let located = unless_refused(access::locate_target(
        tx,
        space,
        NodeRef::Id(node),
        Right::Read,
    ))?;
    Ok(located.is_some())
}

fn changes(
    tx: &mut ReadTx<'_>,
    there: &[Shown],
    space: &SpaceHandle,
    seen: i64,
) -> Result<Vec<FolderChange>> {
    let stamp = space.stamp;
    if there.is_empty() || seen == stamp {
        return Ok(Vec::new());
    }
    let acts = events::list_after(tx, space.view.id, (seen, stamp), MOST_ACTS + 1)?;
    // A stamp that runs back is that of a backup.
    if seen > stamp || acts.len() > MOST_ACTS as usize {
        let many = there.iter().map(|shown| FolderChange {
            folder: shown.folder,
            more: true,
            ..FolderChange::default()
        });
        return Ok(many.collect());
    }
    let acts: Vec<Done> = acts.into_iter().map(Done::read).collect();
    let gone = hidden_and_gone(tx, space, &acts)?;
    let mut changes = Vec::new();
    for shown in there {
        // What is done to what the reader may not see is no news of his.
        let mut hidden = rights::hidden_children(tx, space, shown.node)?;
        hidden.extend(&gone);
        let change = change(*shown, &acts, &hidden);
        changes.extend((!change.acts.is_empty()).then_some(change));
    }
    Ok(changes)
}

/// What inherited nothing when it was moved or thrown away, and cannot be seen where it is now, if it is there
/// at all: who did not see it in the folder hears nothing of it.
fn hidden_and_gone(tx: &mut ReadTx<'_>, space: &SpaceHandle, acts: &[Done]) -> Result<Vec<NodeId>> {
    let mut hidden = Vec::new();
    if space.base.is_firm_for(Right::Read) {
        return Ok(hidden);
    }
    for act in acts.iter().filter(|act| act.breaks) {
        let seen = access::locate(tx, space, act.node, Right::Read);
        if unless_refused(seen)?.is_none() {
            hidden.push(act.node);
        }
    }
    Ok(hidden)
}

fn change(shown: Shown, acts: &[Done], hidden: &[NodeId]) -> FolderChange {
    let mut change = FolderChange {
        folder: shown.folder,
        ..FolderChange::default()
    };
    // Where inheritance was broken just now, it is news that something is not to be seen any more.
    let seen = acts
        .iter()
        .filter(|act| act.word == INHERIT || !hidden.contains(&act.node));
    for act in seen.filter(|act| act.concerns(shown.node)) {
        change.acts.insert(act.word.clone());
        if change.nodes.len() < MOST_NODES {
            change.nodes.insert(act.node);
        } else {
            change.more |= !change.nodes.contains(&act.node);
        }
    }
    change
}

/// Something that was done.
struct Done {
    node: NodeId,
    word: String,
    /// The folders in which it was done.
    folders: Vec<NodeId>,
    /// Whether the node inherited nothing.
    breaks: bool,
}

impl Done {
    /// The detail of an event names the folders: `parent`, or `from` and `to` of a move.
    fn read((node, word, detail): (NodeId, String, String)) -> Self {
        let places: &[&str] = match word.as_str() {
            // It changes the recycle bin, which no page watches.
            EMPTY_BIN => &[],
            MOVE => &["from", "to"],
            _ => &["parent"],
        };
        let detail: Value = serde_json::from_str(&detail).unwrap_or_default();
        let named = places
            .iter()
            .filter_map(|place| detail.get(place)?.as_str());
        Self {
            node,
            folders: named.filter_map(|id| id.parse().ok()).collect(),
            breaks: detail.get("breaks").is_some_and(|breaks| breaks == true),
            word,
        }
    }

    /// Whether the folder itself or what is directly in it was changed.
    fn concerns(&self, folder: NodeId) -> bool {
        self.folders.contains(&folder) || (self.node == folder && self.word != EMPTY_BIN)
    }
}
