//! The built-in OpenID Connect provider, as browsers and clients see it: `/oauth2/*` and
//! `/.well-known/openid-configuration`.
//!
//! Pages are rendered here and work without scripts. Where there is an external issuer, people log in
//! there and clients do not notice ([`external`]). What a login means, and what a code is worth,
//! is decided in the core.

mod authorize;
mod callback;
mod client_auth;
mod cookies;
mod discovery;
mod errors;
pub mod external;
mod form;
mod logout;
mod page;
mod revoke;
mod token;
mod userinfo;

use crate::kit::cors::{self, Origins};
use crate::kit::failure::{RandomSource, method_not_allowed};
use crate::kit::render;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use coffer_core::Drive;
use errors::{Endpoints, Pages};
use external::{External, Issuer};
use std::sync::Arc;

/// Forms of this provider are short.
const BODY_LIMIT: usize = 16 * 1_024;

/// What the provider stands on.
#[derive(Clone)]
struct Site {
    drive: Drive,
    issuer: Option<Arc<Issuer>>,
}

impl FromRef<Site> for Drive {
    fn from_ref(site: &Site) -> Self {
        site.drive.clone()
    }
}

impl FromRef<Site> for Option<Arc<Issuer>> {
    fn from_ref(site: &Site) -> Self {
        site.issuer.clone()
    }
}

/// The provider's routes. With an issuer people may log in there, too.
pub fn router(drive: Drive, issuer: Option<Arc<Issuer>>, random: RandomSource) -> Router {
    let mut pages = Router::new()
        .route(
            "/oauth2/authorize",
            get(authorize::ask).post(authorize::submit),
        )
        .route("/oauth2/callback", get(callback::show))
        .route("/oauth2/logout", get(logout::ask).post(logout::submit))
        .route("/oauth2/style.css", get(page::style));
    // For programs, those in pages of other origins included: no cookie counts here.
    let mut endpoints = Router::new()
        .route("/oauth2/token", post(token::exchange))
        .route("/oauth2/revoke", post(revoke::revoke))
        .route("/oauth2/userinfo", get(userinfo::tell).post(userinfo::tell))
        .route("/oauth2/jwks", get(discovery::keys))
        .route(
            "/.well-known/openid-configuration",
            get(discovery::document),
        );
    if let Some(issuer) = issuer.clone() {
        let drive = drive.clone();
        let external = External { drive, issuer };
        pages = pages.merge(external::pages(external.clone()));
        endpoints = endpoints.merge(external::endpoints(external));
    }
    let pages = pages
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(random.clone(), render::<Pages>));
    let endpoints = endpoints
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Origins::Any, cors::admit))
        .layer(from_fn_with_state(random, render::<Endpoints>));
    pages
        .merge(endpoints)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(Site { drive, issuer })
}
