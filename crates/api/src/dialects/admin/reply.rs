//! Successes.

use super::Failed;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use coffer_model::Error;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// The thing itself as JSON. It is about people and their files: nobody on the way keeps it.
#[derive(Debug)]
pub(super) struct Reply<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let bytes = match serde_json::to_vec(&self.0) {
            Ok(bytes) => bytes,
            Err(error) => return Failed::from(Error::internal(error)).into_response(),
        };
        let mut response = Response::new(Body::from(bytes));
        for (name, value) in [
            (header::CONTENT_TYPE, "application/json; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// It is done, and there is nothing to say.
pub(super) fn done() -> Response {
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::NO_CONTENT, headers).into_response()
}
