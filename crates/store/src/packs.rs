//! Packs: what is fetched as one zip, and the walk through what is in it.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::{BlobId, JobId, Name, NodeId, ShareId, SpaceId, TenantId, Timestamp, UserId};

statements! {
    "packs":
    INSERT = both "insert",
    FIND = both "find",
    DELETE_EXPIRED = both "delete_expired",
    FIND_NODE = both "find_node",
    NEXT_FOLDER = both "next_folder",
    LIST_FILES = both "list_files",
}

/// A pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRow {
    /// The id, which was that of the job that made it.
    pub id: JobId,
    /// The tenant.
    pub tenant: TenantId,
    /// Who asked for it.
    pub member: UserId,
    /// The space of everything in it.
    pub space: SpaceId,
    /// The name of the zip.
    pub name: String,
    /// The tag of the language of what is written into it.
    pub locale: String,
    /// JSON: ids and names of what was asked for.
    pub tops: String,
    /// Until when it can be fetched.
    pub expires_at: Timestamp,
    /// The share that opens what is in it, and the version of its code that was proved; `None` for
    /// one's own things.
    pub share: Option<(ShareId, i64)>,
}

impl FromRow for PackRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            member: row.get(2)?,
            space: row.get(3)?,
            name: row.get(4)?,
            locale: row.get(5)?,
            tops: row.get(6)?,
            expires_at: row.get(7)?,
            share: row.get::<Option<ShareId>>(8)?.zip(row.get(9)?),
        })
    }
}

/// A folder or file on its way into a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackNodeRow {
    /// The id.
    pub id: NodeId,
    /// Whether it is a folder.
    pub folder: bool,
    /// The name.
    pub name: Name,
    /// Where it stands among its siblings.
    pub sort: Vec<u8>,
    /// When it was changed.
    pub edited_at: Timestamp,
    /// The bytes of a file.
    pub blob: Option<BlobId>,
    /// How many.
    pub size: u64,
}

impl FromRow for PackNodeRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            folder: row.get::<i64>(1)? == 0,
            name: Name::stored(row.get(2)?),
            sort: row.get(3)?,
            edited_at: row.get(4)?,
            blob: row.get(5)?,
            size: row.get(6)?,
        })
    }
}

/// Records a pack.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, pack: &PackRow) -> Result<(), StoreError> {
    let values = args![
        pack.id,
        pack.tenant,
        pack.member,
        pack.space,
        &pack.name,
        &pack.locale,
        &pack.tops,
        pack.expires_at,
        pack.share.map(|(share, _)| share),
        pack.share.map(|(_, code)| code)
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// A pack, expired or not.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, id: JobId) -> Result<Option<PackRow>, StoreError> {
    tx.find(&FIND, args![id])
}

/// Forgets at most `limit` packs that expired before `until`.
///
/// # Errors
/// What the database says.
pub fn delete_expired(tx: &mut Tx<'_>, until: Timestamp, limit: u32) -> Result<(), StoreError> {
    tx.execute(&DELETE_EXPIRED, args![until, limit]).map(drop)
}

/// A folder or file by its id.
///
/// # Errors
/// What the database says.
pub fn find_node(tx: &mut ReadTx<'_>, id: NodeId) -> Result<Option<PackNodeRow>, StoreError> {
    tx.find(&FIND_NODE, args![id])
}

/// The live folder in `parent` that comes behind the place `after`.
///
/// # Errors
/// What the database says.
pub fn next_folder(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
    after: (&[u8], NodeId),
) -> Result<Option<PackNodeRow>, StoreError> {
    tx.find(&NEXT_FOLDER, args![parent, after.0, after.1])
}

/// At most `limit` live files in `parent` that come behind the place `after`.
///
/// # Errors
/// What the database says.
pub fn list_files(
    tx: &mut ReadTx<'_>,
    parent: NodeId,
    after: (&[u8], NodeId),
    limit: u32,
) -> Result<Vec<PackNodeRow>, StoreError> {
    tx.list(&LIST_FILES, args![parent, after.0, after.1, limit])
}
