//! What proving the database needs: pages of rows with what they must agree with, sums beside what
//! is stored of them, and the statements that put right what can be computed.
//!
//! A row and what it must agree with come out of one statement, which sees one state of the
//! database also while others write.

mod facts;
mod rights;
mod strays;
mod unread;

pub use facts::{BlobFacts, BlobRefs, NodeFacts, ParentFacts, SpaceFacts, SpaceSums, VersionFault};
pub use rights::{
    delete_stray_grants, delete_stray_guard, list_missing_marks, list_stray_grants,
    list_stray_guards, set_missing_marks,
};
pub use strays::{delete_stray_share, list_stray_copies, list_stray_readers, list_stray_shares};
pub use unread::{UnreadCount, find_unread, list_unread_faults, set_unread};

use crate::uploads::UploadRow;
use crate::{ReadTx, StoreError, Tx, args, statements};
use coffer_model::{BlobId, NodeId, SpaceId, Timestamp, UploadId, UserId, VersionId};

statements! {
    "fsck":
    PATIENCE = split "patience.sqlite" "patience.postgres",
    BLOBS = both "blobs",
    BLOB_FAULTS = both "blob_faults",
    LOCK_BLOB = both "lock_blob",
    FIND_BLOB_REFS = both "find_blob_refs",
    SET_BLOB_REFS = both "set_blob_refs",
    NAME_BLOB = both "name_blob",
    NAME_UPLOAD = both "name_upload",
    SPACE_FAULTS = both "space_faults",
    LOCK_SPACE = both "lock_space",
    FIND_SPACE_SUMS = both "find_space_sums",
    SET_SPACE_SUMS = both "set_space_sums",
    VERSION_RANGE = both "version_range",
    VERSION_FAULTS = both "version_faults",
    NODES = both "nodes",
    CLASHES = both "clashes",
    SET_NODE_KEYS = both "set_node_keys",
    SET_NODE_SIZE = both "set_node_size",
    NAMES_MISSING = split "names_missing.sqlite" "names_missing.postgres",
    NAME_RANGE = split "name_range.sqlite" "name_range.postgres",
    NAMES_STRAY = split "names_stray.sqlite" "names_stray.postgres",
    UPLOADS = both "uploads",
    PARTS_STRAY = both "parts_stray",
    FAVOURITES_STRAY = both "favourites_stray",
    RECENTS_STRAY = both "recents_stray",
    UNREAD_FAULTS = both "unread_faults",
    COUNT_UNREAD = both "count_unread",
    SET_UNREAD = both "set_unread",
    SHARES_STRAY = both "shares_stray",
    DELETE_SHARE_ITEMS = both "delete_share_items",
    DELETE_SHARE_TARGETS = both "delete_share_targets",
    DELETE_SHARE_COUNTS = both "delete_share_counts",
    DELETE_SHARE_READERS = both "delete_share_readers",
    READERS_STRAY = both "readers_stray",
    COPIES_STRAY = both "copies_stray",
    MARKS_MISSING = both "marks_missing",
    SET_MISSING_MARKS = both "set_missing_marks",
    GRANTS_STRAY = both "grants_stray",
    DELETE_STRAY_GRANTS = both "delete_stray_grants",
    GUARDS_STRAY = both "guards_stray",
    DELETE_STRAY_GUARD = both "delete_stray_guard",
}

/// Rows between two ids that one statement looks at.
const RANGE: u32 = 5_000;

/// Lets the statements of this transaction take the time they need.
///
/// # Errors
/// What the database says.
pub fn be_patient(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
    tx.find::<(String,)>(&PATIENCE, args![]).map(drop)
}

/// Blobs behind `after` up to `until`, by id.
///
/// # Errors
/// What the database says.
pub fn list_blobs(
    tx: &mut ReadTx<'_>,
    after: BlobId,
    until: BlobId,
    limit: u32,
) -> Result<Vec<BlobFacts>, StoreError> {
    tx.list(&BLOBS, args![after, until, limit])
}

