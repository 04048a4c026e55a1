//! Folders and files as the dialect shows them.

use coffer_core::files::FolderView;
use coffer_model::NodeId;
use coffer_model::node::NodeView;
use coffer_model::rights::{Right, Rights};
use serde::Serialize;
use utoipa::ToSchema;

/// A folder.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DirectoryResponse {
    /// The id.
    id: String,
    /// The name; empty for the root of a space. Null in answers of locking and unlocking, as all below.
    name: Option<String>,
    /// The names from the root of the space on, each behind a slash; as far up as the caller may see.
    full_path: Option<String>,
    /// The folder that holds it; null for a root.
    parent_id: Option<String>,
    /// How often the folder itself was changed: its name, its place, its lock and what is granted on it.
    version: Option<u64>,
    /// What the caller may do with it.
    permissions: Option<Permissions>,
}

/// What somebody may do with a folder.
#[derive(Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the protocol has eleven flags"
)]
pub(super) struct Permissions {
    /// Put folders and files into it.
    uploadable: bool,
    /// Look at the content of files.
    previewable: bool,
    /// Delete.
    deleteable: bool,
    /// Share with others.
    shareable: bool,
    /// Fetch the content of files.
    downloadable: bool,
    /// Rename.
    editable: bool,
    /// Take out of the recycle bin.
    restoreable: bool,
    /// Grant and take roles.
    manageable: bool,
    /// Whether the caller could lock it now.
    lockable: bool,
    /// Whether it has a lock, and the caller could take it off now.
    unlockable: bool,
    /// See it.
    readable: bool,
}

impl Permissions {
    /// Rights as they are.
    pub(super) fn of(rights: Rights) -> Self {
        let has = |right| rights.has(right);
        Self {
            uploadable: has(Right::Upload),
            previewable: has(Right::Preview),
            deleteable: has(Right::Delete),
            shareable: has(Right::Share),
            downloadable: has(Right::Download),
            editable: has(Right::Edit),
            restoreable: has(Right::Restore),
            manageable: has(Right::Manage),
            lockable: has(Right::Lock),
            unlockable: has(Right::Unlock),
            readable: has(Right::Read),
        }
    }

    /// Rights on a folder; of locking, what is possible now.
    fn on(folder: &FolderView) -> Self {
        Self {
            lockable: folder.lockable,
            unlockable: folder.unlockable,
            ..Self::of(folder.node.rights)
        }
    }
}

impl DirectoryResponse {
    /// A folder with all that is shown of it.
    pub(super) fn of(folder: &FolderView) -> Self {
        let node = &folder.node;
        Self {
            id: node.id.to_string(),
            name: Some(node.name.as_str().to_owned()),
            full_path: Some(format!("/{}", folder.way.join("/"))),
            parent_id: node.parent.map(|parent| parent.to_string()),
            version: Some(folder.revision),
            permissions: Some(Permissions::on(folder)),
        }
    }

    /// Nothing but the id.
    pub(super) fn id(id: NodeId) -> Self {
        Self {
            id: id.to_string(),
            name: None,
            full_path: None,
            parent_id: None,
            version: None,
            permissions: None,
        }
    }
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileItemResult {
    /// The id.
    id: String,
    /// The name with its extension.
    name: String,
    /// The extension without its dot; empty when there is none.
    extension: String,
    /// Bytes.
    size: u64,
    /// The number of the content, from 1.
    version: u64,
    /// The SHA-256 of the content in hex; null for who may not fetch it.
    file_hash: Option<String>,
    /// When it was made, ISO 8601.
    created_time: String,
    /// When it was changed, ISO 8601.
    modified_time: String,
}

impl FileItemResult {
    pub(super) fn of(node: &NodeView) -> Self {
        let digest = node.fetchable().map(|content| hex::encode(content.sha256));
        Self {
            id: node.id.to_string(),
            name: node.name.as_str().to_owned(),
            extension: node.name.suffix().trim_start_matches('.').to_owned(),
            size: node.size,
            version: node.content.as_ref().map_or(0, |content| content.number),
            file_hash: digest,
            created_time: node.created_at.rfc3339_millis(),
            modified_time: node.edited_at.rfc3339_millis(),
        }
    }
}
