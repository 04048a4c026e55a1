//! Sorted listings, kept for as long as nothing in them changes.
//!
//! Only the order of names has an index: indexes on size and times would halve the rate of writes.
//! The other orders are sorted once and kept, by the stamp of the last change among the entries; a
//! page of a kept listing is found by binary search.

use coffer_model::file_type::FileType;
use coffer_model::node::SortField;
use coffer_model::{Name, NodeId, Result};
use coffer_store::listing::{self, Keys};
use coffer_store::{ReadTx, spaces};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most entries kept, over all listings.
const MAX_ENTRIES: usize = 2_000_000;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// The live children of a folder.
    Children(NodeId),
    /// What was thrown away under a root.
    Bin(NodeId),
}

/// One order of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ListingKey {
    pub(crate) subject: Subject,
    pub(crate) sort: SortField,
    pub(crate) file_type: Option<FileType>,
}

/// The place of an entry in an order: folders first, then the value, then the id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) file: bool,
    pub(crate) value: RankValue,
    pub(crate) id: NodeId,
}

/// What an order compares. All entries of a listing have the same kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RankValue {
    /// A size or a time.
    Number(i64),
    /// A sort key, or a kind and an extension.
    Text(Box<[u8]>),
}

impl RankValue {
    /// The bytes that a cursor carries.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Number(number) => number.to_be_bytes().to_vec(),
            Self::Text(bytes) => bytes.to_vec(),
        }
    }

    /// What [`Self::to_bytes`] wrote in this order.
    pub(crate) fn read(sort: SortField, bytes: &[u8]) -> Self {
        match sort {
            SortField::Name | SortField::Type => Self::Text(bytes.into()),
            SortField::Size | SortField::Created | SortField::Edited | SortField::Recycled => {
                Self::Number(bytes.try_into().map_or(i64::MIN, i64::from_be_bytes))
            }
        }
    }
}

/// A sorted listing.
#[derive(Debug)]
pub(crate) struct Sorted {
    stamp: i64,
    entries: Vec<Rank>,
}

impl Sorted {
    /// These entries in their order, kept by nobody.
    pub(crate) fn of(mut entries: Vec<Rank>) -> Self {
        entries.sort_unstable();
        Self { stamp: 0, entries }
    }

    /// At most `limit` entries behind `after`, and whether more follow. Folders come first in both
    /// directions.
    pub(crate) fn page(
        &self,
        descending: bool,
        after: Option<&Rank>,
        limit: usize,
    ) -> (Vec<Rank>, bool) {
        let files = self.entries.partition_point(|rank| !rank.file);
        let (folders, files) = self.entries.split_at(files);
        let mut page = Vec::with_capacity(limit.min(self.entries.len()) + 1);
        for (group, is_files) in [(folders, false), (files, true)] {
            let room = limit + 1 - page.len();
            match after {
                Some(rank) if rank.file && !is_files => {}
                Some(rank) if rank.file == is_files && descending => {
                    let end = group.partition_point(|other| other < rank);
                    page.extend(group[..end].iter().rev().take(room).cloned());
                }
                Some(rank) if rank.file == is_files => {
                    let start = group.partition_point(|other| other <= rank);
                    page.extend(group[start..].iter().take(room).cloned());
                }
                _ if descending => page.extend(group.iter().rev().take(room).cloned()),
                _ => page.extend(group.iter().take(room).cloned()),
            }
        }
        let more = page.len() > limit;
        page.truncate(limit);
        (page, more)
    }
}

/// The kept listings.
#[derive(Debug, Default)]
pub(crate) struct Listings {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_key: HashMap<ListingKey, (u64, Arc<Sorted>)>,
    entries: usize,
    clock: u64,
}

