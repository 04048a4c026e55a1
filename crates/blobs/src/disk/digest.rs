//! Reads the stored parts of an upload for the sake of their digests.

use super::place::Place;
use super::publish::Plan;
use super::read::FileAt;
use super::{Root, blocking};
use crate::BlobError;
use crate::error::{At, invalid};
use crate::hash::HashStart;
use crate::seal::{Extent, Opener, ReadAt, SealKey};
use crate::types::UploadContent;
use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes that are read before somebody may notice that nobody waits any more.
const SLICE: u64 = 32 * 1024 * 1024;
/// Bytes that are read at a time.
const PIECE: u64 = 256 * 1024;

/// Hashes what is stored from `offset` on.
pub(super) async fn digest(
    root: &Arc<Root>,
    content: &UploadContent,
    mut states: HashStart,
    offset: u64,
) -> Result<HashStart, BlobError> {
    if offset > content.size {
        return Err(invalid("the digest begins behind the end"));
    }
    if states.is_unknown() {
        return Ok(states);
    }
    let plan = Plan::new(root, content)?;
    for (extent, share) in plan.layout.within(offset..content.size) {
        let place = plan.places[(extent.number - 1) as usize];
        let mut from = share.start;
        while from < share.end {
            let to = share.end.min(from + SLICE);
            let slice = Slice::new(root, content, &plan.blob, place, *extent, from..to);
            states = blocking(move || slice.hash(states)).await?;
            from = to;
        }
    }
    Ok(states)
}

/// Some bytes of a part.
struct Slice {
    path: PathBuf,
    extent: Extent,
    /// Where it is once it was published, which may have happened before a crash.
    published: (PathBuf, Extent),
    range: Range<u64>,
    key: Option<SealKey>,
}

impl Slice {
    fn new(
        root: &Root,
        content: &UploadContent,
        blob: &std::path::Path,
        place: Place<'_>,
        extent: Extent,
        range: Range<u64>,
    ) -> Self {
        let (path, stored) = match place {
            Place::Blob => (blob.to_owned(), extent.stored),
            Place::Staged => (root.staged(content.upload), extent.stored),
            Place::Side(name) => (root.side(content.upload, name), 0),
        };
        Self {
            path,
            extent: Extent { stored, ..extent },
            published: (blob.to_owned(), extent),
            range,
            key: content.seal.clone(),
        }
    }

    fn hash(self, mut states: HashStart) -> Result<HashStart, BlobError> {
        let (file, extent) = self.open()?;
        let file = FileAt(&file);
        let opener = self.key.as_ref().map(Opener::new);
        let mut buffer = Vec::new();
        let mut from = self.range.start;
        while from < self.range.end {
            let to = self.range.end.min(from + PIECE);
            if let Some(opener) = &opener {
                buffer.clear();
                opener.read(&file, &extent, from..to, &mut buffer)?;
            } else {
                buffer.resize((to - from) as usize, 0);
                file.read_exact_at(&mut buffer, extent.stored + from)?;
            }
            states.update(&buffer);
            from = to;
        }
        Ok(states)
    }

    fn open(&self) -> Result<(File, Extent), BlobError> {
        match File::open(&self.path) {
            Ok(file) => return Ok((file, self.extent)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).at(&self.path),
        }
        let (path, extent) = &self.published;
        match File::open(path) {
            Ok(file) => Ok((file, *extent)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(BlobError::Missing),
            Err(error) => Err(error).at(path),
        }
    }
}
