//! Shares of others: those that name somebody, and those whose link somebody followed.

use super::ShareView;
use super::page::{ItemPlace, Page};
use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::node::NodeView;
use coffer_model::share::{ShareCounts, ShareScope, ShareStatus};
use coffer_model::{Code, Error, Result, ShareId};
use coffer_store::ReadTx;
use coffer_store::shares::{self, ReceivedFilter, ReceivedRow};

/// Shares are counted no further than this.
const MAX_COUNTED: u32 = 10_000;
/// Shares of one call.
const MAX_SHARES: usize = 100;

/// Which shares.
#[derive(Debug, Clone)]
pub struct ListReceived {
    /// A part of the name of the first item; empty for any.
    pub name: String,
    /// Whether the newest come first.
    pub descending: bool,
    /// The last share of the page before.
    pub after: Option<ShareId>,
    /// The most to answer.
    pub limit: u32,
    /// Whether to count all of them.
    pub count: bool,
}

/// A share of somebody else.
#[derive(Debug, Clone)]
pub struct ReceivedShare {
    /// The share.
    pub share: ShareView,
    /// What it shows; nothing where it has ended or its extract code was not proved. Those in the
    /// recycle bin say so.
    pub files: Vec<NodeView>,
    /// Whether a list may link to what shows the files. Links do not ask for an extract code, so they
    /// are not given where there is one.
    pub may_look: bool,
    /// Whether a list may link to the contents; as before.
    pub may_fetch: bool,
}

/// A page of shares of others.
#[derive(Debug, Clone)]
pub struct ReceivedShares {
    /// The shares.
    pub shares: Vec<ReceivedShare>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<ShareId>,
    /// How many there are, where that was asked for; it is not counted beyond 10,000.
    pub total: u64,
}

impl Drive {
    /// A page of the shares that others share with the caller, by time: those that name him, and those
    /// for everybody whose link he followed. Neither those that were called off nor those that he left.
    ///
    /// # Errors
    /// `BadRequest` for a name that nothing has.
    pub async fn list_received_shares(
        &self,
        ctx: &Ctx,
        list: ListReceived,
    ) -> Result<ReceivedShares> {
        let filter = ReceivedFilter {
            tenant: ctx.tenant,
            member: ctx.user(),
            department: ctx.actor.department,
            pattern: terms::pattern("displayName", &list.name)?,
        };
        let ctx = ctx.clone();
        self.store()
            .read_slow(move |tx| list_in(tx, &ctx, &filter, &list))
            .await
    }

    /// A share that is in the caller's list.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn show_received_share(&self, ctx: &Ctx, id: ShareId) -> Result<ReceivedShare> {
        let ctx = ctx.clone();
        self.store()
            .read(move |tx| {
                let row = find_received(tx, &ctx, id)?.ok_or(Code::NotFound)?;
                let page = Page::read(tx, ctx.tenant, std::iter::once(&row.share), ctx.now)?;
                show(&page, row, &ctx)
            })
            .await
    }

    /// Takes shares out of the caller's list; for each whether that was done, or why not (`NotFound`).
    /// A share that names him is closed to him until it names him anew; one for everybody is in the list
    /// again when he follows its link again.
    ///
    /// # Errors
    /// `BadRequest` for none or more than 100.
    pub async fn exit_shares(&self, ctx: &Ctx, ids: Vec<ShareId>) -> Result<Vec<Result<()>>> {
        ctx.require_full()?;
        if ids.is_empty() || ids.len() > MAX_SHARES {
            return Err(Error::parameter("shares").with_limit(format!("1-{MAX_SHARES}")));
        }
        let ctx = ctx.clone();
        let left = self
            .store()
            .write(move |tx| {
                // In the order of ids: calls at the same time take the same locks in the same order.
                let mut order: Vec<usize> = (0..ids.len()).collect();
                order.sort_unstable_by_key(|place| ids.get(*place).copied());
                let mut left = vec![false; ids.len()];
                for place in order {
                    if let (Some(id), Some(entry)) = (ids.get(place), left.get_mut(place))
                        && find_received(tx, &ctx, *id)?.is_some()
                    {
                        shares::leave(tx, *id, ctx.user(), ctx.now)?;
                        *entry = true;
                    }
                }
                Ok::<_, Error>(left)
            })
            .await?;
        let outcome = |left| match left {
            true => Ok(()),
            false => Err(Error::new(Code::NotFound)),
        };
        Ok(left.into_iter().map(outcome).collect())
    }
}

fn list_in(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    filter: &ReceivedFilter,
    list: &ListReceived,
) -> Result<ReceivedShares> {
    let limit = list.limit as usize;
    let asked = list.limit.saturating_add(1);
    let mut rows = shares::list_received(tx, filter, list.descending, list.after, asked)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.share.id);
    let total = if list.count {
        shares::count_received(tx, filter, MAX_COUNTED)?
    } else {
        0
    };
    let page = Page::read(tx, ctx.tenant, rows.iter().map(|row| &row.share), ctx.now)?;
    let shown: Result<_> = rows.into_iter().map(|row| show(&page, row, ctx)).collect();
    Ok(ReceivedShares {
        shares: shown?,
        next,
        total,
    })
}

/// The share with this id, if it is in the caller's list.
fn find_received(tx: &mut ReadTx<'_>, ctx: &Ctx, id: ShareId) -> Result<Option<ReceivedRow>> {
    let Some(row) = shares::find_received(tx, id, ctx.user())? else {
        return Ok(None);
    };
    let share = &row.share;
    if share.tenant != ctx.tenant || share.owner == ctx.user() || share.cancelled_at.is_some() {
        return Ok(None);
    }
    let received = match share.scope {
        ShareScope::Named => shares::is_named(tx, id, ctx.user(), ctx.actor.department)?,
        ShareScope::Anyone | ShareScope::Tenant => {
            let reader = shares::find_reader(tx, id, ctx.user())?;
            reader.is_some_and(|reader| reader.opened_at.is_some())
        }
    };
    Ok(received.then_some(row))
}

fn show(page: &Page, row: ReceivedRow, ctx: &Ctx) -> Result<ReceivedShare> {
    let standing = page.standing(&row.share)?;
    let coded = row.share.extract_code.is_some();
    let told = !coded || row.proved_version == row.share.code_version;
    let mut files = Vec::new();
    if told && standing.status != ShareStatus::Ended {
        for item in standing.items {
            let mut view = item.view;
            match item.place {
                ItemPlace::Live => {}
                ItemPlace::Recycled => view.recycled_at = view.recycled_at.or(Some(ctx.now)),
                ItemPlace::Away => continue,
            }
            files.push(view);
        }
    }
    let permission = row.share.permission;
    let mut share = ShareView::new(row.share, row.owner_name, standing.status);
    if !told {
        share.comment.clear();
        share.counts = ShareCounts::default();
    }
    Ok(ReceivedShare {
        files,
        may_look: permission.preview && !coded,
        may_fetch: permission.download && !coded,
        share,
    })
}
