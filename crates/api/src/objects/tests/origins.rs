use super::*;

#[tokio::test]
async fn pages_of_listed_origins_may_ask_and_read() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let answer = world
        .get(
            &world.url(version),
            &[("origin", PAGE), ("range", "bytes=0-1")],
        )
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), PAGE);
    let exposed = answer.header("access-control-expose-headers");
    for name in [
        "ETag",
        "Content-Range",
        "Content-Length",
        "Content-Disposition",
    ] {
        assert!(exposed.contains(name), "{name}");
    }
    assert!(answer.header("vary").contains("Origin"));
}

#[tokio::test]
async fn failures_can_be_read_by_the_page_too() {
    let world = World::new().await;
    let answer = world
        .get(&format!("{PUBLIC_URL}/o/x"), &[("origin", PAGE)])
        .await;
    assert_eq!(answer.failure(), (403, "SignatureDoesNotMatch"));
    assert_eq!(answer.header("access-control-allow-origin"), PAGE);
}

#[tokio::test]
async fn a_preflight_allows_uploads_of_listed_origins_only() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    for (origin, allowed) in [(PAGE, true), ("https://evil.example.com", false)] {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "content-md5,content-type"),
        ];
        let answer = world
            .ask(with(get_request("OPTIONS", &url), &headers))
            .await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(
            answer.header("access-control-allow-origin") == origin,
            allowed
        );
        let methods = answer.header("access-control-allow-methods");
        assert_eq!(methods.contains("PUT"), allowed);
        let names = answer.header("access-control-allow-headers");
        assert_eq!(names == "content-md5,content-type", allowed);
    }
}
