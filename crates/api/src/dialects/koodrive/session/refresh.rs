//! 4.5.4: another token for a session.

use super::{SESSION_ID, cookie, secret_reply, spelled};
use crate::dialects::koodrive::auth::AccessToken;
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, KooDrive};
use crate::kit::Dialect;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use coffer_model::{Code, Error};
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

/// The token (reference, table 4-136).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefreshSessionResponse {
    /// The new token, with the prefix `Bearer+`. The old one is dead.
    access_token: String,
    /// Addition: the session id, which stays the same; also in the header `x-session-id`.
    session_id: String,
}

/// Gives a session another token (4.5.4).
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/session/refresh",
    tag = super::TAG,
    params(("x-session-id" = String, Header, description = "The session id, from 4.5.3")),
    responses((status = 200, body = Reply<RefreshSessionResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    AccessToken(token): AccessToken,
    headers: HeaderMap,
) -> Result<HttpResponse, Failed> {
    let token = token.ok_or(Code::Unauthenticated)?;
    let session_id = headers
        .get(SESSION_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Error::parameter("x-session-id"))?;
    let renewed = koo.drive.renew_session(&token, session_id).await?;
    let response = RefreshSessionResponse {
        access_token: spelled(&renewed),
        session_id: session_id.to_owned(),
    };
    let reply = Reply::new(KooDrive::locale(&headers), response);
    Ok(secret_reply(
        reply,
        cookie(&koo.drive, Some(&renewed)),
        Some(session_id),
    ))
}
