//! Listing a folder or the recycle bin, page by page.

use super::listings::{ListingKey, Rank, RankValue, Subject};
use crate::access::{self, Expect, NodeRef, SpaceHandle};
use crate::{Ctx, Drive, favourites};
use coffer_model::file_type::FileType;
use coffer_model::node::{NodeView, SortField};
use coffer_model::space::SpaceView;
use coffer_model::{NodeId, Result, SpaceId, Timestamp};
use coffer_store::ReadTx;
use coffer_store::listing::{self, Entry, NamePlace};

/// Pages up to this size are read in the calling task; larger ones by a reader thread.
const INLINE_PAGE: usize = 100;

/// What to list.
#[derive(Debug, Clone)]
pub struct ListFolder {
    /// The space.
    pub space: SpaceId,
    /// What the space must be.
    pub expect: Expect,
    /// The folder; for the recycle bin a root, or a folder that was thrown away.
    pub folder: NodeRef,
    /// Whether to list what was thrown away.
    pub bin: bool,
    /// The order.
    pub sort: SortField,
    /// Whether the order is turned round; folders come first all the same.
    pub descending: bool,
    /// Only entries of this kind.
    pub file_type: Option<FileType>,
    /// Where the page begins.
    pub after: Option<Place>,
    /// The most entries of the page.
    pub limit: u32,
}

/// A place in a listing: behind the entry that it names, which may be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whether among the files (else among the folders).
    pub file: bool,
    /// The entry's value in the order.
    pub value: Vec<u8>,
    /// The entry.
    pub id: NodeId,
}

/// A page of a listing.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The space.
    pub space: SpaceView,
    /// The entries.
    pub entries: Vec<NodeView>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Place>,
}

impl Drive {
    /// A page of a folder or of the recycle bin. No entry that existed throughout is left out or
    /// shown twice, whatever comes and goes between two pages.
    ///
    /// # Errors
    /// `TargetInvalid`, `TargetRecycled`, `NodeNotInSpace`, and what loading the space fails with.
    pub async fn list_folder(&self, ctx: &Ctx, command: ListFolder) -> Result<Listed> {
        let drive = self.clone();
        let quick = command.limit as usize <= INLINE_PAGE
            && (by_name(&command) || self.is_sorted(ctx, &command).await?);
        let ctx = ctx.clone();
        let body = move |tx: &mut ReadTx<'_>| {
            let mut listed = drive.list_in(tx, &ctx, &command)?;
            favourites::mark(tx, ctx.user(), &mut listed.entries)?;
            Ok(listed)
        };
        if quick {
            self.store().read(body).await
        } else {
            self.store().read_slow(body).await
        }
    }

    /// Whether the order asked for is at hand already.
    async fn is_sorted(&self, ctx: &Ctx, command: &ListFolder) -> Result<bool> {
        let (drive, tenant, command) = (self.clone(), ctx.tenant, command.clone());
        let NodeRef::Id(folder) = command.folder else {
            return Ok(false);
        };
        self.store()
            .read(move |tx| {
                let subject = if command.bin {
                    Subject::Bin(folder)
                } else {
                    Subject::Children(folder)
                };
                drive
                    .inner
                    .listings
                    .is_warm(tx, key(subject, &command), command.space, tenant)
            })
            .await
    }

    /// As [`Self::list_folder`], in a transaction.
    pub(crate) fn list_in(
        &self,
        tx: &mut ReadTx<'_>,
        ctx: &Ctx,
        command: &ListFolder,
    ) -> Result<Listed> {
        let space = access::load_space(tx, ctx, command.space, command.expect)?;
        let (subject, recycled_at) = subject(tx, &space, command)?;
        let (mut entries, next) = match subject {
            Subject::Children(folder) if by_name(command) => name_page(tx, folder, command)?,
            _ => self.sorted_page(tx, &space, subject, command)?,
        };
        for entry in &mut entries {
            entry.recycled_at = entry.recycled_at.or(recycled_at);
        }
        Ok(Listed {
            space: space.view,
            entries,
            next,
        })
    }

    fn sorted_page(
        &self,
        tx: &mut ReadTx<'_>,
        space: &SpaceHandle,
        subject: Subject,
        command: &ListFolder,
    ) -> Result<(Vec<NodeView>, Option<Place>)> {
        let sorted = self
            .inner
            .listings
            .load(tx, key(subject, command), space.stamp)?;
        let after = command.after.as_ref().map(|place| Rank {
            file: place.file,
            value: RankValue::read(command.sort, &place.value),
            id: place.id,
        });
        let (ranks, more) = sorted.page(command.descending, after.as_ref(), command.limit as usize);
        let next = ranks.last().filter(|_| more).map(|rank| Place {
            file: rank.file,
            value: rank.value.to_bytes(),
            id: rank.id,
        });
        let mut entries = Vec::with_capacity(ranks.len());
        for rank in ranks {
            entries.extend(listing::find(tx, space.view.tenant, rank.id)?.map(|entry| entry.view));
        }
        Ok((entries, next))
    }
}

/// The order of names has an index, unless only some kinds are wanted.
fn by_name(command: &ListFolder) -> bool {
    !command.bin && command.sort == SortField::Name && command.file_type.is_none()
}

fn key(subject: Subject, command: &ListFolder) -> ListingKey {
    ListingKey {
        subject,
        sort: command.sort,
        file_type: command.file_type,
    }
}

/// What is listed, and since when it is in the recycle bin as a whole.
fn subject(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    command: &ListFolder,
) -> Result<(Subject, Option<Timestamp>)> {
    if !command.bin {
        let folder = access::locate_target(tx, space, command.folder)?;
        return Ok((Subject::Children(folder.node.id), None));
    }
    let located = access::locate(tx, space, space.node(command.folder))?;
    if located.node.parent.is_none() {
        return Ok((Subject::Bin(located.node.id), None));
    }
    match located.recycled_at() {
        Some(at) if located.node.folder => Ok((Subject::Children(located.node.id), Some(at))),
        Some(_) => Err(coffer_model::Code::TargetInvalid.into()),
        None => Err(coffer_model::Code::NodeNotRecycled.into()),
    }
}

fn name_page(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
    command: &ListFolder,
) -> Result<(Vec<NodeView>, Option<Place>)> {
    let after = command.after.as_ref().map(|place| NamePlace {
        folder: !place.file,
        sort_key: place.value.clone(),
        id: place.id,
    });
    let limit = command.limit as usize;
    let mut rows = listing::list_by_name(
        tx,
        folder,
        command.descending,
        after.as_ref(),
        command.limit.saturating_add(1),
    )?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|Entry { view, sort_key, .. }| Place {
            file: !view.is_folder(),
            value: sort_key.clone(),
            id: view.id,
        });
    Ok((rows.into_iter().map(|entry| entry.view).collect(), next))
}
