//! The envelope of success.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use coffer_model::Locale;
use coffer_model::error::Texts;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// The content type of every answer.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A JSON response. What it says is about people and their files: nobody on the way keeps it.
pub(super) fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, JSON);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer: `code` 0, `msg` in the caller's language, and the operation's own fields.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reply<T> {
    /// Always 0.
    code: i64,
    /// `success` in the caller's language.
    msg: &'static str,
    /// The operation's own fields.
    #[serde(flatten)]
    body: T,
}

impl<T> Reply<T> {
    pub(super) fn new(locale: Locale, body: T) -> Self {
        Self {
            code: 0,
            msg: success(locale),
            body,
        }
    }
}

/// The text of success.
pub(super) fn success(locale: Locale) -> &'static str {
    Texts::get(locale).text("success")
}

/// No fields beside the envelope's.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Nothing {}

/// One field `data`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Data<T> {
    /// The answer.
    pub(super) data: T,
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self) {
            Ok(bytes) => json(StatusCode::OK, bytes),
            Err(error) => {
                crate::kit::Failure::<super::KooDrive>::from(coffer_model::Error::internal(error))
                    .into_response()
            }
        }
    }
}
