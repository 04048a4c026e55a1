//! The administration API: one of our own, for administrators and their programs.
//!
//! Paths begin with `/admin/v1/`, and with `/api/v1/` where everybody may call. A success is the thing itself, a failure says which one it was by its
//! HTTP status and a stable key. Ids are strings.

mod audit;
mod auth;
mod emergencies;
mod errors;
pub mod export;
mod locks;
mod nodes;
mod page;
mod person;
mod reply;
mod roles;

use crate::Asked;
use crate::kit::cursor::CursorCodec;
use crate::kit::failure::{RandomSource, method_not_allowed, unknown_operation};
use crate::kit::{Failure, Tools, render};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::any;
use coffer_core::Drive;
use coffer_model::Error;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Document};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG_AUDIT: &str = "Audit log";
const TAG_EMERGENCIES: &str = "Emergencies";
const TAG_LOCKS: &str = "Locks";
const TAG_ROLES: &str = "Roles";
const TAG_RIGHTS: &str = "Rights";

/// The dialect, as a marker of failures.
#[derive(Debug, Clone, Copy)]
struct Admin;

/// A failure of one of the handlers.
type Failed = Failure<Admin>;

#[derive(OpenApi)]
#[openapi(info(
    title = "Coffer, administration",
    description = "For administrators of a tenant and their programs. A failure is `{\"code\", \"message\", \"parameter\"}` with a fitting HTTP status.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct ApiDocument;

/// The routes with their document. `body_limit` bounds JSON bodies, in bytes.
pub fn router(drive: Drive, random: RandomSource, body_limit: usize) -> (Router, Document) {
    let (router, document) = OpenApiRouter::with_openapi(ApiDocument::openapi())
        .routes(routes!(audit::handler))
        .routes(routes!(emergencies::list::handler))
        .routes(routes!(
            emergencies::open::handler,
            emergencies::close::handler
        ))
        .routes(routes!(
            locks::find::handler,
            locks::put::handler,
            locks::take_off::handler
        ))
        .routes(routes!(roles::list::handler, roles::create::handler))
        .routes(routes!(roles::change::handler, roles::delete::handler))
        .routes(routes!(
            nodes::list_grants::handler,
            nodes::grant::handler,
            nodes::revoke::handler
        ))
        .routes(routes!(nodes::inherit::handler))
        .routes(routes!(nodes::explain::handler))
        .routes(routes!(nodes::granted::handler))
        .split_for_parts();
    let unknown = || any(unknown_operation);
    let router = router
        .route("/admin/", unknown())
        .route("/admin/{*path}", unknown())
        .route("/api/", unknown())
        .route("/api/{*path}", unknown())
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(from_fn_with_state(random, render::<Admin>))
        .with_state(Tools {
            cursors: CursorCodec::new(drive.cursor_key()),
            drive,
        });
    (router, with_credentials(document))
}

/// A failure of a request that never reached a handler.
pub(crate) fn render_outside(asked: &Asked, error: &Error, random: &RandomSource) -> Response {
    asked.render::<Admin>(error, random)
}

/// Says which credentials the operations take.
fn with_credentials(mut document: Document) -> Document {
    let components = document.components.get_or_insert_with(Components::new);
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme("token", token);
    let nothing: [&str; 0] = [];
    document.security = Some(vec![SecurityRequirement::new("token", nothing)]);
    document
}
