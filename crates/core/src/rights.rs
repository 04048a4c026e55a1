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
mod grants;
mod locks;
mod roles;

pub use coffer_store::rights::GrantRow;
pub use grants::{GrantPage, GrantPlace, GrantRoles, MAX_GRANT_PAGE};
pub use locks::LockView;
pub(crate) use locks::end_locks_of;
pub use roles::{MAX_ROLE_PAGE, RoleView};

use crate::Ctx;
use crate::access::{Located, SpaceHandle};
use coffer_model::organisation::GroupRole;
use coffer_model::rights::{Right, Rights};
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::user::Role;
use coffer_model::{DepartmentId, GroupId, NodeId, Result, UserId};
use coffer_store::nodes::NodeRow;
use coffer_store::rights::{self, GuardRow, Held, Marks};
use coffer_store::{ReadTx, spaces};

/// The most broken nodes and locks of one space: removals and copies look at all of them.
pub(crate) const MAX_GUARDS: u32 = 2_000;

/// What somebody may do in a space because of who he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) rights: Rights,
    /// Whether broken inheritance does not take it away.
    pub(crate) firm: bool,
}

impl Base {
    const NONE: Self = Self {
        rights: Rights::NONE,
        firm: false,
    };
    /// Everything, whatever is broken below.
    pub(crate) const MANAGER: Self = Self {
        rights: Rights::ALL,
        firm: true,
    };
    const MEMBER: Self = Self {
        rights: Rights::EDITOR,
        firm: false,
    };
    /// A super administrator who opened somebody's space in an emergency.
    const EMERGENCY: Self = Self {
        rights: Rights::READER,
        firm: true,
    };

    /// What passes through broken inheritance.
    pub(crate) fn through_breaks(self) -> Rights {
        if self.firm { self.rights } else { Rights::NONE }
    }

    /// Whether nothing in the space is hidden from him and `right` is his everywhere.
    pub(crate) fn is_firm_for(self, right: Right) -> bool {
        self.firm && self.rights.has(right) && self.rights.has(Right::Read)
    }
}

/// The person whose rights are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) user: UserId,
    pub(crate) department: DepartmentId,
}

/// What the caller may do in a space because of who he is.
pub(crate) fn base_of(tx: &mut ReadTx<'_>, ctx: &Ctx, space: &SpaceView) -> Result<Base> {
    let role = ctx.actor.role;
    match space.kind {
        SpaceKind::Personal if space.owner == ctx.user().0 => Ok(Base::MANAGER),
        SpaceKind::Personal if role == Role::SuperAdministrator => {
            let open = rights::find_emergency(tx, space.id, ctx.user(), ctx.now)?;
            Ok(open.map_or(Base::NONE, |_| Base::EMERGENCY))
        }
        SpaceKind::Personal => Ok(Base::NONE),
        SpaceKind::Department | SpaceKind::Group if role == Role::SuperAdministrator => {
            Ok(Base::MANAGER)
        }
        SpaceKind::Department => {
            let owner = DepartmentId(space.owner);
            if role == Role::DepartmentAdministrator
                && spaces::in_department_subtree(tx, owner, ctx.actor.department)?
            {
                return Ok(Base::MANAGER);
            }
            let member = owner == ctx.actor.department;
            Ok(if member { Base::MEMBER } else { Base::NONE })
        }
        SpaceKind::Group => {
            let role = spaces::group_role(tx, GroupId(space.owner), ctx.user())?;
            Ok(match role.and_then(GroupRole::from_number) {
                Some(GroupRole::Owner | GroupRole::Manager) => Base::MANAGER,
                Some(GroupRole::Member) => Base::MEMBER,
                None => Base::NONE,
            })
        }
    }
}

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
