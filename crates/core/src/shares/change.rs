//! Other settings for a share.

use super::ShareDetail;
use super::create::permission_rights;
use super::settings::{CodeChoice, Expiry, PermissionChange, require_comment, require_targets};
use super::show::find_own;
use crate::access::{self, Expect};
use crate::{Ctx, Drive};
use coffer_model::rights::Right;
use coffer_model::share::{SharePermission, ShareScope, ShareTargetKind};
use coffer_model::{Code, Result, ShareId};
use coffer_store::Tx;
use coffer_store::jobs::Lane;
use coffer_store::shares::{self, ShareRow};

/// What to change; `None` leaves things as they are.
#[derive(Debug, Clone)]
pub struct ChangeShare {
    /// Whom it names instead; only looked at where the scope is those named.
    pub targets: Option<Vec<(ShareTargetKind, i64)>>,
    /// What visitors may do.
    pub permission: PermissionChange,
    /// The extract code. Another one ends what proved the one before.
    pub code: CodeChoice,
    /// When it ends.
    pub expiry: Option<Expiry>,
    /// Words for visitors.
    pub comment: Option<String>,
}

impl Drive {
    /// Changes a share of the caller, and tells whom it names and did not name before.
    ///
    /// # Errors
    /// `NotFound`, and those of [`Drive::create_share`] for what is changed.
    pub async fn change_share(
        &self,
        ctx: &Ctx,
        id: ShareId,
        change: ChangeShare,
    ) -> Result<ShareDetail> {
        ctx.require_full()?;
        if let Some(comment) = &change.comment {
            require_comment(comment)?;
        }
        let code = self.choose_code(id, &change.code)?;
        let (drive, ctx) = (self.clone(), ctx.clone());
        let (detail, telling) = self
            .store()
            .write(move |tx| drive.change_in(tx, &ctx, id, &change, code.clone()))
            .await?;
        if telling {
            self.wake(Lane::Rows);
        }
        Ok(detail)
    }

    /// Changes it; whether a job tells people of it.
    fn change_in(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        id: ShareId,
        change: &ChangeShare,
        code: Option<Option<Vec<u8>>>,
    ) -> Result<(ShareDetail, bool)> {
        if !shares::lock(tx, id, ctx.user())? {
            return Err(Code::NotFound.into());
        }
        let mut row = find_own(tx, ctx, id)?;
        if let Some(code) = code {
            row.extract_code = code;
            row.code_version += 1;
        }
        if let Some(expiry) = change.expiry {
            row.expires_at = expiry.resolve(ctx.now)?;
        }
        if let Some(comment) = &change.comment {
            row.comment.clone_from(comment);
        }
        let before = row.permission;
        row.permission = change.permission.apply(before);
        Self::require_given(tx, ctx, &row, before)?;
        row.updated_at = ctx.now;
        let mut telling = false;
        if let (ShareScope::Named, Some(targets)) = (row.scope, &change.targets) {
            require_targets(tx, ctx.tenant, targets)?;
            shares::replace_targets(tx, id, targets, ctx.now)?;
            telling = self.tell_named(tx, ctx, &row)?;
        }
        shares::update(tx, &row)?;
        Ok((self.detail_of(tx, row, ctx.now)?, telling))
    }

    /// Demands that the owner may do himself what visitors may do from now on, and could not before.
    fn require_given(
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        row: &ShareRow,
        before: SharePermission,
    ) -> Result<()> {
        let given = permission_rights(row.permission).into_iter();
        let new = given.zip(permission_rights(before));
        let new: Vec<Right> = new
            .filter(|((given, _), (had, _))| *given && !*had)
            .map(|((_, right), _)| right)
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let space = access::load_space(tx, ctx, row.space, Expect::Any)?;
        for item in shares::list_items(tx, row.id)? {
            // What is gone or out of sight is not shown to anybody.
            let Some(located) =
                access::unless_refused(access::locate(tx, &space, item, Right::Share))?
            else {
                continue;
            };
            for right in &new {
                located.require(*right)?;
            }
        }
        Ok(())
    }
}
