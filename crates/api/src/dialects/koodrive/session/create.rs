//! 4.5.3: a session for a code.

use super::{cookie, secret_reply, spelled};
use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, KooDrive};
use crate::kit::{Dialect, Input, lenient, origin};
use axum::extract::State;
use axum::response::Response as HttpResponse;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The code from the login page (reference, table 4-133).
///
/// Clients of this protocol send the code alone, so that there is no verifier of PKCE to bind it
/// to. It is bound otherwise: it goes only to registered addresses of the server's own client, whose
/// codes nobody but the server redeems; it has 256 bits of randomness, works once within five
/// minutes, and a second use ends the session that the first one opened. A client that can keep a
/// verifier sends a challenge to the login page, and then the verifier is demanded here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateSessionRequest {
    /// The authorization code.
    code: String,
    /// Addition: the verifier (RFC 7636), when the login page was given a `code_challenge`.
    #[serde(default, deserialize_with = "lenient::optional")]
    code_verifier: Option<String>,
}

/// The session (reference, table 4-134).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateSessionResponse {
    /// The token, with the prefix `Bearer+`. It ends 20 minutes after its last use.
    access_token: String,
    /// The user's id.
    user_id: String,
    /// The user's name.
    user_name: String,
    /// Addition: the session id, which 4.5.4 takes; also in the header `x-session-id`.
    session_id: String,
}

/// Opens a session with a code (4.5.3). The token is set as the cookie `Authorization`, too.
#[utoipa::path(
    post,
    path = "/koodrive/ose/v1/session/",
    tag = super::TAG,
    security(()),
    request_body = CreateSessionRequest,
    responses((status = 200, body = Reply<CreateSessionResponse>), (status = 400, body = FailureBody), (status = 401, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    headers: HeaderMap,
    Input(request): Input<CreateSessionRequest>,
) -> Result<HttpResponse, Failed> {
    let verifier = request.code_verifier.as_deref();
    let session = koo.drive.open_session(&request.code, verifier).await?;
    // Another site's page must not log the browser in as somebody of its choice.
    let own = origin::is_own(&headers, &koo.drive.settings().public_url);
    let cookie = cookie(&koo.drive, Some(&session.token)).filter(|_| own);
    let response = CreateSessionResponse {
        access_token: spelled(&session.token),
        user_id: session.user.to_string(),
        user_name: session.name,
        session_id: session.handle.clone(),
    };
    let reply = Reply::new(KooDrive::locale(&headers), response);
    Ok(secret_reply(reply, cookie, Some(&session.handle)))
}
