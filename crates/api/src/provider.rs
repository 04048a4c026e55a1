//! The built-in OpenID Connect provider, as browsers and clients see it: `/oauth2/*` and
//! `/.well-known/openid-configuration`.
//!
//! Pages are rendered here and work without scripts. What a login means, and what a code is worth,
//! is decided in the core.

mod authorize;
mod callback;
mod client_auth;
mod cookies;
mod discovery;
mod errors;
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
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use coffer_core::Drive;
use errors::{Endpoints, Pages};

/// Forms of this provider are short.
const BODY_LIMIT: usize = 16 * 1_024;

/// The provider's routes.
pub fn router(drive: Drive, random: RandomSource) -> Router {
    let pages = Router::new()
        .route(
            "/oauth2/authorize",
            get(authorize::ask).post(authorize::submit),
        )
        .route("/oauth2/callback", get(callback::show))
        .route("/oauth2/logout", get(logout::ask).post(logout::submit))
        .route("/oauth2/style.css", get(page::style))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(random.clone(), render::<Pages>));
    // For programs, those in pages of other origins included: no cookie counts here.
    let endpoints = Router::new()
        .route("/oauth2/token", post(token::exchange))
        .route("/oauth2/revoke", post(revoke::revoke))
        .route("/oauth2/userinfo", get(userinfo::tell).post(userinfo::tell))
        .route("/oauth2/jwks", get(discovery::keys))
        .route(
            "/.well-known/openid-configuration",
            get(discovery::document),
        )
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Origins::Any, cors::admit))
        .layer(from_fn_with_state(random, render::<Endpoints>));
    pages
        .merge(endpoints)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(drive)
}
