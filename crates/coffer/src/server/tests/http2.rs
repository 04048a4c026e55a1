//! What streams of one HTTP/2 connection are to each other.

use axum::body::{Body, Bytes};
use axum::extract::Extension;
use axum::http::{Request, Response};
use coffer_core::watch::CutOff;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http2::{Connection, SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{DuplexStream, copy_bidirectional};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::*;

type Client = Connection<TokioIo<DuplexStream>, Body, TokioExecutor>;

/// A server, a client of it, and what makes the line between them dead.
async fn connect(router: Router) -> (TestServer, SendRequest<Body>, Client, CancellationToken) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = tls::certify(&folder);
    let server = tls::start_with(router, &folder).await;
    let mut stream = tls::connect(&server, certificate, "h2").await.unwrap();
    let (near, mut far) = tokio::io::duplex(1 << 16);
    let dead = CancellationToken::new();
    let line = dead.clone();
    TaskTracker::new().spawn(async move {
        let copying = copy_bidirectional(&mut far, &mut stream);
        if line.run_until_cancelled(copying).await.is_none() {
            // Neither end learns of it.
            std::future::pending::<()>().await;
        }
    });
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(near))
        .await
        .unwrap();
    (server, sender, connection, dead)
}

async fn get(sender: &mut SendRequest<Body>, path: &str) -> Response<Incoming> {
    let request = Request::get(format!("https://localhost{path}"));
    let request = request.body(Body::empty()).unwrap();
    sender.send_request(request).await.unwrap()
}

/// An answer of pieces of this size, or of none where that is 0, that never ends, and what is cancelled when it is given up.
fn endless(size: usize) -> (Body, CancellationToken) {
    let given_up = CancellationToken::new();
    let of_body = given_up.clone().drop_guard();
    let next = move |of_body: DropGuard| async move {
        if size == 0 {
            std::future::pending::<()>().await;
        }
        Some((Ok::<_, io::Error>(Bytes::from(vec![0; size])), of_body))
    };
    let pieces = futures_util::stream::unfold(of_body, next);
    (Body::from_stream(pieces), given_up)
}

#[tokio::test]
async fn a_stream_that_is_cut_off_leaves_the_others_alone() {
    let (send, mut begun) = tokio::sync::mpsc::channel(2);
    let handler = async move |Extension(cut_off): Extension<CutOff>| {
        let (body, given_up) = endless(1 << 16);
        send.send((cut_off, given_up)).await.unwrap();
        body
    };
    let router = hello().route("/endless", axum::routing::get(handler));
    let (server, mut sender, connection, _) = connect(router).await;
    let driving = TaskTracker::new().spawn(connection);
    // Neither is read: both have sent what their windows hold, and wait.
    let stalled = get(&mut sender, "/endless").await;
    let (cut_off, given_up) = begun.recv().await.unwrap();
    let mut other = get(&mut sender, "/endless").await;
    let (_, of_other) = begun.recv().await.unwrap();
    cut_off.cut();
    given_up.cancelled().await;
    let error = stalled.into_body().collect().await.unwrap_err();
    assert!(format!("{error:?}").contains("CANCEL"), "{error:?}");
    // More than was on its way.
    let mut read = 0;
    while read < 1 << 24 {
        read += other
            .frame()
            .await
            .unwrap()
            .unwrap()
            .into_data()
            .unwrap()
            .len();
    }
    let answer = get(&mut sender, "/").await;
    let answer = answer.into_body().collect().await.unwrap();
    assert_eq!(answer.to_bytes(), "hello");
    assert!(!of_other.is_cancelled() && !driving.is_finished());
    drop((other, sender));
    driving.await.unwrap().unwrap();
    server.lifecycle.stop.cancel();
    server.serving.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_gone_without_a_word_is_given_up() {
    let (send, mut begun) = tokio::sync::mpsc::channel(1);
    let handler = async move || {
        let (body, given_up) = endless(0);
        send.send(given_up).await.unwrap();
        body
    };
    let router = Router::new().route("/", axum::routing::get(handler));
    let (_server, mut sender, connection, dead) = connect(router).await;
    let _driving = TaskTracker::new().spawn(connection);
    let _answer = get(&mut sender, "/").await;
    let given_up = begun.recv().await.unwrap();
    dead.cancel();
    let silent = tokio::time::Instant::now();
    tokio::time::timeout(Duration::from_secs(100), given_up.cancelled())
        .await
        .unwrap();
    assert!(silent.elapsed().as_secs() >= 89, "{:?}", silent.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_may_be_silent_as_long_as_any() {
    let (_server, mut sender, connection, _) = connect(hello()).await;
    let driving = TaskTracker::new().spawn(connection);
    let answer = get(&mut sender, "/").await;
    answer.into_body().collect().await.unwrap();
    let silent = tokio::time::Instant::now();
    let _ = driving.await.unwrap();
    // The configured time for an idle connection, not that for a head that does not arrive.
    assert_eq!(silent.elapsed().as_secs(), 75);
}
