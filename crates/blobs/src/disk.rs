//! Content on a file system.
//!
//! ```text
//! lock                                 held shared; who gets it alone may clean up
//! tmp/<upload>.<part>.<random>         a whole blob that is being written
//! staging/<xx>/<upload>                the parts of an upload, each in its place
//! staging/<xx>/<upload>.<part>.<random> a part that was sent again
//! blobs/<xx>/<yy>/<blob>               content
//! ```
//!
//! No name is ever taken over: blobs and uploads have ids that nothing else has. The bytes of a
//! file are durable before it gets its name, and the name before anybody is told of it.

mod buffers;
mod digest;
mod folders;
mod place;
mod publish;
mod read;
mod sink;
mod slots;
mod walk;

use crate::body::Body;
use crate::error::{At, invalid};
use crate::hash::HashStart;
use crate::types::{BlobRef, PartReceipt, PartSpec, UploadContent};
use crate::{BlobError, BlobReader, Blobs, ByteStream};
use buffers::Buffers;
use coffer_model::{BlobId, UploadId};
use folders::{Folder, Folders};
use rustix::fs::{FlockOperation, flock};
use sink::Sink;
use slots::Slots;
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::{JoinHandle, spawn_blocking};

/// Bodies up to this length are collected and written in one go.
const SMALL: u64 = 256 * 1024;
/// Bytes of a longer body that are collected while those before them are written.
const BATCH: usize = 1024 * 1024;

/// Content in a folder of this machine.
#[derive(Clone)]
pub struct Disk {
    root: Arc<Root>,
}

/// What all operations on one folder share.
struct Root {
    path: PathBuf,
    folders: Folders,
    slots: Arc<Slots>,
    buffers: Arc<Buffers>,
    names: Names,
    /// Tells other processes that this one is here.
    _lock: File,
}

impl Disk {
    /// Opens the folder, makes it if it is not there, and removes what a crash left in `tmp`.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let dir = dir.into();
        for folder in ["tmp", "staging", "blobs"] {
            create_private(&dir.join(folder))?;
        }
        let path = fs::canonicalize(&dir).at(&dir)?;
        let lock = lock_folder(&path)?;
        Ok(Self {
            root: Arc::new(Root {
                folders: Folders::new(path.clone()),
                path,
                slots: Arc::default(),
                buffers: Arc::default(),
                names: Names::new()?,
                _lock: lock,
            }),
        })
    }

    /// Writes a body batch by batch. A thread is held only while there is something to write, so
    /// that slow senders cannot use all of them up; the next batch is collected meanwhile.
    async fn write_long(&self, spec: PartSpec, mut body: Body) -> Result<PartReceipt, BlobError> {
        let mut frames = body.batch(BATCH).await?;
        let root = Arc::clone(&self.root);
        let mut job = spawn_blocking(move || Sink::begin(&root, spec));
        while !frames.is_empty() {
            let mut sink = joined(job).await?;
            job = spawn_blocking(move || sink.write(&frames).map(|()| sink));
            frames = match body.batch(BATCH).await {
                Ok(frames) => frames,
                Err(error) => {
                    // What it has written is gone before anybody hears of the failure.
                    drop(joined(job).await);
                    return Err(error);
                }
            };
        }
        let sink = joined(job).await?;
        blocking(move || sink.finish()).await
    }

    /// Runs file operations where they may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Arc<Root>) -> Result<T, BlobError> + Send + 'static,
    ) -> Result<T, BlobError> {
        let root = Arc::clone(&self.root);
        blocking(move || work(&root)).await
    }
}

/// Runs file operations where they may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    joined(spawn_blocking(work)).await
}

/// Waits for file operations.
async fn joined<T>(job: JoinHandle<Result<T, BlobError>>) -> Result<T, BlobError> {
    job.await
        .map_err(|stopped| BlobError::Io(std::io::Error::other(stopped)))?
}

#[async_trait::async_trait]
impl Blobs for Disk {
    async fn write_part(&self, spec: PartSpec, body: ByteStream) -> Result<PartReceipt, BlobError> {
        if spec.offset.checked_add(spec.length).is_none() {
            return Err(invalid("the part ends beyond all offsets"));
        }
        let mut body = Body::new(body, spec.length);
        if spec.length <= SMALL {
            let frames = body.all().await?;
            return self
                .blocking(move |root| {
                    let mut sink = Sink::begin(root, spec)?;
                    sink.write(&frames)?;
                    sink.finish()
                })
                .await;
        }
        self.write_long(spec, body).await
    }

    async fn digest(
        &self,
        content: &UploadContent,
        from: HashStart,
        offset: u64,
    ) -> Result<HashStart, BlobError> {
        digest::digest(&self.root, content, from, offset).await
    }

