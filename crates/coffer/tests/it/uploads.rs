//! 4.13.3, 4.13.4, 4.13.10: uploads.

use crate::support::{Person, Shared, on_both_databases};
use bytes::Bytes;
use coffer_testkit::{Kind, NewFile, Random, assert_shape, hash_state, sha256_hex};
use serde_json::{Value, json};

on_both_databases! {
    an_upload_has_all_fields,
    a_wrong_digest_is_refused_and_the_upload_goes_on,
    an_upload_completes_once_and_says_so_twice,
    empty_files_are_files,
    the_quota_is_kept,
    plans_that_make_no_sense_are_refused,
    the_folder_may_go_meanwhile,
    the_name_may_be_taken_meanwhile,
    many_upload_at_once,
}

pub(crate) const PART: usize = 5 << 20;

pub(crate) fn body(person: &Person, name: &str, length: usize) -> Value {
    NewFile {
        container: person.container(),
        parent: "root",
        name,
        length: length as u64,
    }
    .body()
}

/// A plan of parts of 5 MiB.
pub(crate) fn plan(content: &[u8], with_states: bool) -> Value {
    let parts = (1..).zip(content.chunks(PART)).map(|(number, chunk)| {
        let offset = (number - 1) * PART;
        let mut part = json!({"partNumber": number, "partSize": chunk.len(), "partOffset": offset});
        if with_states && offset > 0 {
            part["hashCtx"] = json!(hash_state(&content[..offset]));
        }
        part
    });
    parts.collect()
}

pub(crate) fn large(seed: u64) -> Bytes {
    Bytes::from(Random::new(seed).bytes(3 * PART + 12_345))
}

pub(crate) async fn assert_stored(person: &Person, file: &str, content: &[u8]) {
    let detail = person.details(file).await;
    assert_eq!(detail["size"], content.len());
    assert_eq!(detail["attachments"][0]["sha256"], sha256_hex(content));
    assert!(person.fetch(file).await == content, "not the same bytes");
}

async fn an_upload_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let created = person.create(&body(&person, "demo.zip", 5)).await.ok();
    let fields = [
        ("fileId", Kind::Text),
        ("rapidUpload", Kind::Flag),
        ("containerId", Kind::Text),
        ("fileName", Kind::Text),
        ("uploadId", Kind::Text),
        ("parentFolder", Kind::List),
        ("exist", Kind::Flag),
        ("multiParts", Kind::List),
        ("matchedPreHash", Kind::Flag),
        ("code", Kind::Number),
        ("msg", Kind::Text),
    ];
    assert_shape("table 4-263", &created, &fields);
    assert_eq!(
        (
            &created["rapidUpload"],
            &created["exist"],
            &created["matchedPreHash"]
        ),
        (&json!(false), &json!(false), &json!(false))
    );
    assert_eq!(
        created["parentFolder"],
        json!([person.space["bizRootFileId"]])
    );
    let fields = [
        ("partNumber", Kind::Number),
        ("partSize", Kind::Number),
        ("partOffset", Kind::Number),
        ("uploadUrl", Kind::Text),
    ];
    assert_shape("table 4-264", &created["multiParts"][0], &fields);
    let url = created["multiParts"][0]["uploadUrl"].as_str().unwrap();
    for part in [
        "X-Amz-Algorithm=AWS4-HMAC-SHA256",
        "X-Amz-Expires=3600",
        "X-Amz-SignedHeaders=content-length%3Bhost",
        "partNumber=1",
        "uploadId=",
    ] {
        assert!(url.contains(part), "{url} has no {part}");
    }
    person
        .put_parts(&Bytes::from_static(b"12345"), &created)
        .await;
    let completed = person
        .complete(created["fileId"].as_str().unwrap())
        .await
        .ok();
    assert_shape(
        "table 4-267",
        &completed,
        &[("code", Kind::Number), ("msg", Kind::Text)],
    );
}

