//! A body that counts its bytes.

use super::meters::InFlight;
use axum::body::Body;
use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use metrics::Counter;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub(super) struct Metered {
    inner: Body,
    passed: Counter,
    _in_flight: Option<InFlight>,
}

impl Metered {
    /// `body`, whose bytes are counted as they pass. `in_flight` ends with it.
    pub(super) fn wrap(body: Body, passed: Counter, in_flight: Option<InFlight>) -> Body {
        if in_flight.is_none() && body.is_end_stream() {
            return body;
        }
        Body::new(Self {
            inner: body,
            passed,
            _in_flight: in_flight,
        })
    }
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.passed.increment(data.remaining() as u64);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    // The exact length must survive, or answers would lose their Content-Length.
    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
