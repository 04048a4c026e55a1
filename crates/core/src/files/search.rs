//! Finding files by name and by facts.

mod tree;

use self::tree::{Tree, step_of};
use super::listings::{ordered, type_value};
use crate::access::{self, Expect, NodeRef, SpaceHandle, unless_refused};
use crate::{Ctx, Drive, favourites};
use coffer_model::file_type::FileType;
use coffer_model::name::fold;
use coffer_model::node::{NodeView, SortField};
use coffer_model::rights::Right;
use coffer_model::space::{SpaceKind, SpaceView};
use coffer_model::{Code, Error, NodeId, Result, SpaceId, Timestamp, UserId};
use coffer_store::rights;
use coffer_store::search::{self, Candidate};
use coffer_store::{ReadTx, listing, spaces};

/// Totals are exact up to this many hits; more are not looked at.
const MAX_HITS: u32 = 10_000;
/// Spaces that one search looks into.
const MAX_SPACES: u32 = 512;

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchScope {
    /// The caller's own space.
    Personal,
    /// The spaces of the caller's department and groups, and those of other teams in which he has a role on
    /// something.
    Teams,
}

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchOrder {
    /// By what.
    pub sort: SortField,
    /// Whether turned round.
    pub descending: bool,
}

/// What to find. An absent condition is met by everything.
#[derive(Debug, Clone)]
pub struct Search {
    /// Where to look.
    pub scope: SearchScope,
    /// Only in this space.
    pub space: Option<SpaceId>,
    /// Only below this folder of `space`.
    pub parent: Option<NodeRef>,
    /// Also below the folders of `parent`.
    pub recursive: bool,
    /// In the recycle bin instead of outside it.
    pub recycled: bool,
    /// Part of the name, at any position, in any case.
    pub name: Option<String>,
    /// The kind.
    pub file_type: Option<FileType>,
    /// Bytes, from and to.
    pub size: Option<(u64, u64)>,
    /// Time of the last change, from and to.
    pub edited: Option<(Timestamp, Timestamp)>,
    /// Who made it.
    pub creator: Option<UserId>,
    /// The order.
    pub order: SearchOrder,
    /// Where the page begins.
    pub after: Option<Hit>,
    /// The most hits to answer.
    pub limit: u32,
}

/// The place of a hit in the order: behind it begins the next page, also when it is gone by then.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Its value in the order.
    pub value: Vec<u8>,
    /// Its id.
    pub id: NodeId,
}

/// A hit with the way to it.
#[derive(Debug, Clone)]
pub struct FoundNode {
    /// The node.
    pub node: NodeView,
    /// Its space.
    pub space: SpaceView,
    /// The root first, the node last; the name of the root is empty.
    pub path: Vec<(NodeId, String)>,
}

/// A page of hits.
#[derive(Debug, Clone)]
pub struct Found {
    /// The hits.
    pub nodes: Vec<FoundNode>,
    /// How many there are in all.
    pub total: u32,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Hit>,
}

impl Drive {
    /// Finds folders and files that the caller may see.
    ///
    /// # Errors
    /// `BadRequest` for `parent` without `space`; `TargetInvalid` and `NodeNotInSpace` for a `parent` that is not
    /// a folder of the space for the caller to see, and what loading `space` fails with.
    pub async fn search(&self, ctx: &Ctx, command: Search) -> Result<Found> {
        if command.parent.is_some() && command.space.is_none() {
            return Err(Error::parameter("containerId"));
        }
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| find(tx, &ctx, &command))
            .await
    }
}

fn find(tx: &mut ReadTx<'_>, ctx: &Ctx, command: &Search) -> Result<Found> {
    let mut hits: Vec<(Hit, usize, Candidate)> = Vec::new();
    let mut tree = Tree::default();
    let spaces = spaces_of(tx, ctx, command)?;
    require_parent(tx, &spaces, command)?;
    for (index, space) in spaces.iter().enumerate() {
        for candidate in candidates(tx, space, command)? {
            if matches(command, &candidate)
                && tree.shows(tx, space, command, &candidate)?
                && tree
                    .rights(tx, space, step_of(&candidate))?
                    .has(Right::Read)
            {
                hits.push((place_of(command.order.sort, &candidate), index, candidate));
            }
        }
    }
    let total = u32::try_from(hits.len()).unwrap_or(u32::MAX);
    let descending = command.order.descending;
    if let Some(after) = &command.after {
        hits.retain(|(hit, _, _)| if descending { hit < after } else { hit > after });
    }
    hits.sort_unstable_by(|(a, _, _), (b, _, _)| if descending { b.cmp(a) } else { a.cmp(b) });
    let more = hits.len() > command.limit as usize;
    hits.truncate(command.limit as usize);
    let next = hits.last().filter(|_| more).map(|(hit, _, _)| hit.clone());
    let mut nodes = Vec::with_capacity(hits.len());
    for (_, index, candidate) in hits {
        let Some(entry) = listing::find(tx, ctx.tenant, candidate.id)? else {
            continue;
        };
        let space = &spaces[index];
        let path = tree.path(tx, space, &candidate)?;
        let mut node = entry.view;
        node.rights = tree.rights(tx, space, step_of(&candidate))?;
        nodes.push(FoundNode {
            node,
            space: space.view.clone(),
            path,
        });
    }
    favourites::mark(
        tx,
        ctx.user(),
        nodes.iter_mut().map(|found| &mut found.node),
    )?;
    Ok(Found { nodes, total, next })
}

