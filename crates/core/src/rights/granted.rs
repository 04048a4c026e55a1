//! What somebody has roles on, in whatever space it is.

use crate::favourites;
use crate::sight::{self, SeenNode, Sight};
use crate::{Ctx, Drive};
use coffer_model::{Error, NodeId, Result};
use coffer_store::{ReadTx, rights};

/// The most folders and files of one page.
pub const MAX_GRANTED_PAGE: u32 = 100;
/// Nodes looked at for one page; a page that would need more ends early.
const MOST_LOOKED_AT: usize = 2_000;

/// A page of what somebody has roles on.
#[derive(Debug, Clone)]
pub struct GrantedPage {
    /// Folders and files with their spaces, and what the caller may do with each.
    pub nodes: Vec<SeenNode>,
    /// Behind which of them the next page begins; `None` on the last.
    pub next: Option<NodeId>,
}

impl Drive {
    /// A page of the folders and files on which the caller, a group or a department of his has a role, behind
    /// `after`, the oldest first. What is in the recycle bin, or not his to see because its space is
    /// disabled, is left out.
    ///
    /// # Errors
    /// `BadRequest` for a page of none or more than [`MAX_GRANTED_PAGE`].
    pub async fn list_granted(&self, ctx: &Ctx, after: NodeId, limit: u32) -> Result<GrantedPage> {
        if !(1..=MAX_GRANTED_PAGE).contains(&limit) {
            return Err(Error::parameter("limit").with_limit(format!("1-{MAX_GRANTED_PAGE}")));
        }
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| gather(tx, &ctx, after, limit))
            .await
    }
}

fn gather(tx: &mut ReadTx<'_>, ctx: &Ctx, after: NodeId, limit: u32) -> Result<GrantedPage> {
    let (mut nodes, mut after, mut looked_at) = (Vec::new(), after, 0);
    let slice = MAX_GRANTED_PAGE + 1;
    let next = loop {
        let found = rights::list_granted(tx, ctx.user(), ctx.actor.department, after, slice)?;
        let ids: Vec<NodeId> = found.iter().map(|(id, _)| *id).collect();
        let mut sights = sight::look(tx, ctx, &ids)?;
        let seen = ids.iter().filter_map(|id| match sights.remove(id) {
            Some(Sight::Seen(seen)) if seen.node.recycled_at.is_none() => Some(*seen),
            _ => None,
        });
        nodes.extend(seen);
        looked_at += ids.len();
        if nodes.len() > limit as usize {
            nodes.truncate(limit as usize);
            break nodes.last().map(|seen: &SeenNode| seen.node.id);
        }
        match ids.last() {
            Some(last) if ids.len() == slice as usize => after = *last,
            _ => break None,
        }
        if looked_at >= MOST_LOOKED_AT {
            break Some(after);
        }
    };
    favourites::mark(tx, ctx.user(), nodes.iter_mut().map(|seen| &mut seen.node))?;
    Ok(GrantedPage { nodes, next })
}
