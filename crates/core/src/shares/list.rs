//! The shares of somebody.

use super::ShareView;
use super::page::{ItemPlace, Page};
use crate::organisation::terms;
use crate::{Ctx, Drive};
use coffer_model::node::NodeView;
use coffer_model::{Result, ShareId, Timestamp};
use coffer_store::shares::{self, ShareRow};
use coffer_store::spaces;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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
                let page = Page::read(tx, ctx.tenant, rows.iter(), ctx.now)?;
                let mut names = HashMap::new();
                for row in &rows {
                    if let Entry::Vacant(name) = names.entry(row.space) {
                        let space = spaces::find(tx, row.tenant, row.space)?;
                        name.insert(space.map(|row| row.view.name).unwrap_or_default());
                    }
                }
                let mut listed = Vec::with_capacity(rows.len());
                for row in rows {
                    let known = page.keeper(&row).and_then(|_| names.get(&row.space));
                    let space_name = known.cloned().unwrap_or_default();
                    listed.push(show(&page, row, space_name, ctx.now)?);
                }
                Ok(ListedShares {
                    shares: listed,
                    next,
                })
            })
            .await
    }
}

fn show(page: &Page, row: ShareRow, space_name: String, now: Timestamp) -> Result<ListedShare> {
    let standing = page.standing(&row)?;
    // What the owner may not see himself, by now, is not his to list.
    let shown = standing.items.into_iter();
    let shown = shown.filter(|item| item.place != ItemPlace::Away);
    let files = shown.map(|item| {
        let mut view = item.view;
        // Those that went with a folder above them do not say so themselves.
        if item.place == ItemPlace::Recycled {
            view.recycled_at = view.recycled_at.or(Some(now));
        }
        view
    });
    Ok(ListedShare {
        files: files.collect(),
        share: ShareView::new(row, String::new(), standing.status),
        space_name,
    })
}
