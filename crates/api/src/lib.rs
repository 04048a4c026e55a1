//! HTTP: what the dialects share, and the dialects.

pub mod dialects;
mod docs;
pub mod embed;
pub mod kit;
pub mod objects;
pub mod provider;
mod share_page;

use crate::kit::Dialect;
use crate::kit::cors::Origins;
use crate::kit::failure::RandomSource;
use axum::response::Response;
use axum::{Extension, Router};
use coffer_core::Drive;
use coffer_model::Error;
use embed::{EmbedSettings, ScriptPath, WebFiles};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use objects::ObjectSettings;
use provider::external::Issuer;
use std::sync::Arc;
use std::time::Duration;

/// What the operator decides about the HTTP side.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// Origins of pages that may use the object endpoint.
    pub cors_origins: Vec<String>,
    /// The largest JSON body, in bytes.
    pub json_body_bytes: usize,
    /// How long the body of an upload may pause.
    pub body_idle: Duration,
    /// Origins of sites that may embed the picker and the preview.
    pub sdk_origins: Vec<String>,
    /// What was built from `web/`.
    pub web_files: WebFiles,
    /// Randomness for ids that need not be secret.
    pub random: RandomSource,
    /// Where people may log in beside the built-in provider.
    pub issuer: Option<Arc<Issuer>>,
}

/// Every route of the drive.
pub fn router(drive: &Drive, settings: &ApiSettings) -> Router {
    let random = settings.random.clone();
    let objects = ObjectSettings {
        cors: Origins::new(settings.cors_origins.clone()),
        random: random.clone(),
        idle: settings.body_idle,
    };
    let embed = EmbedSettings {
        origins: settings.sdk_origins.clone(),
        files: settings.web_files,
        random: random.clone(),
    };
    let (koodrive, koodrive_document) =
        dialects::koodrive::router(drive.clone(), random.clone(), settings.json_body_bytes);
    let (admin, admin_document) =
        dialects::admin::router(drive.clone(), random.clone(), settings.json_body_bytes);
    let (directories, directories_document) =
        dialects::directories::router(drive.clone(), random.clone(), settings.json_body_bytes);
    Router::new()
        .merge(koodrive.layer(Extension(ScriptPath::of(settings.web_files))))
        .merge(embed::router(drive.clone(), embed))
        .merge(share_page::router(
            settings.web_files,
            &drive.settings().public_url,
            random.clone(),
        ))
        .merge(admin)
        .merge(directories)
        .merge(objects::router(drive.clone(), objects))
        .merge(provider::router(
            drive.clone(),
            settings.issuer.clone(),
            random,
        ))
        .merge(docs::router(&[
            ("koodrive", koodrive_document),
            ("admin", admin_document),
            ("directories", directories_document),
        ]))
        .layer(axum::middleware::from_fn(kit::drain::drain))
}

/// What a request that the server gave up waiting for is answered: in the words of the dialect that
/// its path belongs to, as every other failure. `None` for paths of no dialect.
#[must_use]
pub fn answer_given_up(asked: &Asked, error: &Error, random: &RandomSource) -> Option<Response> {
    let path = asked.uri.path();
    if path.starts_with("/koodrive/") {
        Some(dialects::koodrive::render_outside(asked, error, random))
    } else if path.starts_with("/admin/") || path.starts_with("/api/") {
        Some(dialects::admin::render_outside(asked, error, random))
    } else if path.starts_with("/v1/") {
        Some(dialects::directories::render_outside(asked, error, random))
    } else if path == dialects::koodrive::events::PATH {
        Some(dialects::koodrive::events::render_outside(
            asked, error, random,
        ))
    } else if path.starts_with("/o/") {
        Some(objects::render_outside(asked, error, random))
    } else {
        None
    }
}

/// What is kept of a request's head to answer it without its handler.
#[derive(Debug, Clone)]
pub struct Asked {
    uri: Uri,
    headers: [(HeaderName, Option<HeaderValue>); 3],
}

impl Asked {
    /// Keeps what matters; cheap.
    #[must_use]
    pub fn of<B>(request: &http::Request<B>) -> Self {
        let names = [
            header::ACCEPT_LANGUAGE,
            HeaderName::from_static("language"),
            HeaderName::from_static("x-traceid"),
        ];
        Self {
            uri: request.uri().clone(),
            headers: names.map(|name| {
                let value = request.headers().get(&name).cloned();
                (name, value)
            }),
        }
    }

    /// The failure as the dialect `D` tells it.
    fn render<D: Dialect>(&self, error: &Error, random: &RandomSource) -> Response {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            headers.extend(value.clone().map(|value| (name.clone(), value)));
        }
        kit::failure::render_outside::<D>(&headers, error, random)
    }
}
