use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn parts_in_any_order_become_the_content() {
    let world = World::new().await;
    let bytes = noise(11 * MIB + 7);
    let open = world
        .begin("a.bin", bytes.len(), &[5 * MIB, 5 * MIB, MIB + 7])
        .await;
    let mut etags = Vec::new();
    for (number, range) in [
        (3, 10 * MIB..bytes.len()),
        (1, 0..5 * MIB),
        (2, 5 * MIB..10 * MIB),
    ] {
        let answer = world
            .ask(put(&world.part_url(&open, number), bytes.slice(range)))
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-length"), "0");
        let etag = answer.header("etag").to_owned();
        assert!(
            etag.starts_with('"') && etag.ends_with(&format!("-{number}\"")),
            "{etag}"
        );
        etags.push(etag);
    }
    etags.sort();
    etags.dedup();
    assert_eq!(etags.len(), 3);
    let version = world.complete(&open).await;
    let answer = world.get(&world.url(version), &[]).await;
    assert_eq!(answer.body, bytes);
}

#[tokio::test]
async fn the_later_of_two_attempts_at_a_part_counts() {
    let world = World::new().await;
    let open = world.begin("a.bin", 1_000, &[]).await;
    let url = world.part_url(&open, 1);
    for fill in [b'a', b'b'] {
        let answer = world.ask(put(&url, vec![fill; 1_000])).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let version = world.complete(&open).await;
    let answer = world.get(&world.url(version), &[]).await;
    assert_eq!(answer.body, vec![b'b'; 1_000]);
}

#[tokio::test]
async fn an_attempt_that_hangs_gives_way_to_the_next() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    let hangs = http::Request::put(target(&url))
        .header("host", HOST)
        .header("content-length", 10)
        .body(Body::from_stream(
            stream::pending::<std::io::Result<Bytes>>(),
        ))
        .unwrap();
    let (first, second) = tokio::join!(world.ask(hangs), world.ask(put(&url, "0123456789")));
    assert_eq!(first.failure(), (400, "IncompleteBody"));
    assert_eq!(second.status, StatusCode::OK);
    let version = world.complete(&open).await;
    assert_eq!(world.get(&world.url(version), &[]).await.body, "0123456789");
}

#[tokio::test]
async fn a_file_of_no_bytes_is_a_part_of_no_bytes() {
    let world = World::new().await;
    let version = world.upload("empty.txt", "").await;
    let answer = world.get(&world.url(version), &[]).await;
    assert_eq!(
        (answer.status, answer.header("content-length")),
        (StatusCode::OK, "0")
    );
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn a_body_without_length_is_refused_before_its_signature() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    let mut request = put(&url, "0123456789");
    request.headers_mut().remove("content-length");
    assert_eq!(
        world.ask(request).await.failure(),
        (411, "MissingContentLength")
    );
    let chunked = with(put(&url, "0123456789"), &[("transfer-encoding", "chunked")]);
    assert_eq!(
        world.ask(chunked).await.failure(),
        (411, "MissingContentLength")
    );
    let twice = with(put(&url, "0123456789"), &[("content-length", "10")]);
    assert_eq!(
        world.ask(twice).await.failure(),
        (411, "MissingContentLength")
    );
}

#[tokio::test]
async fn another_length_than_the_signed_one_is_forbidden() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    for body in ["012345678", "0123456789a"] {
        let answer = world.ask(put(&url, body)).await;
        assert_eq!(answer.failure(), (403, "SignatureDoesNotMatch"));
    }
}

#[tokio::test]
async fn a_signed_length_that_the_plan_does_not_have_is_refused() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let now = world.drive.now();
    let longer = world.drive.part_url(open.id, 1, 11, now);
    let answer = world.ask(put(&longer, "0123456789a")).await;
    assert_eq!(answer.failure(), (400, "InvalidArgument"));
    let unplanned = world.drive.part_url(open.id, 2, 10, now);
    let answer = world.ask(put(&unplanned, "0123456789")).await;
    assert_eq!(answer.failure(), (400, "InvalidArgument"));
}

