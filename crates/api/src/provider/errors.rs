//! Failures of the provider: pages for people, the words of RFC 6749 for programs.

use super::page::{self, Page};
use crate::kit::{Dialect, RenderContext};
use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use coffer_model::error::{Kind, Texts};
use coffer_model::{Code, Error};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// What people see.
pub(super) struct Pages;

/// What programs see.
pub(super) struct Endpoints;

impl Dialect for Pages {
    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let texts = Texts::get(ctx.locale);
        Page {
            locale: ctx.locale,
            status: status(error.code()),
            title: texts.text("failure.title").to_owned(),
            body: format!(
                "<p role=\"alert\">{}</p><p class=\"small\">{}</p>",
                page::escape(&error.message(ctx.locale)),
                page::escape(ctx.trace_id.as_str()),
            ),
            ..Page::default()
        }
        .into_response()
    }
}

impl Dialect for Endpoints {
    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let name = match error.code().kind() {
            Kind::Caller => "invalid_request",
            Kind::Denied => "access_denied",
            Kind::Server if error.code() == Code::Internal => "server_error",
            Kind::Server => "temporarily_unavailable",
        };
        let mut response = OAuthError::new(name).into_response();
        *response.status_mut() = status(error.code());
        tracing::debug!(trace.id = %ctx.trace_id, name, "refused");
        response
    }
}

fn status(code: Code) -> StatusCode {
    match code.kind() {
        Kind::Server if code == Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Server => StatusCode::INTERNAL_SERVER_ERROR,
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

/// A refusal of the token endpoint and its neighbours (RFC 6749 §5.2). The names are the standard's.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct OAuthError {
    error: &'static str,
    #[serde(skip)]
    challenge: Option<&'static str>,
}

impl OAuthError {
    pub(super) const fn new(error: &'static str) -> Self {
        Self {
            error,
            challenge: None,
        }
    }

    /// The client did not prove who it is.
    pub(super) const fn invalid_client() -> Self {
        Self {
            error: "invalid_client",
            challenge: Some("Basic realm=\"oauth2\""),
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let status = match self.challenge {
            Some(_) => StatusCode::UNAUTHORIZED,
            None => StatusCode::BAD_REQUEST,
        };
        let mut response = (status, no_store(), Json(self)).into_response();
        if let Some(challenge) = self.challenge {
            let value = HeaderValue::from_static(challenge);
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// Answers with secrets in them must not be kept by anybody on the way.
pub(super) fn no_store() -> [(header::HeaderName, HeaderValue); 1] {
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}
