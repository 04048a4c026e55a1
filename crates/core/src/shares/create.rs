//! Making a share.

use super::open::LINK_BYTES;
use super::settings::{CodeChoice, Expiry, PermissionChange, require_comment, require_targets};
use super::{ShareDetail, code};
use crate::access::{self, Expect, SpaceHandle};
use crate::clock::random;
use crate::{Ctx, Drive};
use coffer_model::name::fold;
use coffer_model::rights::Right;
use coffer_model::share::{SharePermission, ShareScope, ShareTargetKind};
use coffer_model::{Code, Error, NodeId, Result, ShareId, SpaceId};
use coffer_store::jobs::Lane;
use coffer_store::shares::{self, NewShare};
use coffer_store::{ReadTx, Tx};

/// Folders and files of a share.
const MAX_ITEMS: usize = 100;

/// What to share, and with whom.
#[derive(Debug, Clone)]
pub struct CreateShare {
    /// The space.
    pub space: SpaceId,
    /// The folders and files.
    pub items: Vec<NodeId>,
    /// Whom it is for.
    pub scope: ShareScope,
    /// Whom it names; only looked at where the scope is those named.
    pub targets: Vec<(ShareTargetKind, i64)>,
    /// What visitors may do.
    pub permission: PermissionChange,
    /// The extract code.
    pub code: CodeChoice,
    /// When it ends.
    pub expiry: Expiry,
    /// Words for visitors.
    pub comment: String,
}

impl Drive {
    /// Shares folders and files of a space that the caller may use, and tells whom the share names.
    ///
    /// # Errors
    /// `BadRequest` for more or fewer items or targets than there may be, for a root or something in the
    /// safe, for a comment, code or end that cannot be; `NotFound` for a target that the tenant does not
    /// have; `Forbidden` for who may only look; and what loading space and nodes fails with.
    pub async fn create_share(&self, ctx: &Ctx, command: CreateShare) -> Result<ShareDetail> {
        ctx.require_full()?;
        require_comment(&command.comment)?;
        let mut items = command.items.clone();
        let mut seen = std::collections::HashSet::new();
        items.retain(|item| seen.insert(*item));
        if items.is_empty() || items.len() > MAX_ITEMS {
            return Err(Error::parameter("items").with_limit(format!("1-{MAX_ITEMS}")));
        }
        let id = ShareId(self.next_id());
        let extract_code = self.choose_code(id, &command.code)?.unwrap_or_default();
        let new = NewShare {
            id,
            tenant: ctx.tenant,
            owner: ctx.user(),
            space: command.space,
            short_id: hex::encode(random::<LINK_BYTES>()?),
            scope: command.scope,
            extract_code,
            permission: command.permission.apply(SharePermission::default()),
            expires_at: command.expiry.resolve(ctx.now)?,
            comment: command.comment,
            display_name: String::new(),
            display_key: String::new(),
            items,
            targets: match command.scope {
                ShareScope::Named => command.targets,
                ShareScope::Anyone | ShareScope::Tenant => Vec::new(),
            },
            created_at: ctx.now,
        };
        let (drive, ctx) = (self.clone(), ctx.clone());
        let (detail, telling) = self
            .store()
            .write(move |tx| drive.insert_share(tx, &ctx, new.clone()))
            .await?;
        if telling {
            self.wake(Lane::Rows);
        }
        Ok(detail)
    }

    /// Makes it; whether a job tells people of it.
    fn insert_share(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        mut new: NewShare,
    ) -> Result<(ShareDetail, bool)> {
        let space = access::load_space(tx, ctx, new.space, Expect::Any)?;
        for item in &new.items {
            let name = require_shareable(tx, &space, *item, new.permission)?;
            if new.display_name.is_empty() {
                new.display_key = fold(&name);
                new.display_name = name;
            }
        }
        if new.scope == ShareScope::Named {
            require_targets(tx, ctx.tenant, &new.targets)?;
        }
        shares::insert(tx, &new)?;
        let row = shares::find(tx, new.id)?.ok_or(Code::NotFound)?;
        let telling = self.tell_named(tx, ctx, &row)?;
        Ok((self.detail_of(tx, row, ctx.now)?, telling))
    }

    /// The code to store, wrapped: `None` to keep what is there, `Some(None)` for none.
    pub(super) fn choose_code(
        &self,
        share: ShareId,
        choice: &CodeChoice,
    ) -> Result<Option<Option<Vec<u8>>>> {
        let code = match choice {
            CodeChoice::Keep => return Ok(None),
            CodeChoice::Remove => return Ok(Some(None)),
            CodeChoice::Make => code::make()?,
            CodeChoice::Set(code) => {
                code::parse(code)?;
                code.clone()
            }
        };
        Ok(Some(Some(self.wrap_code(share, &code)?)))
    }
}

/// What a permission lets visitors do, as rights of the owner. Nothing can be changed through a share.
pub(super) fn permission_rights(permission: SharePermission) -> [(bool, Right); 2] {
    [
        (permission.preview, Right::Preview),
        (permission.download, Right::Download),
    ]
}

/// Demands that a node may be shared with what the permission gives; answers its name.
fn require_shareable(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    id: NodeId,
    permission: SharePermission,
) -> Result<String> {
    let located = access::locate(tx, space, id, Right::Share)?;
    // A share gives no more than its owner has.
    for (given, right) in permission_rights(permission) {
        if given {
            located.require(right)?;
        }
    }
    located.require_live()?;
    if located.node.parent.is_none() || located.node.root == space.view.safe {
        return Err(Error::parameter("items"));
    }
    Ok(located.node.name.as_str().to_owned())
}
