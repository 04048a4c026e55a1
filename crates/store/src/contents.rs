//! Stored bytes: blobs, the versions that refer to them, and what has to be removed.

use crate::{FromRow, ReadTx, Row, StoreError, Tx, args, statements};
use coffer_model::space::SpaceStatus;
use coffer_model::{BlobId, NodeId, SpaceId, TenantId, Timestamp, UploadId, UserId, VersionId};

statements! {
    "contents":
    FIND_BLOB = both "find_blob",
    FIND_BY_DIGEST = both "find_by_digest",
    HEAD_KNOWN = both "head_known",
    INSERT_BLOB = both "insert_blob",
    REPLACE_BLOB = both "replace_blob",
    REPLACE_IN_VERSIONS = both "replace_in_versions",
    REFERENCE_BLOB = both "reference_blob",
    RELEASE_BLOB = both "release_blob",
    INSERT_VERSION = both "insert_version",
    LIST_VERSIONS = both "list_versions",
    DELETE_VERSIONS = both "delete_versions",
    FIND_DOWNLOAD = both "find_download",
    LIST_UNREFERENCED = both "list_unreferenced",
    DELETE_UNREFERENCED = both "delete_unreferenced",
    INSERT_GARBAGE = both "insert_garbage",
    EXPECT_GARBAGE = both "expect_garbage",
    LIST_GARBAGE = both "list_garbage",
    DELETE_GARBAGE = both "delete_garbage",
    LIST_WITHOUT_SHA1 = both "list_without_sha1",
    SET_SHA1 = both "set_sha1",
    FIND_TENANT_KEY = both "find_tenant_key",
}

/// How often a blob may come and go while it is referred to.
const ATTEMPTS: u32 = 4;

/// Stored bytes of a tenant.
#[derive(Debug, Clone)]
pub struct BlobRow {
    /// The id, which is also the name in the store of content.
    pub id: BlobId,
    /// The tenant.
    pub tenant: TenantId,
    /// Bytes, before encryption.
    pub size: u64,
    /// The digest.
    pub sha256: [u8; 32],
    /// The second digest, once it is known.
    pub sha1: Option<[u8; 20]>,
    /// Encrypted content: the wrapped key and the layout.
    pub seal: Option<Vec<u8>>,
    /// How many versions refer to it.
    pub refs: i64,
}

impl FromRow for BlobRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            size: row.get(2)?,
            sha256: row.get(3)?,
            sha1: row.get(4)?,
            seal: row.get(5)?,
            refs: row.get(6)?,
        })
    }
}

/// A blob about to be recorded with its first reference.
#[derive(Debug, Clone)]
pub struct NewBlob {
    /// The id.
    pub id: BlobId,
    /// The tenant.
    pub tenant: TenantId,
    /// Bytes.
    pub size: u64,
    /// The digest.
    pub sha256: [u8; 32],
    /// The second digest, if it is known already.
    pub sha1: Option<[u8; 20]>,
    /// The digest of the first KiB.
    pub head_sha256: [u8; 32],
    /// Encrypted content: the wrapped key and the layout.
    pub seal: Option<Vec<u8>>,
}

/// One content of a file.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// The id.
    pub id: VersionId,
    /// The file.
    pub node: NodeId,
    /// Its number, from 1.
    pub number: i64,
    /// The bytes.
    pub blob: BlobId,
    /// How many.
    pub size: u64,
    /// Who brought them.
    pub creator: UserId,
    /// When.
    pub now: Timestamp,
}

/// What serving a link to a content needs.
#[derive(Debug, Clone)]
pub struct DownloadRow {
    /// The file.
    pub node: NodeId,
    /// The tenant.
    pub tenant: TenantId,
    /// The space.
    pub space: SpaceId,
    /// The file's name.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// The stored bytes.
    pub blob: BlobId,
    /// How many.
    pub size: u64,
    /// Their digest.
    pub sha256: [u8; 32],
    /// Encrypted content: the wrapped key and the layout.
    pub seal: Option<Vec<u8>>,
    /// When this content came.
    pub created_at: Timestamp,
    /// The state of the space.
    pub space_status: SpaceStatus,
    /// When the file's erasing began.
    pub erased_at: Option<Timestamp>,
}

