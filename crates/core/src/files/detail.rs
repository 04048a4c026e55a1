//! One node with everything that is shown of it, and the way to it.

use crate::access::{self, Expect, Located, SpaceHandle};
use crate::{Ctx, Drive};
use coffer_model::node::NodeView;
use coffer_model::rights::Right;
use coffer_model::space::SpaceView;
use coffer_model::{Code, Error, NodeId, Result, SpaceId};
use coffer_store::{ReadTx, listing};

/// A node and its space.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The node.
    pub node: NodeView,
    /// The space.
    pub space: SpaceView,
}

/// The way from the root to a node: the root first, the node last.
#[derive(Debug, Clone)]
pub struct NodePath {
    /// The space.
    pub space: SpaceView,
    /// Ids and names; the name of the root is empty. Begins below the root where that is not the caller's
    /// to see.
    pub steps: Vec<(NodeId, String)>,
}

impl Drive {
    /// Everything about a folder or file, in the recycle bin or not.
    ///
    /// # Errors
    /// `NodeNotFound`, `NodeNotInSpace`, and what loading the space fails with.
    pub async fn node_detail(&self, ctx: &Ctx, space: SpaceId, id: NodeId) -> Result<Detail> {
        let asking = ctx.clone();
        let detail = self
            .store()
            .read(move |tx| {
                let space = access::load_space(tx, &asking, space, Expect::Any)?;
                let located = access::locate(tx, &space, id, Right::Read)?;
                let node = view(tx, &space, &located)?;
                Ok::<_, Error>(Detail {
                    node,
                    space: space.view,
                })
            })
            .await?;
        if !detail.node.is_folder() && detail.node.recycled_at.is_none() {
            self.note_view(ctx, id);
        }
        Ok(detail)
    }

    /// The names and ids on the way to a folder or file, as far up as the caller may see.
    ///
    /// # Errors
    /// `NodeNotFound`, `NodeNotInSpace`, and what loading the space fails with.
    pub async fn node_path(&self, ctx: &Ctx, space: SpaceId, id: NodeId) -> Result<NodePath> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let space = access::load_space(tx, &ctx, space, Expect::Any)?;
                let located = access::locate(tx, &space, id, Right::Read)?;
                Ok(NodePath {
                    space: space.view,
                    steps: located.visible_steps(),
                })
            })
            .await
    }
}

/// What is shown of a located node.
pub(super) fn view(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    located: &Located,
) -> Result<NodeView> {
    let entry = listing::find(tx, space.view.tenant, located.node.id)?.ok_or(Code::NodeNotFound)?;
    let mut node = entry.view;
    node.recycled_at = located.recycled_at();
    node.rights = located.rights;
    node.parent = node.parent.filter(|_| located.shows_parent());
    Ok(node)
}
