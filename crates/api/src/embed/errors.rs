//! Failures as our own pages read them: a stable word and a text.

use crate::kit::{Dialect, RenderContext};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use coffer_model::error::Kind;
use coffer_model::{Code, Error};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// The dialect of our own pages.
pub(crate) enum Web {}

/// A failure.
#[derive(Debug, Serialize)]
struct FailureBody {
    /// The stable word for it.
    code: &'static str,
    /// The same for people.
    message: String,
}

impl Dialect for Web {
    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let body = FailureBody {
            code: error.code().key(),
            message: error.message(ctx.locale),
        };
        let mut response = (status(error.code()), axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        response
    }
}

fn status(code: Code) -> StatusCode {
    match code.kind() {
        Kind::Server if code == Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Server => StatusCode::INTERNAL_SERVER_ERROR,
        Kind::Denied if code == Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Denied => StatusCode::FORBIDDEN,
        Kind::Caller => match code {
            Code::UnknownOperation => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        },
    }
}
