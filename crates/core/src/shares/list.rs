//! The shares of somebody.

use super::ShareView;
use super::open::standing;
use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::node::NodeView;
use coffer_model::share::ShareStatus;
use coffer_model::{Result, ShareId};
use coffer_store::shares::{self, ShareRow};
use coffer_store::{ReadTx, listing, spaces};

/// Which shares.
#[derive(Debug, Clone)]
pub struct ListShares {
    /// A part of the name of the first item; empty for any.
    pub name: String,
    /// Whether the newest come first.
    pub descending: bool,
    /// The last share of the page before.
    pub after: Option<ShareId>,
    /// The most to answer.
    pub limit: u32,
}

/// A share of a list.
#[derive(Debug, Clone)]
pub struct ListedShare {
    /// The share.
    pub share: ShareView,
    /// The name of the space.
    pub space_name: String,
    /// What it shares, without what was erased.
    pub files: Vec<NodeView>,
}

/// A page of shares.
#[derive(Debug, Clone)]
pub struct ListedShares {
    /// The shares.
    pub shares: Vec<ListedShare>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<ShareId>,
}

impl Drive {
    /// A page of the caller's shares that were not called off, by time.
    ///
    /// # Errors
    /// `BadRequest` for a name that nothing has.
    pub async fn list_shares(&self, ctx: &Ctx, list: ListShares) -> Result<ListedShares> {
        let pattern = terms::pattern("displayName", &list.name)?;
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| {
                let limit = list.limit as usize;
                let mut rows = shares::list_of_owner(
                    tx,
                    ctx.user(),
                    &pattern,
                    list.descending,
                    list.after,
                    list.limit.saturating_add(1),
                )?;
                let more = rows.len() > limit;
                rows.truncate(limit);
                let next = rows.last().filter(|_| more).map(|row| row.id);
                let listed: Result<_> = rows.into_iter().map(|row| listed(tx, &ctx, row)).collect();
                Ok(ListedShares {
                    shares: listed?,
                    next,
                })
            })
            .await
    }
}

fn listed(tx: &mut ReadTx<'_>, ctx: &Ctx, row: ShareRow) -> Result<ListedShare> {
    let space = spaces::find(tx, row.tenant, row.space)?;
    let mut files = Vec::new();
    for item in shares::list_items(tx, row.id)? {
        files.extend(listing::find(tx, row.tenant, item)?.map(|entry| entry.view));
    }
    let status = match standing(tx, row.clone(), ctx.now)? {
        None => ShareStatus::Ended,
        Some(open) => {
            let live = open.live_items(tx)?;
            for file in &mut files {
                // Those that went with a folder above them do not say so themselves.
                if !live.contains(&file.id) {
                    file.recycled_at = file.recycled_at.or(Some(ctx.now));
                }
            }
            if live.is_empty() {
                ShareStatus::Empty
            } else {
                ShareStatus::Open
            }
        }
    };
    Ok(ListedShare {
        share: ShareView::new(row, String::new(), status),
        space_name: space.map(|row| row.view.name).unwrap_or_default(),
        files,
    })
}
