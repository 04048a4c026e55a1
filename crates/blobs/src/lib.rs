//! Storage of content: parts of uploads come in, whole blobs go out.
//!
//! A blob is written once under an id that nothing else has, is visible to nobody before the
//! database refers to it, and never changes. What a method has acknowledged survives a crash.
//!
//! Implementations: [`Disk`] and [`Memory`]. Both pass the same suite of tests.

mod body;
mod disk;
mod error;
mod hash;
mod memory;
mod seal;
mod types;

pub use disk::Disk;
pub use error::BlobError;
pub use hash::{Algorithm, HEAD, HashStart, HashState, Sha1, Sha1State, Sha256, Sha256State};
pub use memory::Memory;
pub use seal::{PartSeal, SealKey, Sealed};
pub use types::{BlobRef, PartReceipt, PartSpec, StoredPart, UploadContent};

use bytes::Bytes;
use coffer_model::{BlobId, UploadId};
use futures_util::Stream;
use std::ops::Range;
use std::pin::Pin;

/// Bytes on their way in or out.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send>>;

/// Where content is kept.
#[async_trait::async_trait]
pub trait Blobs: Send + Sync + 'static {
    /// Stores exactly `spec.length` bytes of `body` and answers once they are durable.
    ///
    /// More or fewer bytes are `LengthMismatch`, a failing body is `Body`. After any failure, and
    /// when the future is dropped, nothing counts as stored and what was stored before is intact.
    async fn write_part(&self, spec: PartSpec, body: ByteStream) -> Result<PartReceipt, BlobError>;

    /// Reads the stored parts from `offset` to the end, continuing the states of `from`, which are
    /// those before that offset.
    async fn digest(
        &self,
        content: &UploadContent,
        from: HashStart,
        offset: u64,
    ) -> Result<HashStart, BlobError>;

    /// Moves the parts to the blob's final place, durably. Repeating it succeeds, also after a
    /// crash half-way. Free of disk writes when the only part was written as a whole blob.
    async fn publish(&self, content: &UploadContent) -> Result<(), BlobError>;

    /// Removes the staged parts of an upload and the blob it was about to become, which nothing may
    /// refer to. Writers that are still at work fail. Repeating it succeeds.
    async fn abandon(&self, upload: UploadId, blob: BlobId) -> Result<(), BlobError>;

    /// Removes what is left of an upload whose blob stays.
    async fn forget_staging(&self, upload: UploadId) -> Result<(), BlobError>;

    /// Stores the blob of no bytes.
    async fn write_empty(&self, blob: BlobId) -> Result<(), BlobError>;

    /// Opens a blob. `Missing` when it is not there, `Truncated` when its stored length is not the
    /// one that the reference implies.
    async fn open(&self, blob: &BlobRef) -> Result<Box<dyn BlobReader>, BlobError>;

    /// Removes a blob. Readers that are open may finish. Repeating it succeeds. After a power cut
    /// the blob may be back; then it is one that nothing refers to.
    async fn remove(&self, blob: BlobId) -> Result<(), BlobError>;

    /// Shows every blob with its stored length, in no order. Blobs that come or go meanwhile may
    /// or may not be shown.
    async fn list_blobs(
        &self,
        visit: &mut (dyn FnMut(BlobId, u64) + Send),
    ) -> Result<(), BlobError>;

    /// Shows every upload that has staged bytes, in no order.
    async fn list_uploads(&self, visit: &mut (dyn FnMut(UploadId) + Send))
    -> Result<(), BlobError>;

    /// Fails when nothing can be written.
    async fn check(&self) -> Result<(), BlobError>;
}

/// An open blob.
#[async_trait::async_trait]
pub trait BlobReader: Send + Sync {
    /// The length of the content in bytes.
    fn size(&self) -> u64;

    /// The bytes of `range`, cut at the end of the content. A failure ends the stream; its inner
    /// error is a [`BlobError`].
    fn stream(&self, range: Range<u64>) -> ByteStream;

    /// At most `length` bytes from `offset`; fewer only at the end of the content.
    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, BlobError>;
}
