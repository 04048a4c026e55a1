//! What the tests of this area share: contents in memory, and what comes out of archives.

use super::entry::{Entry, Flow, SharedSink, Sink, Want};
use super::fault::Fault;
use super::formats;
use super::plan::ArchiveLimits;
use super::source::{Control, Source};
use bytes::Bytes;
use coffer_blobs::{BlobError, BlobReader, ByteStream};
use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A content that counts what is read of it, and is zero where nothing was put.
#[derive(Debug, Default)]
pub(super) struct Content {
    size: u64,
    /// What it has, by where it begins.
    pieces: Vec<(u64, Vec<u8>)>,
    pub(super) bytes_read: AtomicU64,
}

impl Content {
    pub(super) fn of(bytes: Vec<u8>) -> Arc<Self> {
        Self::sparse(bytes.len() as u64, vec![(0, bytes)])
    }

    pub(super) fn sparse(size: u64, pieces: Vec<(u64, Vec<u8>)>) -> Arc<Self> {
        Arc::new(Self {
            size,
            pieces,
            bytes_read: AtomicU64::new(0),
        })
    }
}

#[async_trait::async_trait]
impl BlobReader for Content {
    fn size(&self) -> u64 {
        self.size
    }

    fn stream(&self, _: Range<u64>) -> ByteStream {
        unreachable!("archives are read at places")
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, BlobError> {
        let length = (self.size.saturating_sub(offset)).min(length as u64) as usize;
        self.bytes_read.fetch_add(length as u64, Ordering::Relaxed);
        let mut read = vec![0; length];
        for (start, bytes) in &self.pieces {
            for (at, byte) in (*start..).zip(bytes) {
                if let Some(slot) = at
                    .checked_sub(offset)
                    .and_then(|at| read.get_mut(at as usize))
                {
                    *slot = *byte;
                }
            }
        }
        Ok(read.into())
    }
}

const LIMITS: ArchiveLimits = ArchiveLimits {
    entries: 10_000,
    bytes: 1 << 40,
    ratio: 1_000,
    floor: 64 << 20,
};

/// Everything that comes out.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) contents: Vec<(u64, Vec<u8>, Result<(), Fault>)>,
    open: Option<(u64, Vec<u8>)>,
}

impl Sink for Collected {
    fn want(&mut self, index: u64) -> Want {
        assert!(self.open.is_none(), "the entry before has not ended");
        self.open = Some((index, Vec::new()));
        Want::Take
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (_, content) = self.open.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        content.extend_from_slice(bytes);
        // No test has more: whatever goes on is a bomb.
        if content.len() > 8 << 20 {
            Err(io::ErrorKind::QuotaExceeded.into())
        } else {
            Ok(())
        }
    }

    fn end(&mut self, outcome: Result<(), Fault>) -> Flow {
        let (index, content) = self.open.take().unwrap();
        self.contents.push((index, content, outcome));
        Flow::Continue(())
    }
}

/// An archive that was read: its entries, and what came of the contents.
pub(super) struct Read {
    pub(super) entries: Vec<Entry>,
    pub(super) listed: Result<(), Fault>,
    pub(super) contents: Vec<(u64, Vec<u8>, Result<(), Fault>)>,
    pub(super) ended: Result<(), Fault>,
}

/// Reads an archive from beginning to end.
pub(super) fn read(content: Arc<Content>, password: Option<&str>) -> Result<Read, Fault> {
    let password = password.map(str::to_owned);
    on_thread(content, move |source| {
        let mut archive = formats::open(source, password, &LIMITS)?;
        let mut entries = Vec::new();
        let listed = archive.list(&mut |entry| {
            entries.push(entry);
            Flow::Continue(())
        });
        let collected = Rc::new(RefCell::new(Collected::default()));
        let sink: SharedSink = Rc::clone(&collected) as SharedSink;
        let ended = archive.read(&sink);
        let contents = std::mem::take(&mut collected.borrow_mut().contents);
        Ok(Read {
            entries,
            listed,
            contents,
            ended,
        })
    })
}

/// Only the directory.
pub(super) fn list(content: Arc<Content>) -> Result<Vec<Entry>, Fault> {
    on_thread(content, |source| {
        let mut entries = Vec::new();
        formats::open(source, None, &LIMITS)?.list(&mut |entry| {
            entries.push(entry);
            Flow::Continue(())
        })?;
        Ok(entries)
    })
}

fn on_thread<T: Send + 'static>(
    content: Arc<Content>,
    work: impl FnOnce(Source) -> T + Send + 'static,
) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let handle = runtime.handle().clone();
    runtime
        .block_on(async move {
            let source = Source::new(content, handle, Arc::new(Control::default()));
            tokio::task::spawn_blocking(move || work(source)).await
        })
        .unwrap()
}
