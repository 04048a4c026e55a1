//! What can be wrong, in words of the operator.

use coffer_model::{BlobId, JobId, NodeId, ShareId, SpaceId, UploadId, UserId, VersionId};
use std::fmt;

/// A fault and whether it was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub fault: Fault,
    /// Whether it was put right.
    pub repaired: bool,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)?;
        f.write_str(if self.repaired { " (repaired)" } else { "" })
    }
}

/// What is wrong. Its text is one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The bytes of a blob are not there.
    #[error("blob {blob}: its bytes are missing")]
    BlobMissing {
        /// The blob.
        blob: BlobId,
    },
    /// More or fewer bytes are stored than there should be.
    #[error("blob {blob}: {found} bytes are stored instead of {expected}")]
    BlobLength {
        /// The blob.
        blob: BlobId,
        /// Stored bytes that the database implies.
        expected: u64,
        /// Stored bytes that there are.
        found: u64,
    },
    /// The bytes are others than those that were stored.
    #[error("blob {blob}: its bytes do not have the SHA-256 that was recorded")]
    BlobDigest {
        /// The blob.
        blob: BlobId,
    },
    /// The second digest was recorded wrongly.
    #[error("blob {blob}: its bytes do not have the SHA-1 that was recorded")]
    BlobSecondDigest {
        /// The blob.
        blob: BlobId,
    },
    /// The digest of the first KiB was recorded wrongly.
    #[error("blob {blob}: its first KiB does not have the SHA-256 that was recorded")]
    BlobHead {
        /// The blob.
        blob: BlobId,
    },
    /// The encrypted bytes, or the key for them, do not open.
    #[error("blob {blob}: its encrypted bytes do not open")]
    BlobSeal {
        /// The blob.
        blob: BlobId,
    },
    /// The system cannot read the bytes.
    #[error("blob {blob}: its bytes cannot be read: {reason}")]
    BlobUnreadable {
        /// The blob.
        blob: BlobId,
        /// What the system says.
        reason: String,
    },
    /// The count of references is not the number of versions.
    #[error("blob {blob}: {stored} references are recorded, there are {counted}")]
    BlobRefs {
        /// The blob.
        blob: BlobId,
        /// The stored count.
        stored: i64,
        /// The versions that there are.
        counted: i64,
    },
    /// A blob in use is marked for removal, or one out of use is not.
    #[error("blob {blob}: the mark for removal contradicts its {refs} references")]
    BlobMark {
        /// The blob.
        blob: BlobId,
        /// The references.
        refs: i64,
    },
    /// Bytes that nothing names.
    #[error("stored bytes {blob} ({bytes} bytes): nothing refers to them")]
    BlobOrphan {
        /// Their id.
        blob: BlobId,
        /// How many.
        bytes: u64,
    },
    /// Staged bytes of an upload that is not there.
    #[error("staged bytes of upload {upload}: there is no such upload")]
    StagingOrphan {
        /// The upload.
        upload: UploadId,
    },
    /// Rows of parts of an upload that is not there.
    #[error("parts of upload {upload}: there is no such upload")]
    PartsStray {
        /// The upload.
        upload: UploadId,
    },
    /// Parts that were received cannot be read, or are not what was received.
    #[error("upload {upload}: parts that were received are not there any more")]
    PartsLost {
        /// The upload.
        upload: UploadId,
    },
    /// A version of no node.
    #[error("version {version}: its file {node} is missing")]
    VersionNode {
        /// The version.
        version: VersionId,
        /// The node that it names.
        node: NodeId,
    },
    /// A version of no blob.
    #[error("version {version} of file {node}: its blob {blob} is missing")]
    VersionBlob {
        /// The version.
        version: VersionId,
        /// The file.
        node: NodeId,
        /// The blob that it names.
        blob: BlobId,
    },
    /// A version and its blob disagree about the size.
    #[error(
        "version {version} of file {node}: {size} bytes are recorded, its blob has {blob_size}"
    )]
    VersionSize {
        /// The version.
        version: VersionId,
        /// The file.
        node: NodeId,
        /// Bytes, as the version says.
        size: i64,
        /// Bytes, as the blob says.
        blob_size: i64,
    },
    /// Content of the safe that is not encrypted, or the other way round.
    #[error(
        "version {version} of file {node}: in the safe and not encrypted, or the other way round"
    )]
    VersionSeal {
        /// The version.
        version: VersionId,
        /// The file.
        node: NodeId,
    },
    /// The folder that holds a node is missing or is no folder.
    #[error("node {node}: its folder is missing")]
    NodeParent {
        /// The node.
        node: NodeId,
    },
    /// Space, root or tenant of a node are not those of its folder or space.
    #[error("node {node}: its space or root is not that of its folder")]
    NodePlace {
        /// The node.
        node: NodeId,
    },
    /// The way up does not end at the root, or is too long.
    #[error("folder {node}: the way to its root has no end or is too long")]
    NodeWay {
        /// The node.
        node: NodeId,
    },
    /// A file without content of its own, or a folder with.
    #[error("node {node}: its current version is missing or not its own")]
    NodeContent {
        /// The node.
        node: NodeId,
    },
    /// A file and its current version disagree about the size.
    #[error("file {node}: {size} bytes are recorded, its version has {version_size}")]
    NodeSize {
        /// The file.
        node: NodeId,
        /// Bytes, as the file says.
        size: i64,
        /// Bytes, as the version says.
        version_size: i64,
    },
    /// The stored forms of a name are not those of the name.
    #[error("node {node}: the stored forms of its name are not those of the name")]
    NodeKeys {
        /// The node.
        node: NodeId,
    },
    /// A folder knows of fewer levels below than there are.
    #[error("folder {folder}: knows of {height} levels below, but {node} makes more")]
    FolderHeight {
        /// The folder.
        folder: NodeId,
        /// The levels that it knows of.
        height: i64,
        /// The folder in it that has as many.
        node: NodeId,
    },
    /// Several live siblings have one name.
    #[error("folder {folder}: {count} of its entries have the name of {node}")]
    NameClash {
        /// The folder.
        folder: NodeId,
        /// One of them.
        node: NodeId,
        /// How many.
        count: i64,
    },
    /// A node that the search does not find.
    #[error("node {node}: missing in the search index")]
    NameMissing {
        /// The node.
        node: NodeId,
    },
    /// An entry of the search index of no node.
    #[error("search index: entry of node {node}, which is not there")]
    NameStray {
        /// The node.
        node: NodeId,
    },
    /// The bytes that a space holds are summed up wrongly.
    #[error("space {space}: {stored} used bytes are recorded, the sum is {sum}")]
    SpaceUsed {
        /// The space.
        space: SpaceId,
        /// Stored.
        stored: i64,
        /// The sum of the versions of its nodes.
        sum: i64,
    },
    /// The bytes that uploads have reserved are summed up wrongly.
    #[error("space {space}: {stored} reserved bytes are recorded, the sum is {sum}")]
    SpaceReserved {
        /// The space.
        space: SpaceId,
        /// Stored.
        stored: i64,
        /// The sum of its open uploads.
        sum: i64,
    },
    /// An event is later than the last change.
    #[error("space {space}: the last change is {stamp}, an event has {event}")]
    SpaceStamp {
        /// The space.
        space: SpaceId,
        /// The stamp of the last change.
        stamp: i64,
        /// The latest stamp of an event.
        event: i64,
    },
    /// A root of a space is not there.
    #[error("space {space}: a root is missing")]
    SpaceRoots {
        /// The space.
        space: SpaceId,
    },
    /// Items, targets, counts or readers of a share that is not there.
    #[error("rows of share {share}: there is no such share")]
    ShareStray {
        /// The share.
        share: ShareId,
    },
    /// What somebody who is gone did with shares.
    #[error("shares opened or left by user {member}: there is no such user")]
    ReaderStray {
        /// The person.
        member: UserId,
    },
    /// Folders that a copy is to fill, which nobody makes.
    #[error("folders of the copy by job {job}: the job has ended or is missing")]
    CopyStray {
        /// The job.
        job: JobId,
    },
    /// A node whose grants or guards do not count, because its row does not say that there are any.
    #[error("node {node}: marks of its grants, its broken inheritance or its lock are missing")]
    NodeMarks {
        /// The node.
        node: NodeId,
    },
    /// A role on a node that is not there, or granted to somebody who is not there.
    #[error("grants on node {node}: the node, the role or its holder is missing")]
    GrantStray {
        /// The node.
        node: NodeId,
    },
    /// Broken inheritance or a lock of a node that is not there.
    #[error("broken inheritance or lock of node {node}: there is no such node")]
    GuardStray {
        /// The node.
        node: NodeId,
    },
    /// Stars of a person who is not there.
    #[error("user {member}: there are stars of this user, who was removed")]
    FavouritesStray {
        /// The person.
        member: UserId,
    },
    /// What a person used last who is not there.
    #[error("user {member}: it is remembered what this user used last, who was removed")]
    RecentsStray {
        /// The person.
        member: UserId,
    },
    /// The unread messages of a person are counted wrongly.
    #[error("user {member}: {stored} unread messages are recorded, there are {counted}")]
    MessagesUnread {
        /// The person.
        member: UserId,
        /// Stored.
        stored: i64,
        /// The unread messages that there are.
        counted: i64,
    },
}
