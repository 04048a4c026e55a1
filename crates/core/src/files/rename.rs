//! Giving a node another name.

use super::{Clash, Placed, place};
use crate::access::{self, Expect, Located};
use crate::record::{Act, record};
use crate::rights::below::Below;
use crate::{Ctx, Drive};
use coffer_model::file_type::{FileType, media_type_of_name};
use coffer_model::node::OnClash;
use coffer_model::rights::{Right, Rights};
use coffer_model::{Code, Error, Name, NodeId, Result, SpaceId};
use coffer_store::nodes::{self, Renamed, StoredName};
use coffer_store::{Tx, listing};
use serde_json::json;

/// A node to rename.
#[derive(Debug, Clone)]
pub struct Rename {
    /// The space.
    pub space: SpaceId,
    /// The folder or file.
    pub node: NodeId,
    /// The new name.
    pub name: String,
    /// What to do when it is taken.
    pub on_clash: OnClash,
}

impl Drive {
    /// Renames a folder or file and answers the name that it got.
    ///
    /// # Errors
    /// `NameInvalid`, `NameTooLong`, `NameTaken`, `NodeNotFound`, `NodeNotInSpace`, `NodeRecycled`,
    /// `Forbidden` for a root, and what loading the space fails with.
    pub async fn rename(&self, ctx: &Ctx, command: Rename) -> Result<Name> {
        let wanted = StoredName::from(Name::parse(&command.name)?);
        let (asking, id) = (ctx.clone(), command.node);
        let (name, folder) = self
            .store()
            .write(move |tx| {
                let ctx = &asking;
                let space = access::load_space(tx, ctx, command.space, Expect::Any)?;
                let touched = access::lock_space(tx, &space, ctx.now)?;
                let located = access::locate(tx, &space, command.node, Right::Edit)?;
                located.require_live()?;
                let parent = located.require_not_root()?;
                Below::read(tx, &space)?.require(&located, Right::Edit)?;
                let clash = Clash {
                    itself: Some(command.node),
                    ..Clash::by(command.on_clash, in_folder_of(&located), ctx.now)
                };
                let placed = place(tx, parent, &wanted, clash)?;
                let Placed::Free(name) = placed else {
                    return Err(Error::new(Code::NameTaken));
                };
                write(tx, ctx, &located, &name)?;
                nodes::touch_children(tx, parent, touched.stamp)?;
                let detail = json!({
                    "from": located.node.name.as_str(),
                    "to": name.name.as_str(),
                    "parent": parent,
                });
                record(
                    tx,
                    ctx,
                    &space,
                    touched.stamp,
                    Act::Rename,
                    command.node,
                    &detail,
                )?;
                Ok((name.name, located.node.folder))
            })
            .await?;
        if !folder {
            self.note_edit(ctx, id);
        }
        Ok(name)
    }
}

/// A file whose extension changes is of another kind from then on; else what was stored stays, because
/// its uploader may have known better than the extension.
fn write(tx: &mut Tx<'_>, ctx: &Ctx, located: &access::Located, name: &StoredName) -> Result<()> {
    let node = &located.node;
    let entry = listing::find(tx, node.tenant, node.id)?.ok_or(Code::NodeNotFound)?;
    let same_kind = node.folder || node.name.suffix().eq_ignore_ascii_case(name.name.suffix());
    let (file_type, media_type) = if same_kind {
        (
            entry.view.file_type.number(),
            entry.view.media_type.as_str(),
        )
    } else {
        (
            FileType::of_name(name.name.as_str()).number(),
            media_type_of_name(name.name.as_str()),
        )
    };
    let renamed = Renamed {
        name,
        file_type,
        media_type,
        editor: ctx.user(),
        now: ctx.now,
    };
    nodes::rename(tx, node.id, node.space, &renamed)?;
    Ok(())
}

/// What is known of the caller's rights in the folder around a node: whether he sees it.
fn in_folder_of(located: &Located) -> Rights {
    if located.shows_parent() {
        Rights::NONE.with(Right::Read)
    } else {
        Rights::NONE
    }
}
