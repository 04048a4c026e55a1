//! The OpenAPI documents, a page to try them, and the page at `/`.

mod document;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use utoipa::openapi::OpenApi;

/// `/openapi/{name}.json` for each document, `/docs`, and `/`, which says where to go, and takes
/// links of shares in the vendor's form to their page.
pub(crate) fn router(documents: &[(&'static str, OpenApi)]) -> Router {
    let mut router = Router::new()
        .route("/", get(home))
        .route("/home.js", get(home_script))
        .route("/docs", get(page))
        .route("/docs/try.js", get(script))
        .route("/docs/style.css", get(style));
    for (name, document) in documents {
        let text: Arc<str> = document::complete(document).into();
        router = router.route(
            &format!("/openapi/{name}.json"),
            get(move || json(Arc::clone(&text))),
        );
    }
    router
}

async fn json(text: Arc<str>) -> Response {
    answer("application/json; charset=utf-8", text.to_string())
}

async fn home() -> Response {
    answer(
        "text/html; charset=utf-8",
        include_str!("docs/home.html").to_owned(),
    )
}

async fn home_script() -> Response {
    answer(
        "text/javascript; charset=utf-8",
        include_str!("docs/home.js").to_owned(),
    )
}

async fn page() -> Response {
    answer(
        "text/html; charset=utf-8",
        include_str!("docs/page.html").to_owned(),
    )
}

async fn script() -> Response {
    answer(
        "text/javascript; charset=utf-8",
        include_str!("docs/try.js").to_owned(),
    )
}

async fn style() -> Response {
    answer(
        "text/css; charset=utf-8",
        include_str!("docs/style.css").to_owned(),
    )
}

fn answer(content_type: &'static str, body: String) -> Response {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(policy),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    (StatusCode::OK, headers, body).into_response()
}
