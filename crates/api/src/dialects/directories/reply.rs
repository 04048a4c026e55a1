//! The envelope of success.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use coffer_core::Ctx;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// The number of success.
const SUCCESS: i64 = 200;

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reply<T> {
    /// Always 200.
    #[schema(minimum = 200, maximum = 200)]
    code: i64,
    /// Always null.
    message: Option<String>,
    /// What was asked for.
    data: T,
    /// When it was answered, in milliseconds since 1970.
    date: i64,
}

/// An answer that is a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListReply<T> {
    /// Always 200.
    #[schema(minimum = 200, maximum = 200)]
    code: i64,
    /// Always null.
    message: Option<String>,
    /// The entries.
    data: Vec<T>,
    /// When it was answered, in milliseconds since 1970.
    date: i64,
    /// How many entries there are in this answer.
    total: usize,
    /// The same.
    count: usize,
    /// Addition: what to ask for the next page with; null on the last.
    cursor: Option<String>,
}

impl<T> Reply<T> {
    pub(super) fn new(ctx: &Ctx, data: T) -> Self {
        Self {
            code: SUCCESS,
            message: None,
            data,
            date: ctx.now.millis(),
        }
    }
}

impl<T> ListReply<T> {
    pub(super) fn new(ctx: &Ctx, data: Vec<T>, cursor: Option<String>) -> Self {
        Self {
            code: SUCCESS,
            message: None,
            total: data.len(),
            count: data.len(),
            data,
            date: ctx.now.millis(),
            cursor,
        }
    }
}

/// A JSON response. What it says is about people and their files: nobody on the way keeps it.
pub(super) fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn respond(body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => json(StatusCode::OK, bytes),
        Err(error) => super::Failed::from(coffer_model::Error::internal(error)).into_response(),
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        respond(&self)
    }
}

impl<T: Serialize> IntoResponse for ListReply<T> {
    fn into_response(self) -> Response {
        respond(&self)
    }
}
