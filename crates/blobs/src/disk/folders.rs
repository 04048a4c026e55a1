//! Folders of content: which one something belongs in, making them, and making names durable.

use crate::BlobError;
use crate::error::At;
use coffer_model::{BlobId, UploadId};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A folder that has files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Folder {
    /// `blobs/<xx>/<yy>`.
    Blobs(u16),
    /// `staging/<xx>`.
    Staging(u8),
    /// A folder that has folders: `blobs/<xx>`.
    BlobsHalf(u8),
    /// `blobs` or `staging`.
    Top(&'static str),
}

impl Folder {
    /// Blobs of the same 16 seconds share a folder: its fsync is shared by all who write at that
    /// time, and folders are seldom made. 65,536 of them are 12 days, then they are used again.
    pub(super) fn of_blob(blob: BlobId) -> Self {
        const MILLISECONDS: u32 = 23;
        Self::Blobs((blob.0 >> (MILLISECONDS + 14)) as u16)
    }

    /// Uploads are spread evenly, so that the files of one are found in a short list.
    pub(super) fn of_upload(upload: UploadId) -> Self {
        let mixed = upload.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self::Staging((mixed >> 56) as u8)
    }

    /// Its path under `root`.
    pub(super) fn path(self, root: &Path) -> PathBuf {
        match self {
            Self::Blobs(shard) => {
                root.join(format!("blobs/{:02x}/{:02x}", shard >> 8, shard & 0xff))
            }
            Self::Staging(shard) => root.join(format!("staging/{shard:02x}")),
            Self::BlobsHalf(half) => root.join(format!("blobs/{half:02x}")),
            Self::Top(name) => root.join(name),
        }
    }

    /// The folder above, which has to be durable first; nothing for those that always are.
    fn parent(self) -> Option<Self> {
        match self {
            Self::Blobs(shard) => Some(Self::BlobsHalf((shard >> 8) as u8)),
            Self::BlobsHalf(_) => Some(Self::Top("blobs")),
            Self::Staging(_) => Some(Self::Top("staging")),
            Self::Top(_) => None,
        }
    }

    /// Its bit among those known to be durable.
    fn bit(self) -> Option<usize> {
        match self {
            Self::Blobs(shard) => Some(usize::from(shard)),
            Self::Staging(shard) => Some(0x1_0000 + usize::from(shard)),
            Self::BlobsHalf(half) => Some(0x1_0100 + usize::from(half)),
            Self::Top(_) => None,
        }
    }
}

/// The folders below one root.
pub(super) struct Folders {
    root: PathBuf,
    /// A bit for each folder whose own name is known to be durable.
    durable: Vec<AtomicU64>,
    turns: Mutex<HashMap<Folder, Arc<Turns>>>,
}

/// Who waits for the fsync of a folder. One thread does it for all that came before it began.
#[derive(Default)]
struct Turns {
    state: Mutex<TurnState>,
    over: Condvar,
}

#[derive(Default)]
struct TurnState {
    /// How many have asked.
    asked: u64,
    /// How many of them are through.
    done: u64,
    /// The last of those through whose fsync failed, and how.
    failed: Option<(u64, io::ErrorKind)>,
    running: bool,
}

impl Folders {
    /// The folders below `root`, none of them known.
    pub(super) fn new(root: PathBuf) -> Self {
        let words = 0x1_0200_usize.div_ceil(64);
        Self {
            root,
            durable: (0..words).map(|_| AtomicU64::new(0)).collect(),
            turns: Mutex::default(),
        }
    }

    /// Sees to it that the folder is there and will be after a crash.
    pub(super) fn ready(&self, folder: Folder) -> Result<(), BlobError> {
        let (Some(bit), Some(parent)) = (folder.bit(), folder.parent()) else {
            return Ok(());
        };
        let (word, mask) = (&self.durable[bit / 64], 1 << (bit % 64));
        if word.load(Ordering::Acquire) & mask != 0 {
            return Ok(());
        }
        self.ready(parent)?;
        super::create_private(&folder.path(&self.root))?;
        // Also when it was there: whoever made it may have died before this.
        self.sync(parent)?;
        word.fetch_or(mask, Ordering::Release);
        Ok(())
    }

    /// Makes the names in a folder durable that were made or changed before the call.
    pub(super) fn sync(&self, folder: Folder) -> Result<(), BlobError> {
        let turns = Arc::clone(lock(&self.turns).entry(folder).or_default());
        let result = turns.take(|| File::open(folder.path(&self.root))?.sync_all());
        let mut all = lock(&self.turns);
        // The map and this function: nobody else waits, and nobody can join while it is locked.
        if Arc::strong_count(&turns) == 2 {
            all.remove(&folder);
        }
        drop(all);
        result.at(&folder.path(&self.root))
    }
}

impl Turns {
    fn take(&self, sync: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let mut state = lock(&self.state);
        state.asked += 1;
        let ticket = state.asked;
        while state.running && state.done < ticket {
            state = self
                .over
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.done < ticket {
            state.running = true;
            let covered = state.asked;
            drop(state);
            let result = sync();
            state = lock(&self.state);
            state.running = false;
            state.done = covered;
            if let Err(error) = &result {
                state.failed = Some((covered, error.kind()));
            }
            self.over.notify_all();
            return result;
        }
        match state.failed {
            Some((last, kind)) if ticket <= last => Err(kind.into()),
            _ => Ok(()),
        }
    }
}

/// Locks, whatever became of others who held it: no guarded state is ever half-changed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
