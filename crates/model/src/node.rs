//! Folders and files.

use crate::file_type::FileType;
use crate::rights::{Right, Rights};
use crate::{BlobId, Name, NodeId, SpaceId, Timestamp, UserId, VersionId};

/// Folders nest to this depth below the root: a folder at it holds files, no folders.
pub const MAX_DEPTH: u32 = 30;

/// What to do when a sibling has the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnClash {
    /// Append the time to the name.
    Rename,
    /// Fail with `NameTaken`.
    Refuse,
    /// When the sibling has the same content, answer it; else append the time.
    RenameUnlessSame,
}

/// The order of a listing. Folders come before files in every order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SortField {
    /// By name, as people sort.
    Name = 1,
    /// By size.
    Size = 2,
    /// By time of creation.
    Created = 3,
    /// By time of the last change.
    Edited = 4,
    /// By time of recycling.
    Recycled = 5,
    /// By kind of file, then by extension.
    Type = 6,
}

/// A person in the facts of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// The subject at the identity provider.
    pub subject: String,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The version.
    pub version: VersionId,
    /// The number of the version, from 1.
    pub number: u64,
    /// The stored bytes.
    pub blob: BlobId,
    /// The digest of the bytes.
    pub sha256: [u8; 32],
    /// When this content came.
    pub created_at: Timestamp,
}

/// Everything that any dialect shows of a folder or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeView {
    /// The id.
    pub id: NodeId,
    /// The space.
    pub space: SpaceId,
    /// The folder that holds it; where it was when it is in the recycle bin. `None` for roots.
    pub parent: Option<NodeId>,
    /// The name.
    pub name: Name,
    /// The kind, `Folder` for folders.
    pub file_type: FileType,
    /// The media type.
    pub media_type: String,
    /// Free text of the creator.
    pub description: String,
    /// Bytes of the current content; 0 for folders.
    pub size: u64,
    /// The current content; `None` for folders.
    pub content: Option<Content>,
    /// Who made it.
    pub creator: Person,
    /// Who changed it last.
    pub editor: Person,
    /// When it was made, as the creator says.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub edited_at: Timestamp,
    /// When it, or the folder it lies in, was thrown away.
    pub recycled_at: Option<Timestamp>,
    /// Whether it was thrown away itself and not only with a folder above it.
    pub recycled_directly: bool,
    /// Whether the one who looks has starred it; false where that is not asked for.
    pub favourite: bool,
    /// What the one who looks may do with it; nothing where that is not asked for.
    pub rights: Rights,
}

impl NodeView {
    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.file_type == FileType::Folder
    }

    /// The content of a file, for who may fetch it.
    #[must_use]
    pub fn fetchable(&self) -> Option<&Content> {
        let content = self.content.as_ref();
        content.filter(|_| self.rights.has(Right::Download))
    }

    /// The content of a file, for who may look at it.
    #[must_use]
    pub fn viewable(&self) -> Option<&Content> {
        let content = self.content.as_ref();
        content.filter(|_| self.rights.has(Right::Preview))
    }
}
