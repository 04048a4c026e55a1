//! Uploads that are not complete, and their parts.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::{BlobId, NodeId, SpaceId, TenantId, Timestamp, UploadId, UserId};

statements! {
    "uploads":
    INSERT = both "insert",
    FIND = both "find",
    FIND_OF_NODE = both "find_of_node",
    LIST_EXPIRED = both "list_expired",
    DELETE = both "delete",
    DELETE_PARTS = both "delete_parts",
    ANNOUNCE_PART = both "announce_part",
    STORE_PART = both "store_part",
    FIND_PART = both "find_part",
    LIST_PARTS = both "list_parts",
    PROLONG = both "prolong",
}

/// An upload that is not complete.
#[derive(Debug, Clone)]
pub struct UploadRow {
    /// The id.
    pub id: UploadId,
    /// The tenant.
    pub tenant: TenantId,
    /// The space that will hold it.
    pub space: SpaceId,
    /// The file that it becomes.
    pub node: NodeId,
    /// The folder that will hold it.
    pub parent: NodeId,
    /// The blob that its bytes become.
    pub blob: BlobId,
    /// Who uploads.
    pub member: UserId,
    /// The name that the file will have.
    pub name: String,
    /// What to do when the name is taken at the end.
    pub on_clash: i64,
    /// The number of its kind.
    pub file_type: i64,
    /// The media type.
    pub media_type: String,
    /// Free text.
    pub description: String,
    /// Bytes announced.
    pub size: u64,
    /// The digest announced.
    pub sha256: Option<[u8; 32]>,
    /// Lengths of the parts, separated by commas.
    pub parts: String,
    /// Encrypted content: the wrapped data key.
    pub seal: Option<Vec<u8>>,
    /// When the file was made, as the client says.
    pub client_created_at: Option<Timestamp>,
    /// When the upload began.
    pub created_at: Timestamp,
    /// When it is given up.
    pub expires_at: Timestamp,
}

impl FromRow for UploadRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            space: row.get(2)?,
            node: row.get(3)?,
            parent: row.get(4)?,
            blob: row.get(5)?,
            member: row.get(6)?,
            name: row.get(7)?,
            on_clash: row.get(8)?,
            file_type: row.get(9)?,
            media_type: row.get(10)?,
            description: row.get(11)?,
            size: row.get(12)?,
            sha256: row.get(13)?,
            parts: row.get(14)?,
            seal: row.get(15)?,
            client_created_at: row.get(16)?,
            created_at: row.get(17)?,
            expires_at: row.get(18)?,
        })
    }
}

/// A part: announced, received, or both.
#[derive(Debug, Clone, Default)]
pub struct PartRow {
    /// The number, from 1.
    pub number: u32,
    /// Where the store of content keeps it; `None` until it has arrived.
    pub place: Option<String>,
    /// The state of SHA-256 before it, as the client announced.
    pub announced: Option<Vec<u8>>,
    /// The state of SHA-256 from which it was hashed.
    pub start_sha256: Option<Vec<u8>>,
    /// The state of SHA-256 after it.
    pub end_sha256: Option<Vec<u8>>,
    /// The state of SHA-1 after it.
    pub end_sha1: Option<Vec<u8>>,
    /// The digest of the first KiB, of the first part.
    pub head_sha256: Option<[u8; 32]>,
}

impl FromRow for PartRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.get(0)?,
            place: row.get(1)?,
            announced: row.get(2)?,
            start_sha256: row.get(3)?,
            end_sha256: row.get(4)?,
            end_sha1: row.get(5)?,
            head_sha256: row.get(6)?,
        })
    }
}

/// Begins an upload.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut Tx<'_>, u: &UploadRow) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        args![
            u.id,
            u.tenant,
            u.space,
            u.node,
            u.parent,
            u.blob,
            u.member,
            &u.name,
            u.on_clash,
            u.file_type,
            &u.media_type,
            &u.description,
            u.size,
            u.sha256.as_ref().map(<[u8; 32]>::as_slice),
            &u.parts,
            u.seal.as_deref(),
            u.client_created_at,
            u.created_at,
            u.expires_at
        ],
    )?;
    Ok(())
}

/// The upload `id`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, id: UploadId) -> Result<Option<UploadRow>, StoreError> {
    tx.find(&FIND, args![id])
}

/// The upload that becomes `node`.
///
/// # Errors
/// What the database says.
pub fn find_of_node(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    node: NodeId,
) -> Result<Option<UploadRow>, StoreError> {
    tx.find(&FIND_OF_NODE, args![node, tenant])
}

/// Uploads that are to be given up.
///
/// # Errors
/// What the database says.
pub fn list_expired(
    tx: &mut ReadTx<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<UploadRow>, StoreError> {
    tx.list(&LIST_EXPIRED, args![now, limit])
}

/// Ends an upload; `false` when another did so first.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut Tx<'_>, id: UploadId) -> Result<bool, StoreError> {
    tx.execute(&DELETE_PARTS, args![id])?;
    Ok(tx.execute(&DELETE, args![id])? == 1)
}

/// Gives an upload until `until`, and locks it for this transaction; `false` when it has ended.
///
/// # Errors
/// What the database says.
pub fn prolong(tx: &mut Tx<'_>, id: UploadId, until: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&PROLONG, args![id, until])? == 1)
}

/// Notes the state of SHA-256 before a part that is to come.
///
/// # Errors
/// What the database says.
pub fn announce_part(
    tx: &mut Tx<'_>,
    upload: UploadId,
    number: u32,
    state: &[u8],
) -> Result<(), StoreError> {
    tx.execute(&ANNOUNCE_PART, args![upload, number, state])?;
    Ok(())
}

/// Records a part that has arrived, replacing what was there.
///
/// # Errors
/// What the database says.
pub fn store_part(tx: &mut Tx<'_>, upload: UploadId, part: &PartRow) -> Result<(), StoreError> {
    tx.execute(
        &STORE_PART,
        args![
            upload,
            part.number,
            part.place.as_deref(),
            part.start_sha256.as_deref(),
            part.end_sha256.as_deref(),
            part.end_sha1.as_deref(),
            part.head_sha256.as_ref().map(<[u8; 32]>::as_slice)
        ],
    )?;
    Ok(())
}

/// One part.
///
/// # Errors
/// What the database says.
pub fn find_part(
    tx: &mut ReadTx<'_>,
    upload: UploadId,
    number: u32,
) -> Result<Option<PartRow>, StoreError> {
    tx.find(&FIND_PART, args![upload, number])
}

/// Every part known, by number.
///
/// # Errors
/// What the database says.
pub fn list_parts(tx: &mut ReadTx<'_>, upload: UploadId) -> Result<Vec<PartRow>, StoreError> {
    tx.list(&LIST_PARTS, args![upload])
}
