use super::*;

#[tokio::test]
async fn a_link_that_was_changed_opens_nothing() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let other = world.upload("b.bin", "abcdefghij").await;
    let url = world.url(version);
    let (path, query) = target(&url).split_once('?').unwrap();
    let (other_path, _) = {
        let url = world.url(other);
        let (path, query) = target(&url).split_once('?').unwrap();
        (path.to_owned(), query.to_owned())
    };
    for changed in [
        format!("{PUBLIC_URL}{other_path}?{query}"),
        format!("{PUBLIC_URL}{path}?{}", query.replace("3600", "7200")),
        format!("{PUBLIC_URL}{path}?{query}0"),
        format!("{PUBLIC_URL}{path}?{query}&a=b"),
        format!("{PUBLIC_URL}{path}"),
        format!("{PUBLIC_URL}/o/nonsense?{query}"),
    ] {
        let answer = world.get(&changed, &[]).await;
        assert_eq!(
            answer.failure(),
            (403, "SignatureDoesNotMatch"),
            "{changed}"
        );
    }
}

#[tokio::test]
async fn a_link_ends_after_an_hour() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let url = world.url(version);
    world.pass(3_599);
    assert_eq!(world.get(&url, &[]).await.status, StatusCode::OK);
    world.pass(1);
    let answer = world.get(&url, &[]).await;
    assert_eq!(answer.failure(), (403, "AccessDenied"));
    assert!(String::from_utf8_lossy(&answer.body).contains("expired"));
}

#[tokio::test]
async fn a_link_is_for_its_method() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let download = world.url(version);
    let answer = world.ask(put(&download, "0123456789")).await;
    assert_eq!(answer.failure(), (403, "SignatureDoesNotMatch"));
    let open = world.begin("b.bin", 10, &[]).await;
    let upload = world.part_url(&open, 1);
    let answer = world.get(&upload, &[("content-length", "10")]).await;
    assert_eq!(answer.failure(), (403, "SignatureDoesNotMatch"));
    for method in ["POST", "DELETE", "PATCH", "PROPFIND", "BREW", "OPTIONS"] {
        let answer = world.ask(get_request(method, &download)).await;
        assert_eq!(answer.failure(), (405, "MethodNotAllowed"), "{method}");
        assert_eq!(answer.header("allow"), "GET, HEAD, PUT, OPTIONS");
    }
}

#[tokio::test]
async fn the_host_is_that_of_the_request_and_no_forwarded_one() {
    let world = World::new().await;
    let version = world.upload("a.bin", "0123456789").await;
    let url = world.url(version);
    let ask = async |host: &[&str], forwarded: Option<&str>, uri: &str| {
        let mut request = http::Request::get(uri).body(Body::empty()).unwrap();
        for host in host {
            request.headers_mut().append("host", host.parse().unwrap());
        }
        if let Some(forwarded) = forwarded {
            let headers = request.headers_mut();
            headers.insert("x-forwarded-host", forwarded.parse().unwrap());
        }
        world.ask(request).await.status.as_u16()
    };
    let path = target(&url);
    assert_eq!(ask(&[HOST], Some("evil.example.com"), path).await, 200);
    assert_eq!(ask(&["DRIVE.example.com:443"], None, path).await, 200);
    assert_eq!(ask(&["inner:8080"], Some(HOST), path).await, 403);
    assert_eq!(ask(&[HOST, "inner"], None, path).await, 403);
    assert_eq!(ask(&[], None, path).await, 403);
    // HTTP/2, and targets in absolute form, which win over the header.
    assert_eq!(ask(&[], None, &url).await, 200);
    assert_eq!(ask(&["inner"], None, &url).await, 200);
    let elsewhere = format!("https://evil.example.com{path}");
    assert_eq!(ask(&[HOST], None, &elsewhere).await, 403);
}

#[tokio::test]
async fn what_is_gone_is_not_there() {
    let world = World::new().await;
    let missing = world.url(VersionId(4_711));
    assert_eq!(world.get(&missing, &[]).await.failure(), (404, "NoSuchKey"));
    let now = world.drive.now();
    let upload = world
        .drive
        .part_url(coffer_model::UploadId(4_711), 1, 4, now);
    let answer = world.ask(put(&upload, "1234")).await;
    assert_eq!(answer.failure(), (404, "NoSuchUpload"));
    for path in ["/o", "/o/", "/o/a/b", "/o/a/"] {
        let answer = world.get(&format!("{PUBLIC_URL}{path}"), &[]).await;
        assert_eq!(answer.failure(), (404, "NoSuchKey"), "{path}");
    }
}

#[tokio::test]
async fn failures_speak_the_language_of_the_request() {
    let world = World::new().await;
    let url = world.url(VersionId(4_711));
    let text = async |language: &str| {
        let answer = world.get(&url, &[("accept-language", language)]).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        String::from_utf8(answer.body.to_vec()).unwrap()
    };
    assert!(text("en-US").await.contains("does not exist"));
    let chinese = text("zh-CN,zh;q=0.9").await;
    assert!(!chinese.is_ascii() && chinese.contains("<Code>NoSuchKey</Code>"));
}
