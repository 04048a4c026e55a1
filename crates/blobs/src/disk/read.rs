//! Reads blobs: what the page cache has, at once in the calling task; the rest where it may block.

use super::buffers::{BUFFER, Buffers};
use super::{Root, blocking};
use crate::error::{At, in_stream};
use crate::seal::{Layout, Opener, ReadAt};
use crate::types::BlobRef;
use crate::{BlobError, BlobReader, ByteStream};
use bytes::Bytes;
use futures_util::stream;
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
use rustix::io::{Errno, ReadWriteFlags, preadv2};
use std::fs::File;
use std::io::{ErrorKind, IoSliceMut};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads up to this many bytes get a buffer of their own size.
const SMALL: usize = 64 * 1024;

/// A file that is read by position.
pub(super) struct FileAt<'a>(pub(super) &'a File);

impl ReadAt for FileAt<'_> {
    fn read_exact_at(&self, buffer: &mut [u8], position: u64) -> Result<(), BlobError> {
        match self.0.read_exact_at(buffer, position) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(BlobError::Truncated {
                expected: position + buffer.len() as u64,
                found: self.0.metadata()?.len(),
            }),
            result => Ok(result?),
        }
    }
}

/// An open blob. A copy is cheap and reads the same file, even when that was removed meanwhile.
#[derive(Clone)]
struct DiskReader {
    blob: Arc<OpenBlob>,
}

struct OpenBlob {
    file: File,
    size: u64,
    sealed: Option<(Opener, Layout)>,
    buffers: Arc<Buffers>,
}

/// Opens a blob and compares its length with what the reference implies.
pub(super) async fn open(
    root: &Root,
    blob: &BlobRef,
) -> Result<impl BlobReader + use<>, BlobError> {
    let sealed = match &blob.sealed {
        None => None,
        Some(sealed) => {
            let layout = Layout::new(sealed.part_lengths.iter().copied(), true)
                .filter(|layout| layout.plain() == blob.size)
                .ok_or(BlobError::Corrupt)?;
            Some((Opener::new(&sealed.key), layout))
        }
    };
    let file = open_file(root.blob(blob.id)).await?;
    let expected = sealed
        .as_ref()
        .map_or(blob.size, |(_, layout)| layout.stored());
    let found = file.metadata()?.len();
    if found != expected {
        return Err(BlobError::Truncated { expected, found });
    }
    Ok(DiskReader {
        blob: Arc::new(OpenBlob {
            file,
            size: blob.size,
            sealed,
            buffers: Arc::clone(&root.buffers),
        }),
    })
}

/// Opens a file, at once if all folders on the way are in memory.
async fn open_file(path: PathBuf) -> Result<File, BlobError> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    match openat2(CWD, &path, flags, Mode::empty(), ResolveFlags::CACHED) {
        Ok(file) => Ok(file.into()),
        Err(Errno::NOENT) => Err(BlobError::Missing),
        Err(_) => {
            blocking(move || match File::open(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => Err(BlobError::Missing),
                result => result.at(&path),
            })
            .await
        }
    }
}

impl DiskReader {
    /// Up to `length` bytes, at least one, from `offset`, which is before the end.
    async fn chunk(&self, offset: u64, length: usize) -> Result<Bytes, BlobError> {
        if self.blob.sealed.is_some() {
            let blob = Arc::clone(&self.blob);
            return blocking(move || blob.unsealed(offset..offset + length as u64)).await;
        }
        if length <= SMALL {
            let mut buffer = vec![0; length];
            if let Some(count) = self.blob.cached(&mut buffer, offset) {
                buffer.truncate(count);
                return Ok(buffer.into());
            }
            let blob = Arc::clone(&self.blob);
            return blocking(move || {
                FileAt(&blob.file).read_exact_at(&mut buffer, offset)?;
                Ok(buffer.into())
            })
            .await;
        }
        let length = length.min(BUFFER);
        let mut buffer = self.blob.buffers.take();
        if let Some(count) = self.blob.cached(&mut buffer.space()[..length], offset) {
            return Ok(buffer.filled(count));
        }
        let blob = Arc::clone(&self.blob);
        blocking(move || {
            FileAt(&blob.file).read_exact_at(&mut buffer.space()[..length], offset)?;
            Ok(buffer.filled(length))
        })
        .await
    }
}

impl OpenBlob {
    /// Reads what is in memory; nothing when that is nothing, or the system cannot tell.
    fn cached(&self, buffer: &mut [u8], offset: u64) -> Option<usize> {
        let mut slices = [IoSliceMut::new(buffer)];
        preadv2(&self.file, &mut slices, offset, ReadWriteFlags::NOWAIT)
            .ok()
            .filter(|count| *count > 0)
    }

    fn unsealed(&self, range: Range<u64>) -> Result<Bytes, BlobError> {
        let (opener, layout) = self.sealed.as_ref().ok_or(BlobError::Corrupt)?;
        let mut out = Vec::with_capacity((range.end - range.start) as usize);
        for (extent, share) in layout.within(range) {
            opener.read(&FileAt(&self.file), extent, share, &mut out)?;
        }
        Ok(out.into())
    }
}

#[async_trait::async_trait]
impl BlobReader for DiskReader {
    fn size(&self) -> u64 {
        self.blob.size
    }

    fn stream(&self, range: Range<u64>) -> ByteStream {
        let end = range.end.min(self.blob.size);
        let state = (self.clone(), range.start);
        Box::pin(stream::try_unfold(
            state,
            move |(reader, offset)| async move {
                if offset >= end {
                    return Ok(None);
                }
                // Chunks end at multiples of their size, so that a sealed one is opened once.
                let whole = BUFFER as u64 - offset % BUFFER as u64;
                let length = whole.min(end - offset) as usize;
                let bytes = reader.chunk(offset, length).await.map_err(in_stream)?;
                let next = offset + bytes.len() as u64;
                Ok(Some((bytes, (reader, next))))
            },
        ))
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, BlobError> {
        let rest = self.blob.size.saturating_sub(offset);
        let length = rest.min(length as u64) as usize;
        if length == 0 {
            return Ok(Bytes::new());
        }
        if self.blob.sealed.is_some() || length <= SMALL {
            let bytes = self.chunk(offset, length).await?;
            if bytes.len() == length {
                return Ok(bytes);
            }
        }
        let blob = Arc::clone(&self.blob);
        blocking(move || {
            let mut buffer = vec![0; length];
            FileAt(&blob.file).read_exact_at(&mut buffer, offset)?;
            Ok(buffer.into())
        })
        .await
    }
}
