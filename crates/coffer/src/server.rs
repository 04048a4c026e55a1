//! The HTTP server: accepts connections, bounds what each may ask, stops without cutting anyone
//! off.
//!
//! It knows no routes. [`serve`] is given a router and runs it; the address of the client, with
//! trusted proxies already taken into account, is a `ConnectInfo<SocketAddr>` extension of each
//! request, the address of the connection itself is a [`Peer`].

mod activity;
mod connection;
mod lifecycle;
mod proxies;
mod request;
#[cfg(test)]
mod tests;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;

use crate::config::{Limits, Network, Settings};

pub use lifecycle::{Background, Lifecycle};
pub use proxies::is_trusted;
pub use tls::TlsError;

/// The address of the other end of the connection: the client's, or a proxy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Why the server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("cannot use the certificate")]
    Tls(#[from] TlsError),
}

/// What every connection shares.
struct Shared {
    router: Router,
    limits: Limits,
    trusted_proxies: Vec<Network>,
    tls: Option<TlsAcceptor>,
    lifecycle: Lifecycle,
    tasks: TaskTracker,
}

/// Starts to listen on the configured address.
///
/// # Errors
/// [`ServerError::Listen`].
pub async fn bind(settings: &Settings) -> Result<TcpListener, ServerError> {
    let address = settings.listen;
    TcpListener::bind(address)
        .await
        .map_err(|source| ServerError::Listen { address, source })
}

/// Serves until `lifecycle` is told to stop, then finishes the requests that are running, for as
/// long as the settings allow.
///
/// # Errors
/// [`ServerError::Tls`], before the first connection.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: &Settings,
    lifecycle: Lifecycle,
) -> Result<(), ServerError> {
    let tls = match &settings.tls {
        Some(files) => Some(tls::acceptor(files, &lifecycle)?),
        None => None,
    };
    let shared = Arc::new(Shared {
        router,
        limits: settings.limits.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        tls,
        lifecycle,
        tasks: TaskTracker::new(),
    });
    accept_all(listener, &shared).await;
    finish(&shared).await;
    Ok(())
}

/// Accepts connections until the server is told to stop; then the port is free again.
async fn accept_all(listener: TcpListener, shared: &Arc<Shared>) {
    let slots = Arc::new(Semaphore::new(shared.limits.max_connections));
    let accept_next = async || {
        // The slot first: what is not accepted waits in the system's queue, or goes to another
        // server.
        let slot = Arc::clone(&slots).acquire_owned().await.ok()?;
        let (stream, peer) = accept(&listener).await;
        Some((slot, stream, peer))
    };
    loop {
        let accepted = shared
            .lifecycle
            .stop
            .run_until_cancelled(accept_next())
            .await;
        let Some(Some((slot, stream, peer))) = accepted else {
            return;
        };
        let of_connection = Arc::clone(shared);
        shared.tasks.spawn(async move {
            connection::run(of_connection, stream, peer).await;
            drop(slot);
        });
    }
}

/// The next connection, without Nagle's algorithm: it would hold small answers back for 40 ms.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "the client is gone already");
                    continue;
                }
                return (stream, peer);
            }
            // Out of file descriptors or memory, or a client that left: neither ends the server.
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Waits for the connections; cuts those that take too long.
async fn finish(shared: &Shared) {
    shared.tasks.close();
    let all_done = async {
        tokio::select! {
            () = shared.tasks.wait() => (),
            () = shared.lifecycle.abort.cancelled() => (),
        }
    };
    let in_time = tokio::time::timeout(shared.limits.shutdown, all_done)
        .await
        .is_ok();
    if !in_time {
        tracing::warn!(
            connections = shared.tasks.len(),
            "requests did not finish in time"
        );
    }
    shared.lifecycle.abort.cancel();
    shared.tasks.wait().await;
}
