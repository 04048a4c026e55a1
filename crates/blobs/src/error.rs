//! What goes wrong with content.

use coffer_model::Code;
use std::io;
use std::path::{Path, PathBuf};

/// A failure of the storage of content.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// No room, no quota, or a file would be larger than the system allows.
    #[error("no room left for content")]
    Full,
    /// The content is not there.
    #[error("content is missing")]
    Missing,
    /// Less, or more, is stored than there should be.
    #[error("stored content has {found} bytes instead of {expected}")]
    Truncated {
        /// Stored bytes that the reference implies.
        expected: u64,
        /// Stored bytes that there are.
        found: u64,
    },
    /// Sealed content does not open.
    #[error("sealed content is damaged")]
    Corrupt,
    /// The body, or the parts together, are not as long as announced.
    #[error("received {received} bytes instead of {expected}")]
    LengthMismatch {
        /// Announced bytes.
        expected: u64,
        /// Bytes that came, as far as they were counted.
        received: u64,
    },
    /// The body ended with a failure of the one who sends it.
    #[error("the body broke off")]
    Body(#[source] io::Error),
    /// The system refused.
    #[error("storage failed")]
    Io(#[source] io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl From<rustix::io::Errno> for BlobError {
    fn from(errno: rustix::io::Errno) -> Self {
        io::Error::from(errno).into()
    }
}

impl From<BlobError> for coffer_model::Error {
    fn from(error: BlobError) -> Self {
        let code = match &error {
            BlobError::Full => Code::StorageFull,
            BlobError::Missing | BlobError::Truncated { .. } | BlobError::Corrupt => {
                Code::ContentDamaged
            }
            BlobError::LengthMismatch { .. } | BlobError::Body(_) => Code::UploadIncomplete,
            BlobError::Io(_) => Code::Internal,
        };
        Self::new(code).with_source(error)
    }
}

/// The file or folder at which the system refused.
#[derive(Debug, thiserror::Error)]
#[error("{}", path.display())]
struct AtPath {
    path: PathBuf,
    source: io::Error,
}

/// Names the path in failures, which the system's own errors do not.
pub(crate) trait At<T> {
    /// Turns a failure at `path` into a [`BlobError`].
    fn at(self, path: &Path) -> Result<T, BlobError>;
}

impl<T, E: Into<io::Error>> At<T> for Result<T, E> {
    fn at(self, path: &Path) -> Result<T, BlobError> {
        self.map_err(|error| match BlobError::from(error.into()) {
            BlobError::Io(source) => BlobError::Io(io::Error::new(
                source.kind(),
                AtPath {
                    path: path.to_owned(),
                    source,
                },
            )),
            other => other,
        })
    }
}

/// The failure of a stream: an I/O error around `error`.
pub(crate) fn in_stream(error: BlobError) -> io::Error {
    io::Error::other(error)
}

/// Arguments that contradict each other, a mistake of the caller.
pub(crate) fn invalid(reason: &'static str) -> BlobError {
    BlobError::Io(io::Error::new(io::ErrorKind::InvalidInput, reason))
}
