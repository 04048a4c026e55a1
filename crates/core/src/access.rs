//! Who may use which space, and where a node is.
//!
//! Objects are loaded through here, so that no use case can forget to ask: a [`SpaceHandle`] proves
//! that the caller may use the space, a [`Located`] that the node is in it.

use crate::{Access, Ctx};
use coffer_model::node::MAX_DEPTH;
use coffer_model::space::{SpaceKind, SpaceStatus, SpaceView};
use coffer_model::user::Role;
use coffer_model::{Code, DepartmentId, Error, GroupId, NodeId, Result, SpaceId, Timestamp};
use coffer_store::nodes::NodeRow;
use coffer_store::spaces::{self, SpaceRow, Touched};
use coffer_store::{ReadTx, Tx, nodes};

/// A folder or file as callers name it: by id, or by its part in the space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeRef {
    /// The folder of everything that is not in the safe.
    Root,
    /// The safe.
    Safe,
    /// Any folder or file.
    Id(NodeId),
}

/// What a call expects of the space that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing.
    Any,
    /// That it is somebody's personal space; else `SpaceNotPersonal`.
    Personal,
    /// That it is the space of this team; else `SpaceTeamMismatch`.
    Team(SpaceKind, i64),
}

/// A space that the caller may use and that can be used.
#[derive(Debug, Clone)]
pub(crate) struct SpaceHandle {
    pub(crate) view: SpaceView,
    pub(crate) stamp: i64,
    access: Access,
}

impl SpaceHandle {
    /// A space whose use by the caller was found right.
    pub(crate) fn new(ctx: &Ctx, row: SpaceRow) -> Self {
        Self {
            view: row.view,
            stamp: row.stamp,
            access: ctx.actor.access,
        }
    }

    /// The node that a reference names.
    pub(crate) fn node(&self, reference: NodeRef) -> NodeId {
        match reference {
            NodeRef::Root => self.view.root,
            NodeRef::Safe => self.view.safe,
            NodeRef::Id(id) => id,
        }
    }
}

/// Loads a space for use.
pub(crate) fn load_space(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: SpaceId,
    expect: Expect,
) -> Result<SpaceHandle> {
    let row = spaces::find(tx, ctx.tenant, id)?.ok_or(Code::SpaceNotFound)?;
    require_access(tx, ctx, &row.view)?;
    require_expected(&row.view, expect)?;
    require_active(row.view.status)?;
    Ok(SpaceHandle::new(ctx, row))
}

/// Locks a loaded space for this transaction, and looks at its state again under the lock. Every change
/// of a space begins here, and so it is here that who may only look is refused.
pub(crate) fn lock_space(tx: &mut Tx<'_>, space: &SpaceHandle, now: Timestamp) -> Result<Touched> {
    space.access.require_full()?;
    hold_space(tx, space, now)
}

/// As [`lock_space`], for a space of which only is read: nobody changes it meanwhile.
pub(crate) fn hold_space(tx: &mut Tx<'_>, space: &SpaceHandle, now: Timestamp) -> Result<Touched> {
    let touched = spaces::touch(tx, space.view.id, now)?.ok_or(Code::SpaceNotFound)?;
    require_active(touched.status)?;
    Ok(touched)
}

/// Demands that the caller may use the space.
pub(crate) fn require_access(tx: &mut ReadTx<'_>, ctx: &Ctx, space: &SpaceView) -> Result<()> {
    let allowed = match space.kind {
        SpaceKind::Personal => space.owner == ctx.user().0,
        SpaceKind::Department => {
            let owner = DepartmentId(space.owner);
            match ctx.actor.role {
                Role::SuperAdministrator => true,
                Role::Member => owner == ctx.actor.department,
                Role::DepartmentAdministrator => {
                    spaces::in_department_subtree(tx, owner, ctx.actor.department)?
                }
            }
        }
        SpaceKind::Group => {
            ctx.actor.role == Role::SuperAdministrator
                || spaces::group_role(tx, GroupId(space.owner), ctx.user())?.is_some()
        }
    };
    if allowed {
        Ok(())
    } else {
        Err(Error::new(Code::SpaceForbidden))
    }
}

fn require_expected(space: &SpaceView, expect: Expect) -> Result<()> {
    match expect {
        Expect::Any => Ok(()),
        Expect::Personal if space.kind == SpaceKind::Personal => Ok(()),
        Expect::Personal => Err(Code::SpaceNotPersonal.into()),
        Expect::Team(kind, owner) if space.kind == kind && space.owner == owner => Ok(()),
        Expect::Team(..) => Err(Code::SpaceTeamMismatch.into()),
    }
}

