//! Writes one part: hashes, seals, writes, and makes it durable. Everything here may block.

use super::folders::Folder;
use super::place::{Place, side_prefix};
use super::slots::Claim;
use super::{Root, private_file, remove_if_there};
use crate::BlobError;
use crate::error::{At, invalid};
use crate::hash::{HashStart, PartHasher};
use crate::seal::{Layout, Sealer};
use crate::types::{PartReceipt, PartSpec};
use bytes::Bytes;
use coffer_model::{BlobId, UploadId};
use rustix::fs::{Advice, CWD, RenameFlags, fadvise, renameat_with};
use rustix::io::Errno;
use std::fs::{self, File};
use std::io::IoSlice;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Write-back is started whenever this many bytes are new.
const WRITE_BACK: u64 = 8 * 1024 * 1024;
/// As many buffers as one system call takes.
const MAX_SLICES: usize = 1024;

/// A part that is being written. Dropping it leaves nothing that counts.
pub(super) struct Sink {
    root: Arc<Root>,
    spec_length: u64,
    received: u64,
    hasher: Option<PartHasher>,
    sealer: Option<Sealer>,
    file: File,
    path: PathBuf,
    position: u64,
    handed_over: u64,
    target: Target,
    upload: UploadId,
    number: u32,
    claim: Option<Claim>,
    finished: bool,
}

/// What becomes of the file at the end.
#[derive(Debug, Clone)]
enum Target {
    /// It gets the blob's name.
    Blob(BlobId),
    /// It has the right name, and other parts.
    Staged,
    /// It has the right name, this one.
    Side(String),
}

impl Sink {
    /// Makes or opens the file.
    pub(super) fn begin(root: &Arc<Root>, spec: PartSpec) -> Result<Self, BlobError> {
        let (start, sealer) = place_in_content(&spec)?;
        let claim = if spec.present {
            None
        } else {
            root.slots.claim(spec.upload, spec.number)
        };
        let name = || root.names.next(&side_prefix(spec.upload, spec.number));
        let (target, path) = match (&claim, spec.whole) {
            (Some(_), Some(blob)) => (Target::Blob(blob), root.path.join("tmp").join(name())),
            (Some(_), None) => (Target::Staged, root.staged(spec.upload)),
            (None, _) => {
                let name = name();
                let path = root.side(spec.upload, &name);
                (Target::Side(name), path)
            }
        };
        if !matches!(target, Target::Blob(_)) {
            root.folders.ready(Folder::of_upload(spec.upload))?;
        }
        let shared = matches!(target, Target::Staged);
        // Under the claim, so that no file appears after the upload was cleared away.
        let file = guarded(claim.as_ref(), || {
            private_file()
                .create(shared)
                .create_new(!shared)
                .open(&path)
                .at(&path)
        })?;
        let position = if shared { start } else { 0 };
        Ok(Self {
            root: Arc::clone(root),
            spec_length: spec.length,
            received: 0,
            hasher: Some(PartHasher::new(spec.start, spec.offset)),
            sealer,
            file,
            path,
            position,
            handed_over: position,
            target,
            upload: spec.upload,
            number: spec.number,
            claim,
            finished: false,
        })
    }

    /// Takes the next bytes.
    pub(super) fn write(&mut self, frames: &[Bytes]) -> Result<(), BlobError> {
        for frame in frames {
            self.received += frame.len() as u64;
            if let Some(hasher) = &mut self.hasher {
                hasher.update(frame);
            }
        }
        let written = if let Some(sealer) = &mut self.sealer {
            let mut sealed = Vec::new();
            for frame in frames {
                sealer.push(frame, &mut sealed)?;
            }
            self.put(&mut [IoSlice::new(&sealed)])?
        } else {
            let mut slices: Vec<IoSlice<'_>> =
                frames.iter().map(|frame| IoSlice::new(frame)).collect();
            self.put(&mut slices)?
        };
        self.position += written;
        if self.position - self.handed_over >= WRITE_BACK {
            self.start_write_back();
        }
        Ok(())
    }

    /// Makes the part durable and gives it its place.
    pub(super) fn finish(mut self) -> Result<PartReceipt, BlobError> {
        if self.received != self.spec_length {
            return Err(BlobError::LengthMismatch {
                expected: self.spec_length,
                received: self.received,
            });
        }
        self.file.sync_data().at(&self.path)?;
        let place = match self.target.clone() {
            Target::Blob(blob) => self.name_blob(blob)?,
            Target::Staged => {
                self.guarded(|| self.root.folders.sync(Folder::of_upload(self.upload)))?;
                Place::Staged.to_text()
            }
            Target::Side(name) => {
                self.root.folders.sync(Folder::of_upload(self.upload))?;
                Place::Side(&name).to_text()
            }
        };
        self.finished = true;
        if let (Target::Staged, Some(claim)) = (&self.target, self.claim.take()) {
            claim.keep();
        }
        let (end, head_sha256) = self
            .hasher
            .take()
            .map_or((HashStart::default(), None), PartHasher::finish);
        Ok(PartReceipt {
            place,
            end,
            head_sha256,
        })
    }

