//! What is looked at before an upload is begun: where it goes, and whether it is worth while to hash all of it.

use super::begin::{BeginUpload, target};
use crate::access::{self, Expect};
use crate::{Ctx, Drive};
use coffer_blobs::HEAD;
use coffer_model::space::SpaceView;
use coffer_model::{Error, NodeId, Result};
use coffer_store::contents;

/// What is seen before anything is made.
pub(super) struct Ahead {
    pub(super) space: SpaceView,
    pub(super) parent: NodeId,
    /// Whether the target lies in the safe.
    pub(super) sealed: bool,
    /// Whether content that begins so is known, where that is all the client asks.
    pub(super) head_known: bool,
}

impl Drive {
    /// Where the target lies, whether in the safe, and whether content that begins so is known where that is
    /// all the client asks.
    pub(super) async fn look_ahead(&self, ctx: &Ctx, command: &BeginUpload) -> Result<Ahead> {
        let asks = command.sha256.is_none() && command.size > 0;
        let head = command.head_sha256.filter(|_| asks);
        let (asking, wanted) = (ctx.clone(), command.clone());
        let (mut ahead, known) = self
            .store()
            .read(move |tx| {
                let space = access::load_space(tx, &asking, wanted.space, Expect::Any)?;
                let parent = target(tx, &space, wanted.parent)?;
                let sealed = parent.node.root == space.view.safe;
                let known = match head {
                    Some(head) => {
                        let lengths = (wanted.size, HEAD);
                        contents::head_known(tx, asking.tenant, &head, lengths, sealed)?
                    }
                    None => false,
                };
                let ahead = Ahead {
                    space: space.view,
                    parent: parent.node.id,
                    sealed,
                    head_known: false,
                };
                Ok::<_, Error>((ahead, known))
            })
            .await?;
        if head.is_some() {
            ahead.head_known = self.may_tell_of_head(ctx, command.size, known).await?;
        }
        Ok(ahead)
    }
}
