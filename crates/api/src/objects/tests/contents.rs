use super::*;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn a_content_comes_whole_with_everything_that_describes_it() {
    let world = World::new().await;
    for size in [1, 4_096, 64 * 1_024, 64 * 1_024 + 1, 3 * MIB + 5] {
        let bytes = noise(size);
        let version = world.upload(&format!("{size}.zip"), bytes.clone()).await;
        let answer = world.get(&world.url(version), &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        for (name, value) in [
            ("content-length", size.to_string().as_str()),
            ("content-type", "application/zip"),
            ("content-disposition", ATTACHMENT),
            ("accept-ranges", "bytes"),
            ("cache-control", "private"),
            ("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
            ("x-content-type-options", "nosniff"),
            (
                "etag",
                &format!("\"{}\"", hex::encode(Sha256::digest(&bytes))),
            ),
        ] {
            assert_eq!(answer.header(name), value, "{size} {name}");
        }
        assert_eq!(answer.body, bytes, "{size}");
    }
}

#[tokio::test]
async fn head_uses_the_same_link_and_has_the_same_head() {
    let world = World::new().await;
    for size in [0, 100, 100_000] {
        let version = world.upload(&format!("{size}.bin"), noise(size)).await;
        let url = world.url(version);
        let get = world.get(&url, &[]).await;
        let head = world.head(&url, &[]).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
        let without_id = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.remove("x-amz-request-id");
            headers
        };
        assert_eq!(without_id(&head), without_id(&get));
        assert_eq!(head.header("content-length"), size.to_string());
    }
}

#[tokio::test]
async fn the_link_says_how_the_content_presents_itself() {
    let world = World::new().await;
    let version = world.upload("图 1.txt", "text").await;
    let default = "attachment; filename=\"_ 1.txt\"; filename*=UTF-8''%E5%9B%BE%201.txt";
    for (signed, expected) in [
        ("inline", "inline"),
        (
            "inline; filename=\"_.txt\"; filename*=UTF-8''%E5%9B%BE.txt",
            "inline; filename=\"_.txt\"; filename*=UTF-8''%E5%9B%BE.txt",
        ),
        ("", default),
        ("form-data; name=\"x\"", default),
        ("attachment\r\nSet-Cookie: a=b", default),
        ("attachment; filename=\"a\u{0}b\"", default),
        ("inlinex; filename=a", default),
    ] {
        let now = world.drive.now();
        let url = world.drive.content_url(version, signed, None, now);
        let answer = world.get(&url, &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-disposition"), expected, "{signed:?}");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn what_could_run_is_locked_in_and_what_viewers_show_is_not() {
    let world = World::new().await;
    for (name, media_type, expected, locked) in [
        ("a.html", None, "text/html", true),
        ("a.svg", None, "image/svg+xml", true),
        ("a.xml", None, "application/xml", true),
        ("a.js", None, "text/plain; charset=utf-8", true),
        ("a.css", None, "text/plain; charset=utf-8", true),
        ("a.pdf", None, "application/pdf", false),
        ("a.png", None, "image/png", false),
        ("a.mp4", None, "video/mp4", false),
        (
            "1",
            Some("TEXT/HTML; charset=x"),
            "TEXT/HTML; charset=x",
            true,
        ),
        (
            "2",
            Some("Application/X-JavaScript"),
            "text/plain; charset=utf-8",
            true,
        ),
        (
            "3",
            Some("image/png, text/html"),
            "application/octet-stream",
            true,
        ),
        ("4", Some("nonsense"), "application/octet-stream", true),
        (
            "5",
            Some("a/b\r\nSet-Cookie: a=b"),
            "application/octet-stream",
            true,
        ),
    ] {
        let version = world.upload_as(name, "<script>", media_type).await;
        let now = world.drive.now();
        let url = world.drive.content_url(version, "inline", None, now);
        let answer = world.get(&url, &[]).await;
        assert_eq!(answer.header("content-type"), expected, "{name}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(policy.starts_with("sandbox"), locked, "{name}");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
}
