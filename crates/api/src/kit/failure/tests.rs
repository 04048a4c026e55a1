use super::*;
use crate::kit::input::Input;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower::ServiceExt;

struct Plain;

impl Dialect for Plain {
    const TRACE_STRICT: bool = true;

    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let text = format!(
            "{}|{}|{}",
            error.code().key(),
            ctx.locale.tag(),
            error.message(ctx.locale)
        );
        (StatusCode::BAD_REQUEST, text).into_response()
    }
}

async fn fails() -> Result<(), Failure<Plain>> {
    Err(Error::new(Code::Busy).with_retry_after(3))?;
    Ok(())
}

async fn reads(Input(()): Input<()>) {}

async fn panics() -> Result<(), Failure<Plain>> {
    panic!("on purpose")
}

fn app() -> Router {
    Router::new()
        .route("/fails", get(fails))
        .route("/panics", get(panics))
        .route("/reads", post(reads))
        .route("/fine", get(|| async { "fine" }))
        .fallback(unknown_operation)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(
            RandomSource::new(|bytes| bytes.fill(0x5a)),
            render::<Plain>,
        ))
}

async fn send(request: http::request::Builder) -> (Response, String) {
    let response = app()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 10_000).await.unwrap();
    (
        Response::from_parts(parts, Body::empty()),
        String::from_utf8(bytes.to_vec()).unwrap(),
    )
}

#[tokio::test]
async fn a_failure_is_rendered_in_the_language_of_the_request() {
    let (response, text) =
        send(http::Request::get("/fails").header("accept-language", "zh-CN")).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(text.starts_with("busy|zh-CN|"), "{text}");
    assert_eq!(response.headers()["retry-after"], "3");
    let (_, text) = send(http::Request::get("/fails")).await;
    assert!(text.starts_with("busy|en|"), "{text}");
}

#[tokio::test]
async fn unknown_paths_wrong_methods_bad_bodies_and_panics_are_rendered() {
    for (request, wanted) in [
        (http::Request::get("/nowhere"), "unknown_operation|"),
        (http::Request::delete("/fails"), "method_not_allowed|"),
        (http::Request::post("/reads"), "bad_request|"),
        (http::Request::get("/panics"), "internal|"),
    ] {
        let (response, text) = send(request).await;
        assert!(text.starts_with(wanted), "{text}");
        assert_eq!(raised_code(&response), None);
    }
}

#[tokio::test]
async fn a_trace_id_is_echoed_made_or_refused() {
    let sent = "t".repeat(58);
    let (response, text) = send(http::Request::get("/fine").header("x-trace-id", &sent)).await;
    assert_eq!(
        (
            response.headers()["x-trace-id"].to_str().unwrap(),
            text.as_str()
        ),
        (sent.as_str(), "fine")
    );

    let (response, _) = send(http::Request::get("/fine")).await;
    assert_eq!(response.headers()["x-trace-id"], "5a".repeat(29).as_str());

    let (response, text) = send(http::Request::get("/fine").header("x-trace-id", "short")).await;
    assert!(text.starts_with("bad_request|"), "{text}");
    assert_eq!(response.headers()["x-trace-id"], "5a".repeat(29).as_str());
}

#[test]
fn the_log_has_the_whole_chain() {
    let inner = std::io::Error::other("disk on fire");
    let error = Error::internal(Error::new(Code::StorageFull).with_source(inner));
    assert_eq!(chain(&error), "internal: storage_full: disk on fire");
}

#[test]
fn a_failure_without_the_layer_is_a_bare_500() {
    let response = Failure::<Plain>::from(Code::NotFound).into_response();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(raised_code(&response), Some(Code::NotFound));
}
