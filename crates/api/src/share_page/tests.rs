use super::*;
use crate::embed::WebFile;
use axum::body::{Body, to_bytes};
use http::Request;
use tower::ServiceExt;

#[test]
fn the_page_speaks_to_this_server_alone() {
    let policy = policy("https://drive.example.com/files");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
        "{policy}"
    );
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    for source in ["connect-src", "img-src", "media-src", "frame-src"] {
        let allowed = format!("{source} 'self' https://drive.example.com;");
        assert!(policy.contains(&allowed), "{policy}");
    }
}

#[test]
fn what_stands_behind_a_link_leads_back_to_it() {
    for (path, location) in [
        ("/s/0123/", Some("../0123")),
        ("/s/0123/a", Some("../0123")),
        ("/s/0123/a/b", Some("../../0123")),
        ("/s/0123//", Some("../../0123")),
        ("/s/%3Ca%3E/s/", Some("../../%3Ca%3E")),
        ("/s/assets/a/b", None),
        ("/s/0123", None),
    ] {
        assert_eq!(link_before(path).as_deref(), location, "{path}");
    }
}

/// What is answered to `GET path` where this was built.
async fn get(files: WebFiles, path: &str) -> Response {
    let random = RandomSource::new(|bytes| bytes.fill(7));
    let request = Request::get(path).body(Body::empty()).unwrap();
    let router = super::router(files, "https://drive.example.com", random);
    router.oneshot(request).await.unwrap()
}

#[tokio::test]
async fn what_was_built_for_the_page_is_served_and_nothing_else() {
    const BUILT: WebFiles = WebFiles(&[
        WebFile {
            path: "embed/assets/picker.js",
            bytes: b"another page's",
        },
        WebFile {
            path: "share/assets/share-1a2b.js",
            bytes: b"script",
        },
        WebFile {
            path: "share/share.html",
            bytes: b"page",
        },
    ]);
    let page = get(BUILT, "/s/0000").await;
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(to_bytes(page.into_body(), 100).await.unwrap(), "page");
    let asset = get(BUILT, "/s/assets/share-1a2b.js").await;
    assert_eq!(asset.status(), 200);
    let headers = asset.headers();
    assert_eq!(
        headers[header::CONTENT_TYPE],
        "text/javascript; charset=utf-8"
    );
    let kept = "public, max-age=31536000, immutable";
    assert_eq!(headers[header::CACHE_CONTROL], kept);
    assert_eq!(to_bytes(asset.into_body(), 100).await.unwrap(), "script");
    for path in ["picker.js", "share.html", "..%2Fshare.html", "share-1a2b"] {
        let refused = get(BUILT, &format!("/s/assets/{path}")).await;
        assert_eq!(refused.status(), 404, "{path}");
    }
    let none = get(WebFiles::default(), "/s/assets/share-1a2b.js").await;
    assert_eq!(none.status(), 404);
}
