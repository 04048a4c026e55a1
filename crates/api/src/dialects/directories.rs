//! Directories: the folder API of a cloud drive, eight operations on folders.
//!
//! Each operation is a file: request, answer, document and a handler that only translates. What the
//! reference leaves open, and what we added, is decided in `docs/dialects/directories.md`.

mod auth;
mod authorize;
mod authorize_remove;
mod create;
mod delete;
mod download;
mod dto;
mod errors;
mod failures;
mod ids;
mod info;
mod list;
mod list_files;
mod lock;
mod pages;
mod rename;
mod reply;
mod roles;
mod targets;
mod unlock;
mod upload;

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
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Components, OpenApi as Document};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "Folders";
const TAG_OURS: &str = "Additions of this server";

/// The dialect, as a marker of failures.
#[derive(Debug, Clone, Copy)]
struct Directories;

/// A failure of one of the handlers.
type Failed = Failure<Directories>;

#[derive(OpenApi)]
#[openapi(info(
    title = "Coffer, directories dialect",
    description = "Operations on folders. Every answer is `{\"code\", \"message\", \"data\", \"date\"}` with `code` 200 for success. Failures whose `code` has six digits come with HTTP status 200, the others with the status that the `code` is.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct ApiDocument;

/// The routes with their document. `body_limit` bounds JSON bodies, in bytes; uploads have no limit but
/// the length of a file.
pub fn router(drive: Drive, random: RandomSource, body_limit: usize) -> (Router, Document) {
    let (router, document) = routes().split_for_parts();
    let router = router
        .route("/v1/", any(unknown_operation))
        .route("/v1/{*path}", any(unknown_operation))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(from_fn_with_state(random, render::<Directories>))
        .with_state(Tools {
            cursors: CursorCodec::new(drive.cursor_key()),
            drive,
        });
    (router, with_credentials(failures::describe(document)))
}

/// The operations.
fn routes() -> OpenApiRouter<Tools> {
    OpenApiRouter::with_openapi(ApiDocument::openapi())
        .routes(routes!(list_files::handler))
        .routes(routes!(create::handler))
        .routes(routes!(delete::handler))
        .routes(routes!(rename::handler))
        .routes(routes!(lock::handler))
        .routes(routes!(unlock::handler))
        .routes(routes!(authorize::handler))
        .routes(routes!(authorize_remove::handler))
        .routes(routes!(roles::handler))
        .routes(routes!(list::handler))
        .routes(routes!(info::handler))
        .routes(routes!(upload::handler))
        .routes(routes!(download::handler))
}

/// A failure of a request that never reached a handler.
pub(crate) fn render_outside(asked: &Asked, error: &Error, random: &RandomSource) -> Response {
    asked.render::<Directories>(error, random)
}

/// Says which credentials the operations take.
fn with_credentials(mut document: Document) -> Document {
    let components = document.components.get_or_insert_with(Components::new);
    let header = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let parameter = ApiKeyValue::with_description("access_token", "The same token in the query.");
    components.add_security_scheme("token", header);
    components.add_security_scheme(
        "access_token",
        SecurityScheme::ApiKey(ApiKey::Query(parameter)),
    );
    let nothing: [&str; 0] = [];
    document.security = Some(
        ["token", "access_token"]
            .map(|name| SecurityRequirement::new(name, nothing))
            .to_vec(),
    );
    document
}
