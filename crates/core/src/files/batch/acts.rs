//! What a batch does to one item. Each act checks everything before it writes anything.

use crate::Ctx;
use crate::access::{self, Located, NodeRef, SpaceHandle};
use crate::files::{Clash, EraseCommand, Placed, place};
use crate::jobs::{Command, NewJob};
use crate::record::{Act, Stamps, record};
use crate::rights::below::Below;
use coffer_model::node::MAX_DEPTH;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, JobId, NodeId, Result};
use coffer_store::nodes::StoredName;
use coffer_store::{ReadTx, Tx, nodes};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) struct Acts<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) space: &'a SpaceHandle,
    pub(super) stamps: &'a mut Stamps,
    pub(super) below: &'a Below,
}

impl Acts<'_> {
    /// Demands the right to do something to all of it.
    fn require(&self, located: &Located, right: Right) -> Result<()> {
        located.require(right)?;
        self.below.require(located, right)
    }

    /// Demands what takes something away from where it is: where it goes, it may be fetched by who may not
    /// fetch it here.
    fn require_movable(&self, located: &Located) -> Result<()> {
        self.require(located, Right::Delete)?;
        self.require(located, Right::Download)
    }

    /// Into the recycle bin: one row, whatever hangs below.
    pub(super) fn recycle(self, tx: &mut Tx<'_>, located: &Located) -> Result<()> {
        located.require_live()?;
        let parent = located.require_not_root()?;
        self.require(located, Right::Delete)?;
        let stamp = self.stamps.take(tx, self.ctx, self.space)?;
        nodes::recycle(tx, located.node.id, self.ctx.user(), self.ctx.now)?;
        nodes::touch_children(tx, parent, stamp)?;
        let detail = detail_of(located, json!({"parent": parent}));
        record(
            tx,
            self.ctx,
            self.space,
            stamp,
            Act::Recycle,
            located.node.id,
            &detail,
        )
    }

    /// Out of sight at once; rows and content go in the background.
    pub(super) fn erase(self, tx: &mut Tx<'_>, located: &Located, job: JobId) -> Result<()> {
        let parent = located.require_not_root()?;
        located.require(Right::Delete)?;
        self.below.require_with_entries(located, Right::Delete)?;
        let stamp = self.stamps.take(tx, self.ctx, self.space)?;
        nodes::erase(tx, located.node.id, self.ctx.now)?;
        nodes::touch_children(tx, parent, stamp)?;
        let command = EraseCommand {
            space: self.space.view.id,
            top: located.node.id,
        };
        let row = NewJob {
            id: job,
            command: Command::Erase(command),
        }
        .row(self.ctx)?;
        coffer_store::jobs::insert(tx, &row)?;
        let detail = detail_of(located, json!({"parent": parent}));
        record(
            tx,
            self.ctx,
            self.space,
            stamp,
            Act::Erase,
            located.node.id,
            &detail,
        )
    }

    /// Back to the folder that it was thrown away from; to the root when that is gone.
    pub(super) fn restore(self, tx: &mut Tx<'_>, located: &Located) -> Result<()> {
        let node = &located.node;
        if node.recycled_at.is_none() {
            return Err(Code::NodeNotRecycled.into());
        }
        self.require(located, Right::Restore)?;
        let (target, height) = self.old_place(tx, located)?;
        let name = free_name(tx, self.ctx, &target, located, Some(located.node.id))?;
        let stamp = self.stamps.take(tx, self.ctx, self.space)?;
        nodes::restore(tx, node.id, node.space, target.node.id, &name)?;
        if node.folder {
            access::raise_heights(tx, &target.way, height)?;
        }
        nodes::touch_children(tx, target.node.id, stamp)?;
        let detail = json!({"name": name.name.as_str(), "parent": target.node.id});
        record(
            tx,
            self.ctx,
            self.space,
            stamp,
            Act::Restore,
            node.id,
            &detail,
        )
    }

    /// The folder to restore into, and the levels of folders that it gets.
    fn old_place(&self, tx: &mut Tx<'_>, located: &Located) -> Result<(Located, u32)> {
        let old = located.require_not_root()?;
        let mut above = located.way.iter().skip(1);
        if above.all(|step| step.recycled_at.is_none()) {
            // What may not be put there may not be put elsewhere instead.
            let target = access::locate_target(tx, self.space, NodeRef::Id(old), Right::Upload)?;
            if let Some(height) = fitting_height(tx, located, &target)? {
                return Ok((target, height));
            }
        }
        // Elsewhere is another place with other readers: it takes what a move takes.
        self.require_movable(located)?;
        let root = NodeRef::Id(located.node.root);
        let root = access::locate_target(tx, self.space, root, Right::Upload)?;
        match fitting_height(tx, located, &root)? {
            Some(height) => Ok((root, height)),
            None => Err(Error::new(Code::TooDeep).with_limit(MAX_DEPTH)),
        }
    }

    /// Into another folder of the same part of the space: one row, whatever hangs below.
    pub(super) fn move_to(self, tx: &mut Tx<'_>, located: &Located, target: NodeRef) -> Result<()> {
        let node = &located.node;
        located.require_live()?;
        let from = located.require_not_root()?;
        self.require_movable(located)?;
        let target = access::locate_target(tx, self.space, target, Right::Upload)?;
        if target.is_under(node.id) {
            return Err(Code::TargetBelowSource.into());
        }
        if target.node.id == from {
            return Err(Code::AlreadyThere.into());
        }
        // What lies in the safe is encrypted and what lies outside is not: a change of place would
        // have to rewrite content.
        if target.node.root != node.root {
            return Err(Code::TargetInvalid.into());
        }
        let Some(height) = fitting_height(tx, located, &target)? else {
            return Err(Error::new(Code::TooDeep).with_limit(MAX_DEPTH));
        };
        let name = free_name(tx, self.ctx, &target, located, Some(located.node.id))?;
        let stamp = self.stamps.take(tx, self.ctx, self.space)?;
        nodes::move_to(tx, node.id, node.space, target.node.id, &name)?;
        if node.folder {
            access::raise_heights(tx, &target.way, height)?;
        }
        for folder in [from, target.node.id] {
            nodes::touch_children(tx, folder, stamp)?;
        }
        let detail = detail_of(located, json!({"from": from, "to": target.node.id}));
        record(tx, self.ctx, self.space, stamp, Act::Move, node.id, &detail)
    }
}

