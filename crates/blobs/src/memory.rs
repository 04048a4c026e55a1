//! Content in memory, for tests and for servers that shall leave nothing behind.

use crate::body::Body;
use crate::error::{in_stream, invalid};
use crate::hash::{HashStart, PartHasher};
use crate::seal::{Extent, Layout, Opener, ReadAt, Sealer};
use crate::types::{BlobRef, PartReceipt, PartSpec, StoredPart, UploadContent};
use crate::{BlobError, BlobReader, Blobs, ByteStream};
use bytes::Bytes;
use coffer_model::{BlobId, UploadId};
use futures_util::stream;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Content that lasts as long as the process. A copy shows the same content.
#[derive(Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    blobs: HashMap<BlobId, Bytes>,
    staged: HashMap<UploadId, HashMap<String, Bytes>>,
    places: u64,
}

/// The place of a part that is the whole blob.
const BLOB: &str = "blob";
/// Bytes that a stream gives at a time.
const CHUNK: u64 = 256 * 1024;

impl Memory {
    /// Without any content.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, spec: &PartSpec, stored: Bytes) -> String {
        if let (Some(blob), false) = (spec.whole, spec.present)
            && !self.blobs.contains_key(&blob)
        {
            self.blobs.insert(blob, stored);
            return BLOB.to_owned();
        }
        self.places += 1;
        let place = format!("{}.{}", spec.number, self.places);
        let staged = self.staged.entry(spec.upload).or_default();
        staged.insert(place.clone(), stored);
        place
    }

    /// The stored bytes of a part, also when it was published already.
    fn part(
        &self,
        content: &UploadContent,
        part: &StoredPart,
        extent: &Extent,
        layout: &Layout,
    ) -> Result<Bytes, BlobError> {
        let staged = self.staged.get(&content.upload);
        if let Some(bytes) = staged.and_then(|parts| parts.get(&part.place)) {
            return Ok(bytes.clone());
        }
        let blob = self.blobs.get(&content.blob).ok_or(BlobError::Missing)?;
        let (from, length) = (extent.stored, layout.stored_length(extent.length));
        if blob.len() as u64 != layout.stored() {
            return Err(BlobError::Truncated {
                expected: layout.stored(),
                found: blob.len() as u64,
            });
        }
        Ok(blob.slice(from as usize..(from + length) as usize))
    }
}

/// The parts in order and where they belong.
fn plan(content: &UploadContent) -> Result<(Vec<&StoredPart>, Layout), BlobError> {
    let parts = content.ordered().ok_or_else(|| BlobError::LengthMismatch {
        expected: content.size,
        received: content.parts.iter().map(|part| part.length).sum(),
    })?;
    let lengths = parts.iter().map(|part| part.length);
    let layout = Layout::new(lengths, content.seal.is_some())
        .ok_or_else(|| invalid("the parts are too long together"))?;
    Ok((parts, layout))
}

/// The stored form of a part.
fn stored_form(spec: &PartSpec, frames: &[Bytes]) -> Result<Bytes, BlobError> {
    let Some(seal) = &spec.seal else {
        return Ok(frames.concat().into());
    };
    let mut sealer = Sealer::new(&seal.key, spec.number, spec.length);
    let mut out = Vec::new();
    for frame in frames {
        sealer.push(frame, &mut out)?;
    }
    Ok(out.into())
}

impl ReadAt for Bytes {
    fn read_exact_at(&self, buffer: &mut [u8], position: u64) -> Result<(), BlobError> {
        let stored = usize::try_from(position)
            .ok()
            .and_then(|from| self.get(from..from.checked_add(buffer.len())?))
            .ok_or(BlobError::Truncated {
                expected: position + buffer.len() as u64,
                found: self.len() as u64,
            })?;
        buffer.copy_from_slice(stored);
        Ok(())
    }
}

#[async_trait::async_trait]
impl Blobs for Memory {
    async fn write_part(&self, spec: PartSpec, body: ByteStream) -> Result<PartReceipt, BlobError> {
        let frames = Body::new(body, spec.length).all().await?;
        let mut hasher = PartHasher::new(spec.start.clone(), spec.offset);
        for frame in &frames {
            hasher.update(frame);
        }
        let place = self.state().put(&spec, stored_form(&spec, &frames)?);
        let (end, head_sha256) = hasher.finish();
        Ok(PartReceipt {
            place,
            end,
            head_sha256,
        })
    }

