//! Making the file when its content is here.

use crate::Ctx;
use crate::access::{Located, SpaceHandle};
use crate::record::{Act, record};
use coffer_model::{BlobId, NodeId, Result, Timestamp, VersionId};
use coffer_store::contents::{self, NewVersion};
use coffer_store::nodes::{self, NewNode, StoredName};
use coffer_store::{Tx, spaces};
use serde_json::json;

/// A file whose content is stored and referred to.
pub(crate) struct FinishFile {
    pub(crate) node: NodeId,
    pub(crate) version: VersionId,
    pub(crate) blob: BlobId,
    pub(crate) name: StoredName,
    pub(crate) file_type: i64,
    pub(crate) media_type: String,
    pub(crate) description: String,
    pub(crate) size: u64,
    /// Bytes that were reserved for it.
    pub(crate) reserved: u64,
    pub(crate) created_at: Timestamp,
}

/// Writes the file, its first version, the space's figures and the event. The space is locked.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    space: &SpaceHandle,
    stamp: i64,
    parent: &Located,
    file: &FinishFile,
) -> Result<()> {
    nodes::insert(
        tx,
        &NewNode {
            id: file.node,
            tenant: ctx.tenant,
            space: space.view.id,
            root: parent.node.root,
            parent: parent.node.id,
            folder: false,
            name: file.name.clone(),
            file_type: file.file_type,
            media_type: file.media_type.clone(),
            description: file.description.clone(),
            size: file.size,
            version: Some(file.version),
            creator: ctx.user(),
            created_at: file.created_at,
            edited_at: ctx.now,
        },
    )?;
    contents::insert_version(
        tx,
        &NewVersion {
            id: file.version,
            node: file.node,
            number: 1,
            blob: file.blob,
            size: file.size,
            creator: ctx.user(),
            now: ctx.now,
        },
    )?;
    let (used, reserved) = (signed(file.size), signed(file.reserved));
    spaces::settle(tx, space.view.id, used, reserved)?;
    nodes::touch_children(tx, parent.node.id, stamp)?;
    let detail =
        json!({"name": file.name.name.as_str(), "parent": parent.node.id, "size": file.size});
    record(tx, ctx, space, stamp, Act::Upload, file.node, &detail)
}

/// Bytes as the database counts them; sizes end far below the limit of the type.
pub(super) fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
