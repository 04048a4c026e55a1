//! What a connection is doing, so that one that does nothing can be closed.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::config::Limits;

/// What a connection is doing, and since when.
pub(super) struct Activity {
    state: Mutex<State>,
}

struct State {
    /// Requests that are being answered.
    running: usize,
    /// Between requests: whether the head of the next one has begun to arrive.
    in_head: bool,
    since: Instant,
}

/// Why a connection is closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expired {
    /// It waited too long for its next request.
    Idle,
    /// The head of a request took too long.
    Head,
}

/// A request that is being answered; ends when it is dropped.
pub(super) struct Running(Arc<Activity>);

impl Activity {
    /// A connection that has just been made: its first head is due.
    pub(super) fn new() -> Arc<Self> {
        let state = State {
            running: 0,
            in_head: true,
            since: Instant::now(),
        };
        Arc::new(Self {
            state: Mutex::new(state),
        })
    }

    /// A request begins.
    pub(super) fn begin(self: &Arc<Self>) -> Running {
        self.lock().running += 1;
        Running(Arc::clone(self))
    }

    /// Bytes have arrived.
    fn received(&self) {
        let mut state = self.lock();
        if state.running == 0 && !state.in_head {
            state.in_head = true;
            state.since = Instant::now();
        }
    }

    /// Waits until the connection has done nothing for too long.
    ///
    /// While a request runs it looks again after the shorter of the two limits only, so that the
    /// hot path has no timer; a connection may live that much longer.
    pub(super) async fn expired(&self, limits: &Limits) -> Expired {
        loop {
            let (deadline, reason) = self.deadline(limits);
            if let Some(reason) = reason
                && deadline <= Instant::now()
            {
                return reason;
            }
            tokio::time::sleep_until(deadline).await;
        }
    }

    fn deadline(&self, limits: &Limits) -> (Instant, Option<Expired>) {
        let state = self.lock();
        match (state.running, state.in_head) {
            (0, true) => (state.since + limits.header_timeout, Some(Expired::Head)),
            (0, false) => (state.since + limits.keep_alive, Some(Expired::Idle)),
            _ => {
                let pause: Duration = limits.header_timeout.min(limits.keep_alive);
                (Instant::now() + pause, None)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.running -= 1;
        state.in_head = false;
        state.since = Instant::now();
    }
}

/// A stream whose arriving bytes are noticed.
pub(super) struct Observed<S> {
    pub(super) stream: S,
    pub(super) activity: Arc<Activity>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Observed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.received();
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Observed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
