//! The ways up from hits: where they lie, and what their reader may do with them.

use super::Search;
use crate::access::SpaceHandle;
use crate::rights::Known;
use coffer_model::rights::{Right, Rights};
use coffer_model::{NodeId, Result};
use coffer_store::ReadTx;
use coffer_store::rights::Marks;
use coffer_store::search::{self, Candidate, FolderFacts};
use std::collections::HashMap;

/// Where the way of a candidate begins.
pub(super) fn step_of(candidate: &Candidate) -> (NodeId, Marks, Option<NodeId>) {
    (candidate.id, candidate.marks, candidate.parent)
}

/// Folders seen on the way up from hits, each read once.
#[derive(Default)]
pub(super) struct Tree {
    folders: HashMap<NodeId, Option<FolderFacts>>,
    /// What roles on each of them allow.
    granted: HashMap<NodeId, Rights>,
}

impl Tree {
    fn folder(&mut self, tx: &mut ReadTx<'_>, id: NodeId) -> Result<Option<FolderFacts>> {
        if let Some(known) = self.folders.get(&id) {
            return Ok(known.clone());
        }
        let facts = search::find_facts(tx, id)?;
        self.folders.insert(id, facts.clone());
        Ok(facts)
    }

    /// Whether a candidate lies where the search looks: below `parent`, on the right side of the
    /// recycle bin, and not being erased.
    pub(super) fn shows(
        &mut self,
        tx: &mut ReadTx<'_>,
        space: &SpaceHandle,
        command: &Search,
        candidate: &Candidate,
    ) -> Result<bool> {
        let parent = command.parent.map(|parent| space.node(parent));
        if !command.recursive && parent.is_some() && candidate.parent != parent {
            return Ok(false);
        }
        let mut recycled = candidate.recycled_at.is_some();
        let mut below = parent.is_none();
        if candidate.erased_at.is_some() {
            return Ok(false);
        }
        let mut next = candidate.parent;
        while let Some(id) = next {
            let Some(facts) = self.folder(tx, id)? else {
                return Ok(false);
            };
            if facts.erased_at.is_some() && !recycled {
                return Ok(false);
            }
            recycled |= facts.recycled_at.is_some();
            below |= parent == Some(id);
            next = facts.parent;
        }
        Ok(below && recycled == command.recycled)
    }

    /// What the caller may do with a node, given its parent: the rule of [`Known::effective`], over what was read.
    pub(super) fn rights(
        &mut self,
        tx: &mut ReadTx<'_>,
        space: &SpaceHandle,
        start: (NodeId, Marks, Option<NodeId>),
    ) -> Result<Rights> {
        let mut rights = Rights::NONE;
        let mut step = Some(start);
        while let Some((id, marks, parent)) = step {
            if marks.has_grants() {
                rights = rights.union(self.granted(tx, space, (id, marks))?);
            }
            if marks.breaks() {
                return Ok(rights.union(space.base.through_breaks()).completed());
            }
            step = match parent {
                Some(above) => self
                    .folder(tx, above)?
                    .map(|facts| (facts.id, facts.marks, facts.parent)),
                None => None,
            };
        }
        Ok(rights.union(space.base.rights).completed())
    }

    fn granted(
        &mut self,
        tx: &mut ReadTx<'_>,
        space: &SpaceHandle,
        (id, marks): (NodeId, Marks),
    ) -> Result<Rights> {
        if let Some(known) = self.granted.get(&id) {
            return Ok(*known);
        }
        let granted = Known::read(tx, space.who, [(id, marks)])?.granted_on(id);
        self.granted.insert(id, granted);
        Ok(granted)
    }

    /// The way to a hit, as far up as the caller may see.
    pub(super) fn path(
        &mut self,
        tx: &mut ReadTx<'_>,
        space: &SpaceHandle,
        candidate: &Candidate,
    ) -> Result<Vec<(NodeId, String)>> {
        let mut path = vec![(candidate.id, candidate.name.clone())];
        let mut next = candidate.parent;
        while let Some(id) = next {
            let Some(facts) = self.folder(tx, id)? else {
                break;
            };
            let seen = self.rights(tx, space, (facts.id, facts.marks, facts.parent))?;
            if !seen.has(Right::Read) {
                break;
            }
            path.push((id, facts.name));
            next = facts.parent;
        }
        path.reverse();
        Ok(path)
    }
}
