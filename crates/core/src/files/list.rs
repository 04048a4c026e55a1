//! Listing a folder or the recycle bin, page by page.

use super::listings::{ListingKey, Rank, RankValue, Subject};
use crate::access::{self, Expect, Located, NodeRef, SpaceHandle};
use crate::rights::{self, Known};
use crate::{Ctx, Drive, favourites};
use coffer_model::file_type::FileType;
use coffer_model::node::{NodeView, SortField};
use coffer_model::rights::{Right, Rights};
use coffer_model::space::SpaceView;
use coffer_model::{NodeId, Result, SpaceId};
use coffer_store::ReadTx;
use coffer_store::listing::{self, Entry, NamePlace};
use coffer_store::ways::Ways;
use std::collections::{HashMap, HashSet};

/// Pages up to this size are read in the calling task; larger ones by a reader thread.
const INLINE_PAGE: usize = 100;
/// Rows read in addition, for those that turn out to be hidden: at first, and in the end.
const LEAST_SPARE: usize = 50;
const MOST_HIDDEN: usize = 1_000;
/// Entries of the recycle bin that are looked at together, and for one page at most.
const BIN_SLICE: usize = 100;
const BIN_LOOK: usize = 2_000;

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
        let (subject, located) = subject(tx, &space, command)?;
        let hidden = match subject {
            Subject::Children(folder) => rights::hidden_children(tx, &space, folder)?,
            Subject::Bin(_) => Vec::new(),
        };
        let hidden: HashSet<NodeId> = hidden.into_iter().collect();
        let (entries, next) = match subject {
            Subject::Children(folder) if by_name(command) => {
                name_page(tx, folder, command, &hidden)?
            }
            Subject::Children(_) => self.sorted_page(tx, &space, subject, command, &hidden)?,
            Subject::Bin(_) => self.bin_page(tx, &space, subject, command)?,
        };
        let entries = match subject {
            Subject::Children(_) => show(tx, &space, &located, entries)?,
            Subject::Bin(_) => entries.into_iter().map(|entry| entry.view).collect(),
        };
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
        hidden: &HashSet<NodeId>,
    ) -> Result<(Vec<Entry>, Option<Place>)> {
        let sorted = self
            .inner
            .listings
            .load(tx, key(subject, command), space.stamp)?;
        let mut after = command.after.as_ref().map(|place| rank_at(command, place));
        let limit = command.limit as usize;
        let (mut ranks, mut more) = (Vec::new(), true);
        while more && ranks.len() < limit {
            let wanted = (limit - ranks.len()).saturating_add(hidden.len());
            let (page, further) = sorted.page(command.descending, after.as_ref(), wanted);
            after = page.last().cloned();
            more = further;
            ranks.extend(page.into_iter().filter(|rank| !hidden.contains(&rank.id)));
        }
        more |= ranks.len() > limit;
        ranks.truncate(limit);
        let next = ranks.last().filter(|_| more).map(place_at);
        let mut entries = Vec::with_capacity(ranks.len());
        for rank in ranks {
            entries.extend(listing::find(tx, space.view.tenant, rank.id)?);
        }
        Ok((entries, next))
    }

    /// A page of the recycle bin: things from everywhere, each seen by those who may see where it was. It ends
    /// early where too much of it is hidden.
    fn bin_page(
        &self,
        tx: &mut ReadTx<'_>,
        space: &SpaceHandle,
        subject: Subject,
        command: &ListFolder,
    ) -> Result<(Vec<Entry>, Option<Place>)> {
        let sorted = self
            .inner
            .listings
            .load(tx, key(subject, command), space.stamp)?;
        let mut after = command.after.as_ref().map(|place| rank_at(command, place));
        let limit = command.limit as usize;
        let slice = BIN_SLICE.max(limit + 1);
        let (mut shown, mut looked_at) = (Vec::new(), 0);
        let next = loop {
            let (page, more) = sorted.page(command.descending, after.as_ref(), slice);
            looked_at += page.len();
            after = page.last().cloned();
            let ids: Vec<NodeId> = page.iter().map(|rank| rank.id).collect();
            let rights = rights_of(tx, space, &ids)?;
            let seen = page.into_iter().filter_map(|rank| {
                let rights = rights.get(&rank.id).copied()?;
                rights.has(Right::Read).then_some((rank, rights))
            });
            shown.extend(seen);
            if shown.len() > limit {
                shown.truncate(limit);
                break shown.last().map(|(rank, _)| place_at(rank));
            }
            if !more {
                break None;
            }
            if looked_at >= BIN_LOOK {
                break after.as_ref().map(place_at);
            }
        };
        let mut entries = Vec::with_capacity(shown.len());
        for (rank, rights) in shown {
            let entry = listing::find(tx, space.view.tenant, rank.id)?;
            entries.extend(entry.map(|mut entry| {
                entry.view.rights = rights;
                entry
            }));
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

fn rank_at(command: &ListFolder, place: &Place) -> Rank {
    Rank {
        file: place.file,
        value: RankValue::read(command.sort, &place.value),
        id: place.id,
    }
}

fn place_at(rank: &Rank) -> Place {
    Place {
        file: rank.file,
        value: rank.value.to_bytes(),
        id: rank.id,
    }
}

/// What the caller may do with each of some nodes of the space.
fn rights_of(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    ids: &[NodeId],
) -> Result<HashMap<NodeId, Rights>> {
    if space.base.is_firm_for(Right::Read) && space.base.rights == Rights::ALL {
        return Ok(ids.iter().map(|id| (*id, Rights::ALL)).collect());
    }
    let ways = Ways::read(tx, ids)?;
    let known = Known::read(tx, space.who, ways.marks())?;
    let rights = ids.iter().map(|id| {
        let way = ways.of(*id);
        (*id, known.effective(&way, space.base))
    });
    Ok(rights.collect())
}

/// The entries of a folder with what the caller may do with each, and since when they are in the recycle
/// bin with the folder.
fn show(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    folder: &Located,
    entries: Vec<Entry>,
) -> Result<Vec<NodeView>> {
    let recycled_at = folder.recycled_at();
    let marks = entries.iter().map(|entry| (entry.view.id, entry.marks));
    let known = Known::read(tx, space.who, marks)?;
    let shown = entries.into_iter().map(
        |Entry {
             mut view, marks, ..
         }| {
            view.recycled_at = view.recycled_at.or(recycled_at);
            view.rights = known.effective_below(folder, space.base, (view.id, marks));
            view
        },
    );
    Ok(shown.collect())
}

/// What is listed, and the folder or root that it is listed from.
fn subject(
    tx: &mut ReadTx<'_>,
    space: &SpaceHandle,
    command: &ListFolder,
) -> Result<(Subject, Located)> {
    if !command.bin {
        let folder = access::locate_target(tx, space, command.folder, Right::Read)?;
        return Ok((Subject::Children(folder.node.id), folder));
    }
    let located = access::locate(tx, space, space.node(command.folder), Right::Read)?;
    if located.node.parent.is_none() {
        return Ok((Subject::Bin(located.node.id), located));
    }
    match located.recycled_at() {
        Some(_) if located.node.folder => Ok((Subject::Children(located.node.id), located)),
        Some(_) => Err(coffer_model::Code::TargetInvalid.into()),
        None => Err(coffer_model::Code::NodeNotRecycled.into()),
    }
}

fn name_page(
    tx: &mut ReadTx<'_>,
    folder: NodeId,
    command: &ListFolder,
    hidden: &HashSet<NodeId>,
) -> Result<(Vec<Entry>, Option<Place>)> {
    let mut after = command.after.as_ref().map(|place| NamePlace {
        folder: !place.file,
        sort_key: place.value.clone(),
        id: place.id,
    });
    let limit = command.limit as usize;
    let mut rows: Vec<Entry> = Vec::new();
    let mut more = true;
    // As many more as may be hidden: mostly one statement is enough. Where they lie together, more and more.
    let mut spare = limit.clamp(LEAST_SPARE, MOST_HIDDEN);
    while more && rows.len() <= limit {
        let wanted = limit + 1 - rows.len() + hidden.len().min(spare);
        spare = MOST_HIDDEN.min(spare * 2);
        let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
        let page = listing::list_by_name(tx, folder, command.descending, after.as_ref(), wanted)?;
        more = page.len() == wanted as usize;
        after = page.last().map(|entry| NamePlace {
            folder: entry.view.is_folder(),
            sort_key: entry.sort_key.clone(),
            id: entry.view.id,
        });
        rows.extend(
            page.into_iter()
                .filter(|entry| !hidden.contains(&entry.view.id)),
        );
    }
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
    Ok((rows, next))
}
