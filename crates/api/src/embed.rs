//! What other sites embed: the script at `/sdk/`, the pages that it opens in a frame at `/embed/`, and
//! the exchange of an embedding's code for the token that those pages use.
//!
//! The files are built from `web/` and handed in by the program; a program that was built without them
//! says so instead. Which sites may embed is the operator's decision: browsers are told in
//! `frame-ancestors`, and the pages, which check it once more for every message, in their own text.

pub(crate) mod errors;
mod exchange;
pub(crate) mod files;

use crate::kit::failure::{RandomSource, method_not_allowed, unknown_operation};
use crate::kit::render;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use coffer_core::Drive;
use errors::Web;
use std::sync::Arc;

pub use files::{WebFile, WebFiles};

/// The path of the script; what is behind it changes with the program.
pub(crate) const SCRIPT: &str = "/sdk/coffer-sdk.js";

/// The two tokens of an exchange are short.
const BODY_LIMIT: usize = 16 * 1_024;

/// What the operator and the program decide about embedding.
#[derive(Debug, Clone)]
pub struct EmbedSettings {
    /// Origins of the sites that may embed, as browsers spell them.
    pub origins: Vec<String>,
    /// What was built from `web/`.
    pub files: WebFiles,
    /// Randomness for trace ids.
    pub random: RandomSource,
}

/// The path of the script that changes when the script does, so that it may be kept for ever.
#[derive(Debug, Clone)]
pub(crate) struct ScriptPath(pub(crate) Arc<str>);

impl ScriptPath {
    pub(crate) fn of(files: WebFiles) -> Self {
        Self(format!("{SCRIPT}?v={}", files::mark(files.script())).into())
    }
}

/// The routes.
pub(crate) fn router(drive: Drive, settings: EmbedSettings) -> Router {
    let EmbedSettings {
        origins,
        files,
        random,
    } = settings;
    let embedded = Arc::new(files::Prepared::new(
        files,
        &origins,
        &drive.settings().public_url,
    ));
    let files = Router::new()
        .route(SCRIPT, get(files::script))
        .route("/embed/picker", get(files::picker))
        .route("/embed/preview", get(files::preview))
        .route("/embed/assets/{name}", get(files::asset))
        .route("/embed/{*rest}", any(unknown_operation))
        .with_state(embedded);
    let exchange = Router::new()
        .route("/api/v1/embed/session", post(exchange::handler))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(drive);
    files
        .merge(exchange)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(random, render::<Web>))
}
