//! Counting requests: how many are being answered, how long they take, how many bytes pass.

mod body;
mod meters;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use body::Metered;
use std::time::Instant;

pub use meters::HttpMeters;

/// The layer that measures every request: `from_fn_with_state(HttpMeters::default(), measure)`.
///
/// The time is that until the head of the answer; the bytes and the number in flight follow the
/// body to its end.
pub async fn measure(State(meters): State<HttpMeters>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str);
    let operation = meters.operation(request.method(), path);
    let in_flight = operation.begin();
    let received = operation.bytes_in();
    let request = request.map(|body| Metered::wrap(body, received, None));
    let response = next.run(request).await;
    operation.answered(response.status(), started.elapsed());
    response.map(|body| Metered::wrap(body, operation.bytes_out(), Some(in_flight)))
}

#[cfg(test)]
mod tests;
