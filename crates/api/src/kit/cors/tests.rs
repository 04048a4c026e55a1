use super::*;
use axum::routing::put;
use axum::{Router, middleware};
use tower::ServiceExt;

const PAGE: &str = "https://drive.example.com";

async fn send(origins: &[&str], request: http::request::Builder) -> Response {
    let origins = Origins::new(origins.iter().map(|origin| (*origin).to_owned()).collect());
    let app = Router::new()
        .route("/o", put(|| async { "stored" }))
        .layer(middleware::from_fn_with_state(origins, admit));
    app.oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

fn preflight(origin: &str) -> http::request::Builder {
    http::Request::options("/o")
        .header("origin", origin)
        .header("access-control-request-method", "PUT")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
}

#[tokio::test]
async fn a_listed_origin_may_put_with_cookies_and_read_the_tag() {
    let response = send(&["https://x.example", PAGE], preflight(PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-origin"], PAGE);
    assert_eq!(headers["access-control-allow-credentials"], "true");
    assert_eq!(
        headers["access-control-allow-headers"],
        "authorization,content-type"
    );
    assert!(
        headers["access-control-allow-methods"]
            .to_str()
            .unwrap()
            .contains("PUT")
    );

    let response = send(&[PAGE], http::Request::put("/o").header("origin", PAGE)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(
        response.headers()["access-control-expose-headers"]
            .to_str()
            .unwrap()
            .contains("ETag")
    );
    assert!(
        response.headers()["vary"]
            .to_str()
            .unwrap()
            .contains("Origin")
    );
}

#[tokio::test]
async fn another_origin_gets_no_leave() {
    for other in [
        "https://evil.example",
        "http://drive.example.com",
        "https://drive.example.com.evil.example",
        "null",
    ] {
        for request in [
            preflight(other),
            http::Request::put("/o").header("origin", other),
        ] {
            let response = send(&[PAGE], request).await;
            assert!(
                !response
                    .headers()
                    .contains_key("access-control-allow-origin"),
                "{other}"
            );
            assert!(
                !response
                    .headers()
                    .contains_key("access-control-allow-methods"),
                "{other}"
            );
        }
    }
}

#[tokio::test]
async fn any_origin_is_let_in_without_cookies() {
    let response = send(&["*"], preflight("https://anyone.example")).await;
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-credentials")
    );
}

#[tokio::test]
async fn other_requests_pass_untouched() {
    let response = send(&[PAGE], http::Request::put("/o")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-origin")
    );
    let response = send(&[PAGE], http::Request::options("/o").header("origin", PAGE)).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_very_long_list_of_headers_is_not_repeated() {
    let long = "x-".repeat(MAX_ASKED);
    let request = http::Request::options("/o")
        .header("origin", PAGE)
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", long);
    let response = send(&[PAGE], request).await;
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-headers")
    );
}
