//! One folder as those see it who ask for nothing but folders: with its way and what may be done now.

use super::detail::view;
use crate::access::{self, Located, NodeRef, SpaceHandle};
use crate::rights::below::Below;
use crate::rights::{LockView, view_lock};
use crate::{Ctx, Drive};
use coffer_model::node::NodeView;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, Name, NodeId, Result};
use coffer_store::{ReadTx, nodes};

/// Folders of one call.
const MAX_FOLDERS: usize = 1_000;

/// A folder that is not in the recycle bin.
#[derive(Debug, Clone)]
pub struct FolderView {
    /// What every dialect shows.
    pub node: NodeView,
    /// How often its name, place or marks changed.
    pub revision: u64,
    /// The names on the way to it, the highest first and without that of the root, which has none; as far
    /// up as the caller may see.
    pub way: Vec<String>,
    /// Whether it lies in the safe, or is it.
    pub in_safe: bool,
    /// The lock that counts for the caller: one of somebody else on it or on something above, else his own.
    pub lock: Option<LockView>,
    /// Whether the caller could lock it now.
    pub lockable: bool,
    /// Whether the caller could take off the lock that it has.
    pub unlockable: bool,
}

impl Drive {
    /// A folder whose space the caller does not name.
    ///
    /// # Errors
    /// `NodeNotFound`; `TargetInvalid` for a file; `NodeRecycled`; `SpaceDisabled`.
    pub async fn folder(&self, ctx: &Ctx, id: NodeId) -> Result<FolderView> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let (space, located) = access::load_node(tx, &ctx, id, Right::Read)?;
                let below = Below::read(tx, &space)?;
                show(tx, &space, &located, &below)
            })
            .await
    }

    /// Those of at most 1,000 folders of one space that there are and that the caller may see.
    ///
    /// # Errors
    /// `BadRequest` for more, and what loading the space fails with.
    pub async fn folders(&self, ctx: &Ctx, ids: Vec<NodeId>) -> Result<Vec<FolderView>> {
        if ids.len() > MAX_FOLDERS {
            return Err(Error::parameter("ids").with_limit(format!("0-{MAX_FOLDERS}")));
        }
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let Some(first) = ids.first() else {
                    return Ok(Vec::new());
                };
                let (space, _) = access::load_node(tx, &ctx, *first, Right::Read)?;
                let below = Below::read(tx, &space)?;
                let mut folders = Vec::with_capacity(ids.len());
                for id in &ids {
                    let shown = access::locate(tx, &space, *id, Right::Read)
                        .and_then(|located| show(tx, &space, &located, &below));
                    folders.extend(access::unless_refused(shown)?);
                }
                Ok(folders)
            })
            .await
    }

    /// The folder of this name in another one, if there is one that the caller may see.
    ///
    /// # Errors
    /// `NameInvalid`, `NameTooLong`, `TargetInvalid`, `TargetRecycled`, and what loading the space fails
    /// with.
    pub async fn find_folder(
        &self,
        ctx: &Ctx,
        space: coffer_model::SpaceId,
        parent: NodeRef,
        name: &str,
    ) -> Result<Option<NodeId>> {
        let key = Name::parse(name)?.key();
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let space = access::load_space(tx, &ctx, space, access::Expect::Any)?;
                let parent = access::locate_target(tx, &space, parent, Right::Read)?;
                let Some(found) = nodes::find_sibling(tx, parent.node.id, &key)? else {
                    return Ok(None);
                };
                let located = access::locate(tx, &space, found.id, Right::Read);
                let seen = access::unless_refused(located)?;
                Ok(seen.filter(|located| located.node.folder).map(|_| found.id))
            })
            .await
    }
}

fn show(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    located: &Located,
    below: &Below,
) -> Result<FolderView> {
    if !located.node.folder {
        return Err(Code::TargetInvalid.into());
    }
    located.require_live()?;
    let names = located.visible_way().iter().rev();
    let names = names.filter(|step| step.parent.is_some());
    let in_safe = located.node.root == space.view.safe;
    let lock = match &located.lock {
        Some(guard) => view_lock(tx, space, located, guard)?,
        None => None,
    };
    Ok(FolderView {
        lock,
        node: view(tx, space, located)?,
        revision: located.node.revision,
        way: names.map(|step| step.name.as_str().to_owned()).collect(),
        in_safe,
        lockable: !in_safe && is_lockable(located, below),
        unlockable: !in_safe && is_unlockable(located),
    })
}

/// Whether it is not locked yet and nothing keeps the caller from locking it.
fn is_lockable(located: &Located, below: &Below) -> bool {
    located.node.parent.is_some()
        && !located.node.marks.is_locked()
        && !located.is_locked_by_another()
        && located.rights.has(Right::Lock)
        && below.require_with_entries(located, Right::Lock).is_ok()
}

/// Whether it has a lock, and one that the caller may take off.
fn is_unlockable(located: &Located) -> bool {
    let own = !located.is_locked_by_another();
    located.node.marks.is_locked() && (own || located.rights.has(Right::Unlock))
}
