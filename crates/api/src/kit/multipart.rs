//! The body of a 206 with several ranges: `multipart/byteranges` (RFC 9110, section 14.6).

use crate::kit::range::content_range;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use std::ops::Range;

/// Several ranges of one content, about to be sent.
#[derive(Debug, Clone)]
pub struct MultipartRanges {
    boundary: String,
    /// What stands before each range, the delimiter included.
    parts: Vec<(Bytes, Range<u64>)>,
    closing: Bytes,
}

impl MultipartRanges {
    /// The answer with `ranges` of a content of `length` bytes. The boundary is made of `random`,
    /// so that no content can be prepared to contain it.
    #[must_use]
    pub fn new(random: [u8; 16], content_type: &str, length: u64, ranges: Vec<Range<u64>>) -> Self {
        let boundary = hex::encode(random);
        let parts = ranges.into_iter().enumerate().map(|(index, range)| {
            let line_end = if index == 0 { "" } else { "\r\n" };
            let head = format!(
                "{line_end}--{boundary}\r\nContent-Type: {content_type}\r\nContent-Range: {}\r\n\r\n",
                content_range(&range, length)
            );
            (Bytes::from(head), range)
        });
        let parts = parts.collect();
        let closing = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        Self {
            boundary,
            parts,
            closing,
        }
    }

    /// The value of `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> String {
        format!("multipart/byteranges; boundary={}", self.boundary)
    }

    /// The exact length of the body.
    #[must_use]
    pub fn content_length(&self) -> u64 {
        let part =
            |(head, range): &(Bytes, Range<u64>)| head.len() as u64 + (range.end - range.start);
        self.parts.iter().map(part).sum::<u64>() + self.closing.len() as u64
    }

    /// The body. Each range is opened when the one before has been sent.
    pub fn stream<S, E>(
        self,
        open: impl Fn(Range<u64>) -> S,
    ) -> impl Stream<Item = Result<Bytes, E>>
    where
        S: Stream<Item = Result<Bytes, E>>,
    {
        let only = |bytes: Bytes| stream::iter([Ok(bytes)]);
        stream::iter(self.parts)
            .flat_map(move |(head, range)| only(head).chain(open(range)))
            .chain(only(self.closing))
    }
}

#[cfg(test)]
mod tests;