/// Blobs behind `after` whose count of references is wrong, or whose mark contradicts it.
///
/// # Errors
/// What the database says.
pub fn list_blob_faults(
    tx: &mut ReadTx<'_>,
    after: BlobId,
    limit: u32,
) -> Result<Vec<BlobRefs>, StoreError> {
    tx.list(&BLOB_FAULTS, args![after, limit])
}

/// Locks a blob, so that no reference comes or goes in this transaction, and counts again.
///
/// # Errors
/// What the database says.
pub fn lock_blob(tx: &mut Tx<'_>, id: BlobId) -> Result<Option<BlobRefs>, StoreError> {
    tx.execute(&LOCK_BLOB, args![id])?;
    tx.find(&FIND_BLOB_REFS, args![id])
}

/// Stores the count of references of a locked blob.
///
/// # Errors
/// What the database says.
pub fn set_blob_refs(
    tx: &mut Tx<'_>,
    id: BlobId,
    refs: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SET_BLOB_REFS, args![id, refs, now]).map(drop)
}

/// Whether a blob, garbage or an open upload has the bytes with this id.
///
/// # Errors
/// What the database says.
pub fn is_blob_named(tx: &mut ReadTx<'_>, id: BlobId) -> Result<bool, StoreError> {
    Ok(tx.find::<(i64,)>(&NAME_BLOB, args![id])?.is_some())
}

/// Whether an open upload or garbage has the staged bytes of this upload.
///
/// # Errors
/// What the database says.
pub fn is_upload_named(tx: &mut ReadTx<'_>, id: UploadId) -> Result<bool, StoreError> {
    Ok(tx.find::<(i64,)>(&NAME_UPLOAD, args![id])?.is_some())
}

/// Spaces behind `after` whose figures are wrong.
///
/// # Errors
/// What the database says.
pub fn list_space_faults(
    tx: &mut ReadTx<'_>,
    after: SpaceId,
    limit: u32,
) -> Result<Vec<SpaceSums>, StoreError> {
    tx.list(&SPACE_FAULTS, args![after, limit])
}

/// Locks a space as every change in it does, without being a change.
///
/// # Errors
/// What the database says.
pub fn lock_space(tx: &mut Tx<'_>, id: SpaceId) -> Result<(), StoreError> {
    tx.execute(&LOCK_SPACE, args![id]).map(drop)
}

/// The figures of one space.
///
/// # Errors
/// What the database says.
pub fn find_space_sums(tx: &mut ReadTx<'_>, id: SpaceId) -> Result<Option<SpaceSums>, StoreError> {
    tx.find(&FIND_SPACE_SUMS, args![id])
}

/// Stores the figures of a locked space.
///
/// # Errors
/// What the database says.
pub fn set_space_sums(
    tx: &mut Tx<'_>,
    id: SpaceId,
    used: i64,
    reserved: i64,
    stamp: i64,
) -> Result<(), StoreError> {
    tx.execute(&SET_SPACE_SUMS, args![id, used, reserved, stamp])
        .map(drop)
}

/// The next versions behind `after` that contradict their node or blob; and where to
/// go on, `None` at the end.
///
/// # Errors
/// What the database says.
pub fn list_version_faults(
    tx: &mut ReadTx<'_>,
    after: VersionId,
) -> Result<(Vec<VersionFault>, Option<VersionId>), StoreError> {
    let end: Option<(VersionId,)> = tx.find(&VERSION_RANGE, args![after, RANGE - 1])?;
    let until = end.map_or(VersionId(i64::MAX), |(end,)| end);
    let faults = tx.list(&VERSION_FAULTS, args![after, until])?;
    Ok((faults, end.map(|(end,)| end)))
}

/// Nodes behind `after`, by id.
///
/// # Errors
/// What the database says.
pub fn list_nodes(
    tx: &mut ReadTx<'_>,
    after: NodeId,
    limit: u32,
) -> Result<Vec<NodeFacts>, StoreError> {
    tx.list(&NODES, args![after, limit])
}

