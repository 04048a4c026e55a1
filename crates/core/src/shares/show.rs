//! A share as its owner sees it.

use super::ShareView;
use super::open::standing;
use crate::{Ctx, Drive};
use coffer_model::share::ShareStatus;
use coffer_model::{Code, Result, ShareId, Timestamp};
use coffer_store::ReadTx;
use coffer_store::shares::{self, ShareRow, ShareTarget};

/// A share with what only its owner is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareDetail {
    /// The share.
    pub share: ShareView,
    /// The extract code.
    pub extract_code: Option<String>,
    /// Whom it names.
    pub targets: Vec<ShareTarget>,
}

impl Drive {
    /// A share of the caller.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn show_share(&self, ctx: &Ctx, id: ShareId) -> Result<ShareDetail> {
        let (drive, ctx) = (self.clone(), ctx.clone());
        self.store()
            .read(move |tx| {
                let row = find_own(tx, &ctx, id)?;
                drive.detail_of(tx, row, ctx.now)
            })
            .await
    }

    /// All of a share.
    pub(super) fn detail_of(
        &self,
        tx: &mut ReadTx<'_>,
        row: ShareRow,
        now: Timestamp,
    ) -> Result<ShareDetail> {
        let targets = shares::list_targets(tx, row.id)?;
        let extract_code = self.read_code(&row)?;
        let status = match standing(tx, row.clone(), now)? {
            None => ShareStatus::Ended,
            Some(open) => open.status(tx)?,
        };
        Ok(ShareDetail {
            share: ShareView::new(row, String::new(), status),
            extract_code,
            targets,
        })
    }
}

/// The caller's share with this id.
pub(super) fn find_own(tx: &mut ReadTx<'_>, ctx: &Ctx, id: ShareId) -> Result<ShareRow> {
    let own = |row: &ShareRow| {
        row.tenant == ctx.tenant && row.owner == ctx.user() && row.cancelled_at.is_none()
    };
    let row = shares::find(tx, id)?.filter(own);
    row.ok_or_else(|| Code::NotFound.into())
}
