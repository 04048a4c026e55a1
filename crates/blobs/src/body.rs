//! Takes a body apart into batches of frames, without copying and never beyond its length.

use crate::{BlobError, ByteStream};
use bytes::Bytes;
use futures_util::StreamExt;

/// Frames of one batch at most, however small they are.
const MAX_FRAMES: usize = 512;

/// A body of which `expected` bytes must come.
pub(crate) struct Body {
    stream: ByteStream,
    expected: u64,
    received: u64,
    ended: bool,
}

impl Body {
    /// A body that must have `expected` bytes.
    pub(crate) fn new(stream: ByteStream, expected: u64) -> Self {
        Self {
            stream,
            expected,
            received: 0,
            ended: false,
        }
    }

    /// The next frames, about `goal` bytes together. None are left when it is empty, and then all
    /// announced bytes have come and not one more.
    pub(crate) async fn batch(&mut self, goal: usize) -> Result<Vec<Bytes>, BlobError> {
        let mut frames = Vec::new();
        let mut collected = 0;
        while !self.ended && collected < goal && frames.len() < MAX_FRAMES {
            let Some(frame) = self.stream.next().await else {
                self.ended = true;
                break;
            };
            let frame = frame.map_err(BlobError::Body)?;
            self.received = self.received.saturating_add(frame.len() as u64);
            if self.received > self.expected {
                return Err(self.mismatch());
            }
            collected += frame.len();
            if !frame.is_empty() {
                frames.push(frame);
            }
        }
        if self.ended && self.received < self.expected {
            return Err(self.mismatch());
        }
        Ok(frames)
    }

    /// All frames of a body that is small enough for one go.
    pub(crate) async fn all(&mut self) -> Result<Vec<Bytes>, BlobError> {
        let mut frames = Vec::new();
        loop {
            let batch = self.batch(usize::MAX).await?;
            if batch.is_empty() {
                return Ok(frames);
            }
            frames.extend(batch);
        }
    }

    fn mismatch(&self) -> BlobError {
        BlobError::LengthMismatch {
            expected: self.expected,
            received: self.received,
        }
    }
}
