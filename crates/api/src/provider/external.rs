//! Logging in at an external OpenID Connect issuer (OpenID Connect Core 1.0, Discovery 1.0,
//! RP-Initiated Logout 1.0, Back-Channel Logout 1.0; RFC 6749, 7636, 9207).
//!
//! Our clients go on to see the built-in provider alone. Its login page sends the browser on to the
//! issuer; when it comes back, what the issuer says is verified here, and the core makes the same
//! login of it that a password makes.

mod arrive;
mod backchannel;
mod cached;
mod depart;
mod exchange;
mod http;
mod issuer;
mod leave;
mod metadata;
mod settings;
mod tell;
mod token;
mod trouble;

pub use issuer::Issuer;
pub(super) use leave::{Farewell, farewell};
pub use settings::IssuerSettings;

use super::cookies::Cookie;
use ::http::{HeaderMap, HeaderValue, header};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use coffer_core::Drive;
use coffer_model::Result;
use std::sync::Arc;

/// Where the issuer sends the browser back after a login, under the public address.
const CALLBACK: &str = "/oauth2/external/callback";
/// Where it sends the browser back after a logout.
const LOGGED_OUT: &str = "/oauth2/external/logged_out";

/// What the handlers here stand on.
#[derive(Clone)]
pub(super) struct External {
    pub(super) drive: Drive,
    pub(super) issuer: Arc<Issuer>,
}

/// Pages that exist only where there is an issuer.
pub(super) fn pages<S: Clone + Send + Sync + 'static>(external: External) -> Router<S> {
    Router::new()
        .route("/oauth2/external/login", get(depart::depart))
        .route(CALLBACK, get(arrive::arrive))
        .route(LOGGED_OUT, get(leave::back))
        .with_state(external)
}

/// What the issuer itself calls.
pub(super) fn endpoints<S: Clone + Send + Sync + 'static>(external: External) -> Router<S> {
    Router::new()
        .route(
            "/oauth2/external/backchannel_logout",
            post(backchannel::end),
        )
        .with_state(external)
}

/// The secret that an errand is bound to: the browser's, or a new one with the header that sets it.
fn browser_secret(drive: &Drive, headers: &HeaderMap) -> Result<(String, Option<HeaderValue>)> {
    if let Some(known) = Cookie::External.find_token(drive, headers) {
        return Ok((known.to_owned(), None));
    }
    let secret = drive.unguessable()?;
    let cookie = Cookie::External.set(drive, &secret);
    Ok((secret, cookie))
}

fn add_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
