//! Where a part is, as the database remembers it.

use crate::BlobError;
use crate::error::invalid;
use crate::types::StoredPart;
use coffer_model::UploadId;

/// Where a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// It is the whole blob, at its final place.
    Blob,
    /// In the upload's file, where it belongs.
    Staged,
    /// In a file of its own, with this name.
    Side(&'a str),
}

const BLOB: &str = "blob";
const STAGED: &str = "staged";

impl<'a> Place<'a> {
    /// The place of a part of `upload`. It must not name a file of anything else.
    pub(super) fn of(part: &'a StoredPart, upload: UploadId) -> Result<Self, BlobError> {
        match part.place.as_str() {
            BLOB => Ok(Self::Blob),
            STAGED => Ok(Self::Staged),
            name => name
                .strip_prefix(&side_prefix(upload, part.number))
                .and_then(|rest| rest.strip_prefix('.'))
                .filter(|rest| {
                    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
                })
                .map(|_| Self::Side(name))
                .ok_or_else(|| invalid("not a place of a part")),
        }
    }

    /// What the receipt says.
    pub(super) fn to_text(self) -> String {
        match self {
            Self::Blob => BLOB,
            Self::Staged => STAGED,
            Self::Side(name) => name,
        }
        .to_owned()
    }
}

/// How the names of a part's own files begin.
pub(super) fn side_prefix(upload: UploadId, number: u32) -> String {
    format!("{upload}.{number}")
}

/// The upload that a staged file belongs to.
pub(super) fn upload_of(file_name: &str) -> Option<UploadId> {
    file_name.split('.').next()?.parse().ok()
}