/// What an event says of a node that goes from a folder: where from, and for those who watch that folder
/// whether it was hidden from some of them.
fn detail_of(located: &Located, mut places: Value) -> Value {
    places["name"] = located.node.name.as_str().into();
    if located.node.marks.breaks() {
        places["breaks"] = true.into();
    }
    places
}

/// The name under which a node goes into `target`: its own, else with the time appended. `itself` is left
/// out of the comparison.
pub(crate) fn free_name(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    target: &Located,
    located: &Located,
    itself: Option<NodeId>,
) -> Result<StoredName> {
    let own = StoredName::from(located.node.name.clone());
    let clash = Clash {
        itself,
        ..Clash::renaming(ctx.now)
    };
    match place(tx, target.node.id, &own, clash)? {
        Placed::Free(name) => Ok(name),
        Placed::Same(_) => Ok(own),
    }
}

/// Levels of folders below the node, if it may go into `target` with them. The height that a folder
/// remembers is never too small but may be too large after deletions, so a refusal is checked against
/// the real tree.
pub(crate) fn fitting_height(
    tx: &mut Tx<'_>,
    located: &Located,
    target: &Located,
) -> Result<Option<u32>> {
    let node = &located.node;
    if !node.folder {
        return Ok(Some(0));
    }
    let mut height = node.height;
    if access::require_depth(target.depth(), height).is_err() {
        height = lower_heights(tx, node.id, height)?;
    }
    Ok(access::require_depth(target.depth(), height)
        .is_ok()
        .then_some(height))
}

/// Counts the levels of folders below `top`, and lowers what it and every folder below remember:
/// a folder remembers more than each folder in it, and raising relies on that. Those that were thrown
/// away count, because they may come back to where they were; those that are being erased do not.
fn lower_heights(tx: &mut Tx<'_>, top: NodeId, stored: u32) -> Result<u32> {
    let mut levels = vec![vec![(top, top, stored)]];
    while let Some(level) = levels.last() {
        let mut below = Vec::new();
        for (folder, _, _) in level {
            for (child, height) in nodes::list_child_folders(tx, *folder)? {
                below.push((child, *folder, height));
            }
        }
        if below.is_empty() {
            break;
        }
        levels.push(below);
    }
    let mut real: HashMap<NodeId, u32> = HashMap::new();
    for (folder, parent, stored) in levels.into_iter().rev().flatten() {
        let height = real.get(&folder).copied().unwrap_or(0);
        if height != stored {
            nodes::set_height(tx, folder, height)?;
        }
        if folder != parent {
            let above = real.entry(parent).or_default();
            *above = (*above).max(height + 1);
        }
    }
    Ok(real.get(&top).copied().unwrap_or(0))
}