/// One node.
///
/// # Errors
/// What the database says.
pub fn find_node(tx: &mut ReadTx<'_>, id: NodeId) -> Result<Option<NodeFacts>, StoreError> {
    let next: Option<NodeFacts> = tx.find(&NODES, args![id.0.saturating_sub(1), 1_i64])?;
    Ok(next.filter(|node| node.id == id))
}

/// Names that several live siblings have: folder, one of the nodes, how many.
///
/// # Errors
/// What the database says.
pub fn list_clashes(
    tx: &mut ReadTx<'_>,
    limit: u32,
) -> Result<Vec<(NodeId, NodeId, i64)>, StoreError> {
    tx.list(&CLASHES, args![limit])
}

/// Stores the forms of a name.
///
/// # Errors
/// What the database says.
pub fn set_node_keys(
    tx: &mut Tx<'_>,
    id: NodeId,
    key: &str,
    sort: &[u8],
) -> Result<(), StoreError> {
    tx.execute(&SET_NODE_KEYS, args![id, key, sort]).map(drop)
}

/// Stores the bytes of a file.
///
/// # Errors
/// What the database says.
pub fn set_node_size(tx: &mut Tx<'_>, id: NodeId, size: i64) -> Result<(), StoreError> {
    tx.execute(&SET_NODE_SIZE, args![id, size]).map(drop)
}

/// Nodes behind `after` up to `until` that the search index does not have: with space and name.
///
/// # Errors
/// What the database says.
pub fn list_missing_names(
    tx: &mut ReadTx<'_>,
    after: NodeId,
    until: NodeId,
) -> Result<Vec<(NodeId, SpaceId, String)>, StoreError> {
    tx.list(&NAMES_MISSING, args![after, until])
}

/// The next entries of the search index behind `after` that are of no node; and where to go on,
/// `None` at the end.
///
/// # Errors
/// What the database says.
pub fn list_stray_names(
    tx: &mut ReadTx<'_>,
    after: NodeId,
) -> Result<(Vec<NodeId>, Option<NodeId>), StoreError> {
    let end: Option<(NodeId,)> = tx.find(&NAME_RANGE, args![after, RANGE - 1])?;
    let until = end.map_or(NodeId(i64::MAX), |(end,)| end);
    let stray: Vec<(NodeId,)> = tx.list(&NAMES_STRAY, args![after, until])?;
    let stray = stray.into_iter().map(|(id,)| id).collect();
    Ok((stray, end.map(|(end,)| end)))
}

/// Open uploads behind `after`, by id.
///
/// # Errors
/// What the database says.
pub fn list_uploads(
    tx: &mut ReadTx<'_>,
    after: UploadId,
    limit: u32,
) -> Result<Vec<UploadRow>, StoreError> {
    tx.list(&UPLOADS, args![after, limit])
}

/// Uploads behind `after` that are not there while parts of them are.
///
/// # Errors
/// What the database says.
pub fn list_stray_parts(
    tx: &mut ReadTx<'_>,
    after: UploadId,
    limit: u32,
) -> Result<Vec<UploadId>, StoreError> {
    let stray: Vec<(UploadId,)> = tx.list(&PARTS_STRAY, args![after, limit])?;
    Ok(stray.into_iter().map(|(id,)| id).collect())
}

/// People behind `after` who are not there and have stars, by id.
///
/// # Errors
/// What the database says.
pub fn list_stray_favourites(
    tx: &mut ReadTx<'_>,
    after: UserId,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    let stray: Vec<(UserId,)> = tx.list(&FAVOURITES_STRAY, args![after, limit])?;
    Ok(stray.into_iter().map(|(id,)| id).collect())
}

/// People behind `after` who are not there and of whom it is known what they used last, by id.
///
/// # Errors
/// What the database says.
pub fn list_stray_recents(
    tx: &mut ReadTx<'_>,
    after: UserId,
    limit: u32,
) -> Result<Vec<UserId>, StoreError> {
    let stray: Vec<(UserId,)> = tx.list(&RECENTS_STRAY, args![after, limit])?;
    Ok(stray.into_iter().map(|(id,)| id).collect())
}
