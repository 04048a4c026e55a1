//! The files of a share, page by page.

use super::ShareView;
use super::open::{OpenShare, ShareKey, Visitor};
use super::opened::Opening;
use crate::Drive;
use crate::access::{Expect, NodeRef};
use crate::files::{ListFolder, Place, Rank, RankValue, Sorted, rank};
use coffer_model::name::fold;
use coffer_model::node::{NodeView, SortField};
use coffer_model::rights::Right;
use coffer_model::share::ShareCounts;
use coffer_model::space::SpaceView;
use coffer_model::{Code, NodeId, Result};
use coffer_store::ReadTx;
use coffer_store::listing::{self, Keys};

/// Pages of a folder that one call looks through for a name.
const PAGES: usize = 10;

/// What to list.
#[derive(Debug, Clone)]
pub struct ListShareFiles {
    /// The share.
    pub key: ShareKey,
    /// The proof of the extract code.
    pub proof: Option<String>,
    /// A folder in the share; `None` for what is shared itself.
    pub folder: Option<NodeId>,
    /// A part of the name; empty for any.
    pub name: String,
    /// The order.
    pub sort: SortField,
    /// Whether the order is turned round; folders come first all the same.
    pub descending: bool,
    /// Where the page begins.
    pub after: Option<Place>,
    /// The most entries of the page.
    pub limit: u32,
    /// Whether this counts as a visit.
    pub count: bool,
}

/// A page of the files of a share.
#[derive(Debug, Clone)]
pub struct SharedFiles {
    /// The share.
    pub share: ShareView,
    /// The space.
    pub space: SpaceView,
    /// The entries.
    pub entries: Vec<NodeView>,
    /// Where the next page begins; `None` on the last. With a name, a page may be empty and not the last.
    pub next: Option<Place>,
}

impl Drive {
    /// A page of what a share shows.
    ///
    /// # Errors
    /// `NodeNotFound` for a folder that the share does not show, and those of [`Drive::visit_share`].
    pub async fn list_share_files(
        &self,
        visitor: &Visitor,
        list: ListShareFiles,
    ) -> Result<SharedFiles> {
        let (drive, visitor, count) = (self.clone(), visitor.clone(), list.count);
        // Other orders than that of names may have to be sorted first.
        let quick = list.folder.is_none() || list.sort == SortField::Name;
        let body = move |tx: &mut ReadTx<'_>| drive.share_files_in(tx, &visitor, &list);
        let (mut files, opening) = if quick {
            self.store().read(body).await?
        } else {
            self.store().read_slow(body).await?
        };
        if count {
            self.count_share(files.share.id, ShareCounts::VIEW, opening)
                .await?;
            files.share.counts.views += 1;
        } else {
            self.note_opening(opening).await?;
        }
        Ok(files)
    }

    fn share_files_in(
        &self,
        tx: &mut ReadTx<'_>,
        visitor: &Visitor,
        list: &ListShareFiles,
    ) -> Result<(SharedFiles, Option<Opening>)> {
        let share = self.enter(tx, visitor, &list.key, list.proof.as_deref())?;
        let (entries, next) = match list.folder {
            None => items_page(tx, &share, list)?,
            Some(folder) => self.folder_page(tx, &share, folder, list)?,
        };
        let status = share.status(tx)?;
        let opening = share.opening(tx, visitor)?;
        let files = SharedFiles {
            space: share.keeper.space.view,
            share: ShareView::new(share.row, share.keeper.owner.name, status),
            entries,
            next,
        };
        Ok((files, opening))
    }

    fn folder_page(
        &self,
        tx: &mut ReadTx<'_>,
        share: &OpenShare,
        folder: NodeId,
        list: &ListShareFiles,
    ) -> Result<(Vec<NodeView>, Option<Place>)> {
        let shown = share.find_shown(tx, folder)?;
        if !shown.is_some_and(|located| located.node.folder) {
            return Err(Code::NodeNotFound.into());
        }
        let term = fold(list.name.trim());
        let mut command = ListFolder {
            space: share.row.space,
            expect: Expect::Any,
            folder: NodeRef::Id(folder),
            bin: false,
            sort: list.sort,
            descending: list.descending,
            file_type: None,
            after: list.after.clone(),
            limit: list.limit,
        };
        let mut entries = Vec::new();
        for _ in 0..PAGES {
            let page = self.list_in(tx, &share.keeper.owner_ctx, &command)?;
            let shown = page.entries.into_iter();
            let shown = shown.filter(|entry| entry.rights.has(Right::Share));
            entries.extend(shown.filter(|entry| fits(entry, &term)));
            command.after = page.next;
            let found = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            command.limit = list.limit.saturating_sub(found);
            if command.after.is_none() || command.limit == 0 {
                break;
            }
        }
        Ok((entries, command.after))
    }
}

fn fits(entry: &NodeView, term: &str) -> bool {
    term.is_empty() || fold(entry.name.as_str()).contains(term)
}

/// What is shared itself: no more than fits in memory.
fn items_page(
    tx: &mut ReadTx<'_>,
    share: &OpenShare,
    list: &ListShareFiles,
) -> Result<(Vec<NodeView>, Option<Place>)> {
    let term = fold(list.name.trim());
    let mut views = Vec::new();
    for located in share.live_items(tx)? {
        let Some(mut entry) = listing::find(tx, share.row.tenant, located.node.id)? else {
            continue;
        };
        entry.view.rights = located.rights;
        if fits(&entry.view, &term) {
            views.push(entry);
        }
    }
    let ranks = views.iter().map(|entry| rank(list.sort, keys(entry)));
    let sorted = Sorted::of(ranks.collect());
    let after = list.after.as_ref().map(|place| Rank {
        file: place.file,
        value: RankValue::read(list.sort, &place.value),
        id: place.id,
    });
    let (page, more) = sorted.page(list.descending, after.as_ref(), list.limit as usize);
    let next = page.last().filter(|_| more).map(|rank| Place {
        file: rank.file,
        value: rank.value.to_bytes(),
        id: rank.id,
    });
    let mut by_id: std::collections::HashMap<NodeId, NodeView> = views
        .into_iter()
        .map(|entry| (entry.view.id, entry.view))
        .collect();
    let entries = page.iter().filter_map(|rank| by_id.remove(&rank.id));
    Ok((entries.collect(), next))
}

fn keys(entry: &listing::Entry) -> Keys {
    let view = &entry.view;
    Keys {
        id: view.id,
        folder: view.is_folder(),
        name: view.name.as_str().to_owned(),
        sort_key: entry.sort_key.clone(),
        file_type: view.file_type.number(),
        size: i64::try_from(view.size).unwrap_or(i64::MAX),
        created_at: view.created_at.0,
        edited_at: view.edited_at.0,
        recycled_at: 0,
    }
}