/// The spaces to look into that can be used.
fn spaces_of(tx: &mut ReadTx<'_>, ctx: &Ctx, command: &Search) -> Result<Vec<SpaceHandle>> {
    if let Some(id) = command.space {
        let space = access::load_space(tx, ctx, id, Expect::Any)?;
        let personal = space.view.kind == SpaceKind::Personal;
        return match command.scope {
            SearchScope::Personal if !personal => Err(Code::SpaceNotPersonal.into()),
            SearchScope::Teams if personal => Err(Code::SpaceTeamMismatch.into()),
            SearchScope::Personal | SearchScope::Teams => Ok(vec![space]),
        };
    }
    let mut ids: Vec<SpaceId> = Vec::new();
    for row in spaces::list_of_member(tx, ctx.tenant, ctx.user(), MAX_SPACES)? {
        let personal = row.view.kind == SpaceKind::Personal;
        if personal == (command.scope == SearchScope::Personal) {
            ids.push(row.view.id);
        }
    }
    if command.scope == SearchScope::Teams {
        let department = ctx.actor.department;
        let granted = rights::list_granted_spaces(tx, ctx.user(), department, MAX_SPACES)?;
        ids.extend(
            granted
                .into_iter()
                .filter(|id| !ids.contains(id))
                .collect::<Vec<_>>(),
        );
    }
    let mut usable = Vec::new();
    for id in ids {
        // A space may be closed, or go while one looks.
        let Some(space) = unless_refused(access::load_space(tx, ctx, id, Expect::Any))? else {
            continue;
        };
        let personal = space.view.kind == SpaceKind::Personal;
        if personal == (command.scope == SearchScope::Personal) {
            usable.push(space);
        }
    }
    Ok(usable)
}

/// Demands that the folder to look below is one of the space, and the caller's to see: what is found below
/// is judged by the rights of that space.
fn require_parent(tx: &mut ReadTx<'_>, spaces: &[SpaceHandle], command: &Search) -> Result<()> {
    let (Some(parent), [space]) = (command.parent, spaces) else {
        return Ok(());
    };
    let located =
        access::locate(tx, space, space.node(parent), Right::Read).map_err(|error| match error
            .code()
        {
            Code::NodeNotFound => Error::new(Code::TargetInvalid),
            _ => error,
        })?;
    if located.node.folder {
        Ok(())
    } else {
        Err(Code::TargetInvalid.into())
    }
}

/// Everything that could be a hit: by the index of names, else by walking.
fn candidates(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    command: &Search,
) -> Result<Vec<Candidate>> {
    if let Some(name) = command
        .name
        .as_deref()
        .map(fold)
        .filter(|name| !name.is_empty())
    {
        return Ok(search::list_matches(
            tx,
            space.view.id,
            &name,
            MAX_HITS * 2,
        )?);
    }
    if command.recycled && command.parent.is_none() {
        let mut tops = search::list_recycled(tx, space.view.root)?;
        tops.extend(search::list_recycled(tx, space.view.safe)?);
        return Ok(tops);
    }
    let roots = match command.parent {
        Some(parent) => vec![space.node(parent)],
        None => vec![space.view.root, space.view.safe],
    };
    let deep = command.recursive || command.parent.is_none();
    walk(tx, roots, deep)
}

/// The live nodes below `folders`, at most [`MAX_HITS`].
fn walk(tx: &mut ReadTx<'_>, mut folders: Vec<NodeId>, deep: bool) -> Result<Vec<Candidate>> {
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let children = search::list_children(tx, folder)?;
        if deep {
            folders.extend(
                children
                    .iter()
                    .filter(|child| child.folder)
                    .map(|child| child.id),
            );
        }
        found.extend(children);
        if found.len() >= MAX_HITS as usize {
            found.truncate(MAX_HITS as usize);
            break;
        }
    }
    Ok(found)
}

/// The conditions that need only the row.
fn matches(command: &Search, candidate: &Candidate) -> bool {
    let Candidate {
        file_type,
        size,
        edited_at,
        creator,
        folder,
        ..
    } = candidate;
    let size = u64::try_from(*size).unwrap_or_default();
    candidate.parent.is_some()
        && command
            .file_type
            .is_none_or(|wanted| wanted.number() == *file_type)
        && command
            .size
            .is_none_or(|(from, to)| !folder && (from..=to).contains(&size))
        && command
            .edited
            .is_none_or(|(from, to)| (from..=to).contains(edited_at))
        && command.creator.is_none_or(|wanted| wanted == *creator)
}

/// The place of a candidate in an order.
fn place_of(sort: SortField, candidate: &Candidate) -> Hit {
    let value = match sort {
        SortField::Name => candidate.sort_key.clone(),
        SortField::Size => ordered(candidate.size).into_vec(),
        SortField::Created => ordered(candidate.created_at.0).into_vec(),
        SortField::Edited => ordered(candidate.edited_at.0).into_vec(),
        SortField::Recycled => ordered(candidate.recycled_at.map_or(0, |at| at.0)).into_vec(),
        SortField::Type => type_value(candidate.file_type, candidate.name.clone()).into_vec(),
    };
    Hit {
        value,
        id: candidate.id,
    }
}