impl FromRow for DownloadRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            node: row.get(0)?,
            tenant: row.get(1)?,
            space: row.get(2)?,
            name: row.get(3)?,
            media_type: row.get(4)?,
            blob: row.get(5)?,
            size: row.get(6)?,
            sha256: row.get(7)?,
            seal: row.get(8)?,
            created_at: row.get(9)?,
            space_status: SpaceStatus::from_number(row.get(10)?).unwrap_or(SpaceStatus::Disabled),
            erased_at: row.get(11)?,
        })
    }
}

/// The blob `id`.
///
/// # Errors
/// What the database says.
pub fn find_blob(tx: &mut ReadTx<'_>, id: BlobId) -> Result<Option<BlobRow>, StoreError> {
    tx.find(&FIND_BLOB, args![id])
}

/// The tenant's blob with this content.
///
/// # Errors
/// What the database says.
pub fn find_by_digest(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    sha256: &[u8; 32],
    size: u64,
    sealed: bool,
) -> Result<Option<BlobRow>, StoreError> {
    tx.find(&FIND_BY_DIGEST, args![tenant, sha256, size, sealed])
}

/// Whether the tenant has content that begins so: in a safe, or outside of safes. What is shorter than a head
/// of `head` bytes begins as nothing but content of its own `size` does.
///
/// # Errors
/// What the database says.
pub fn head_known(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
    head_sha256: &[u8; 32],
    (size, head): (u64, u64),
    sealed: bool,
) -> Result<bool, StoreError> {
    let values = args![tenant, head_sha256, sealed, size, head];
    Ok(tx.find::<(i64,)>(&HEAD_KNOWN, values)?.is_some())
}

/// Refers to the tenant's blob with this content: the one that there is already, else `blob`, which
/// is recorded. Answers which one it is.
///
/// # Errors
/// What the database says.
pub fn insert_or_reference(tx: &mut Tx<'_>, blob: &NewBlob) -> Result<BlobId, StoreError> {
    // On PostgreSQL the known one may be removed between two statements: then there is room for ours.
    for _ in 0..ATTEMPTS {
        if insert_blob(tx, blob)? {
            return Ok(blob.id);
        }
        let sealed = blob.seal.is_some();
        let known = find_by_digest(tx, blob.tenant, &blob.sha256, blob.size, sealed)?;
        if let Some(known) = known
            && reference(tx, known.id)?
        {
            return Ok(known.id);
        }
    }
    Err(StoreError::refused("a blob comes and goes all the time"))
}

/// Records a blob with its first reference; `false` when the tenant has this content.
fn insert_blob(tx: &mut Tx<'_>, blob: &NewBlob) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        &INSERT_BLOB,
        args![
            blob.id,
            blob.tenant,
            blob.size,
            &blob.sha256,
            blob.sha1.as_ref().map(<[u8; 20]>::as_slice),
            &blob.head_sha256,
            blob.seal.as_deref(),
            blob.seal.is_some()
        ],
    )?;
    Ok(inserted == 1)
}

/// Puts `blob` with one more reference in the place of `damaged`, a blob of the same content whose
/// bytes are lost, and notes what is left of those for removal; `false` when that blob is gone.
///
/// # Errors
/// What the database says.
pub fn replace(tx: &mut Tx<'_>, damaged: BlobId, blob: &NewBlob) -> Result<bool, StoreError> {
    let replaced = tx.execute(
        &REPLACE_BLOB,
        args![
            damaged,
            blob.id,
            blob.sha1.as_ref().map(<[u8; 20]>::as_slice),
            &blob.head_sha256,
            blob.seal.as_deref()
        ],
    )?;
    if replaced == 0 {
        return Ok(false);
    }
    tx.execute(&REPLACE_IN_VERSIONS, args![damaged, blob.id])?;
    insert_garbage(tx, damaged, UploadId(0))?;
    Ok(true)
}

/// Counts one more reference; `false` when the blob is gone.
///
/// # Errors
/// What the database says.
pub fn reference(tx: &mut Tx<'_>, id: BlobId) -> Result<bool, StoreError> {
    Ok(tx.execute(&REFERENCE_BLOB, args![id])? == 1)
}

/// Counts one reference less.
///
/// # Errors
/// What the database says.
pub fn release(tx: &mut Tx<'_>, id: BlobId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&RELEASE_BLOB, args![id, now])?;
    Ok(())
}

