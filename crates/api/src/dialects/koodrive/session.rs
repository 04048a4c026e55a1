//! Sessions (reference, 4.5), on top of the identity provider's codes.

mod auth;
mod auth_code_url;
mod create;
mod logoff;
mod refresh;

use super::auth::COOKIE;
use super::state::Koo;
use crate::kit::cookies::{self, Keep};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use coffer_core::Drive;
use http::{HeaderName, HeaderValue, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "4.5 Sessions";
const SESSION_ID: HeaderName = HeaderName::from_static("x-session-id");

pub(super) fn router() -> OpenApiRouter<Koo> {
    OpenApiRouter::new()
        .routes(routes!(auth::handler))
        .routes(routes!(auth_code_url::handler))
        .routes(routes!(create::handler))
        // The table has the slash at the end, the example has not.
        .route("/koodrive/ose/v1/session", post(create::handler))
        .routes(routes!(refresh::handler))
        .routes(routes!(logoff::handler))
}

/// The token as answers spell it.
fn spelled(token: &str) -> String {
    format!("Bearer+{token}")
}

/// The cookie with this token; without one, its removal.
fn cookie(drive: &Drive, token: Option<&str>) -> Option<HeaderValue> {
    let secure = drive.settings().public_url.starts_with("https://");
    match token {
        Some(token) => cookies::set(COOKIE, &spelled(token), secure, Keep::Session),
        None => cookies::set(COOKIE, "", secure, Keep::Not),
    }
}

/// An answer with a secret in it: kept by nobody, with the cookie and the session id beside it.
fn secret_reply(
    reply: impl IntoResponse,
    cookie: Option<HeaderValue>,
    session_id: Option<&str>,
) -> Response {
    let mut response = reply.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
    if let Some(value) = session_id.and_then(|id| HeaderValue::from_str(id).ok()) {
        headers.insert(SESSION_ID, value);
    }
    response
}