async fn a_wrong_digest_is_refused_and_the_upload_goes_on(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Bytes::from_static(b"the right bytes");
    let wrong = Bytes::from_static(b"the wrong bytes");
    let mut body = body(&person, "a.bin", content.len());
    body["sha256"] = json!(sha256_hex(&content));
    let created = person.create(&body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person.put_parts(&wrong, &created).await;
    person.complete(file).await.bad(13_000_402);
    assert!(person.names("root").await.is_empty());
    person.put_parts(&content, &created).await;
    // The digest of the second call counts as well.
    let claimed = json!({"fileId": file, "sha256": sha256_hex(&wrong)});
    person
        .post("/files/complete", &claimed)
        .await
        .bad(13_000_402);
    let claimed = json!({"fileId": file, "sha256": sha256_hex(&content).to_uppercase()});
    person.post("/files/complete", &claimed).await.ok();
    assert_stored(&person, file, &content).await;
    for digest in ["x", "00", &"g".repeat(64), &"0".repeat(63)] {
        body["sha256"] = json!(digest);
        person.create(&body).await.bad(13_000_102);
        person
            .post(
                "/files/complete",
                &json!({"fileId": file, "sha256": digest}),
            )
            .await
            .bad(13_000_102);
    }
}

async fn an_upload_completes_once_and_says_so_twice(shared: &'static Shared) {
    let person = shared.person().await;
    let created = person.create(&body(&person, "a", 3)).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person
        .put_parts(&Bytes::from_static(b"abc"), &created)
        .await;
    person.complete(file).await.ok();
    person.complete(file).await.ok();
    let both = futures_util::future::join_all((0..8).map(|_| person.complete(file))).await;
    both.into_iter().for_each(|answer| drop(answer.ok()));
    assert_eq!(person.names("root").await, ["a"]);
    assert_eq!(person.used().await, 3);
    // Nothing can be sent to it any more.
    let url = created["multiParts"][0]["uploadUrl"].as_str().unwrap();
    assert_eq!(person.put(url, "xyz").await.0, 404);
    assert_eq!(person.fetch(file).await, b"abc");
    // Eight at once complete it once.
    let created = person.create(&body(&person, "b", 3)).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person
        .put_parts(&Bytes::from_static(b"def"), &created)
        .await;
    let all = futures_util::future::join_all((0..8).map(|_| person.complete(file))).await;
    all.into_iter().for_each(|answer| drop(answer.ok()));
    assert_eq!(person.used().await, 6);
    assert_eq!(person.fetch(file).await, b"def");
}

async fn empty_files_are_files(shared: &'static Shared) {
    let person = shared.person().await;
    // With its one empty part sent, and without.
    let created = person.create(&body(&person, "sent", 0)).await.ok();
    person.put_parts(&Bytes::new(), &created).await;
    let sent = created["fileId"].as_str().unwrap();
    person.complete(sent).await.ok();
    let created = person.create(&body(&person, "not sent", 0)).await.ok();
    let unsent = created["fileId"].as_str().unwrap();
    person.complete(unsent).await.ok();
    for file in [sent, unsent] {
        assert_stored(&person, file, b"").await;
    }
    assert_eq!(person.used().await, 0);
}

async fn the_quota_is_kept(shared: &'static Shared) {
    let person = shared.person().await;
    let gib = 1 << 30;
    person
        .create(&body(&person, "too large", 10 * gib + 1))
        .await
        .bad(13_000_311);
    person
        .create(&body(&person, "too large", 200 * gib))
        .await
        .bad(13_000_311);
    person
        .create(&body(&person, "too large", 200 * gib + 1))
        .await
        .bad(13_000_102);
    // Open uploads count.
    person.create(&body(&person, "half", 6 * gib)).await.ok();
    person
        .create(&body(&person, "other half", 5 * gib))
        .await
        .bad(13_000_311);
    person.create(&body(&person, "rest", 4 * gib)).await.ok();
    person
        .create(&body(&person, "a byte", 1))
        .await
        .bad(13_000_311);
    person.mkdir("root", "folders take no room").await;
    person.store("root", "nor do empty files", b"").await;
    assert_eq!(person.used().await, 0);
}

async fn plans_that_make_no_sense_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let part = |number: u64, size: usize| json!({"partNumber": number, "partSize": size});
    let cases = [
        (10, json!([part(1, 9)])),
        (10, json!([part(2, 10)])),
        (10, json!([part(0, 10)])),
        (10, json!([part(1, 5), part(2, 5)])),
        (2 * PART, json!([part(1, PART), part(1, PART)])),
        (2 * PART, json!([part(1, PART), part(3, PART)])),
        (2 * PART, json!([part(1, PART - 1), part(2, PART + 1)])),
        (
            10,
            json!([{"partNumber": 1, "partSize": 10, "partOffset": 1}]),
        ),
        (10, json!([{"partNumber": 1, "partSize": -10}])),
        (10, json!({"partNumber": 1, "partSize": 10})),
        (10, json!([10])),
    ];
    for (length, parts) in cases {
        let mut body = body(&person, "a", length);
        body["multiParts"] = parts;
        person.create(&body).await.bad(13_000_102);
    }
    for (name, value) in [
        ("length", json!(-1)),
        ("length", json!("x")),
        ("length", json!(1.5)),
        ("uploadMode", json!("content")),
        ("uploadType", json!(0)),
        ("uploadType", json!(2)),
        ("parentFolder", json!([])),
        ("createdTime", json!("now")),
        ("description", json!("x".repeat(513))),
        ("preHash", json!("x")),
    ] {
        let mut body = body(&person, "a", 1);
        body[name] = value;
        person.create(&body).await.bad(13_000_102);
    }
}

