//! `POST /api/v1/embed/session`: the code of an embedding for its token.

use super::errors::Web;
use crate::kit::{Failure, Input, origin};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_model::{Code, UserId};
use http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};

/// What the frame was told by the page around it.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    page_token: String,
    sdk_auth_code: String,
}

/// What the frame goes on with.
#[derive(Debug, Serialize)]
struct OpenedSession {
    /// The token, for the header `Authorization`.
    token: String,
    /// Seconds until it ends at the latest.
    expires_in: i64,
    /// Who is shown.
    user_id: UserId,
    /// The person's name.
    user_name: String,
}

/// Exchanges a code. Only a page of ours may: the site's own scripts never hold the token.
pub(super) async fn handler(
    State(drive): State<Drive>,
    headers: HeaderMap,
    Input(request): Input<Request>,
) -> Result<Response, Failure<Web>> {
    if !origin::is_own(&headers, &drive.settings().public_url) {
        return Err(Code::Forbidden.into());
    }
    let opened = drive
        .open_embedding(&request.page_token, &request.sdk_auth_code)
        .await?;
    let left = opened.expires_at.0 - drive.now().0;
    let session = OpenedSession {
        token: opened.token,
        expires_in: left / 1_000_000,
        user_id: opened.user,
        user_name: opened.name,
    };
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(session)).into_response())
}
