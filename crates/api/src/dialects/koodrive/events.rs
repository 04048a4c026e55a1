//! `GET /events`: what happens, told to open pages as server-sent events (ours; `docs/events.md`).
//!
//! It stands outside of the vendor's paths and fails in the envelope of our own pages, but its ids and
//! credentials are the dialect's: it belongs to the same client.

mod shapes;
mod subject;

use super::auth::Watcher;
use super::state::Koo;
use crate::Asked;
use crate::embed::errors::Web;
use crate::kit::failure::{RandomSource, method_not_allowed};
use crate::kit::{Failure, Params, lenient, render};
use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use coffer_core::watch::{Told, WatchCommand};
use coffer_model::Error;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Deserialize;
use shapes::Shapes;
use std::convert::Infallible;
use std::time::Duration;
use subject::Subject;

/// The path.
pub(crate) const PATH: &str = "/events";
/// The header in which browsers say what they saw last.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// How long a page waits before it comes back.
const RETRY: Duration = Duration::from_secs(2);

/// The route.
pub(super) fn router(koo: Koo, random: RandomSource) -> Router {
    Router::new()
        .route(PATH, get(handler))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(random, render::<Web>))
        .with_state(koo)
}

/// A failure of a request that never reached the handler.
pub(crate) fn render_outside(asked: &Asked, error: &Error, random: &RandomSource) -> Response {
    asked.render::<Web>(error, random)
}

/// What the page shows and has seen.
#[derive(Debug, Deserialize)]
struct Request {
    /// Folders on screen, `CONTAINER.FOLDER` each.
    #[serde(default)]
    folder: Vec<String>,
    /// For clients that cannot send the header.
    #[serde(
        default,
        rename = "lastEventId",
        deserialize_with = "lenient::optional"
    )]
    last_event_id: Option<String>,
}

async fn handler(
    State(koo): State<Koo>,
    caller: Watcher,
    headers: HeaderMap,
    Params(request): Params<Request>,
) -> Result<Response, Failure<Web>> {
    let subject = Subject::read(&koo, request.folder)?;
    // A browser that comes back by itself asks for the old address: its header is newer.
    let last = match headers.get(LAST_EVENT_ID) {
        Some(value) => Some(value.to_str().unwrap_or_default().to_owned()),
        None => request.last_event_id,
    };
    let shapes = Shapes::new(&koo, &caller.ctx, subject.names);
    let command = WatchCommand {
        token: caller.token,
        folders: subject.folders,
        from: shapes.from(last.as_deref()),
        cut_off: caller.cut_off,
    };
    let watch = koo.drive.watch(&caller.ctx, command).await?;
    let told = stream::unfold(watch, async |mut watch| {
        let told = watch.next().await?;
        Some((told, watch))
    });
    let retry = stream::iter([Event::default().retry(RETRY)]);
    let events = told.flat_map(move |told| stream::iter(lines(&shapes, &told)));
    let stream = retry.chain(events).map(Ok::<_, Infallible>);
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        // nginx would collect events before it passes them on.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    Ok((headers, Sse::new(stream)).into_response())
}

/// What was told as events; a comment as a sign of life where it was nothing.
fn lines(shapes: &Shapes, told: &[Told]) -> Vec<Event> {
    if told.is_empty() {
        return vec![Event::default().comment("")];
    }
    told.iter().map(|told| shapes.event(told)).collect()
}
