//! 4.5.2: where a browser goes to log in.

use crate::dialects::koodrive::errors::FailureBody;
use crate::dialects::koodrive::reply::Reply;
use crate::dialects::koodrive::state::Koo;
use crate::dialects::koodrive::{Failed, KooDrive};
use crate::kit::{Dialect, Params};
use axum::extract::State;
use coffer_core::identity::provider::BUILT_IN_CLIENT;
use coffer_core::signing::percent::{self, Keep};
use coffer_model::Error;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AuthCodeUrlRequest {
    /// The front end's host. A host that is registered gets the code; any other gets a page that
    /// shows it.
    domain: String,
}

/// Where to log in (reference, table 4-131).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthCodeUrlResponse {
    /// The login page, complete with a fresh `state`. A front end that can keep a verifier appends
    /// `code_challenge` and `code_challenge_method=S256`.
    uri: String,
    /// The identity provider.
    org_id_host: String,
}

/// Where a browser goes to log in (4.5.2).
#[utoipa::path(
    get,
    path = "/koodrive/ose/v1/session/authCodeURL",
    tag = super::TAG,
    security(()),
    params(AuthCodeUrlRequest),
    responses((status = 200, body = Reply<AuthCodeUrlResponse>), (status = 400, body = FailureBody))
)]
pub(super) async fn handler(
    State(koo): State<Koo>,
    headers: HeaderMap,
    Params(request): Params<AuthCodeUrlRequest>,
) -> Result<Reply<AuthCodeUrlResponse>, Failed> {
    if authority(&request.domain).is_empty() {
        return Err(Error::parameter("domain").into());
    }
    let registered = koo.drive.built_in_client().redirect_uris;
    let redirect_uri = redirect_for(&registered, &request.domain);
    let provider = koo.drive.settings().public_url.clone();
    let uri = format!(
        "{provider}/oauth2/authorize?response_type=code&client_id={BUILT_IN_CLIENT}\
         &scope=phone+profile+email&redirect_uri={}&state={}",
        percent::encode(redirect_uri, Keep::Nothing),
        koo.drive.unguessable()?,
    );
    let response = AuthCodeUrlResponse {
        uri,
        org_id_host: provider,
    };
    Ok(Reply::new(KooDrive::locale(&headers), response))
}

/// The first registered address on the host `domain` (which may come with scheme, port and path),
/// else the first of all.
fn redirect_for<'a>(registered: &'a [String], domain: &str) -> &'a str {
    let wanted = authority(domain);
    let found = registered.iter().find(|uri| {
        let own = authority(uri);
        own.eq_ignore_ascii_case(wanted)
            || own
                .split(':')
                .next()
                .is_some_and(|host| host.eq_ignore_ascii_case(wanted))
    });
    found.or(registered.first()).map_or("", String::as_str)
}

fn authority(text: &str) -> &str {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
