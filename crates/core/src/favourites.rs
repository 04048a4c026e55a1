//! Folders and files that people have starred. A star belongs to a person and a node: it stays through
//! renaming and moving, copies have none, and nobody else sees it.

mod list;
mod star;

pub use list::{Favourite, FavouritePage, ListFavourites};
pub use star::StarItem;

pub use crate::sight::{SeenNode, Sight};
pub use coffer_store::favourites::Star;

use coffer_model::node::NodeView;
use coffer_model::{NodeId, Result, UserId};
use coffer_store::{ReadTx, favourites};

/// The most stars that somebody gives.
pub const MAX_FAVOURITES: u64 = 10_000;

/// Tells in the nodes of a page which of them somebody has starred. One statement.
pub(crate) fn mark<'a>(
    tx: &mut ReadTx<'_>,
    member: UserId,
    nodes: impl IntoIterator<Item = &'a mut NodeView>,
) -> Result<()> {
    let nodes: Vec<&mut NodeView> = nodes.into_iter().collect();
    let ids: Vec<NodeId> = nodes.iter().map(|node| node.id).collect();
    let starred = favourites::list_starred(tx, member, &ids)?;
    for node in nodes {
        node.favourite = starred.contains(&node.id);
    }
    Ok(())
}