async fn the_folder_may_go_meanwhile(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let mut body = body(&person, "a", 3);
    body["parentFolder"] = json!([folder]);
    let created = person.create(&body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    person
        .put_parts(&Bytes::from_static(b"abc"), &created)
        .await;
    person.recycle(&[&folder]).await;
    person.complete(file).await.bad(13_000_404);
    person.restore(&[&folder]).await;
    person.complete(file).await.ok();
    assert_eq!(person.names(&folder).await, ["a"]);
    body["fileName"] = json!("b");
    let created = person.create(&body).await.ok();
    person
        .put_parts(&Bytes::from_static(b"abc"), &created)
        .await;
    person.erase(&[&folder]).await;
    person
        .complete(created["fileId"].as_str().unwrap())
        .await
        .bad(13_000_304);
}

async fn the_name_may_be_taken_meanwhile(shared: &'static Shared) {
    let person = shared.person().await;
    for (mode, name) in [(3, "refused"), (2, "renamed")] {
        let mut body = body(&person, name, 3);
        body["autoRename"] = json!(mode);
        let created = person.create(&body).await.ok();
        let file = created["fileId"].as_str().unwrap();
        person
            .put_parts(&Bytes::from_static(b"abc"), &created)
            .await;
        let other = person.mkdir("root", name).await;
        if mode == 3 {
            let refused = person.complete(file).await.bad(13_000_405);
            assert_eq!(
                refused["error"]["errorData"]["conflictFileId"],
                other.as_str()
            );
            person.erase(&[&other]).await;
            person.complete(file).await.ok();
        } else {
            person.complete(file).await.ok();
            let stored = person.details(file).await["fileName"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(stored.starts_with("renamed_"), "{stored}");
        }
    }
}

async fn many_upload_at_once(shared: &'static Shared) {
    let person = shared.person().await;
    let uploads = (0..48_u64).map(async |number| {
        let content = Random::new(number).bytes(usize::try_from(number * 997).unwrap());
        let file = person
            .store("root", &format!("{number}.bin"), &content)
            .await;
        assert!(person.fetch(&file).await == content);
        content.len() as u64
    });
    let sum: u64 = futures_util::future::join_all(uploads).await.iter().sum();
    assert_eq!(person.names("root").await.len(), 48);
    assert_eq!(person.used().await, sum);
}
