//! What somebody may do with a folder or file.
//!
//! The base right of a space comes from who somebody is: its owner, a member or administrator of its
//! department, a member of its group. Roles granted on a node and on what is above it add to it, whether
//! they are granted to the person, to a group or to a department with the person below it. A node that
//! breaks inheritance takes nothing from above but the base right of those who manage the space.
//!
//! So on the way down rights grow with every grant and shrink at broken nodes only; lists, copies, packs
//! and removals rely on that: they look at the broken nodes of a space, which are few, and not at each
//! node. See ADR 0020.

pub(crate) mod below;
mod emergency;
mod explain;
mod granted;
mod grants;
mod inherit;
mod locks;
mod roles;
mod standing;

pub use coffer_store::rights::GrantRow;
pub use emergency::{EmergencyPage, EmergencyView, MAX_EMERGENCY_MINUTES, MAX_EMERGENCY_PAGE};
pub use explain::{GrantOrigin, Origin, RightsOf, Source};
pub use granted::{GrantedPage, MAX_GRANTED_PAGE};
pub use grants::{GrantPage, GrantPlace, GrantRoles, MAX_GRANT_PAGE, MAX_SUBJECTS};
pub use locks::LockView;
pub(crate) use locks::{end_locks_of, view as view_lock};
pub use roles::{MAX_ROLE_PAGE, RoleView};
pub use standing::Standing;
pub(crate) use standing::{Base, Who, base_of};

use crate::access::{Located, SpaceHandle};
use coffer_model::rights::{Right, Rights};
use coffer_model::{NodeId, Result, UserId};
use coffer_store::ReadTx;
use coffer_store::nodes::NodeRow;
use coffer_store::rights::{self, GuardRow, Held, Marks};

/// The most broken nodes and locks of one space: removals and copies look at all of them.
pub(crate) const MAX_GUARDS: u32 = 2_000;

/// What the database says of some nodes, as far as somebody's rights depend on it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    held: Vec<Held>,
    guards: Vec<GuardRow>,
}

impl Known {
    /// Reads it for these nodes: no statement for those without marks, else one or two for all.
    pub(crate) fn read<'a>(
        tx: &mut ReadTx<'_>,
        who: Who,
        nodes: impl IntoIterator<Item = (NodeId, Marks)> + 'a,
    ) -> Result<Self> {
        let (mut granted, mut locked) = (Vec::new(), Vec::new());
        for (id, marks) in nodes {
            if marks.has_grants() {
                granted.push(id);
            }
            if marks.is_locked() {
                locked.push(id);
            }
        }
        Ok(Self {
            held: rights::list_held(tx, &granted, who.user, who.department)?,
            guards: rights::list_guards_of(tx, &locked)?,
        })
    }

    /// As [`Self::read`], for the steps of a way.
    pub(crate) fn of_way(tx: &mut ReadTx<'_>, who: Who, way: &[NodeRow]) -> Result<Self> {
        Self::read(tx, who, way.iter().map(|step| (step.id, step.marks)))
    }

    /// What roles on the node itself allow.
    pub(crate) fn granted_on(&self, node: NodeId) -> Rights {
        let held = self.held.iter().filter(|held| held.node == node);
        held.fold(Rights::NONE, |all, held| all.union(held.rights))
    }

    /// The roles that count on a way, with those through whom they are held: node first.
    pub(crate) fn counting(&self, way: &[NodeRow]) -> Vec<Held> {
        let mut counting = Vec::new();
        for step in way {
            counting.extend(
                self.held
                    .iter()
                    .filter(|held| held.node == step.id)
                    .copied(),
            );
            if step.marks.breaks() {
                break;
            }
        }
        counting
    }

    /// The rights at the beginning of a way.
    pub(crate) fn effective(&self, way: &[NodeRow], base: Base) -> Rights {
        let mut rights = Rights::NONE;
        for step in way {
            rights = rights.union(self.granted_on(step.id));
            if step.marks.breaks() {
                return rights.union(base.through_breaks()).completed();
            }
        }
        rights.union(base.rights).completed()
    }

    /// How many steps of a way may be seen, from its beginning.
    pub(crate) fn visible(&self, way: &[NodeRow], base: Base) -> usize {
        let plain = self.held.is_empty() && !way.iter().any(|step| step.marks.breaks());
        if plain && base.rights.has(Right::Read) {
            return way.len();
        }
        let seen = |at: &usize| {
            let rest = way.get(*at..).unwrap_or_default();
            self.effective(rest, base).has(Right::Read)
        };
        (0..way.len()).take_while(seen).count()
    }

    /// The rights on a child of a folder.
    pub(crate) fn effective_below(
        &self,
        folder: &Located,
        base: Base,
        (child, marks): (NodeId, Marks),
    ) -> Rights {
        let inherited = if marks.breaks() {
            base.through_breaks()
        } else {
            folder.rights
        };
        inherited.union(self.granted_on(child)).completed()
    }

    /// The lock that counts at the beginning of a way: one of somebody else, else one of his own.
    pub(crate) fn lock_on(&self, way: &[NodeRow], user: UserId) -> Option<GuardRow> {
        let locks = way
            .iter()
            .filter(|step| step.marks.is_locked())
            .filter_map(|step| self.guards.iter().find(|guard| guard.node == step.id));
        let (mut own, mut foreign) = (None, None);
        for guard in locks {
            match &guard.lock {
                Some(lock) if lock.holder == user => own = own.or(Some(guard)),
                Some(_) => foreign = foreign.or(Some(guard)),
                None => {}
            }
        }
        foreign.or(own).cloned()
    }
}

/// The children of a folder that are hidden from the caller, who sees the folder.
pub(crate) fn hidden_children(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    folder: NodeId,
) -> Result<Vec<NodeId>> {
    if space.base.is_firm_for(Right::Read) {
        return Ok(Vec::new());
    }
    let mut broken = rights::list_broken_children(tx, folder)?;
    if broken.is_empty() {
        return Ok(broken);
    }
    let marks = Marks(Marks::BREAKS | Marks::GRANTS);
    let known = Known::read(tx, space.who, broken.iter().map(|id| (*id, marks)))?;
    broken.retain(|id| !known.granted_on(*id).completed().has(Right::Read));
    Ok(broken)
}
