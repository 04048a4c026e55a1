//! What goes into and comes out of the storage of content.

use crate::hash::HashStart;
use crate::seal::{PartSeal, SealKey, Sealed};
use coffer_model::{BlobId, UploadId};

/// A part that is about to be written.
#[derive(Debug, Clone)]
pub struct PartSpec {
    /// The upload it belongs to.
    pub upload: UploadId,
    /// Its number, from 1.
    pub number: u32,
    /// Where it begins in the content, in bytes.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// The states of the digests before its first byte.
    pub start: HashStart,
    /// The part is the whole content of this blob, so that it can go to its final place at once.
    pub whole: Option<BlobId>,
    /// The part was stored before: the old bytes stay valid until the new ones are recorded.
    pub present: bool,
    /// Encrypt it.
    pub seal: Option<PartSeal>,
}

/// A part that is durably stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReceipt {
    /// Where the storage put it; opaque, given back in [`StoredPart`].
    pub place: String,
    /// The states of the digests after its last byte.
    pub end: HashStart,
    /// SHA-256 of the first KiB (or of all, if less) of a part that begins the content.
    pub head_sha256: Option<[u8; 32]>,
}

/// A part as the database remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// Its number, from 1.
    pub number: u32,
    /// Where it begins in the content, in bytes.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// The place its receipt named.
    pub place: String,
}

/// All parts of an upload.
#[derive(Debug, Clone)]
pub struct UploadContent {
    /// The upload.
    pub upload: UploadId,
    /// The blob it becomes.
    pub blob: BlobId,
    /// The length of the content in bytes.
    pub size: u64,
    /// The parts, in any order.
    pub parts: Vec<StoredPart>,
    /// The key, if the parts are sealed.
    pub seal: Option<SealKey>,
}

/// A blob as the database refers to it.
#[derive(Debug, Clone)]
pub struct BlobRef {
    /// Its id.
    pub id: BlobId,
    /// The length of the content in bytes.
    pub size: u64,
    /// How to open it, if it is sealed.
    pub sealed: Option<Sealed>,
}

impl UploadContent {
    /// The parts in order, if they cover the content without gap or overlap.
    pub(crate) fn ordered(&self) -> Option<Vec<&StoredPart>> {
        let mut parts: Vec<&StoredPart> = self.parts.iter().collect();
        parts.sort_unstable_by_key(|part| part.number);
        let mut end = 0_u64;
        for (index, part) in parts.iter().enumerate() {
            if part.offset != end || usize::try_from(part.number).ok()? != index + 1 {
                return None;
            }
            end = end.checked_add(part.length)?;
        }
        (end == self.size).then_some(parts)
    }
}
