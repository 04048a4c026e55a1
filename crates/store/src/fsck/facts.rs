//! Rows with what they must agree with.

use crate::{FromRow, Row, StoreError};
use coffer_model::{BlobId, NodeId, SpaceId, TenantId, Timestamp, VersionId};

/// A blob with everything that its bytes must agree with.
#[derive(Debug, Clone)]
pub struct BlobFacts {
    /// The id.
    pub id: BlobId,
    /// The tenant.
    pub tenant: TenantId,
    /// Bytes, before encryption.
    pub size: u64,
    /// The digest.
    pub sha256: [u8; 32],
    /// The second digest, once it is known.
    pub sha1: Option<[u8; 20]>,
    /// The digest of the first KiB.
    pub head_sha256: [u8; 32],
    /// Encrypted content: the wrapped key and the layout.
    pub seal: Option<Vec<u8>>,
}

impl FromRow for BlobFacts {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            size: row.get(2)?,
            sha256: row.get(3)?,
            sha1: row.get(4)?,
            head_sha256: row.get(5)?,
            seal: row.get(6)?,
        })
    }
}

/// The references of a blob, as stored and as counted.
#[derive(Debug, Clone, Copy)]
pub struct BlobRefs {
    /// The blob.
    pub id: BlobId,
    /// The stored count.
    pub stored: i64,
    /// The versions that there are.
    pub counted: i64,
    /// When the last reference went, as stored.
    pub unreferenced_at: Option<Timestamp>,
}

impl FromRow for BlobRefs {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            stored: row.get(1)?,
            counted: row.get(2)?,
            unreferenced_at: row.get(3)?,
        })
    }
}

/// The figures of a space, as stored and as summed.
#[derive(Debug, Clone, Copy)]
pub struct SpaceSums {
    /// The space.
    pub id: SpaceId,
    /// Bytes that it holds, as stored.
    pub used: i64,
    /// Bytes of the versions of its nodes.
    pub used_sum: i64,
    /// Reserved bytes, as stored.
    pub reserved: i64,
    /// Bytes of its open uploads.
    pub reserved_sum: i64,
    /// The stamp of its last change.
    pub stamp: i64,
    /// The latest stamp of its events.
    pub last_event: i64,
    /// How many of its two roots are there.
    pub roots: i64,
}

impl FromRow for SpaceSums {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            used: row.get(1)?,
            used_sum: row.get(2)?,
            reserved: row.get(3)?,
            reserved_sum: row.get(4)?,
            stamp: row.get(5)?,
            last_event: row.get(6)?,
            roots: row.get(7)?,
        })
    }
}

/// A version that does not agree with its node or its blob.
#[derive(Debug, Clone, Copy)]
pub struct VersionFault {
    /// The version.
    pub id: VersionId,
    /// The node that it names.
    pub node: NodeId,
    /// The blob that it names.
    pub blob: BlobId,
    /// Whether there is such a node.
    pub node_there: bool,
    /// Whether its tenant has such a blob.
    pub blob_there: bool,
    /// Bytes, as the version says.
    pub size: i64,
    /// Bytes, as the blob says.
    pub blob_size: Option<i64>,
    /// The content is in the safe and not encrypted, or the other way round.
    pub seal_differs: bool,
}

impl FromRow for VersionFault {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            node: row.get(1)?,
            blob: row.get(2)?,
            node_there: row.get::<Option<NodeId>>(3)?.is_some(),
            blob_there: row.get::<Option<BlobId>>(4)?.is_some(),
            size: row.get(5)?,
            blob_size: row.get(6)?,
            seal_differs: row.get::<Option<bool>>(7)?.unwrap_or(false),
        })
    }
}

/// The folder that holds a node, as far as the two must agree.
#[derive(Debug, Clone, Copy)]
pub struct ParentFacts {
    /// Whether it is a folder.
    pub folder: bool,
    /// Its space.
    pub space: SpaceId,
    /// The root that it lies under.
    pub root: NodeId,
    /// Levels of folders below, at least.
    pub height: i64,
}

/// The roots of a node's space.
#[derive(Debug, Clone, Copy)]
pub struct SpaceFacts {
    /// The plain root.
    pub root: NodeId,
    /// The root of the safe.
    pub safe: NodeId,
    /// Whether node and space are of one tenant.
    pub same_tenant: bool,
}

/// A node with everything that it must agree with.
#[derive(Debug, Clone)]
pub struct NodeFacts {
    /// The id.
    pub id: NodeId,
    /// The space.
    pub space: SpaceId,
    /// The root that it lies under.
    pub root: NodeId,
    /// The folder that holds it; `None` for roots.
    pub parent: Option<NodeId>,
    /// Whether it is a folder.
    pub folder: bool,
    /// The name.
    pub name: String,
    /// The name as it is compared.
    pub name_key: String,
    /// The name as it is ordered.
    pub sort_key: Vec<u8>,
    /// Bytes of content.
    pub size: i64,
    /// The content of a file.
    pub version: Option<VersionId>,
    /// Levels of folders below, at least.
    pub height: i64,
    /// When its erasing began.
    pub erased_at: Option<Timestamp>,
    /// Whether its space is being removed or passed on, so that rows around it may be gone or name
    /// another space.
    pub passing: bool,
    /// The folder that `parent` names, if it is there.
    pub parent_facts: Option<ParentFacts>,
    /// Node and bytes of the version that `version` names, if it is there.
    pub version_facts: Option<(NodeId, i64)>,
    /// The space that `space` names, if it is there.
    pub space_facts: Option<SpaceFacts>,
}

impl FromRow for NodeFacts {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let parent_facts = match row.get::<Option<NodeId>>(11)? {
            Some(_) => Some(ParentFacts {
                folder: row.get::<i64>(12)? == 0,
                space: row.get(13)?,
                root: row.get(14)?,
                height: row.get(15)?,
            }),
            None => None,
        };
        let version_facts = match row.get::<Option<NodeId>>(16)? {
            Some(node) => Some((node, row.get(17)?)),
            None => None,
        };
        let space_facts = match row.get::<Option<NodeId>>(18)? {
            Some(root) => Some(SpaceFacts {
                root,
                safe: row.get(19)?,
                same_tenant: row.get(20)?,
            }),
            None => None,
        };
        Ok(Self {
            id: row.get(0)?,
            space: row.get(1)?,
            root: row.get(2)?,
            parent: row.get(3)?,
            folder: row.get::<i64>(4)? == 0,
            name: row.get(5)?,
            name_key: row.get(6)?,
            sort_key: row.get(7)?,
            size: row.get(8)?,
            version: row.get(9)?,
            height: row.get(10)?,
            erased_at: row.get(21)?,
            passing: row.get::<i64>(22)? == 1,
            parent_facts,
            version_facts,
            space_facts,
        })
    }
}