fn require_active(status: SpaceStatus) -> Result<()> {
    match status {
        SpaceStatus::Active => Ok(()),
        SpaceStatus::Disabled => Err(Code::SpaceDisabled.into()),
        SpaceStatus::Deleting | SpaceStatus::HandedOver | SpaceStatus::Removed => {
            Err(Code::SpaceNotFound.into())
        }
    }
}

/// A node of the space with the way up to its root.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) node: NodeRow,
    /// The node itself first, the root last.
    pub(crate) way: Vec<NodeRow>,
}

impl Located {
    /// Levels below the root: 0 for the root.
    pub(crate) fn depth(&self) -> u32 {
        u32::try_from(self.way.len())
            .unwrap_or(u32::MAX)
            .saturating_sub(1)
    }

    /// When it, or the nearest folder above it, was thrown away.
    pub(crate) fn recycled_at(&self) -> Option<Timestamp> {
        self.way.iter().find_map(|step| step.recycled_at)
    }

    /// Whether it is `id` or lies below it.
    pub(crate) fn is_under(&self, id: NodeId) -> bool {
        self.way.iter().any(|step| step.id == id)
    }

    /// Demands that it is not in the recycle bin.
    pub(crate) fn require_live(&self) -> Result<()> {
        match self.recycled_at() {
            None => Ok(()),
            Some(_) => Err(Error::new(Code::NodeRecycled).with_node(self.node.id)),
        }
    }

    /// Demands that it is not a root: roots are neither renamed nor moved nor thrown away.
    pub(crate) fn require_not_root(&self) -> Result<NodeId> {
        self.node.parent.ok_or_else(|| Error::new(Code::Forbidden))
    }
}

/// Finds a node of the space, in the recycle bin or not; what is being erased is not found.
pub(crate) fn locate(tx: &mut ReadTx<'_>, space: &SpaceHandle, id: NodeId) -> Result<Located> {
    place(space, nodes::list_ancestors(tx, id)?)
}

/// What [`locate`] finds at the beginning of a way to a root.
pub(crate) fn place(space: &SpaceHandle, way: Vec<NodeRow>) -> Result<Located> {
    let (Some(first), Some(top)) = (way.first(), way.last()) else {
        return Err(Code::NodeNotFound.into());
    };
    if first.tenant != space.view.tenant {
        return Err(Code::NodeNotFound.into());
    }
    // Where the way ends counts: rows of a tree that was handed over name their old space for a while.
    if ![space.view.root, space.view.safe].contains(&top.id) {
        return Err(Code::NodeNotInSpace.into());
    }
    if is_erased(&way) {
        return Err(Code::NodeNotFound.into());
    }
    let node = NodeRow {
        space: space.view.id,
        root: top.id,
        ..first.clone()
    };
    Ok(Located { node, way })
}

/// Whether a node is being erased, by itself or with a folder above it. What was thrown away before
/// the folder above was erased has an entry of its own in the recycle bin and stays.
pub(crate) fn is_erased(way: &[NodeRow]) -> bool {
    let thrown_away = way.iter().find(|step| step.recycled_at.is_some());
    thrown_away.is_some_and(|step| step.erased_at.is_some())
}

/// Finds the folder that something is to be put into.
pub(crate) fn locate_target(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    reference: NodeRef,
) -> Result<Located> {
    let target = locate(tx, space, space.node(reference)).map_err(|error| match error.code() {
        Code::NodeNotFound => Error::new(Code::TargetInvalid),
        _ => error,
    })?;
    if !target.node.folder {
        return Err(Code::TargetInvalid.into());
    }
    match target.recycled_at() {
        None => Ok(target),
        Some(_) => Err(Code::TargetRecycled.into()),
    }
}

/// Demands room for a folder with `height` levels of folders below it, in a folder at `depth`.
pub(crate) fn require_depth(depth: u32, height: u32) -> Result<()> {
    if depth + 1 + height <= MAX_DEPTH {
        Ok(())
    } else {
        Err(Error::new(Code::TooDeep).with_limit(MAX_DEPTH))
    }
}

/// Notes in the folders above that there are folders below, `height` levels of them under the new
/// child of `target`. Stops at the first folder that knows of as many.
pub(crate) fn raise_heights(tx: &mut Tx<'_>, target: &Located, height: u32) -> Result<()> {
    for (needed, step) in (height + 1..).zip(&target.way) {
        if step.height >= needed {
            break;
        }
        nodes::set_height(tx, step.id, needed)?;
    }
    Ok(())
}