#[tokio::test]
async fn a_body_that_is_not_what_its_head_says_is_incomplete_and_leaves_nothing() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    for body in ["0123", "0123456789abcdef"] {
        let mut request = put(&url, body);
        request
            .headers_mut()
            .insert("content-length", "10".parse().unwrap());
        assert_eq!(world.ask(request).await.failure(), (400, "IncompleteBody"));
    }
    let broken = [
        Ok(Bytes::from_static(b"01234")),
        Err(std::io::Error::other("gone")),
    ];
    let request = http::Request::put(target(&url))
        .header("host", HOST)
        .header("content-length", 10)
        .body(Body::from_stream(stream::iter(broken)))
        .unwrap();
    assert_eq!(world.ask(request).await.failure(), (400, "IncompleteBody"));
    let completed = world.drive.complete_upload(&world.ctx, open.node, None);
    assert_eq!(
        completed.await.unwrap_err().code(),
        coffer_model::Code::UploadIncomplete
    );
}

#[tokio::test]
async fn announced_digests_are_compared() {
    let world = World::new().await;
    let body = "0123456789";
    let open = world.begin("a.bin", body.len(), &[]).await;
    let url = world.part_url(&open, 1);
    let sha256 = Sha256::digest(body);
    let md5 = md5::Md5::digest(body);
    let wrong = STANDARD.encode([1; 32]);
    for (name, value, expected) in [
        ("content-md5", STANDARD.encode(md5), (200, "")),
        ("x-amz-checksum-sha256", STANDARD.encode(sha256), (200, "")),
        ("x-amz-content-sha256", hex::encode(sha256), (200, "")),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD".into(), (200, "")),
        ("x-amz-checksum-crc32", "AAAAAA==".into(), (200, "")),
        ("content-md5", STANDARD.encode([1; 16]), (400, "BadDigest")),
        ("x-amz-checksum-sha256", wrong.clone(), (400, "BadDigest")),
        ("x-amz-content-sha256", "00".repeat(32), (400, "BadDigest")),
        ("content-md5", "short".into(), (400, "InvalidArgument")),
        ("content-md5", wrong, (400, "InvalidArgument")),
        (
            "x-amz-content-sha256",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER".into(),
            (400, "InvalidArgument"),
        ),
        (
            "content-encoding",
            "gzip,aws-chunked".into(),
            (400, "InvalidArgument"),
        ),
    ] {
        let answer = world.ask(with(put(&url, body), &[(name, &value)])).await;
        if expected.0 == 200 {
            assert_eq!(answer.status, StatusCode::OK, "{name}: {value}");
        } else {
            assert_eq!(answer.failure(), expected, "{name}: {value}");
        }
    }
    let answer = world
        .ask(with(
            put(&url, body),
            &[("content-md5", &STANDARD.encode(md5))],
        ))
        .await;
    assert_eq!(
        answer.header("etag"),
        format!("\"{}\"", hex::encode(md5)),
        "what was verified is told"
    );
}

#[tokio::test]
async fn an_upload_that_is_over_takes_no_more_parts() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let url = world.part_url(&open, 1);
    world.ask(put(&url, "0123456789")).await;
    world.complete(&open).await;
    let answer = world.ask(put(&url, "9876543210")).await;
    assert_eq!(answer.failure(), (404, "NoSuchUpload"));
}

#[tokio::test]
async fn a_body_that_pauses_for_too_long_is_given_up() {
    let world = World::new().await;
    let open = world.begin("a.bin", 10, &[]).await;
    let stalls = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"01234"))])
        .chain(stream::pending());
    let request = http::Request::put(target(&world.part_url(&open, 1)))
        .header("host", HOST)
        .header("content-length", 10)
        .body(Body::from_stream(stalls))
        .unwrap();
    tokio::time::pause();
    let before = tokio::time::Instant::now();
    assert_eq!(world.ask(request).await.failure(), (400, "RequestTimeout"));
    assert!(before.elapsed() >= Duration::from_secs(30));
}
