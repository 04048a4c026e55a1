use super::*;
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::put;
use futures_util::StreamExt;
use http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

/// A body of pieces of 64 KiB that counts how many were taken.
fn counted(pieces: usize, taken: &Arc<AtomicUsize>) -> Body {
    let taken = Arc::clone(taken);
    let stream = futures_util::stream::iter(0..pieces).map(move |_| {
        taken.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from(vec![0; 64 << 10]))
    });
    Body::from_stream(stream)
}

async fn refused(request: Request) -> StatusCode {
    let app = Router::new()
        .route("/", put(|| async { StatusCode::FORBIDDEN }))
        .layer(from_fn(drain));
    app.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn a_refused_body_is_read_to_its_end() {
    let taken = Arc::default();
    let request = Request::put("/").body(counted(20, &taken)).unwrap();
    assert_eq!(refused(request).await, StatusCode::FORBIDDEN);
    assert_eq!(taken.load(Ordering::Relaxed), 20);
}

#[tokio::test]
async fn there_is_an_end_to_patience() {
    let taken = Arc::default();
    let request = Request::put("/").body(counted(1_000_000, &taken)).unwrap();
    assert_eq!(refused(request).await, StatusCode::FORBIDDEN);
    assert!(taken.load(Ordering::Relaxed) < 2_000);
}

#[tokio::test]
async fn a_client_that_waits_to_be_asked_is_not_asked() {
    let taken = Arc::default();
    let request = Request::put("/").header(header::EXPECT, "100-continue");
    let request = request.body(counted(20, &taken)).unwrap();
    assert_eq!(refused(request).await, StatusCode::FORBIDDEN);
    assert_eq!(taken.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_keeps_the_body_holds_nothing_up() {
    let kept: Arc<std::sync::Mutex<Option<Request>>> = Arc::default();
    let keeper = Arc::clone(&kept);
    let app = Router::new()
        .route(
            "/",
            put(async move |request: Request| {
                *keeper.lock().unwrap() = Some(request);
                StatusCode::FORBIDDEN
            }),
        )
        .layer(from_fn(drain));
    let request = Request::put("/")
        .body(counted(20, &Arc::default()))
        .unwrap();
    let answered = app.oneshot(request).await.unwrap();
    assert_eq!(answered.status(), StatusCode::FORBIDDEN);
    assert!(kept.lock().unwrap().is_some());
}
