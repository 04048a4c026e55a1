//! Requests from pages of other origins (the Fetch standard's CORS protocol).

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use std::sync::Arc;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE");
/// What a page may read of an answer, beside the few headers that it always may.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "ETag, Content-Range, Content-Length, Content-Disposition, Accept-Ranges, Last-Modified, Retry-After",
);
const VARY: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
);
/// How long a browser may remember a preflight, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");
/// The longest list of header names that a preflight may ask for, in bytes.
const MAX_ASKED: usize = 1_024;

/// Which origins may call.
#[derive(Debug, Clone)]
pub enum Origins {
    /// Every origin, never with cookies.
    Any,
    /// These, spelled as browsers do (`https://drive.example.com`), with cookies.
    Listed(Arc<[String]>),
}

impl Origins {
    /// Reads the configured list; `*` anywhere in it means any.
    #[must_use]
    pub fn new(origins: Vec<String>) -> Self {
        if origins.iter().any(|origin| origin == "*") {
            Self::Any
        } else {
            Self::Listed(origins.into())
        }
    }

    /// The headers that let `origin` in; `None` when it may not call.
    fn admit(&self, origin: &HeaderValue) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        match self {
            Self::Any => {
                headers.insert(
                    header::ACCESS_CONTROL_ALLOW_ORIGIN,
                    HeaderValue::from_static("*"),
                );
            }
            Self::Listed(listed) => {
                listed
                    .iter()
                    .find(|listed| listed.as_bytes() == origin.as_bytes())?;
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
                headers.insert(
                    header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                    HeaderValue::from_static("true"),
                );
            }
        }
        Some(headers)
    }
}

/// The layer that answers preflights and admits origins: `from_fn_with_state(origins, cors::admit)`.
pub async fn admit(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    let admitted = request
        .headers()
        .get(header::ORIGIN)
        .and_then(|origin| origins.admit(origin));
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        // An origin that may not call gets the same empty answer, without the headers that let it.
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        if admitted.is_some() {
            answer_preflight(request.headers(), response.headers_mut());
        }
        response
    } else {
        next.run(request).await
    };
    response.headers_mut().append(header::VARY, VARY);
    if let Some(admitted) = admitted {
        if !preflight {
            response
                .headers_mut()
                .insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
        response.headers_mut().extend(admitted);
    }
    response
}

fn answer_preflight(asked: &HeaderMap, answer: &mut HeaderMap) {
    answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    answer.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    // Named one by one: a star does not cover `Authorization`, nor anything when cookies are sent.
    if let Some(names) = asked
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .filter(|names| names.len() <= MAX_ASKED)
    {
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
}

#[cfg(test)]
mod tests;