    async fn digest(
        &self,
        content: &UploadContent,
        mut from: HashStart,
        offset: u64,
    ) -> Result<HashStart, BlobError> {
        if offset > content.size {
            return Err(invalid("the digest begins behind the end"));
        }
        let (parts, layout) = plan(content)?;
        let opener = content.seal.as_ref().map(Opener::new);
        for (extent, share) in layout.within(offset..content.size) {
            let part = parts[(extent.number - 1) as usize];
            let stored = self.state().part(content, part, extent, &layout)?;
            if let Some(opener) = &opener {
                let extent = Extent {
                    stored: 0,
                    ..*extent
                };
                let mut plain = Vec::new();
                opener.read(&stored, &extent, share, &mut plain)?;
                from.update(&plain);
            } else {
                from.update(&stored[share.start as usize..share.end as usize]);
            }
        }
        Ok(from)
    }

    async fn publish(&self, content: &UploadContent) -> Result<(), BlobError> {
        let (parts, layout) = plan(content)?;
        let mut state = self.state();
        let mut stored = Vec::new();
        for (part, extent) in parts.iter().zip(layout.extents()) {
            stored.push(state.part(content, part, extent, &layout)?);
        }
        let whole = match stored.as_slice() {
            [only] => only.clone(),
            several => several.concat().into(),
        };
        state.blobs.insert(content.blob, whole);
        state.staged.remove(&content.upload);
        Ok(())
    }

    async fn abandon(&self, upload: UploadId, blob: BlobId) -> Result<(), BlobError> {
        let mut state = self.state();
        state.staged.remove(&upload);
        state.blobs.remove(&blob);
        Ok(())
    }

    async fn forget_staging(&self, upload: UploadId) -> Result<(), BlobError> {
        self.state().staged.remove(&upload);
        Ok(())
    }

    async fn write_empty(&self, blob: BlobId) -> Result<(), BlobError> {
        self.state().blobs.entry(blob).or_default();
        Ok(())
    }

    async fn open(&self, blob: &BlobRef) -> Result<Box<dyn BlobReader>, BlobError> {
        let stored = self.state().blobs.get(&blob.id).cloned();
        let stored = stored.ok_or(BlobError::Missing)?;
        let (layout, opener) = match &blob.sealed {
            None => (Layout::new([blob.size], false), None),
            Some(sealed) => (
                Layout::new(sealed.part_lengths.iter().copied(), true)
                    .filter(|layout| layout.plain() == blob.size),
                Some(Opener::new(&sealed.key)),
            ),
        };
        let layout = layout.ok_or(BlobError::Corrupt)?;
        if stored.len() as u64 != layout.stored() {
            return Err(BlobError::Truncated {
                expected: layout.stored(),
                found: stored.len() as u64,
            });
        }
        Ok(Box::new(MemoryReader {
            blob: Arc::new(OpenBlob {
                stored,
                layout,
                opener,
            }),
        }))
    }

    async fn remove(&self, blob: BlobId) -> Result<(), BlobError> {
        self.state().blobs.remove(&blob);
        Ok(())
    }

    async fn list_blobs(
        &self,
        visit: &mut (dyn FnMut(BlobId, u64) + Send),
    ) -> Result<(), BlobError> {
        let state = self.state();
        for (blob, bytes) in &state.blobs {
            visit(*blob, bytes.len() as u64);
        }
        Ok(())
    }

    async fn list_uploads(
        &self,
        visit: &mut (dyn FnMut(UploadId) + Send),
    ) -> Result<(), BlobError> {
        self.state().staged.keys().for_each(|upload| visit(*upload));
        Ok(())
    }

    async fn check(&self) -> Result<(), BlobError> {
        Ok(())
    }
}

struct MemoryReader {
    blob: Arc<OpenBlob>,
}

struct OpenBlob {
    stored: Bytes,
    layout: Layout,
    opener: Option<Opener>,
}

impl OpenBlob {
    fn read(&self, range: Range<u64>) -> Result<Bytes, BlobError> {
        let Some(opener) = &self.opener else {
            return Ok(self.stored.slice(range.start as usize..range.end as usize));
        };
        let mut out = Vec::new();
        for (extent, share) in self.layout.within(range) {
            opener.read(&self.stored, extent, share, &mut out)?;
        }
        Ok(out.into())
    }
}

#[async_trait::async_trait]
impl BlobReader for MemoryReader {
    fn size(&self) -> u64 {
        self.blob.layout.plain()
    }

    fn stream(&self, range: Range<u64>) -> ByteStream {
        let end = range.end.min(self.size());
        let blob = Arc::clone(&self.blob);
        Box::pin(stream::try_unfold(range.start, move |offset| {
            let blob = Arc::clone(&blob);
            async move {
                if offset >= end {
                    return Ok(None);
                }
                let next = end.min(offset + CHUNK);
                let bytes = blob.read(offset..next).map_err(in_stream)?;
                Ok(Some((bytes, next)))
            }
        }))
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, BlobError> {
        let end = offset.saturating_add(length as u64).min(self.size());
        self.blob.read(offset.min(end)..end)
    }
}
