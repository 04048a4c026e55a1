//! 4.5.5: the end of a session.

use super::{cookie, secret_reply};
use crate::dialects::koodrive::auth::AccessToken;
use crate::dialects::koodrive::reply::{Nothing, Reply};
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, KooDrive};
use crate::kit::Dialect;
use axum::extract::State;
use axum::response::Response as HttpResponse;
use http::HeaderMap;

/// Ends the session, and the browser's login that it came from (4.5.5). Without a token, or with one
/// that has ended, there is nothing to do and nothing wrong.
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/session/logoff",
    tag = super::TAG,
    responses((status = 200, body = Reply<Nothing>))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    AccessToken(token): AccessToken,
    headers: HeaderMap,
) -> Result<HttpResponse, Failed> {
    let reply = Reply::new(KooDrive::locale(&headers), Nothing {});
    let Some(token) = token else {
        return Ok(secret_reply(reply, None, None));
    };
    koo.drive.end_session(&token).await?;
    Ok(secret_reply(reply, cookie(&koo.drive, None), None))
}
