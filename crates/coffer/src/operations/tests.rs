use std::io;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;

const PROXY: &str = "10.0.0.1:1";

fn router(ready: bool) -> Router {
    let operations = Operations {
        metrics: Metrics::detached().unwrap(),
        allow: vec!["127.0.0.1".parse().unwrap(), "10.0.0.0/8".parse().unwrap()],
        trusted_proxies: vec!["10.0.0.1".parse().unwrap()],
    };
    operations_router(operations, move || {
        std::future::ready(if ready {
            Ok(())
        } else {
            Err(io::Error::other("the disk is full"))
        })
    })
}

async fn ask(router: Router, request: Request<Body>) -> (StatusCode, String) {
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn request(path: &str, client: &str, peer: &str) -> Request<Body> {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    request
        .extensions_mut()
        .insert(ConnectInfo::<SocketAddr>(client.parse().unwrap()));
    request.extensions_mut().insert(Peer(peer.parse().unwrap()));
    request
}

#[tokio::test]
async fn health_and_readiness_are_told_without_the_reason() {
    let ask = async |ready, path| ask(router(ready), request(path, "8.8.8.8:1", "8.8.8.8:1")).await;
    assert_eq!(
        ask(true, "/healthz").await,
        (StatusCode::OK, "ok\n".to_owned())
    );
    assert_eq!(
        ask(false, "/healthz").await,
        (StatusCode::OK, "ok\n".to_owned())
    );
    assert_eq!(
        ask(true, "/readyz").await,
        (StatusCode::OK, "ready\n".to_owned())
    );
    let refused = (StatusCode::SERVICE_UNAVAILABLE, "not ready\n".to_owned());
    assert_eq!(ask(false, "/readyz").await, refused);
}

#[tokio::test]
async fn only_neighbours_read_the_metrics() {
    let status = async |request| ask(router(true), request).await.0;
    assert_eq!(
        status(request("/metrics", "127.0.0.1:1", "127.0.0.1:1")).await,
        StatusCode::OK
    );
    assert_eq!(
        status(request("/metrics", "8.8.8.8:1", "8.8.8.8:1")).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        status(request("/metrics", "8.8.8.8:1", PROXY)).await,
        StatusCode::FORBIDDEN
    );
    let (_, text) = ask(router(true), request("/metrics", "10.2.0.1:1", PROXY)).await;
    assert!(text.contains("process_resident_memory_bytes"), "{text}");
}

#[tokio::test]
async fn what_comes_through_an_unknown_proxy_does_not_pass_for_a_neighbour() {
    for header in ["X-Forwarded-For", "Forwarded"] {
        let mut through = request("/metrics", "127.0.0.1:1", "127.0.0.1:1");
        through.headers_mut().insert(
            header.to_lowercase().parse::<header::HeaderName>().unwrap(),
            "8.8.8.8".parse().unwrap(),
        );
        assert_eq!(ask(router(true), through).await.0, StatusCode::FORBIDDEN);
    }
    let mut through = request("/metrics", "10.2.0.1:1", PROXY);
    through
        .headers_mut()
        .insert("x-forwarded-for", "10.2.0.1".parse().unwrap());
    assert_eq!(ask(router(true), through).await.0, StatusCode::OK);
}
