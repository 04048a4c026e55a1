//! KooDrive: the HTTP API of Huawei's cloud drive.
//!
//! Each operation is a file: request, answer, document and a handler that only translates. What the
//! reference leaves open is decided in `docs/dialects/koodrive.md`.

mod access;
mod archive;
mod auth;
mod departments;
mod dto;
mod errors;
pub(crate) mod events;
mod files;
mod groups;
mod ids;
mod jobs;
mod messages;
mod proof;
mod reply;
mod sdk;
mod service;
mod session;
mod shares;
mod signature;
mod spaces;
mod stars;
mod state;
mod tasks;
mod users;

use crate::Asked;
use crate::kit::failure::{RandomSource, method_not_allowed, unknown_operation};
use crate::kit::{Failure, asks_for_page, render};
use axum::Router;
use axum::extract::{DefaultBodyLimit, OriginalUri};
use axum::middleware::from_fn_with_state;
use axum::response::{Redirect, Response};
use axum::routing::get;
use coffer_core::Drive;
use coffer_model::{Code, Error};
use http::HeaderMap;
use state::Koo;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Document};
use utoipa_axum::router::OpenApiRouter;

const TAG_DEPARTMENTS: &str = "4.1 Departments";
const TAG_USERS: &str = "4.2 Users";
const TAG_SPACES: &str = "4.3 Spaces";
const TAG_GROUPS: &str = "4.4 Groups";
const TAG_ARCHIVES: &str = "4.9 Archives";
const TAG_JOBS: &str = "4.10 Batches";
const TAG_LISTS: &str = "4.12 Lists of files";
const TAG_FILES: &str = "4.13 Files";
const TAG_STARS: &str = "4.14 Favourites";
const TAG_MESSAGES: &str = "4.19 Messages";
const TAG_SHARES: &str = "4.15 My shares";
const TAG_RECEIVED: &str = "4.16 Shared with me";
const TAG_VISITS: &str = "4.17 Visiting shares";
const TAG_PORTAL: &str = "4.18 Portal";

/// The dialect, as a marker of failures.
#[derive(Debug, Clone, Copy)]
struct KooDrive;

/// A failure of one of the handlers.
type Failed = Failure<KooDrive>;

#[derive(OpenApi)]
#[openapi(info(
    title = "Coffer, KooDrive dialect",
    description = "Operations of the KooDrive HTTP API. Every answer carries `code` (0 for success) and `msg`.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct ApiDocument;

/// The routes with their document. `body_limit` bounds JSON bodies, in bytes.
pub fn router(drive: Drive, random: RandomSource, body_limit: usize) -> (Router, Document) {
    let koo = Koo::new(drive);
    let (router, document) = OpenApiRouter::with_openapi(ApiDocument::openapi())
        .merge(session::router())
        .merge(departments::router())
        .merge(users::router())
        .merge(spaces::router())
        .merge(groups::router())
        .merge(files::router())
        .merge(archive::router())
        .merge(jobs::router())
        .merge(service::router())
        .merge(tasks::router())
        .merge(messages::router())
        .merge(sdk::router())
        .merge(shares::router())
        .merge(stars::router())
        .merge(access::router())
        .split_for_parts();
    let document = with_credentials(document);
    let router = router
        .route("/koodrive/{*path}", axum::routing::any(unknown_operation))
        .route("/koodrive/", get(home).fallback(unknown_operation))
        .route("/koodrive", get(home).fallback(unknown_operation))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(body_limit, auth::keep_signed_body))
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(from_fn_with_state(random.clone(), render::<KooDrive>))
        .with_state(koo.clone())
        .merge(events::router(koo, random));
    (router, document)
}

/// Links of shares in the vendor's form, `/koodrive/#/sharelink/i/…`: browsers keep what is behind the number
/// sign on their way to the page at `/`, which goes on. Programs ask for no HTML, and find nothing here.
async fn home(headers: HeaderMap, OriginalUri(uri): OriginalUri) -> Result<Redirect, Failed> {
    if !asks_for_page(&headers) {
        return Err(Code::UnknownOperation.into());
    }
    let up = if uri.path().ends_with('/') {
        "../"
    } else {
        "./"
    };
    Ok(Redirect::temporary(up))
}

/// A failure of a request that never reached a handler.
pub(crate) fn render_outside(asked: &Asked, error: &Error, random: &RandomSource) -> Response {
    asked.render::<KooDrive>(error, random)
}

/// Says which credentials the operations take.
fn with_credentials(mut document: Document) -> Document {
    let components = document.components.get_or_insert_with(Components::new);
    let token = ApiKeyValue::with_description(
        "Authorization",
        "The token of a session: `Bearer+TOKEN`, `Bearer TOKEN` or `TOKEN`.",
    );
    let signature = ApiKeyValue::with_description(
        "Authorization",
        "The signature of an app: `HMAC-SHA256 AppId=…,SignedHeaders=…,Signature=…`, with `X-Date` \
         and `X-User-Id`; only where the reference lists `X-User-Id`.",
    );
    for (name, key) in [("token", token), ("app", signature)] {
        components.add_security_scheme(name, SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
    let nothing: [&str; 0] = [];
    document.security = Some(
        ["token", "app"]
            .map(|name| SecurityRequirement::new(name, nothing))
            .to_vec(),
    );
    document
}
