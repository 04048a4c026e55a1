//! What operators and their tools ask: is it alive, is it ready, how is it doing.

#[cfg(test)]
mod tests;

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::config::Network;
use crate::server::{Peer, is_trusted};
use crate::telemetry::Metrics;

/// Who may read the metrics, and what they read.
#[derive(Clone)]
pub struct Operations {
    /// The numbers.
    pub metrics: Metrics,
    /// Clients that may read them.
    pub allow: Vec<Network>,
    /// Proxies that are believed when they name the client.
    pub trusted_proxies: Vec<Network>,
}

/// `/healthz`: the process answers. `/readyz`: `ready` succeeds, so requests will be served.
/// `/metrics`: numbers for Prometheus, for those who may read them.
///
/// The reason why the server is not ready is logged and not told.
pub fn operations_router<F, R, E>(operations: Operations, ready: F) -> Router
where
    F: Fn() -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<(), E>> + Send + 'static,
    E: std::error::Error + 'static,
{
    let readyz = async move || match ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            let error = crate::report::chain(&error);
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    };
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(operations)
}

async fn metrics(
    State(operations): State<Operations>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    // Behind a proxy that we do not know everybody would seem to be the proxy, which is a
    // neighbour.
    let forwarded = ["x-forwarded-for", "forwarded"]
        .iter()
        .any(|name| headers.contains_key(*name));
    let hidden = forwarded && !is_trusted(peer.ip(), &operations.trusted_proxies);
    if hidden || !is_trusted(client.ip(), &operations.allow) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let of_prometheus = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(header::CONTENT_TYPE, of_prometheus)],
        operations.metrics.render(),
    )
        .into_response()
}
