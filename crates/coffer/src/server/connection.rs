//! One connection, from the handshake to its end.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1::UpgradeableConnection;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use coffer_core::watch::CutOff;

use super::Shared;
use super::activity::{Activity, Expired, Observed};
use super::request::Requests;
use super::tls::HTTP2;

/// Streams that one HTTP/2 connection may have open.
const STREAMS: u32 = 256;
/// What HTTP/2 may send ahead of us, per stream and per connection: enough for an upload at full
/// speed over a link with 80 ms.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;

/// An HTTP/2 client of which nothing was heard for so long is asked whether it is still there.
const ASK_AFTER: Duration = Duration::from_secs(30);
/// It is given up without an answer; on a slow link the question has much to wait for that was sent before.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

tokio::task_local! {
    /// What ends the answer that is made here: the connection of HTTP/1, a stream of HTTP/2.
    static CUT_OFF: CutOff;
}

/// What ends the answer that is being made.
pub(super) fn cut_off() -> CutOff {
    CUT_OFF.try_with(CutOff::clone).unwrap_or_default()
}

/// Serves a connection until it ends, or the server does.
pub(super) async fn run(shared: Arc<Shared>, stream: TcpStream, peer: SocketAddr) {
    let connections = metrics::gauge!("coffer_http_connections");
    connections.increment(1.0);
    let abort = shared.lifecycle.abort.clone();
    abort
        .run_until_cancelled(handshake_and_serve(shared, stream, peer))
        .await;
    connections.decrement(1.0);
}

async fn handshake_and_serve(shared: Arc<Shared>, stream: TcpStream, peer: SocketAddr) {
    let Some(acceptor) = &shared.tls else {
        return serve_http1(&shared, stream, peer).await;
    };
    let handshake = tokio::time::timeout(shared.limits.header_timeout, acceptor.accept(stream));
    match handshake.await {
        Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(HTTP2) => {
            serve_http2(&shared, stream, peer).await;
        }
        Ok(Ok(stream)) => serve_http1(&shared, stream, peer).await,
        Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
        Err(_) => tracing::debug!("TLS handshake took too long"),
    }
}

async fn serve_http1<S>(shared: &Arc<Shared>, stream: S, peer: SocketAddr)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let activity = Activity::new();
    let requests = Requests::new(Arc::clone(shared), peer, Arc::clone(&activity));
    let io = TokioIo::new(Observed {
        stream,
        activity: Arc::clone(&activity),
    });
    let connection = http1::Builder::new()
        // Our own clock of the connection does this, and tells a head from an idle connection.
        .header_read_timeout(None)
        .timer(TokioTimer::new())
        .max_header_size(shared.limits.header_bytes)
        .serve_connection(io, requests)
        .with_upgrades();
    let close = UpgradeableConnection::graceful_shutdown;
    unless_cut_off(drive(connection, close, shared, &activity)).await;
}

async fn serve_http2<S>(shared: &Arc<Shared>, stream: S, peer: SocketAddr)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // What arrives between requests need not be a head here: windows, and answers to pings.
    let activity = Activity::new();
    let requests = Requests::new(Arc::clone(shared), peer, Arc::clone(&activity));
    let header_bytes = u32::try_from(shared.limits.header_bytes).unwrap_or(u32::MAX);
    let connection = http2::Builder::new(Owned(Arc::clone(shared)))
        .timer(TokioTimer::new())
        .max_header_list_size(header_bytes)
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .keep_alive_interval(Some(ASK_AFTER))
        .keep_alive_timeout(ANSWER_WITHIN)
        .serve_connection(TokioIo::new(stream), requests);
    let close = http2::Connection::graceful_shutdown;
    drive(connection, close, shared, &activity).await;
}

/// Runs a connection; ends it when it is idle for too long or the server stops.
async fn drive<C>(connection: C, close: fn(Pin<&mut C>), shared: &Shared, activity: &Activity)
where
    C: Future<Output = hyper::Result<()>>,
{
    let mut connection = pin!(connection);
    let mut closing = false;
    loop {
        tokio::select! {
            biased;
            result = connection.as_mut() => {
                if let Err(error) = result {
                    let error = crate::report::chain(&error);
                    tracing::debug!(%error, "connection broke");
                }
                return;
            }
            () = shared.lifecycle.stop.cancelled(), if !closing => {
                closing = true;
                close(connection.as_mut());
            }
            expired = activity.expired(&shared.limits) => {
                if closing || expired == Expired::Head {
                    return;
                }
                closing = true;
                close(connection.as_mut());
            }
        }
    }
}

/// Runs what answers until it is done, or cut off: then it is dropped, and with it a connection, or only
/// a stream, which its client sees reset.
async fn unless_cut_off(answering: impl Future<Output = ()>) {
    let cut_off = CutOff::default();
    tokio::select! {
        biased;
        () = CUT_OFF.scope(cut_off.clone(), answering) => {}
        () = cut_off.wait() => tracing::debug!("the client reads nothing"),
    }
}

/// Runs the streams of HTTP/2 as tasks of the server, so that its end waits for them. One that is cut off
/// leaves the connection to the others.
#[derive(Clone)]
struct Owned(Arc<Shared>);

impl<F> hyper::rt::Executor<F> for Owned
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, stream: F) {
        let abort = self.0.lifecycle.abort.clone();
        self.0.tasks.spawn(async move {
            let stream = async {
                stream.await;
            };
            abort.run_until_cancelled(unless_cut_off(stream)).await;
        });
    }
}