    async fn publish(&self, content: &UploadContent) -> Result<(), BlobError> {
        let content = content.clone();
        self.blocking(move |root| root.publish(&content)).await
    }

    async fn abandon(&self, upload: UploadId, blob: BlobId) -> Result<(), BlobError> {
        self.blocking(move |root| {
            root.forget_staging(upload)?;
            root.remove(blob)
        })
        .await
    }

    async fn forget_staging(&self, upload: UploadId) -> Result<(), BlobError> {
        self.blocking(move |root| root.forget_staging(upload)).await
    }

    async fn write_empty(&self, blob: BlobId) -> Result<(), BlobError> {
        self.blocking(move |root| root.write_empty(blob)).await
    }

    async fn open(&self, blob: &BlobRef) -> Result<Box<dyn BlobReader>, BlobError> {
        let reader = read::open(&self.root, blob).await?;
        Ok(Box::new(reader))
    }

    async fn remove(&self, blob: BlobId) -> Result<(), BlobError> {
        self.blocking(move |root| root.remove(blob)).await
    }

    async fn list_blobs(
        &self,
        visit: &mut (dyn FnMut(BlobId, u64) + Send),
    ) -> Result<(), BlobError> {
        walk::list_blobs(&self.root, visit).await
    }

    async fn list_uploads(
        &self,
        visit: &mut (dyn FnMut(UploadId) + Send),
    ) -> Result<(), BlobError> {
        walk::list_uploads(&self.root, visit).await
    }

    async fn check(&self) -> Result<(), BlobError> {
        self.blocking(|root| {
            let probe = root.path.join("tmp").join(root.names.next("check"));
            fs::write(&probe, b"writable").at(&probe)?;
            fs::remove_file(&probe).at(&probe)
        })
        .await
    }
}

impl Root {
    fn remove(&self, blob: BlobId) -> Result<(), BlobError> {
        remove_if_there(&self.blob(blob))
    }

    fn write_empty(&self, blob: BlobId) -> Result<(), BlobError> {
        let folder = Folder::of_blob(blob);
        self.folders.ready(folder)?;
        let path = self.blob(blob);
        let file = private_file().create(true).open(&path).at(&path)?;
        let found = file.metadata().at(&path)?.len();
        if found != 0 {
            return Err(BlobError::Truncated { expected: 0, found });
        }
        file.sync_all().at(&path)?;
        self.folders.sync(folder)
    }

    /// Where a blob is.
    fn blob(&self, blob: BlobId) -> PathBuf {
        let mut path = Folder::of_blob(blob).path(&self.path);
        path.push(blob.to_string());
        path
    }

    /// Where the parts of an upload are.
    fn staged(&self, upload: UploadId) -> PathBuf {
        let mut path = Folder::of_upload(upload).path(&self.path);
        path.push(upload.to_string());
        path
    }

    /// Where a part is that was sent again.
    fn side(&self, upload: UploadId, name: &str) -> PathBuf {
        let mut path = Folder::of_upload(upload).path(&self.path);
        path.push(name);
        path
    }
}

/// Makes names that no other file has.
struct Names {
    seed: u64,
    count: AtomicU64,
}

impl Names {
    #[expect(
        clippy::disallowed_methods,
        reason = "below the core; only has to differ between processes, nobody sees it"
    )]
    fn new() -> Result<Self, BlobError> {
        let seed = getrandom::u64().map_err(std::io::Error::other)?;
        Ok(Self {
            seed,
            count: AtomicU64::new(0),
        })
    }

    fn next(&self, prefix: &str) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{prefix}.{:016x}{count:08x}", self.seed)
    }
}

/// Options for a file that only this user may use.
fn private_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// Makes a folder that only this user may use, with those above it.
fn create_private(path: &Path) -> Result<(), BlobError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .at(path)
}

fn remove_if_there(path: &Path) -> Result<(), BlobError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result.at(path),
    }
}

/// Takes the lock, and clears `tmp` if no other process has it: then nobody is writing there.
fn lock_folder(root: &Path) -> Result<File, BlobError> {
    let path = root.join("lock");
    let lock = private_file().create(true).open(&path).at(&path)?;
    if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
        let tmp = root.join("tmp");
        for entry in fs::read_dir(&tmp).at(&tmp)? {
            remove_if_there(&entry.at(&tmp)?.path())?;
        }
    }
    if let Err(error) = flock(&lock, FlockOperation::NonBlockingLockShared) {
        tracing::warn!(%error, "no lock on the folder of content");
    }
    Ok(lock)
}
