//! What somebody may see of nodes that are known by their ids alone, in whatever space they are: lists
//! that remember nodes ask here, each time that they are shown.

use crate::Ctx;
use crate::access::{self, Expect};
use crate::rights::{Base, Known, Who};
use coffer_model::node::NodeView;
use coffer_model::rights::Right;
use coffer_model::space::SpaceView;
use coffer_model::{Code, NodeId, Result, SpaceId};
use coffer_store::nodes::NodeRow;
use coffer_store::ways::Ways;
use coffer_store::{ReadTx, listing, spaces};
use std::collections::HashMap;

/// What somebody may see of a node.
#[derive(Debug, Clone)]
pub enum Sight {
    /// That it is there, and nothing else: its space is disabled, or it is not the caller's to see any more.
    Hidden,
    /// All of it; in the recycle bin or not.
    Seen(Box<SeenNode>),
}

/// A node that may be seen.
#[derive(Debug, Clone)]
pub struct SeenNode {
    /// The node.
    pub node: NodeView,
    /// Its space.
    pub space: SpaceView,
}

/// What the caller may see of each node. What was erased for good, or goes with its space, has no entry.
/// A fixed number of statements, and a few for each space.
pub(crate) fn look(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    ids: &[NodeId],
) -> Result<HashMap<NodeId, Sight>> {
    let mut seen = HashMap::with_capacity(ids.len());
    let mut spaces = HashMap::new();
    let mut shown = HashMap::new();
    let ways = Ways::read(tx, ids)?;
    let who = Who {
        user: ctx.user(),
        department: ctx.actor.department,
    };
    let known = Known::read(tx, who, ways.marks())?;
    for &id in ids {
        let way = ways.of(id);
        let Some(place) = place_of(tx, ctx, &way, &mut spaces)? else {
            continue;
        };
        let rights = place.map(|(space, base)| (space, base, known.effective(&way, base)));
        if let Some((space, base, rights)) = rights.filter(|(_, _, rights)| rights.has(Right::Read))
        {
            let recycled_at = way.iter().find_map(|step| step.recycled_at);
            let below_seen = known.visible(&way, base) > 1;
            shown.insert(id, (recycled_at, space, rights, below_seen));
        } else {
            seen.insert(id, Sight::Hidden);
        }
    }
    let wanted: Vec<NodeId> = shown.keys().copied().collect();
    for entry in listing::list_views(tx, ctx.tenant, &wanted)? {
        let mut node = entry.view;
        let Some((recycled_at, space, rights, below_seen)) = shown.remove(&node.id) else {
            continue;
        };
        // Of a folder above that the caller may not see, not even the id is told.
        node.parent = node.parent.filter(|_| below_seen);
        node.rights = rights;
        node.recycled_at = recycled_at;
        // Rows of a tree that was handed over name their old space for a while.
        node.space = space.id;
        seen.insert(node.id, Sight::Seen(Box::new(SeenNode { node, space })));
    }
    Ok(seen)
}

/// A space, as far as the caller may use it: `None` when it is gone, `Some(None)` when it may not be used.
type Place = Option<Option<(SpaceView, Base)>>;

/// The space that a way ends in; `None` as well for what is being erased.
fn place_of(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    way: &[NodeRow],
    spaces: &mut HashMap<SpaceId, Place>,
) -> Result<Place> {
    let Some(top) = way.last() else {
        return Ok(None);
    };
    if access::is_erased(way) || top.parent.is_some() || top.tenant != ctx.tenant {
        return Ok(None);
    }
    let place = match spaces.get(&top.space) {
        Some(known) => known.clone(),
        None => {
            let place = load_place(tx, ctx, top.space)?;
            spaces.insert(top.space, place.clone());
            place
        }
    };
    let holds = |(space, _): &(SpaceView, Base)| [space.root, space.safe].contains(&top.id);
    Ok(place.filter(|usable| usable.as_ref().is_none_or(holds)))
}

fn load_place(tx: &mut ReadTx<'_>, ctx: &Ctx, id: SpaceId) -> Result<Place> {
    if spaces::find(tx, ctx.tenant, id)?.is_none() {
        return Ok(None);
    }
    match access::load_space(tx, ctx, id, Expect::Any) {
        Ok(space) => Ok(Some(Some((space.view, space.base)))),
        Err(error) if matches!(error.code(), Code::SpaceForbidden | Code::SpaceDisabled) => {
            Ok(Some(None))
        }
        // It was deleted between the two looks.
        Err(error) if error.code() == Code::SpaceNotFound => Ok(None),
        Err(error) => Err(error),
    }
}
