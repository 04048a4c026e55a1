use super::*;

async fn world_with(size: usize) -> (World, String, Bytes) {
    let world = World::new().await;
    let bytes = noise(size);
    let version = world.upload("a.bin", bytes.clone()).await;
    let url = world.url(version);
    (world, url, bytes)
}

#[tokio::test]
async fn one_range_is_a_slice() {
    let (world, url, bytes) = world_with(300_000).await;
    for (range, expected) in [
        ("bytes=0-0", 0..1),
        ("bytes=100-199", 100..200),
        ("bytes=1000-", 1_000..300_000),
        ("bytes=-5", 299_995..300_000),
        ("bytes=10-999999999999999999999", 10..300_000),
        ("bytes=0-65535", 0..65_536),
        ("bytes=1-65537", 1..65_538),
    ] {
        let answer = world.get(&url, &[("range", range)]).await;
        assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(
            answer.header("content-range"),
            format!("bytes {}-{}/300000", expected.start, expected.end - 1)
        );
        assert_eq!(answer.header("content-length"), expected.len().to_string());
        assert_eq!(answer.body, bytes.slice(expected), "{range}");
    }
}

#[tokio::test]
async fn several_ranges_are_one_multipart_answer() {
    let (world, url, bytes) = world_with(300_000).await;
    let answer = world
        .get(&url, &[("range", "bytes=0-9, 1000-200000 ,-3")])
        .await;
    assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(
        answer.header("content-length"),
        answer.body.len().to_string()
    );
    assert!(!answer.headers.contains_key("content-range"));
    let boundary = answer
        .header("content-type")
        .strip_prefix("multipart/byteranges; boundary=")
        .unwrap();
    let mut expected = Vec::new();
    for (index, range) in [0..10, 1_000..200_001, 299_997..300_000]
        .into_iter()
        .enumerate()
    {
        let line_end = if index == 0 { "" } else { "\r\n" };
        let head = format!(
            "{line_end}--{boundary}\r\nContent-Type: application/octet-stream\r\n\
             Content-Range: bytes {}-{}/300000\r\n\r\n",
            range.start,
            range.end - 1
        );
        expected.extend_from_slice(head.as_bytes());
        expected.extend_from_slice(&bytes[range]);
    }
    expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    assert!(answer.body == expected);
}

#[tokio::test]
async fn a_range_outside_the_content_is_told_its_length() {
    let (world, url, _) = world_with(100).await;
    for range in ["bytes=100-", "bytes=200-300", "bytes=-0"] {
        let answer = world.get(&url, &[("range", range)]).await;
        assert_eq!(answer.failure(), (416, "InvalidRange"), "{range}");
        assert_eq!(answer.header("content-range"), "bytes */100");
    }
    let version = world.upload("empty", "").await;
    let answer = world
        .get(&world.url(version), &[("range", "bytes=0-")])
        .await;
    assert_eq!(answer.failure(), (416, "InvalidRange"));
    assert_eq!(answer.header("content-range"), "bytes */0");
}

#[tokio::test]
async fn what_is_no_range_is_the_whole() {
    let (world, url, bytes) = world_with(100).await;
    for range in ["bytes=9-1", "bytes=a-b", "lines=1-2", "bytes="] {
        let answer = world.get(&url, &[("range", range)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{range}");
        assert_eq!(answer.body, bytes);
    }
    let twice = [("range", "bytes=0-1"), ("range", "bytes=4-5")];
    assert_eq!(world.get(&url, &twice).await.status, StatusCode::OK);
}

#[tokio::test]
async fn head_ignores_ranges() {
    let (world, url, _) = world_with(100).await;
    let answer = world.head(&url, &[("range", "bytes=0-9")]).await;
    assert_eq!(
        (answer.status, answer.header("content-length")),
        (StatusCode::OK, "100")
    );
}

#[tokio::test]
async fn a_range_holds_only_for_the_content_that_it_is_of() {
    let (world, url, bytes) = world_with(100).await;
    let etag = world.head(&url, &[]).await.header("etag").to_owned();
    let weak = format!("W/{etag}");
    let modified = "Thu, 01 Jan 2026 00:00:00 GMT";
    let ask = async |if_range: &str| {
        let headers = [("range", "bytes=0-9"), ("if-range", if_range)];
        let answer = world.get(&url, &headers).await;
        let whole = answer.body == bytes;
        assert_eq!(whole, answer.status == StatusCode::OK);
        answer.status.as_u16()
    };
    assert_eq!(ask(&etag).await, 206);
    assert_eq!(ask("\"x\"").await, 200);
    assert_eq!(ask(&weak).await, 200);
    assert_eq!(ask(modified).await, 200, "it may change within this second");
    world.pass(60);
    assert_eq!(ask(modified).await, 206);
    assert_eq!(ask("Wed, 31 Dec 2025 00:00:00 GMT").await, 200);
}