    /// Renames the file to the blob's place. If that has content, from an attempt that nobody
    /// knows the end of, the part goes beside it: its digests belong to these bytes alone.
    fn name_blob(&mut self, blob: BlobId) -> Result<String, BlobError> {
        let folder = Folder::of_blob(blob);
        self.root.folders.ready(folder)?;
        let to = self.root.blob(blob);
        if self.guarded(|| rename_new(&self.path, &to))? {
            self.path = to;
            self.finished = true;
            self.root.folders.sync(folder)?;
            return Ok(Place::Blob.to_text());
        }
        let name = self.root.names.next(&side_prefix(self.upload, self.number));
        let folder = Folder::of_upload(self.upload);
        self.root.folders.ready(folder)?;
        let to = self.root.side(self.upload, &name);
        fs::rename(&self.path, &to).at(&to)?;
        self.path = to;
        self.root.folders.sync(folder)?;
        Ok(name)
    }

    /// Writes all slices at the position, answers how many bytes they were.
    fn put(&self, mut slices: &mut [IoSlice<'_>]) -> Result<u64, BlobError> {
        let total: usize = slices.iter().map(|slice| slice.len()).sum();
        self.guarded(|| {
            let mut written = 0;
            while written < total {
                let count = slices.len().min(MAX_SLICES);
                let at = self.position + written as u64;
                let step = rustix::io::retry_on_intr(|| {
                    rustix::io::pwritev(&self.file, &slices[..count], at)
                })
                .at(&self.path)?;
                if step == 0 {
                    return Err(BlobError::Full);
                }
                written += step;
                IoSlice::advance_slices(&mut slices, step);
            }
            Ok(total as u64)
        })
    }

    fn guarded<T>(&self, act: impl FnOnce() -> Result<T, BlobError>) -> Result<T, BlobError> {
        guarded(self.claim.as_ref(), act)
    }

    /// Asks the system to write out what is new, so that the sync at the end finds little to do.
    /// Dropping pages from the cache does that: dirty ones are not dropped, but sent on their way.
    fn start_write_back(&mut self) {
        if let Some(length) = NonZeroU64::new(self.position - self.handed_over) {
            // Only a hint; a file system that does not know it loses nothing but time.
            let _ = fadvise(&self.file, self.handed_over, Some(length), Advice::DontNeed);
            self.handed_over = self.position;
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if self.finished || matches!(self.target, Target::Staged) {
            return;
        }
        if let Err(error) = remove_if_there(&self.path) {
            tracing::warn!(%error, "an unfinished part is left over");
        }
    }
}

/// Does something under the claim, if there is one.
fn guarded<T>(
    claim: Option<&Claim>,
    act: impl FnOnce() -> Result<T, BlobError>,
) -> Result<T, BlobError> {
    match claim {
        Some(claim) => claim.with(act),
        None => act(),
    }
}

/// Where the part begins in the stored content, and what seals it.
fn place_in_content(spec: &PartSpec) -> Result<(u64, Option<Sealer>), BlobError> {
    let Some(seal) = &spec.seal else {
        return Ok((spec.offset, None));
    };
    let layout = Layout::new(seal.part_lengths.iter().copied(), true)
        .ok_or_else(|| invalid("the parts are too long together"))?;
    let extent = layout
        .part(spec.number)
        .filter(|extent| extent.length == spec.length && extent.plain == spec.offset)
        .ok_or_else(|| invalid("the part is not the one that its seal describes"))?;
    let sealer = Sealer::new(&seal.key, spec.number, spec.length);
    Ok((extent.stored, Some(sealer)))
}

/// Renames, unless the new name is taken; then answers `false`.
fn rename_new(from: &Path, to: &Path) -> Result<bool, BlobError> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(Errno::EXIST) => Ok(false),
        // Not every file system can; a second link is refused just the same when there is one.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => match fs::hard_link(from, to) {
            Ok(()) => fs::remove_file(from).at(from).map(|()| true),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error).at(to),
        },
        Err(errno) => Err(errno).at(to),
    }
}
