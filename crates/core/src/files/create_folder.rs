//! Making a folder.

use super::{Clash, Placed, place};
use crate::access::{self, Expect, NodeRef};
use crate::record::{Act, record};
use crate::{Ctx, Drive};
use coffer_model::file_type::FileType;
use coffer_model::node::OnClash;
use coffer_model::rights::Right;
use coffer_model::{Code, Error, Name, NodeId, Result, SpaceId, Timestamp};
use coffer_store::nodes::{self, NewNode, StoredName};
use serde_json::json;

/// A folder to make.
#[derive(Debug, Clone)]
pub struct CreateFolder {
    /// The space.
    pub space: SpaceId,
    /// The folder that will hold it.
    pub parent: NodeRef,
    /// The name.
    pub name: String,
    /// What to do when the name is taken; `RenameUnlessSame` renames, a folder has no content.
    pub on_clash: OnClash,
    /// Free text.
    pub description: String,
    /// When it was made, as the client says; now when absent.
    pub created_at: Option<Timestamp>,
    /// When it was changed, as the client says; now when absent.
    pub edited_at: Option<Timestamp>,
}

impl Drive {
    /// Makes a folder and answers its id and the name that it got.
    ///
    /// # Errors
    /// `NameInvalid`, `NameTooLong`, `NameTaken`, `TooDeep`, `TargetInvalid`, `TargetRecycled`, and what
    /// loading the space fails with.
    pub async fn create_folder(&self, ctx: &Ctx, command: CreateFolder) -> Result<(NodeId, Name)> {
        let wanted = StoredName::from(Name::parse(&command.name)?);
        let id = self.next_node();
        let ctx = ctx.clone();
        self.store()
            .write(move |tx| {
                let space = access::load_space(tx, &ctx, command.space, Expect::Any)?;
                let touched = access::lock_space(tx, &space, ctx.now)?;
                let parent = access::locate_target(tx, &space, command.parent, Right::Upload)?;
                access::require_depth(parent.depth(), 0)?;
                let clash = Clash::by(command.on_clash, parent.rights, ctx.now);
                let placed = place(tx, parent.node.id, &wanted, clash)?;
                let Placed::Free(name) = placed else {
                    return Err(Error::new(Code::NameTaken));
                };
                let answer = name.name.clone();
                nodes::insert(
                    tx,
                    &NewNode {
                        id,
                        tenant: ctx.tenant,
                        space: space.view.id,
                        root: parent.node.root,
                        parent: parent.node.id,
                        folder: true,
                        name,
                        file_type: FileType::Folder.number(),
                        media_type: String::new(),
                        description: command.description.clone(),
                        size: 0,
                        version: None,
                        creator: ctx.user(),
                        created_at: command.created_at.unwrap_or(ctx.now),
                        edited_at: command.edited_at.unwrap_or(ctx.now),
                    },
                )?;
                access::raise_heights(tx, &parent.way, 0)?;
                nodes::touch_children(tx, parent.node.id, touched.stamp)?;
                let detail = json!({"name": answer.as_str(), "parent": parent.node.id});
                record(
                    tx,
                    &ctx,
                    &space,
                    touched.stamp,
                    Act::CreateFolder,
                    id,
                    &detail,
                )?;
                Ok((id, answer))
            })
            .await
    }
}
