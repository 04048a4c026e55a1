//! The object endpoint `/o/{id}`: parts of uploads come in by PUT, contents go out by GET and HEAD.
//!
//! A signed link is the only credential. Failures are told as object stores tell them, so that
//! clients made for those understand them.

mod errors;
mod get;
mod incoming;
mod outgoing;
mod pack;
mod presentation;
mod put;

use crate::Asked;
use crate::kit::cors::{self, Origins};
use crate::kit::failure::{RandomSource, method_not_allowed, unknown_operation};
use crate::kit::render;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{any, get};
use coffer_core::signing::VerifiedQuery;
use coffer_core::{Drive, OpaqueKind};
use coffer_model::{Error, Result};
use errors::Objects;
use http::request::Parts;
use std::sync::Arc;
use std::time::Duration;

/// What the operator decides about the endpoint.
#[derive(Debug, Clone)]
pub struct ObjectSettings {
    /// Origins whose pages may send and fetch contents.
    pub cors: Origins,
    /// Where trace ids, entity tags and boundaries come from.
    pub random: RandomSource,
    /// How long the body of an upload may pause.
    pub idle: Duration,
}

/// The endpoint's routes. There is no limit on bodies but the length that a link signs.
pub fn router(drive: Drive, settings: ObjectSettings) -> Router {
    let ObjectSettings { cors, random, idle } = settings;
    let endpoint = Endpoint(Arc::new(Shared {
        drive,
        random: random.clone(),
        idle,
    }));
    Router::new()
        .route(
            "/o/{id}",
            get(get::fetch).put(put::store).fallback(method_not_allowed),
        )
        .route(
            "/o/pack/{id}",
            get(pack::fetch).fallback(pack::refuse_method),
        )
        .route("/o", any(unknown_operation))
        .route("/o/", any(unknown_operation))
        .route("/o/{id}/", any(unknown_operation))
        .route("/o/{id}/{*rest}", any(unknown_operation))
        .layer(from_fn_with_state(random, render::<Objects>))
        .layer(from_fn_with_state(cors, cors::admit))
        .with_state(endpoint)
}

/// A failure of a request that never reached a handler.
pub(crate) fn render_outside(asked: &Asked, error: &Error, random: &RandomSource) -> Response {
    asked.render::<Objects>(error, random)
}

/// What the operations share.
#[derive(Clone)]
struct Endpoint(Arc<Shared>);

struct Shared {
    drive: Drive,
    random: RandomSource,
    idle: Duration,
}

impl Endpoint {
    fn drive(&self) -> &Drive {
        &self.0.drive
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.random.fill(&mut bytes);
        bytes
    }

    /// Checks the link that the request was made with.
    fn verify<'a>(&self, parts: &'a Parts) -> Result<VerifiedQuery<'a>> {
        self.drive().verify_link(
            parts.method.as_str(),
            parts.uri.path(),
            parts.uri.query().unwrap_or_default(),
            |name| header(parts, name),
        )
    }

    /// The id in the path, if it is one of this kind.
    fn id(&self, kind: OpaqueKind, parts: &Parts) -> Option<i64> {
        let (_, id) = parts.uri.path().rsplit_once('/')?;
        self.drive().opaque().open(kind, id)
    }
}

/// The only value of a header; `None` when it is absent, repeated or not text. The authority of a
/// request is in its target, where there is one (RFC 9112, section 3.2.2).
fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    if name == "host"
        && let Some(authority) = parts.uri.authority()
    {
        return Some(authority.as_str());
    }
    let mut values = parts.headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    value.to_str().ok()
}

#[cfg(test)]
mod tests;
