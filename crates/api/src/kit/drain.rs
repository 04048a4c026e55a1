//! What is left of a body after a refusal.
//!
//! A server that answers early and closes while the client still sends makes the client fail with a
//! broken pipe, and the answer with the reason is lost. So a refused body is read on for a while and
//! thrown away, unless the client waits to be asked for it (`Expect: 100-continue`).

use crate::kit::failure::is_failure;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::oneshot;

/// The most bytes that are thrown away: a part that is larger is cut off.
const MOST: usize = 64 << 20;
/// The longest time that is spent on it.
const LONGEST: Duration = Duration::from_secs(5);
/// Shorter bodies are in the buffers already.
const SHORT: u64 = 64 << 10;

/// The layer. It costs nothing for short bodies and those that are read to their end.
pub async fn drain(request: Request, next: Next) -> Response {
    let length = http_body::Body::size_hint(request.body()).exact();
    let short = length.is_some_and(|length| length <= SHORT);
    if short || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (back, returned) = oneshot::channel();
    let request = request.map(|body| {
        Body::new(Returning {
            body,
            ended: false,
            back: Some(back),
        })
    });
    let response = next.run(request).await;
    if is_failure(&response) {
        // A client that is too slow for this gets its broken pipe; a handler that answered and
        // still holds the body keeps nobody waiting longer either.
        let _ = tokio::time::timeout(LONGEST, throw_away(returned)).await;
    }
    response
}

async fn throw_away(returned: oneshot::Receiver<Body>) {
    let Ok(mut body) = returned.await else {
        return;
    };
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, Bytes::len);
        if seen > MOST {
            return;
        }
    }
}

/// A body that comes back when it is dropped before its end.
struct Returning {
    body: Body,
    ended: bool,
    back: Option<oneshot::Sender<Body>>,
}

impl http_body::Body for Returning {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.ended |= matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Returning {
    fn drop(&mut self) {
        if let Some(back) = self.back.take()
            && !self.ended
            && !http_body::Body::is_end_stream(&self.body)
        {
            // Nobody waits when the request was given up as a whole.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}

#[cfg(test)]
mod tests;
