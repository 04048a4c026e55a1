//! Who may use which space, where a node is, and what may be done with it.
//!
//! Objects are loaded through here, so that no use case can forget to ask: a [`SpaceHandle`] proves
//! that the caller may use the space or something in it, a [`Located`] that the node is in it and that the
//! caller may do with it what it was loaded for.

use crate::rights::{self, Base, Known, Who};
use crate::{Access, Ctx};
use coffer_model::error::Kind;
use coffer_model::node::MAX_DEPTH;
use coffer_model::rights::{Right, Rights};
use coffer_model::space::{SpaceKind, SpaceStatus, SpaceView};
use coffer_model::{Code, Error, NodeId, Result, SpaceId, Timestamp, UserId};
use coffer_store::nodes::NodeRow;
use coffer_store::rights::GuardRow;
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
    /// Who uses it.
    pub(crate) who: Who,
    /// What he may do in it because of who he is.
    pub(crate) base: Base,
    access: Access,
}

impl SpaceHandle {
    /// A space in which the caller may do what `base` says.
    pub(crate) fn new(ctx: &Ctx, row: SpaceRow, base: Base) -> Self {
        Self {
            view: row.view,
            stamp: row.stamp,
            who: Who {
                user: ctx.user(),
                department: ctx.actor.department,
            },
            base,
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

/// Loads a space for use: by those to whom it belongs, and by those who have a role on something in it.
pub(crate) fn load_space(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: SpaceId,
    expect: Expect,
) -> Result<SpaceHandle> {
    let space = enter_space(tx, ctx, id)?;
    require_expected(&space.view, expect)?;
    require_active(space.view.status)?;
    Ok(space)
}

/// As [`load_space`], in whatever state the space is.
fn enter_space(tx: &mut ReadTx<'_>, ctx: &Ctx, id: SpaceId) -> Result<SpaceHandle> {
    let row = spaces::find(tx, ctx.tenant, id)?.ok_or(Code::SpaceNotFound)?;
    let base = rights::base_of(tx, ctx, &row.view)?;
    if base.rights.is_empty()
        && !coffer_store::rights::has_grant_in(tx, id, ctx.user(), ctx.actor.department)?
    {
        return Err(Error::new(Code::SpaceForbidden));
    }
    Ok(SpaceHandle::new(ctx, row, base))
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

/// Demands that the caller may use the space, not only something in it.
pub(crate) fn require_access(tx: &mut ReadTx<'_>, ctx: &Ctx, space: &SpaceView) -> Result<()> {
    if rights::base_of(tx, ctx, space)?.rights.is_empty() {
        Err(Error::new(Code::SpaceForbidden))
    } else {
        Ok(())
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

/// A node of the space that the caller may see, with the way up to its root.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) node: NodeRow,
    /// The node itself first, the root last.
    pub(crate) way: Vec<NodeRow>,
    /// What the caller may do with it.
    pub(crate) rights: Rights,
    /// The lock on it or on something above: somebody else's if there is one, else the caller's.
    pub(crate) lock: Option<GuardRow>,
    user: UserId,
    /// Steps of the way that the caller may see, from the node up: a role on a folder shows nothing of
    /// what is above it.
    visible: usize,
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

    /// Demands that the caller may do this with it, and that nobody else has locked it where that
    /// changes something.
    ///
    /// # Errors
    /// `NodeForbidden`, `NodeLocked`.
    pub(crate) fn require(&self, right: Right) -> Result<()> {
        if !self.rights.has(right) {
            return Err(Error::new(Code::NodeForbidden).with_node(self.node.id));
        }
        if right.changes() && self.is_locked_by_another() {
            return Err(Error::new(Code::NodeLocked).with_node(self.node.id));
        }
        Ok(())
    }

    /// Whether somebody else than the caller has locked it or something above.
    pub(crate) fn is_locked_by_another(&self) -> bool {
        let lock = self.lock.as_ref().and_then(|guard| guard.lock.as_ref());
        lock.is_some_and(|lock| lock.holder != self.user)
    }

    /// Whether the caller may see the folder that it is in: of one that he may not see, not even the id is told.
    pub(crate) fn shows_parent(&self) -> bool {
        self.visible > 1
    }

    /// The part of the way that the caller may see, the node first.
    pub(crate) fn visible_way(&self) -> &[NodeRow] {
        self.way.get(..self.visible).unwrap_or_default()
    }

    /// Ids and names of that part, the node last.
    pub(crate) fn visible_steps(&self) -> Vec<(NodeId, String)> {
        let steps = self.visible_way().iter().rev();
        steps
            .map(|step| (step.id, step.name.as_str().to_owned()))
            .collect()
    }

    /// Demands that it is not a root: roots are neither renamed nor moved nor thrown away.
    pub(crate) fn require_not_root(&self) -> Result<NodeId> {
        self.node.parent.ok_or_else(|| Error::new(Code::Forbidden))
    }
}

/// Finds a node of the space for what `right` allows, in the recycle bin or not. What is being erased,
/// and what the caller may not see, is not found.
///
/// # Errors
/// `NodeNotFound`, `NodeNotInSpace`, `NodeForbidden`, `NodeLocked`; `SpaceForbidden` for a root that the
/// caller may not see.
pub(crate) fn locate(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    id: NodeId,
    right: Right,
) -> Result<Located> {
    let way = nodes::list_ancestors(tx, id)?;
    let known = Known::of_way(tx, space.who, &way)?;
    let located = place(space, way, &known)?;
    located.require(right)?;
    Ok(located)
}

/// As [`locate`], for a node whose space the caller does not name. Of a space in which the caller may do
/// nothing, it is not even said that the node is there, and that a space is disabled is said of nothing that
/// the caller may not see.
pub(crate) fn load_node(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: NodeId,
    right: Right,
) -> Result<(SpaceHandle, Located)> {
    let way = nodes::list_ancestors(tx, id)?;
    let top = way.last().ok_or(Code::NodeNotFound)?;
    let top = top.space;
    let unseen = |error: Error| match error.code() {
        Code::SpaceForbidden | Code::SpaceNotFound => Error::new(Code::NodeNotFound),
        _ => error,
    };
    let space = enter_space(tx, ctx, top).map_err(unseen)?;
    let known = Known::of_way(tx, space.who, &way)?;
    let located = place(&space, way, &known)?;
    require_active(space.view.status).map_err(unseen)?;
    located.require(right)?;
    Ok((space, located))
}

/// What [`locate`] finds for reading at the beginning of a way to a root, of whose nodes `known` tells.
pub(crate) fn place(space: &SpaceHandle, way: Vec<NodeRow>, known: &Known) -> Result<Located> {
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
    let rights = known.effective(&way, space.base);
    if !rights.has(Right::Read) {
        let root = first.parent.is_none();
        return Err(if root {
            Code::SpaceForbidden
        } else {
            Code::NodeNotFound
        }
        .into());
    }
    let node = NodeRow {
        space: space.view.id,
        root: top.id,
        ..first.clone()
    };
    Ok(Located {
        node,
        rights,
        lock: known.lock_on(&way, space.who.user),
        user: space.who.user,
        visible: known.visible(&way, space.base),
        way,
    })
}

/// Whether a node is being erased, by itself or with a folder above it. What was thrown away before
/// the folder above was erased has an entry of its own in the recycle bin and stays.
pub(crate) fn is_erased(way: &[NodeRow]) -> bool {
    let thrown_away = way.iter().find(|step| step.recycled_at.is_some());
    thrown_away.is_some_and(|step| step.erased_at.is_some())
}

/// Finds the folder that something is to be put into, or that is to be listed, for what `right` allows.
pub(crate) fn locate_target(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    reference: NodeRef,
    right: Right,
) -> Result<Located> {
    let target =
        locate(tx, space, space.node(reference), right).map_err(|error| match error.code() {
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

/// `None` for what a caller may not see or do; what the server cannot do remains a failure.
pub(crate) fn unless_refused<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code().kind() == Kind::Server => Err(error),
        Err(_) => Ok(None),
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
/// child of the folder at the beginning of `way`. Stops at the first folder that knows of as many.
pub(crate) fn raise_heights(tx: &mut Tx<'_>, way: &[NodeRow], height: u32) -> Result<()> {
    for (needed, step) in (height + 1..).zip(way) {
        if step.height >= needed {
            break;
        }
        nodes::set_height(tx, step.id, needed)?;
    }
    Ok(())
}
