//! One request: who asks, how long it may take.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use coffer_api::kit::failure::RandomSource;
use coffer_api::{Asked, answer_given_up};
use coffer_model::{Code, Error};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::Instant;
use tower::ServiceExt;

use super::activity::{Activity, Running};
use super::connection::cut_off;
use super::proxies::client_address;
use super::{Peer, Shared};

/// Answers the requests of one connection.
pub(super) struct Requests {
    shared: Arc<Shared>,
    peer: SocketAddr,
    activity: Arc<Activity>,
}

impl Requests {
    pub(super) fn new(shared: Arc<Shared>, peer: SocketAddr, activity: Arc<Activity>) -> Self {
        Self {
            shared,
            peer,
            activity,
        }
    }
}

impl hyper::service::Service<Request<Incoming>> for Requests {
    type Response = Response<Answer>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let running = self.activity.begin();
        Box::pin(answer(
            Arc::clone(&self.shared),
            self.peer,
            request,
            running,
        ))
    }
}

async fn answer(
    shared: Arc<Shared>,
    peer: SocketAddr,
    request: Request<Incoming>,
    running: Running,
) -> Result<Response<Answer>, Infallible> {
    let client = client_address(peer, request.headers(), &shared.trusted_proxies);
    let progress = Progress::new(request.body().is_end_stream());
    let mut request = request.map(|body| {
        if body.is_end_stream() {
            Body::empty()
        } else {
            Body::new(Watched {
                body,
                progress: Arc::clone(&progress),
            })
        }
    });
    let asked = Asked::of(&request);
    request.extensions_mut().insert(ConnectInfo(client));
    request.extensions_mut().insert(Peer(peer));
    request.extensions_mut().insert(cut_off());
    let response = tokio::select! {
        biased;
        response = shared.router.clone().oneshot(request) => {
            let Ok(response) = response;
            response
        }
        () = progress.stalled(shared.limits.request_timeout) => late(&progress, &asked),
    };
    Ok(response.map(|body| Answer {
        body,
        _running: running,
    }))
}

/// What a request is answered that showed no progress for too long: in the words of its dialect,
/// else in plain text.
fn late(progress: &Progress, asked: &Asked) -> Response<Body> {
    let (status, error, text) = if progress.is_complete() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Error::new(Code::Busy).with_retry_after(RETRY_AFTER),
            "The request took too long.\n",
        )
    } else {
        (
            StatusCode::REQUEST_TIMEOUT,
            Error::new(Code::UploadIncomplete),
            "The body of the request did not arrive.\n",
        )
    };
    tracing::warn!(status = status.as_u16(), "a request showed no progress");
    let random = RandomSource::new(crate::random::fill);
    let mut response = answer_given_up(asked, &error, &random).unwrap_or_else(|| {
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        let plain = HeaderValue::from_static("text/plain");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
        response
    });
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(header::RETRY_AFTER, RETRY_AFTER.into());
    response
}

/// Seconds after which somebody who was given up may try again.
const RETRY_AFTER: u32 = 10;

/// When a request last showed progress.
struct Progress(Mutex<State>);

#[derive(Clone, Copy)]
struct State {
    last: Instant,
    complete: bool,
}

impl Progress {
    fn new(complete: bool) -> Arc<Self> {
        let last = Instant::now();
        Arc::new(Self(Mutex::new(State { last, complete })))
    }

    fn made(&self, complete: bool) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.last = Instant::now();
        state.complete |= complete;
    }

    fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the whole body has arrived.
    fn is_complete(&self) -> bool {
        self.state().complete
    }

    /// Waits until there was no progress for this long.
    async fn stalled(&self, limit: Duration) {
        loop {
            let deadline = self.state().last + limit;
            if deadline <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(deadline).await;
        }
    }
}

/// The body of a request, whose frames are progress.
struct Watched {
    body: Incoming,
    progress: Arc<Progress>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(frame) = &polled {
            self.progress
                .made(frame.is_none() || self.body.is_end_stream());
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer: while it is being sent, the request is running.
pub(super) struct Answer {
    body: Body,
    _running: Running,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