impl Listings {
    /// The listing in its present state, sorted anew when something changed.
    pub(crate) fn load(
        &self,
        tx: &mut ReadTx<'_>,
        key: ListingKey,
        space_stamp: i64,
    ) -> Result<Arc<Sorted>> {
        let stamp = match key.subject {
            Subject::Children(folder) => listing::children_stamp(tx, folder)?,
            Subject::Bin(_) => space_stamp,
        };
        if let Some(kept) = self.find(key, stamp) {
            return Ok(kept);
        }
        let keys = match key.subject {
            Subject::Children(folder) if matches!(key.sort, SortField::Name | SortField::Type) => {
                listing::list_keys_of_children(tx, folder)?
            }
            Subject::Children(folder) => listing::list_numbers_of_children(tx, folder)?,
            Subject::Bin(root) => listing::list_keys_of_recycled(tx, root)?,
        };
        let wanted = key.file_type.map(FileType::number);
        let mut entries: Vec<Rank> = keys
            .into_iter()
            .filter(|keys| wanted.is_none_or(|number| keys.file_type == number))
            .map(|keys| rank(key.sort, keys))
            .collect();
        entries.sort_unstable();
        let sorted = Arc::new(Sorted { stamp, entries });
        self.keep(key, Arc::clone(&sorted));
        Ok(sorted)
    }

    /// Whether a page of this listing can be answered without sorting.
    pub(crate) fn is_warm(
        &self,
        tx: &mut ReadTx<'_>,
        key: ListingKey,
        space: coffer_model::SpaceId,
        tenant: coffer_model::TenantId,
    ) -> Result<bool> {
        let stamp = match key.subject {
            Subject::Children(folder) => listing::children_stamp(tx, folder)?,
            Subject::Bin(_) => spaces::find(tx, tenant, space)?.map_or(0, |row| row.stamp),
        };
        Ok(self.find(key, stamp).is_some())
    }

    fn find(&self, key: ListingKey, stamp: i64) -> Option<Arc<Sorted>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        let (used, sorted) = kept.by_key.get_mut(&key)?;
        if sorted.stamp != stamp {
            return None;
        }
        *used = now;
        Some(Arc::clone(sorted))
    }

    fn keep(&self, key: ListingKey, sorted: Arc<Sorted>) {
        let size = sorted.entries.len();
        if size > MAX_ENTRIES {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        if let Some((_, old)) = kept.by_key.remove(&key) {
            kept.entries -= old.entries.len();
        }
        while kept.entries + size > MAX_ENTRIES || kept.by_key.len() >= 4_096 {
            let oldest = kept
                .by_key
                .iter()
                .min_by_key(|(_, (used, _))| *used)
                .map(|(key, _)| *key);
            let Some((_, gone)) = oldest.and_then(|key| kept.by_key.remove(&key)) else {
                break;
            };
            kept.entries -= gone.entries.len();
        }
        kept.entries += size;
        kept.by_key.insert(key, (now, sorted));
    }
}

/// The rank of an entry in an order.
pub(crate) fn rank(sort: SortField, keys: Keys) -> Rank {
    let value = match sort {
        SortField::Name => RankValue::Text(keys.sort_key.into_boxed_slice()),
        SortField::Size => RankValue::Number(keys.size),
        SortField::Created => RankValue::Number(keys.created_at),
        SortField::Edited => RankValue::Number(keys.edited_at),
        SortField::Recycled => RankValue::Number(keys.recycled_at),
        SortField::Type => RankValue::Text(type_value(keys.file_type, keys.name)),
    };
    Rank {
        file: !keys.folder,
        value,
        id: keys.id,
    }
}

/// Bytes that sort as the number does.
pub(crate) fn ordered(number: i64) -> Box<[u8]> {
    Box::new((number ^ i64::MIN).to_be_bytes())
}

/// Bytes that sort by kind, then by extension.
pub(crate) fn type_value(file_type: i64, name: String) -> Box<[u8]> {
    let suffix = Name::stored(name).suffix().to_lowercase();
    [&file_type.to_be_bytes(), suffix.as_bytes()]
        .concat()
        .into_boxed_slice()
}

#[cfg(test)]
mod tests;
