//! Failures on their way to the client. A handler's `?` makes a [`Failure`]; the layer [`render`]
//! is the one place where it becomes bytes, is logged and is counted, because only there the
//! request's language and trace id are known.

use crate::kit::trace::{RANDOM_BYTES, TraceId};
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use coffer_model::error::Kind;
use coffer_model::{Code, Error, Locale};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::error::Error as StdError;
use std::fmt::{self, Write};
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tracing::Instrument;

/// How one protocol tells a failure.
pub trait Dialect: Send + Sync + 'static {
    /// The header, in lower case, that carries the trace id both ways.
    const TRACE_HEADER: &'static str = "x-trace-id";
    /// Whether a trace id of the wrong form is refused with `BadRequest`. Otherwise it is replaced.
    const TRACE_STRICT: bool = false;

    /// The language that the request asks for.
    fn locale(headers: &HeaderMap) -> Locale {
        let asked = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        asked.map(Locale::from_accept_language).unwrap_or_default()
    }

    /// The whole response.
    fn render(error: &Error, ctx: &RenderContext) -> Response<Body>;
}

/// What a failure is rendered with.
#[derive(Debug, Clone)]
pub struct RenderContext {
    /// The language of the texts.
    pub locale: Locale,
    /// The id under which the log has the reason.
    pub trace_id: TraceId,
}

/// The failure of a handler of the dialect `D`.
pub struct Failure<D>(Error, PhantomData<fn() -> D>);

/// The failure of an extractor or a fallback, of whatever dialect it serves.
#[derive(Debug)]
pub struct Refused(Error);

/// An error inside a response's extensions.
#[derive(Debug, Clone)]
struct Raised(Arc<Error>);

/// Marks the response of a failure, whatever its status: some protocols answer failures with 200.
#[derive(Debug, Clone, Copy)]
struct Told;

/// Where random bytes for trace ids come from.
#[derive(Clone)]
pub struct RandomSource(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl RandomSource {
    /// A source that fills what it is given.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// Fills `bytes`.
    pub fn fill(&self, bytes: &mut [u8]) {
        (self.0)(bytes);
    }
}

impl fmt::Debug for RandomSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomSource")
    }
}

impl<D> Failure<D> {
    /// The error inside.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0
    }
}

impl<D> fmt::Debug for Failure<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Failure").field(&self.0).finish()
    }
}

impl<D> From<Error> for Failure<D> {
    fn from(error: Error) -> Self {
        Self(error, PhantomData)
    }
}

impl<D> From<Code> for Failure<D> {
    fn from(code: Code) -> Self {
        Error::new(code).into()
    }
}

impl<D> From<Refused> for Failure<D> {
    fn from(refused: Refused) -> Self {
        refused.0.into()
    }
}

impl<D> IntoResponse for Failure<D> {
    fn into_response(self) -> Response {
        raise(self.0)
    }
}

impl Refused {
    /// The error inside.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.0
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        raise(self.0)
    }
}

/// The fallback for paths that no operation has.
pub async fn unknown_operation() -> Refused {
    Error::new(Code::UnknownOperation).into()
}

/// The fallback for a method that the path does not have.
pub async fn method_not_allowed() -> Refused {
    Error::new(Code::MethodNotAllowed).into()
}

/// The failure that a response carries and no layer has rendered yet.
#[must_use]
pub fn raised_code(response: &Response) -> Option<Code> {
    response
        .extensions()
        .get::<Raised>()
        .map(|raised| raised.0.code())
}

/// Whether a response tells a failure, whatever its status.
#[must_use]
pub fn is_failure(response: &Response) -> bool {
    !response.status().is_success() || response.extensions().get::<Told>().is_some()
}

fn raise(error: Error) -> Response {
    let mut response = Response::new(Body::empty());
    // What a client sees where the layer was forgotten.
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.extensions_mut().insert(Raised(Arc::new(error)));
    response
}

/// The layer that gives a request its trace id and span, and turns failures, panics included, into
/// the dialect's bytes: `from_fn_with_state(random, render::<D>)`.
pub async fn render<D: Dialect>(
    State(random): State<RandomSource>,
    mut request: Request,
    next: Next,
) -> Response {
    let sent = request
        .headers()
        .get(D::TRACE_HEADER)
        .map(|value| value.to_str().ok().and_then(TraceId::parse));
    let refused = D::TRACE_STRICT && matches!(sent, Some(None));
    let trace_id = sent.flatten().unwrap_or_else(|| {
        let mut bytes = [0; RANDOM_BYTES];
        random.fill(&mut bytes);
        TraceId::from_random(bytes)
    });
    let ctx = RenderContext {
        locale: D::locale(request.headers()),
        trace_id,
    };
    request.extensions_mut().insert(ctx.trace_id.clone());
    // The path as the router knows it: the one that was sent may hold the secret of a link.
    let operation = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let span = tracing::info_span!("request", trace.id = %ctx.trace_id, method = %request.method(), operation);
    answer::<D>(refused, ctx, request, next)
        .instrument(span)
        .await
}

/// A failure as the dialect `D` tells it, for a request that never reached the layer.
pub(crate) fn render_outside<D: Dialect>(
    headers: &HeaderMap,
    error: &Error,
    random: &RandomSource,
) -> Response {
    let sent = headers
        .get(D::TRACE_HEADER)
        .and_then(|value| value.to_str().ok());
    let mut bytes = [0; RANDOM_BYTES];
    random.fill(&mut bytes);
    let ctx = RenderContext {
        locale: D::locale(headers),
        trace_id: sent
            .and_then(TraceId::parse)
            .unwrap_or_else(|| TraceId::from_random(bytes)),
    };
    let mut response = render_one::<D>(error, &ctx);
    add_trace::<D>(&mut response, &ctx.trace_id);
    response
}

fn add_trace<D: Dialect>(response: &mut Response, trace_id: &TraceId) {
    if let Ok(value) = HeaderValue::from_str(trace_id.as_str()) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(D::TRACE_HEADER), value);
    }
}

async fn answer<D: Dialect>(
    refused: bool,
    ctx: RenderContext,
    request: Request,
    next: Next,
) -> Response {
    let mut response = if refused {
        raise(Error::parameter(D::TRACE_HEADER))
    } else {
        let handled = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        // What a panic says has been printed by the panic hook.
        handled.unwrap_or_else(|_| raise(Error::internal("a handler panicked")))
    };
    if let Some(Raised(error)) = response.extensions_mut().remove::<Raised>() {
        response = render_one::<D>(&error, &ctx);
    }
    add_trace::<D>(&mut response, &ctx.trace_id);
    response
}

fn render_one<D: Dialect>(error: &Error, ctx: &RenderContext) -> Response {
    metrics::counter!("coffer_failures_total", "code" => error.code().key()).increment(1);
    if error.code().kind() == Kind::Server {
        tracing::error!(code = error.code().key(), trace.id = %ctx.trace_id, error = chain(error), "request failed");
    } else {
        tracing::debug!(code = error.code().key(), trace.id = %ctx.trace_id, error = chain(error), "request refused");
    }
    let mut response = D::render(error, ctx);
    response.extensions_mut().insert(Told);
    if let Some(seconds) = error.facts().retry_after {
        response
            .headers_mut()
            .entry(header::RETRY_AFTER)
            .or_insert_with(|| seconds.into());
    }
    response
}

/// The error and everything under it, on one line.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a String cannot fail.
        _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
