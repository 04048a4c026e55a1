use super::*;
use crate::kit::lenient;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use coffer_model::UserId;
use proptest::prelude::*;
use serde::Deserialize;
use tower::ServiceExt;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Sent {
    id: String,
    limit: Option<u32>,
    whole: bool,
    order: Option<Order>,
    tags: Vec<String>,
    user: Option<UserId>,
    #[serde(deserialize_with = "lenient::comma_list")]
    ids: Vec<u64>,
    #[serde(deserialize_with = "lenient::optional")]
    flag: Option<bool>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    Name,
    Size,
}

fn query(text: &str) -> Result<Sent> {
    read(std::iter::empty(), text)
}

fn parameter_of(text: &str) -> Option<String> {
    let error = query(text).unwrap_err();
    assert_eq!(error.code(), Code::BadRequest);
    error.facts().parameter.clone()
}

#[test]
fn fields_say_what_a_text_is() {
    let sent = query(
        "id=a+b%2Bc&limit=10&whole=true&order=size&tags=x&tags=y&user=7&ids=1,2&ids=3&flag=1&other=z",
    );
    let wanted = Sent {
        id: "a b+c".into(),
        limit: Some(10),
        whole: true,
        order: Some(Order::Size),
        tags: vec!["x".into(), "y".into()],
        user: Some(UserId(7)),
        ids: vec![1, 2, 3],
        flag: Some(true),
    };
    assert_eq!(sent.unwrap(), wanted);
}

#[test]
fn empty_optional_values_are_absent() {
    assert_eq!(
        query("limit=&order=&user=&flag=&ids=").unwrap(),
        Sent::default()
    );
    assert_eq!(query("").unwrap(), Sent::default());
    assert_eq!(query("&&").unwrap(), Sent::default());
}

#[test]
fn one_value_is_a_list_of_one() {
    assert_eq!(query("tags=x").unwrap().tags, ["x"]);
}

#[test]
fn an_error_names_the_parameter() {
    assert_eq!(parameter_of("limit=ten").as_deref(), Some("limit"));
    assert_eq!(parameter_of("limit=-1").as_deref(), Some("limit"));
    assert_eq!(parameter_of("limit=1&limit=2").as_deref(), Some("limit"));
    assert_eq!(parameter_of("order=colour").as_deref(), Some("order"));
    assert_eq!(parameter_of("user=x").as_deref(), Some("user"));
    assert_eq!(parameter_of("flag=x").as_deref(), Some("flag"));
    assert_eq!(parameter_of("id=%zz").as_deref(), Some("id"));
    assert_eq!(parameter_of("id=%ff").as_deref(), Some("id"));
    assert_eq!(parameter_of("%ff=1"), None);
}

#[test]
fn a_missing_field_is_named() {
    #[derive(Debug, Deserialize)]
    struct Strict {
        #[expect(dead_code, reason = "only its absence matters")]
        offset: u32,
    }
    let error = read::<Strict>(std::iter::empty(), "x=1").unwrap_err();
    assert_eq!(error.facts().parameter.as_deref(), Some("offset"));
}

#[test]
fn the_path_wins_over_the_query() {
    let sent: Sent = read([("id", "path")].into_iter(), "id=query&limit=1").unwrap();
    assert_eq!((sent.id.as_str(), sent.limit), ("path", Some(1)));
}

#[test]
fn very_many_parameters_are_refused() {
    let many = |count: usize| query(&vec!["a=1"; count].join("&"));
    assert!(many(MAX_PARAMETERS).is_ok());
    assert!(many(MAX_PARAMETERS + 1).is_err());
}

#[tokio::test]
async fn path_and_query_of_a_route_are_read_together() {
    async fn show(Params(sent): Params<Sent>) -> String {
        format!("{} {:?}", sent.id, sent.limit)
    }
    let app = Router::new().route("/a/{id}", get(show)).fallback(show);
    let fetch = |uri: &'static str| {
        app.clone()
            .oneshot(http::Request::get(uri).body(Body::empty()).unwrap())
    };
    let body = |response: http::Response<Body>| async {
        axum::body::to_bytes(response.into_body(), 1_000)
            .await
            .unwrap()
    };
    assert_eq!(
        body(fetch("/a/x%2Fy?limit=3&id=z").await.unwrap()).await,
        "x/y Some(3)"
    );
    assert_eq!(
        body(fetch("/elsewhere?id=z").await.unwrap()).await,
        "z None"
    );
    let refused = fetch("/a/%ff").await.unwrap();
    assert_eq!(
        crate::kit::failure::raised_code(&refused),
        Some(Code::BadRequest)
    );
}

proptest! {
    #[test]
    fn no_query_makes_it_panic(text in any::<String>(), likely in "((id|limit|order|tags|ids|flag)=[a-z0-9,%+]{0,6}&?){0,6}") {
        _ = query(&text);
        _ = query(&likely);
    }
}
