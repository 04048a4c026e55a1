//! A stored content as the libraries want it: read and sought, on a thread that may wait.

use bytes::Bytes;
use coffer_blobs::{BlobError, BlobReader};
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;

/// Bytes read at once after a jump.
const FIRST: usize = 16 << 10;
/// Bytes read at once after a long run without jumps.
const MOST: usize = 1 << 20;

/// Called off by whoever waits for the reading, and the failure of the store of content, if there was
/// one: libraries make anything of it, so it is kept here.
#[derive(Debug, Default)]
pub(super) struct Control {
    stopped: AtomicBool,
    failure: Mutex<Option<BlobError>>,
}

impl Control {
    /// Lets the next read fail.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Fails when it was called off.
    fn check(&self) -> io::Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("nobody waits for this any more"));
        }
        Ok(())
    }

    /// The failure of the store of content, once.
    pub(super) fn take_failure(&self) -> Option<BlobError> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    fn keep(&self, failure: BlobError) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }
}

/// What may be unpacked and thrown away on the way to what is wanted. A few bytes can become as many as
/// somebody likes, and libraries unpack them without reading anything further.
#[derive(Debug, Clone)]
pub(super) struct Allowance {
    left: Rc<Cell<u64>>,
    control: Arc<Control>,
}

impl Allowance {
    pub(super) fn new(bytes: u64, control: &Arc<Control>) -> Self {
        Self {
            left: Rc::new(Cell::new(bytes)),
            control: Arc::clone(control),
        }
    }

    /// Takes `bytes` from what is left.
    ///
    /// # Errors
    /// `OutOfMemory` when there is not so much left, and when the reading was called off.
    pub(super) fn spend(&self, bytes: usize) -> io::Result<()> {
        self.control.check()?;
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.ok_or(io::ErrorKind::OutOfMemory)?);
        Ok(())
    }
}

/// A content with a position and a buffer. Clones share the content and nothing else.
#[derive(Clone)]
pub(super) struct Source {
    content: Arc<dyn BlobReader>,
    runtime: Handle,
    control: Arc<Control>,
    position: u64,
    /// What was read, from `start` on.
    buffer: Bytes,
    start: u64,
    /// How much is read next.
    next: usize,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// The content from its beginning. To be read on a thread that may block, within `runtime`.
    pub(super) fn new(
        content: Arc<dyn BlobReader>,
        runtime: Handle,
        control: Arc<Control>,
    ) -> Self {
        Self {
            content,
            runtime,
            control,
            position: 0,
            buffer: Bytes::new(),
            start: 0,
            next: FIRST,
        }
    }

    /// Bytes in all.
    pub(super) fn size(&self) -> u64 {
        self.content.size()
    }

    /// Who may call the reading off.
    pub(super) fn control(&self) -> &Arc<Control> {
        &self.control
    }

    /// What the buffer has at the position.
    fn buffered(&self) -> &[u8] {
        let skip = self.position.checked_sub(self.start);
        skip.and_then(|skip| self.buffer.get(usize::try_from(skip).ok()?..))
            .unwrap_or_default()
    }

    fn fill(&mut self) -> io::Result<()> {
        self.control.check()?;
        let follows = self.position == self.start + self.buffer.len() as u64;
        self.next = if follows {
            (self.next * 2).min(MOST)
        } else {
            FIRST
        };
        let read = self.content.read_at(self.position, self.next);
        match self.runtime.block_on(read) {
            Ok(bytes) => {
                self.buffer = bytes;
                self.start = self.position;
                Ok(())
            }
            Err(failure) => {
                self.control.keep(failure);
                Err(io::Error::other("the store of content does not answer"))
            }
        }
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() || self.position >= self.size() {
            return Ok(0);
        }
        if self.buffered().is_empty() {
            self.fill()?;
        }
        let there = self.buffered();
        let count = there.len().min(into.len());
        if let (Some(into), Some(there)) = (into.get_mut(..count), there.get(..count)) {
            into.copy_from_slice(there);
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.size().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
