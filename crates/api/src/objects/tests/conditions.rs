use super::*;

const MODIFIED: &str = "Thu, 01 Jan 2026 00:00:00 GMT";
const BEFORE: &str = "Wed, 31 Dec 2025 23:59:59 GMT";

#[tokio::test]
async fn conditions_are_answered_without_a_body() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let url = world.url(version);
    let etag = world.head(&url, &[]).await.header("etag").to_owned();
    let weak = format!("W/{etag}");
    for (name, value, expected) in [
        ("if-none-match", etag.as_str(), 304),
        ("if-none-match", weak.as_str(), 304),
        ("if-none-match", "\"x\", *", 200),
        ("if-none-match", "*", 304),
        ("if-none-match", "\"x\"", 200),
        ("if-modified-since", MODIFIED, 304),
        ("if-modified-since", BEFORE, 200),
        ("if-modified-since", "yesterday", 200),
        ("if-match", etag.as_str(), 200),
        ("if-unmodified-since", MODIFIED, 200),
    ] {
        for method in ["GET", "HEAD"] {
            let request = with(get_request(method, &url), &[(name, value)]);
            let answer = world.ask(request).await;
            assert_eq!(answer.status.as_u16(), expected, "{method} {name}: {value}");
            assert_eq!(answer.header("etag"), etag);
            if expected == 304 {
                assert!(answer.body.is_empty());
                assert_eq!(answer.header("cache-control"), "private");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_as_the_client_thinks_fails_in_the_envelope() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let url = world.url(version);
    for (name, value) in [("if-match", "\"x\""), ("if-unmodified-since", BEFORE)] {
        let answer = world.get(&url, &[(name, value)]).await;
        assert_eq!(answer.failure(), (412, "PreconditionFailed"), "{name}");
    }
}

#[tokio::test]
async fn conditions_come_before_ranges() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let url = world.url(version);
    let etag = world.head(&url, &[]).await.header("etag").to_owned();
    let answer = world
        .get(&url, &[("if-none-match", &etag), ("range", "bytes=99-")])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
}
