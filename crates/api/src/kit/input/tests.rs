use super::*;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use axum::{Router, response::IntoResponse};
use http::StatusCode;
use proptest::prelude::*;
use serde::Deserialize;
use tower::ServiceExt;

#[derive(Debug, Deserialize)]
struct Outer {
    #[serde(default)]
    name: String,
    #[serde(default)]
    items: Vec<Inner>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    size: u32,
}

fn parameter_of(json: &str) -> Option<String> {
    let error = from_json::<Outer>(json.as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::BadRequest);
    error.facts().parameter.clone()
}

#[test]
fn an_empty_body_is_an_empty_object() {
    for text in ["", "  \r\n", "{}", "\u{feff}{}", "\u{feff}"] {
        assert!(
            from_json::<Outer>(text.as_bytes())
                .unwrap()
                .items
                .is_empty()
        );
    }
    assert_eq!(
        from_json::<Outer>("{\"name\":\"文\"}".as_bytes())
            .unwrap()
            .name,
        "文"
    );
}

#[test]
fn values_arrive() {
    let outer: Outer = from_json(br#" {"items":[{"size":7}]} "#).unwrap();
    assert_eq!(outer.items[0].size, 7);
}

#[test]
fn an_error_names_the_parameter() {
    assert_eq!(parameter_of(r#"{"name":7}"#).as_deref(), Some("name"));
    assert_eq!(
        parameter_of(r#"{"items":[{"size":1},{"size":-1}]}"#).as_deref(),
        Some("items[1].size")
    );
    assert_eq!(
        parameter_of(r#"{"items":[{}]}"#).as_deref(),
        Some("items[0].size")
    );
    assert_eq!(
        parameter_of(r#"{"name":"a","name":"b"}"#).as_deref(),
        Some("name")
    );
}

#[test]
fn what_is_no_json_is_refused() {
    for text in ["{", "{} x", "7", "\"a\"", "{\"name\":\"\u{0}\"}"] {
        assert!(from_json::<Outer>(text.as_bytes()).is_err(), "{text}");
    }
    assert!(from_json::<Outer>(b"{\"name\":\"\xff\"}").is_err());
    let deep = format!("{{\"x\":{}", "[".repeat(100_000));
    assert!(from_json::<Outer>(deep.as_bytes()).is_err());
}

#[tokio::test]
async fn any_content_type_is_read_and_the_limit_holds() {
    async fn echo(Input(outer): Input<Outer>) -> impl IntoResponse {
        outer.name
    }
    let app = Router::new()
        .route("/", post(echo))
        .layer(DefaultBodyLimit::max(64));
    let send = |content_type: &'static str, body: String| {
        let request = http::Request::post("/")
            .header("content-type", content_type)
            .body(Body::from(body))
            .unwrap();
        app.clone().oneshot(request)
    };
    for content_type in [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "nonsense",
    ] {
        let response = send(content_type, r#"{"name":"a"}"#.to_owned())
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }
    let response = send("", format!(r#"{{"name":"{}"}}"#, "a".repeat(64)))
        .await
        .unwrap();
    assert_eq!(
        crate::kit::failure::raised_code(&response),
        Some(Code::BodyTooLarge)
    );
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(bytes in any::<Vec<u8>>(), json in "[{}\\[\\]\",:a-z0-9]{0,32}") {
        _ = from_json::<Outer>(&bytes);
        _ = from_json::<Outer>(json.as_bytes());
    }
}
