//! Builders, and the loop over implementations.

use bytes::Bytes;
use coffer_blobs::{
    BlobError, BlobRef, Blobs, ByteStream, Disk, HashStart, Memory, PartReceipt, PartSeal,
    PartSpec, SealKey, Sealed, StoredPart, UploadContent,
};
use coffer_model::{BlobId, UploadId};
use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::Digest;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) const UPLOAD: UploadId = UploadId(1_700_000_000_000_000_001);
pub(crate) const BLOB: BlobId = BlobId(1_700_000_000_000_000_002);

/// Runs a test against every implementation.
pub(crate) async fn everywhere<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Blobs>) -> F) {
    test(Arc::new(Memory::new())).await;
    let dir = tempfile::tempdir().unwrap();
    test(Arc::new(Disk::open(dir.path()).unwrap())).await;
}

/// A disk in a folder that goes with the test.
pub(crate) fn disk() -> (tempfile::TempDir, Disk) {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::open(dir.path()).unwrap();
    (dir, disk)
}

/// Bytes that repeat nowhere near, different for each seed.
pub(crate) fn sample(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2) + 1;
    (0..length)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        })
        .collect()
}

/// A body in frames of uneven lengths.
pub(crate) fn body(data: &[u8]) -> ByteStream {
    let data = Bytes::copy_from_slice(data);
    let mut frames = Vec::new();
    let (mut from, mut step) = (0, 1);
    while from < data.len() {
        let to = data.len().min(from + step);
        frames.push(Ok(data.slice(from..to)));
        from = to;
        step = (step * 3).min(40_000);
    }
    Box::pin(stream::iter(frames))
}

/// A body that fails after `data`.
pub(crate) fn broken(data: &[u8]) -> ByteStream {
    let failure = stream::iter([Err(std::io::ErrorKind::ConnectionReset.into())]);
    Box::pin(body(data).chain(failure))
}

/// A first part of `length` bytes with known digests.
pub(crate) fn first_part(length: usize) -> PartSpec {
    PartSpec {
        upload: UPLOAD,
        number: 1,
        offset: 0,
        length: length as u64,
        start: HashStart::beginning(),
        whole: None,
        present: false,
        seal: None,
    }
}

/// A later part without known digests.
pub(crate) fn later_part(number: u32, offset: usize, length: usize) -> PartSpec {
    PartSpec {
        number,
        offset: offset as u64,
        start: HashStart::default(),
        ..first_part(length)
    }
}

/// What the database remembers of a receipt.
pub(crate) fn stored(spec: &PartSpec, receipt: PartReceipt) -> StoredPart {
    StoredPart {
        number: spec.number,
        offset: spec.offset,
        length: spec.length,
        place: receipt.place,
    }
}

pub(crate) fn content(parts: Vec<StoredPart>) -> UploadContent {
    UploadContent {
        upload: UPLOAD,
        blob: BLOB,
        size: parts.iter().map(|part| part.length).sum(),
        parts,
        seal: None,
    }
}

pub(crate) async fn write(blobs: &dyn Blobs, spec: PartSpec, data: &[u8]) -> StoredPart {
    let receipt = blobs.write_part(spec.clone(), body(data)).await.unwrap();
    stored(&spec, receipt)
}

/// Cuts `data` at these lengths and writes all parts, in order.
pub(crate) async fn write_all(
    blobs: &dyn Blobs,
    data: &[u8],
    lengths: &[usize],
    seal: Option<PartSeal>,
) -> UploadContent {
    let mut parts = Vec::new();
    let mut offset = 0;
    for (length, number) in lengths.iter().zip(1..) {
        let mut spec = later_part(number, offset, *length);
        spec.seal = seal.clone();
        parts.push(write(blobs, spec, &data[offset..offset + length]).await);
        offset += length;
    }
    UploadContent {
        seal: seal.map(|seal| seal.key),
        ..content(parts)
    }
}

pub(crate) fn plain_blob(size: usize) -> BlobRef {
    BlobRef {
        id: BLOB,
        size: size as u64,
        sealed: None,
    }
}

pub(crate) fn key() -> SealKey {
    SealKey::new([42; 32])
}

pub(crate) fn part_seal(lengths: &[usize]) -> PartSeal {
    PartSeal {
        key: key(),
        part_lengths: lengths.iter().map(|length| *length as u64).collect(),
    }
}

pub(crate) fn sealed_blob(lengths: &[usize]) -> BlobRef {
    let seal = part_seal(lengths);
    BlobRef {
        id: BLOB,
        size: seal.part_lengths.iter().sum(),
        sealed: Some(Sealed {
            key: seal.key,
            part_lengths: seal.part_lengths,
        }),
    }
}

/// All bytes of a blob, by its stream.
pub(crate) async fn read(blobs: &dyn Blobs, blob: &BlobRef) -> Result<Vec<u8>, BlobError> {
    let reader = blobs.open(blob).await?;
    let frames: Vec<Bytes> = reader
        .stream(0..u64::MAX)
        .try_collect()
        .await
        .map_err(inner)?;
    Ok(frames.concat())
}

/// The failure inside a stream's failure.
pub(crate) fn inner(error: std::io::Error) -> BlobError {
    error.downcast().unwrap()
}

pub(crate) fn sha256(data: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(data).into()
}

pub(crate) fn sha1(data: &[u8]) -> [u8; 20] {
    sha1::Sha1::digest(data).into()
}

/// Both digests of states at the end.
pub(crate) fn digests(states: HashStart) -> ([u8; 32], [u8; 20]) {
    (
        states.sha256.unwrap().finish(),
        states.sha1.unwrap().finish(),
    )
}

/// All files below a folder of the store.
pub(crate) fn files(dir: &Path, folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![dir.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found
}

/// The one file of the blob.
pub(crate) fn blob_file(dir: &Path) -> PathBuf {
    let mut files = files(dir, "blobs");
    assert_eq!(files.len(), 1);
    files.remove(0)
}
