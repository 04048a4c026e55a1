//! Buffers that are used again: fresh ones of this size cost more than what is read into them.

use super::folders::lock;
use bytes::Bytes;
use std::sync::{Arc, Mutex};

/// Bytes of a buffer.
pub(super) const BUFFER: usize = 256 * 1024;
/// Buffers that are kept while nobody uses them: 4 MiB.
const KEPT: usize = 16;

/// Buffers that nobody uses.
#[derive(Default)]
pub(super) struct Buffers {
    idle: Mutex<Vec<Box<[u8]>>>,
}

/// A buffer in use. It goes back when the last view of it is dropped.
pub(super) struct Buffer {
    bytes: Box<[u8]>,
    length: usize,
    home: Arc<Buffers>,
}

impl Buffers {
    /// A buffer with any content.
    pub(super) fn take(self: &Arc<Self>) -> Buffer {
        let idle = lock(&self.idle).pop();
        Buffer {
            bytes: idle.unwrap_or_else(|| vec![0; BUFFER].into_boxed_slice()),
            length: 0,
            home: Arc::clone(self),
        }
    }
}

impl Buffer {
    /// All of it, to be filled.
    pub(super) fn space(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// A view of the first `length` bytes.
    pub(super) fn filled(mut self, length: usize) -> Bytes {
        self.length = length;
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let mut idle = lock(&self.home.idle);
        if idle.len() < KEPT {
            idle.push(bytes);
        }
    }
}