/// Records a content of a file.
///
/// # Errors
/// What the database says.
pub fn insert_version(tx: &mut Tx<'_>, version: &NewVersion) -> Result<(), StoreError> {
    let NewVersion {
        id,
        node,
        number,
        blob,
        size,
        creator,
        now,
    } = version;
    tx.execute(
        &INSERT_VERSION,
        args![*id, *node, *number, *blob, *size, *creator, *now],
    )?;
    Ok(())
}

/// The contents of a file: blob and bytes of each.
///
/// # Errors
/// What the database says.
pub fn list_versions(
    tx: &mut ReadTx<'_>,
    node: NodeId,
) -> Result<Vec<(VersionId, BlobId, u64)>, StoreError> {
    tx.list(&LIST_VERSIONS, args![node])
}

/// Forgets the contents of a file.
///
/// # Errors
/// What the database says.
pub fn delete_versions(tx: &mut Tx<'_>, node: NodeId) -> Result<(), StoreError> {
    tx.execute(&DELETE_VERSIONS, args![node])?;
    Ok(())
}

/// What serving the content `version` needs.
///
/// # Errors
/// What the database says.
pub fn find_download(
    tx: &mut ReadTx<'_>,
    version: VersionId,
) -> Result<Option<DownloadRow>, StoreError> {
    tx.find(&FIND_DOWNLOAD, args![version])
}

/// Blobs whose last reference went before `until`.
///
/// # Errors
/// What the database says.
pub fn list_unreferenced(
    tx: &mut ReadTx<'_>,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<BlobId>, StoreError> {
    Ok(tx
        .list::<(BlobId,)>(&LIST_UNREFERENCED, args![until, limit])?
        .into_iter()
        .map(|(id,)| id)
        .collect())
}

/// Forgets an unreferenced blob and notes its bytes for removal; nothing happens when it was
/// referred to again meanwhile.
///
/// # Errors
/// What the database says.
pub fn discard_unreferenced(
    tx: &mut Tx<'_>,
    id: BlobId,
    until: Timestamp,
) -> Result<(), StoreError> {
    if tx.execute(&DELETE_UNREFERENCED, args![id, until])? == 1 {
        insert_garbage(tx, id, UploadId(0))?;
    }
    Ok(())
}

/// Notes bytes for removal: of a blob, and of the upload that brought them (0: none).
///
/// # Errors
/// What the database says.
pub fn insert_garbage(tx: &mut Tx<'_>, blob: BlobId, upload: UploadId) -> Result<(), StoreError> {
    tx.execute(&INSERT_GARBAGE, args![blob, upload])?;
    Ok(())
}

/// Notes bytes, which may be about to be written, for removal at `due`: of a blob, and of the upload that
/// brings them. A note that is there gets the other time.
///
/// # Errors
/// What the database says.
pub fn expect_garbage(
    tx: &mut Tx<'_>,
    blob: BlobId,
    upload: UploadId,
    due: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&EXPECT_GARBAGE, args![blob, upload, due])?;
    Ok(())
}

/// Bytes to remove by `now`.
///
/// # Errors
/// What the database says.
pub fn list_garbage(
    tx: &mut ReadTx<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(BlobId, UploadId)>, StoreError> {
    tx.list(&LIST_GARBAGE, args![now, limit])
}

/// Forgets bytes that were removed.
///
/// # Errors
/// What the database says.
pub fn delete_garbage(tx: &mut Tx<'_>, blob: BlobId) -> Result<(), StoreError> {
    tx.execute(&DELETE_GARBAGE, args![blob])?;
    Ok(())
}

/// Blobs behind `after` whose second digest is not known yet, by id.
///
/// # Errors
/// What the database says.
pub fn list_without_sha1(
    tx: &mut ReadTx<'_>,
    after: BlobId,
    limit: u32,
) -> Result<Vec<BlobRow>, StoreError> {
    tx.list(&LIST_WITHOUT_SHA1, args![after, limit])
}

/// Records the second digest of a blob.
///
/// # Errors
/// What the database says.
pub fn set_sha1(tx: &mut Tx<'_>, id: BlobId, sha1: &[u8; 20]) -> Result<(), StoreError> {
    tx.execute(&SET_SHA1, args![id, sha1])?;
    Ok(())
}

/// The wrapped key of the tenant's encrypted content.
///
/// # Errors
/// What the database says.
pub fn find_tenant_key(
    tx: &mut ReadTx<'_>,
    tenant: TenantId,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(tx
        .find::<(Vec<u8>,)>(&FIND_TENANT_KEY, args![tenant])?
        .map(|(key,)| key))
}
