//! Content that is encrypted at rest.
//!
//! Every part is sealed on its own, as chunks of 64 KiB: nonce (12 bytes, random), ciphertext, tag
//! (16 bytes); AES-256-GCM. The associated data is the part's number, the chunk's index, whether it
//! is the part's last, and the version of this format, so that no chunk can take another's place
//! and none can be cut off. Where a part begins follows from the lengths of those before it.

mod layout;

pub(crate) use layout::{Extent, Layout};

use crate::BlobError;
use crate::error::At;
use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroize;

/// Plain bytes of a chunk.
pub(crate) const CHUNK: u64 = 64 * 1024;
/// Stored bytes that a chunk has beyond its plain ones.
const OVERHEAD: u64 = (NONCE + TAG) as u64;
const NONCE: usize = 12;
const TAG: usize = 16;
const VERSION: u8 = 1;

/// The key of one content.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be wrapped by another key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for SealKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(…)")
    }
}

/// How to seal a part.
#[derive(Debug, Clone)]
pub struct PartSeal {
    /// The key of the content.
    pub key: SealKey,
    /// The plain lengths of all parts of the content, in order.
    pub part_lengths: Arc<[u64]>,
}

/// How to open a sealed blob.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The key of the content.
    pub key: SealKey,
    /// The plain lengths of all its parts, in order.
    pub part_lengths: Arc<[u64]>,
}

/// Stored bytes of a sealed part of `plain` bytes.
pub(crate) fn sealed_length(plain: u64) -> u64 {
    plain.saturating_add(plain.div_ceil(CHUNK).saturating_mul(OVERHEAD))
}

fn cipher(key: &SealKey) -> Aes256Gcm {
    Aes256Gcm::new(&key.0.into())
}

fn associated(number: u32, index: u64, last: bool) -> [u8; 14] {
    let mut data = [0; 14];
    data[..4].copy_from_slice(&number.to_be_bytes());
    data[4..12].copy_from_slice(&index.to_be_bytes());
    data[12] = u8::from(last);
    data[13] = VERSION;
    data
}

/// Seals a part as its bytes come.
pub(crate) struct Sealer {
    cipher: Aes256Gcm,
    number: u32,
    index: u64,
    remaining: u64,
    chunk: Vec<u8>,
}

impl Sealer {
    /// A sealer for part `number` of `length` bytes.
    pub(crate) fn new(key: &SealKey, number: u32, length: u64) -> Self {
        Self {
            cipher: cipher(key),
            number,
            index: 0,
            remaining: length,
            chunk: Vec::new(),
        }
    }

    /// Takes plain bytes, appends every chunk that is complete to `out`.
    pub(crate) fn push(&mut self, mut data: &[u8], out: &mut Vec<u8>) -> Result<(), BlobError> {
        while !data.is_empty() {
            let missing = (CHUNK.min(self.remaining) as usize).saturating_sub(self.chunk.len());
            if missing == 0 {
                return Err(crate::error::invalid("more bytes than the sealed part has"));
            }
            let (now, later) = data.split_at(data.len().min(missing));
            self.chunk.extend_from_slice(now);
            if now.len() == missing {
                self.emit(out)?;
            }
            data = later;
        }
        Ok(())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a nonce that a test could repeat would be one that could repeat"
    )]
    fn emit(&mut self, out: &mut Vec<u8>) -> Result<(), BlobError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)
            .map_err(std::io::Error::other)
            .at(Path::new("random numbers"))?;
        self.remaining -= self.chunk.len() as u64;
        let associated = associated(self.number, self.index, self.remaining == 0);
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.append(&mut self.chunk);
        let buffer = InOutBuf::from(&mut out[start..]);
        let tag = self
            .cipher
            .encrypt_inout_detached(&nonce.into(), &associated, buffer)
            .map_err(|_| crate::error::invalid("chunk too long to seal"))?;
        out.extend_from_slice(&tag);
        self.index += 1;
        Ok(())
    }
}

/// Bytes that are read by position.
pub(crate) trait ReadAt {
    /// Fills `buffer` from `position`; `Truncated` when that is beyond the end.
    fn read_exact_at(&self, buffer: &mut [u8], position: u64) -> Result<(), BlobError>;
}

/// Opens sealed parts.
pub(crate) struct Opener {
    cipher: Aes256Gcm,
}

impl Opener {
    /// An opener for content under `key`.
    pub(crate) fn new(key: &SealKey) -> Self {
        Self {
            cipher: cipher(key),
        }
    }

    /// Appends the plain bytes `range` of the part `extent` to `out`, reading only the chunks that
    /// have them.
    pub(crate) fn read(
        &self,
        source: &dyn ReadAt,
        extent: &Extent,
        range: Range<u64>,
        out: &mut Vec<u8>,
    ) -> Result<(), BlobError> {
        if range.is_empty() {
            return Ok(());
        }
        let first = range.start / CHUNK;
        let chunks = range.end.div_ceil(CHUNK) - first;
        let plain_end = ((first + chunks) * CHUNK).min(extent.length);
        let plain_length = plain_end - first * CHUNK;
        let mut sealed = vec![0; (plain_length + chunks * OVERHEAD) as usize];
        source.read_exact_at(&mut sealed, extent.stored + first * (CHUNK + OVERHEAD))?;
        let total = extent.length.div_ceil(CHUNK);
        for (chunk, index) in sealed.chunks_mut((CHUNK + OVERHEAD) as usize).zip(first..) {
            let plain = self.open_chunk(chunk, extent.number, index, index + 1 == total)?;
            let begins = index * CHUNK;
            let from = range.start.saturating_sub(begins) as usize;
            let to = (range.end - begins).min(plain.len() as u64) as usize;
            out.extend_from_slice(&plain[from..to]);
        }
        Ok(())
    }

    fn open_chunk<'a>(
        &self,
        chunk: &'a mut [u8],
        number: u32,
        index: u64,
        last: bool,
    ) -> Result<&'a [u8], BlobError> {
        let (nonce, rest) = chunk.split_first_chunk_mut().ok_or(BlobError::Corrupt)?;
        let (plain, tag) = rest.split_last_chunk_mut().ok_or(BlobError::Corrupt)?;
        let nonce: [u8; NONCE] = *nonce;
        let tag: [u8; TAG] = *tag;
        self.cipher
            .decrypt_inout_detached(
                &nonce.into(),
                &associated(number, index, last),
                InOutBuf::from(&mut *plain),
                &tag.into(),
            )
            .map_err(|_| BlobError::Corrupt)?;
        Ok(plain)
    }
}

#[cfg(test)]
mod tests;
