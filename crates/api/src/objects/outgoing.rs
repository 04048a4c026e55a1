//! The body of an answer, exactly as long as its head says or visibly broken.

use bytes::Bytes;
use futures_util::Stream;
use http_body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tracing::Span;

/// Bytes as contents give them.
pub(super) type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// A stream of known length. When the content fails, ends early or goes on, the body fails, which
/// breaks the connection off: a client never takes a part for the whole.
pub(super) struct Exact {
    chunks: Chunks,
    left: u64,
    span: Span,
}

impl Exact {
    pub(super) fn new(chunks: Chunks, length: u64) -> Self {
        Self {
            chunks,
            left: length,
            span: Span::current(),
        }
    }

    fn take(&mut self, chunk: Option<io::Result<Bytes>>) -> io::Result<Bytes> {
        let bytes = chunk.unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()))?;
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::other("the content goes on behind its end"))?;
        Ok(bytes)
    }
}

impl Body for Exact {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let chunk = ready!(self.chunks.as_mut().poll_next(cx));
        let taken = self.take(chunk).inspect_err(|error| {
            // The head has been sent: nobody else will tell.
            self.span
                .in_scope(|| tracing::error!(%error, left = self.left, "a content broke off"));
        });
        Poll::Ready(Some(taken.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests;
