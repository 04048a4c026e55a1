//! What guards the trees below a folder: where somebody's rights end, and what others have locked.

use super::Known;
use crate::access::{self, Located, SpaceHandle};
use coffer_model::rights::{Right, Rights};
use coffer_model::{Code, Error, NodeId, Result};
use coffer_store::nodes::NodeRow;
use coffer_store::ways::Ways;
use coffer_store::{ReadTx, rights};
use std::collections::HashSet;

/// All of them are read: a guard that is left out would guard nothing. Nobody makes more than
/// [`MAX_GUARDS`](super::MAX_GUARDS), but hand-overs bring those of other spaces along.
const MOST_READ: u32 = 1_000_000;

/// A node of the space that breaks inheritance or is locked.
#[derive(Debug)]
struct Guarded {
    /// The node first, the root last.
    way: Vec<NodeId>,
    /// Steps of the way that go with what was thrown away nearest to the node; all where nothing was.
    hanging: usize,
    rights: Rights,
    breaks: bool,
    /// Locked by somebody else.
    locked: bool,
}

/// The guards of a space as the caller meets them.
#[derive(Debug)]
pub(crate) struct Below(Vec<Guarded>);

impl Below {
    /// Reads them: one statement where there are none, else a fixed number.
    pub(crate) fn read(tx: &mut ReadTx<'_>, space: &SpaceHandle) -> Result<Self> {
        let guards = rights::list_guards(tx, space.view.id, MOST_READ)?;
        let ids: Vec<NodeId> = guards.iter().map(|guard| guard.node).collect();
        let ways = Ways::read(tx, &ids)?;
        let known = Known::read(tx, space.who, ways.marks())?;
        let mut guarded = Vec::with_capacity(guards.len());
        for guard in guards {
            let way = ways.of(guard.node);
            // What was erased guards nothing any more.
            if access::is_erased(&way) {
                continue;
            }
            let lock = guard.lock.as_ref();
            guarded.push(Guarded {
                rights: known.effective(&way, space.base),
                hanging: hanging(&way),
                way: way.iter().map(|step| step.id).collect(),
                breaks: guard.breaks,
                locked: lock.is_some_and(|lock| lock.holder != space.who.user),
            });
        }
        Ok(Self(guarded))
    }

    /// Demands that nothing below the folder is locked by somebody else or out of the caller's reach:
    /// what is done to the folder is done to all of it. What was thrown away from it before has an entry of
    /// its own in the recycle bin and is no part of it.
    ///
    /// # Errors
    /// `NodeLocked`, `NodeForbidden`.
    pub(crate) fn require(&self, top: &Located, right: Right) -> Result<()> {
        self.require_of(top, right, |guarded| guarded.hanging)
    }

    /// As [`Below::require`], also of what was thrown away from the folder before: it may come back, and where
    /// inheritance is broken it goes when the folder is erased.
    ///
    /// # Errors
    /// `NodeLocked`, `NodeForbidden`.
    pub(crate) fn require_with_entries(&self, top: &Located, right: Right) -> Result<()> {
        self.require_of(top, right, |guarded| guarded.way.len())
    }

    /// Looks at the guards that are below the folder within so many steps of their ways.
    fn require_of(
        &self,
        top: &Located,
        right: Right,
        steps: impl Fn(&Guarded) -> usize,
    ) -> Result<()> {
        if !top.node.folder {
            return Ok(());
        }
        let below = self.0.iter().filter(|guarded| {
            let mut above = guarded.way.iter().take(steps(guarded)).skip(1);
            above.any(|step| *step == top.node.id)
        });
        for guarded in below {
            if guarded.locked && right.yields_to_locks() {
                return Err(Error::new(Code::NodeLocked).with_node(top.node.id));
            }
            if guarded.breaks && !guarded.rights.has(right) {
                return Err(Error::new(Code::NodeForbidden).with_node(top.node.id));
            }
        }
        Ok(())
    }

    /// The nodes at which `right` ends for the caller: broken ones where it is not his, and those that
    /// somebody else has locked.
    pub(crate) fn out_of_reach(&self, right: Right) -> Vec<NodeId> {
        let out = self.0.iter().filter(|guarded| {
            (guarded.locked && right.changes()) || (guarded.breaks && !guarded.rights.has(right))
        });
        out.filter_map(|guarded| guarded.way.first().copied())
            .collect()
    }

    /// Whether there are any guards: then what moves may change what they are below.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Steps of the way from a node up to what was thrown away with it.
fn hanging(way: &[NodeRow]) -> usize {
    let entry = way.iter().position(|step| step.recycled_at.is_some());
    entry.map_or(way.len(), |entry| entry + 1)
}

/// The broken nodes of the space at which the caller's way down ends, because `right` is not his there.
pub(crate) fn barred(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    right: Right,
) -> Result<HashSet<NodeId>> {
    if space.base.is_firm_for(right) {
        return Ok(HashSet::new());
    }
    let Below(guarded) = Below::read(tx, space)?;
    let barred = guarded
        .iter()
        .filter(|guarded| guarded.breaks && !guarded.rights.has(right));
    Ok(barred
        .filter_map(|guarded| guarded.way.first().copied())
        .collect())
}
