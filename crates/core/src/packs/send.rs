//! A planned zip as a stream of bytes. It goes as fast as it is read, and stops when it is dropped.

use super::layout;
use super::plan::{Body, Extent, Plan};
use bytes::Bytes;
use coffer_blobs::ByteStream;
use coffer_model::{BlobId, Result};
use futures_util::StreamExt;
use futures_util::stream;
use std::io;
use std::sync::Arc;

/// Less than this is gathered before it is sent.
const GATHER: usize = 64 * 1024;

/// Where contents come from.
#[async_trait::async_trait]
pub(super) trait Contents: Send + Sync {
    /// All bytes of a content.
    async fn open(&self, blob: BlobId, size: u64) -> Result<ByteStream>;
}

struct Sender {
    plan: Plan,
    extent: Extent,
    contents: Arc<dyn Contents>,
    /// By the number of the entry.
    crcs: Vec<u32>,
    /// The entry that is next.
    next: usize,
    under_way: Option<UnderWay>,
    /// The entry of the central directory that is next, once it has begun.
    listed: usize,
    gathered: Vec<u8>,
    over: bool,
}

/// A content that is being sent.
struct UnderWay {
    stream: ByteStream,
    crc: crc32fast::Hasher,
    left: u64,
}

/// The bytes of a zip. What fails or has another length than it should ends the stream with a failure:
/// nobody takes the rest for whole.
pub(super) fn send(plan: Plan, extent: Extent, contents: Arc<dyn Contents>) -> ByteStream {
    let crcs = vec![0; plan.entries.len()];
    let sender = Sender {
        plan,
        extent,
        contents,
        crcs,
        next: 0,
        under_way: None,
        listed: 0,
        gathered: Vec::with_capacity(GATHER),
        over: false,
    };
    Box::pin(stream::try_unfold(sender, |mut sender| async move {
        let piece = sender.piece().await?;
        Ok((!piece.is_empty()).then_some((piece, sender)))
    }))
}

impl Sender {
    /// The next bytes; none at the end.
    async fn piece(&mut self) -> io::Result<Bytes> {
        while self.gathered.len() < GATHER && !self.over {
            if let Some(under_way) = &mut self.under_way {
                match under_way.stream.next().await.transpose()? {
                    Some(bytes) => {
                        under_way.take(&bytes)?;
                        if self.gathered.is_empty() && bytes.len() >= GATHER {
                            return Ok(bytes);
                        }
                        self.gathered.extend_from_slice(&bytes);
                    }
                    None => self.finish_content()?,
                }
            } else if self.next < self.plan.entries.len() {
                self.begin_entry().await?;
            } else {
                self.list_entry();
            }
        }
        let gathered = std::mem::replace(&mut self.gathered, Vec::with_capacity(GATHER));
        Ok(Bytes::from(gathered))
    }

    async fn begin_entry(&mut self) -> io::Result<()> {
        let Some(entry) = self.plan.entries.get(self.next) else {
            return Ok(());
        };
        let stream: ByteStream = match &entry.body {
            Body::Damaged => {
                self.next += 1;
                return Ok(());
            }
            Body::Folder => Box::pin(stream::empty()),
            Body::Text(text) => Box::pin(stream::iter([Ok(text.clone())])),
            Body::Blob(_) if entry.size == 0 => Box::pin(stream::empty()),
            Body::Blob(blob) => {
                let opened = self.contents.open(*blob, entry.size).await;
                opened.map_err(io::Error::other)?
            }
        };
        let gathered = &mut self.gathered;
        self.plan
            .with_header(entry, |header| header.write(gathered));
        self.under_way = Some(UnderWay {
            stream,
            crc: crc32fast::Hasher::new(),
            left: entry.size,
        });
        Ok(())
    }

    fn finish_content(&mut self) -> io::Result<()> {
        let (Some(ended), Some(entry), Some(crc)) = (
            self.under_way.take(),
            self.plan.entries.get(self.next),
            self.crcs.get_mut(self.next),
        ) else {
            return Ok(());
        };
        if ended.left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        *crc = ended.crc.finalize();
        let (gathered, crc) = (&mut self.gathered, *crc);
        self.plan
            .with_header(entry, |header| header.write_descriptor(crc, gathered));
        self.next += 1;
        Ok(())
    }

    /// An entry of the central directory, or the end.
    fn list_entry(&mut self) {
        let gathered = &mut self.gathered;
        let (Some(entry), Some(crc)) = (
            self.plan.entries.get(self.listed),
            self.crcs.get(self.listed),
        ) else {
            let extent = self.extent;
            layout::write_end(
                extent.count,
                extent.directory,
                extent.directory_size,
                gathered,
            );
            self.over = true;
            return;
        };
        if entry.body != Body::Damaged {
            let (crc, offset) = (*crc, entry.offset);
            self.plan
                .with_header(entry, |header| header.write_central(crc, offset, gathered));
        }
        self.listed += 1;
    }
}

impl UnderWay {
    fn take(&mut self, bytes: &Bytes) -> io::Result<()> {
        self.crc.update(bytes);
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::other("a content goes on behind its end"))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
