//! HTTP: what the dialects share, and the dialects.

pub mod dialects;
mod docs;
pub mod kit;
pub mod objects;
pub mod provider;

use crate::kit::cors::Origins;
use crate::kit::failure::RandomSource;
use axum::Router;
use coffer_core::Drive;
use objects::ObjectSettings;
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
    /// Randomness for ids that need not be secret.
    pub random: RandomSource,
}

/// Every route of the drive.
pub fn router(drive: &Drive, settings: &ApiSettings) -> Router {
    let random = settings.random.clone();
    let objects = ObjectSettings {
        cors: Origins::new(settings.cors_origins.clone()),
        random: random.clone(),
        idle: settings.body_idle,
    };
    let (koodrive, koodrive_document) =
        dialects::koodrive::router(drive.clone(), random.clone(), settings.json_body_bytes);
    Router::new()
        .merge(koodrive)
        .merge(objects::router(drive.clone(), objects))
        .merge(provider::router(drive.clone(), random))
        .merge(docs::router(&[("koodrive", koodrive_document)]))
}
