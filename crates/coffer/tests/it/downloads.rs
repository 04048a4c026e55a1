//! 4.13.5: downloads.

use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Kind, Random, assert_shape};
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::json;

on_both_databases! {
    links_have_all_fields,
    a_download_is_what_was_uploaded,
    ranges_are_parts_of_the_content,
    conditions_are_obeyed,
    the_head_tells_the_same_without_the_content,
    the_name_comes_with_the_content,
    forged_links_are_refused,
    a_batch_of_links_says_what_failed,
    folders_have_no_content,
    links_live_on_after_a_change_of_name,
}

async fn links_have_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "发票1.pdf", b"invoice").await;
    let body = person
        .download_links(person.container(), &[&file])
        .await
        .ok();
    let fields = [
        ("code", Kind::Number),
        ("msg", Kind::Text),
        ("batchCode", Kind::Number),
        ("downloads", Kind::List),
    ];
    assert_shape("table 4-270", &body, &fields);
    assert_eq!(body["batchCode"], 1);
    let download = &body["downloads"][0];
    let fields = [
        ("fileId", Kind::Text),
        ("fileName", Kind::Text),
        ("url", Kind::Text),
        ("code", Kind::Id),
        ("msg", Kind::Text),
    ];
    assert_shape("table 4-271", download, &fields);
    assert_eq!(
        (
            &download["fileId"],
            &download["fileName"],
            &download["code"]
        ),
        (&json!(file), &json!("发票1.pdf"), &json!("0"))
    );
    let url = download["url"].as_str().unwrap();
    for part in [
        "X-Amz-Algorithm=AWS4-HMAC-SHA256",
        "X-Amz-Expires=3600",
        "X-Amz-SignedHeaders=host",
        "response-content-disposition=",
    ] {
        assert!(url.contains(part), "{url} has no {part}");
    }
}

async fn a_download_is_what_was_uploaded(shared: &'static Shared) {
    let person = shared.person().await;
    let mut random = Random::new(1);
    for length in [0, 1, 1023, 1024, 65_536, 1 << 20, (8 << 20) + 17] {
        let content = random.bytes(length);
        let file = person
            .store("root", &format!("{length}.bin"), &content)
            .await;
        let url = person.link(person.container(), &file).await;
        let response = person.http().get(&url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-length"],
            length.to_string().as_str()
        );
        assert_eq!(response.headers()["accept-ranges"], "bytes");
        assert!(response.bytes().await.unwrap() == content, "{length}");
    }
}

async fn ranges_are_parts_of_the_content(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Random::new(2).bytes(100_000);
    let file = person.store("root", "a.bin", &content).await;
    let url = person.link(person.container(), &file).await;
    let get = async |range: &str| {
        person
            .http()
            .get(&url)
            .header("range", range)
            .send()
            .await
            .unwrap()
    };
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99999", 0, 100_000),
        ("bytes=10-19", 10, 20),
        ("bytes=99990-", 99_990, 100_000),
        ("bytes=-10", 99_990, 100_000),
        ("bytes=-1000000", 0, 100_000),
        ("bytes=50000-9999999", 50_000, 100_000),
    ] {
        let response = get(range).await;
        assert_eq!(response.status(), 206, "{range}");
        let told = format!("bytes {from}-{}/100000", to - 1);
        assert_eq!(
            response.headers()["content-range"],
            told.as_str(),
            "{range}"
        );
        assert!(
            response.bytes().await.unwrap() == content[from..to],
            "{range}"
        );
    }
    for range in ["bytes=100000-", "bytes=200000-300000", "bytes=-0"] {
        let response = get(range).await;
        assert_eq!(response.status(), 416, "{range}");
        assert_eq!(response.headers()["content-range"], "bytes */100000");
    }
    // What cannot be read as a range is no range.
    for range in ["bytes=abc", "bytes=5-1", "lines=1-2", "bytes=", "bytes=1"] {
        let response = get(range).await;
        assert_eq!(response.status(), 200, "{range}");
        assert!(response.bytes().await.unwrap() == content, "{range}");
    }
}

async fn conditions_are_obeyed(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Random::new(3).bytes(1_000);
    let file = person.store("root", "a.bin", &content).await;
    let url = person.link(person.container(), &file).await;
    let get = async |headers: &[(&'static str, &str)]| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        person.http().get(&url).headers(map).send().await.unwrap()
    };
    let tag = get(&[]).await.headers()["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        tag.starts_with('"') && tag.ends_with('"'),
        "a strong tag: {tag}"
    );
    for value in [
        tag.as_str(),
        "*",
        &format!("\"x\", {tag}"),
        &format!("W/{tag}"),
    ] {
        let response = get(&[("if-none-match", value)]).await;
        assert_eq!(response.status(), 304, "{value}");
        assert_eq!(response.headers()["etag"], tag.as_str());
        assert!(response.bytes().await.unwrap().is_empty());
    }
    assert_eq!(get(&[("if-none-match", "\"other\"")]).await.status(), 200);
    assert_eq!(get(&[("if-match", "\"other\"")]).await.status(), 412);
    assert_eq!(get(&[("if-match", &tag)]).await.status(), 200);
    let ranged = [("range", "bytes=0-9"), ("if-range", tag.as_str())];
    assert_eq!(get(&ranged).await.status(), 206);
    let stale = [("range", "bytes=0-9"), ("if-range", "\"other\"")];
    let response = get(&stale).await;
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.unwrap() == content);
}

async fn the_head_tells_the_same_without_the_content(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a.txt", &[b'a'; 777]).await;
    let url = person.link(person.container(), &file).await;
    let head = person.http().head(&url).send().await.unwrap();
    let get = person.http().get(&url).send().await.unwrap();
    assert_eq!(head.status(), 200);
    for name in [
        "content-length",
        "content-type",
        "etag",
        "accept-ranges",
        "content-disposition",
    ] {
        assert_eq!(head.headers().get(name), get.headers().get(name), "{name}");
    }
    assert_eq!(head.headers()["content-length"], "777");
    assert!(head.bytes().await.unwrap().is_empty());
    // Ranges are for GET alone (RFC 9110 §14.2).
    let part = person
        .http()
        .head(&url)
        .header("range", "bytes=0-9")
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), 200);
    assert_eq!(part.headers()["content-length"], "777");
}

async fn the_name_comes_with_the_content(shared: &'static Shared) {
    let person = shared.person().await;
    for (name, encoded) in [
        ("发票1.pdf", "%E5%8F%91%E7%A5%A81.pdf"),
        ("a b;c'd%.txt", "a%20b%3Bc%27d%25.txt"),
        ("plain.txt", ""),
    ] {
        let file = person.store("root", name, b"x").await;
        let url = person.link(person.container(), &file).await;
        let response = person.http().get(&url).send().await.unwrap();
        let told = response.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(told.starts_with("attachment"), "{told}");
        let expected = if encoded.is_empty() {
            "filename=\"plain.txt\"".to_owned()
        } else {
            format!("filename*=UTF-8''{encoded}")
        };
        assert!(told.contains(&expected), "{told}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
    // What a browser would run is saved and not shown.
    let file = person
        .store("root", "page.html", b"<script>alert(1)</script>")
        .await;
    let url = person.link(person.container(), &file).await;
    let response = person.http().get(&url).send().await.unwrap();
    assert!(
        response.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
}

async fn forged_links_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let one = person.store("root", "1", b"one").await;
    let two = person.store("root", "2", b"two").await;
    let (first, second) = (
        person.link(person.container(), &one).await,
        person.link(person.container(), &two).await,
    );
    let (path, query) = first.split_once('?').unwrap();
    let other_path = second.split_once('?').unwrap().0;
    let last = if first.ends_with('0') { "1" } else { "0" };
    let forged = [
        path.to_owned(),
        format!("{other_path}?{query}"),
        format!("{path}x?{query}"),
        format!("{}{last}", &first[..first.len() - 1]),
        first.replace("X-Amz-Expires=3600", "X-Amz-Expires=36000"),
        first.replace("attachment", "inline"),
        format!("{first}&x-image-process=image/resize,w_1"),
        first.replace("X-Amz-Date=2", "X-Amz-Date=3"),
        first.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
    ];
    for url in forged {
        assert_ne!(url, first);
        let (status, body) = person.follow(&url).await;
        assert!([400, 403, 404].contains(&status), "{url}: {status}");
        assert!(body != "one" && body != "two", "{url}");
    }
    for method in [
        reqwest::Method::PUT,
        reqwest::Method::POST,
        reqwest::Method::DELETE,
    ] {
        let response = person
            .http()
            .request(method.clone(), &first)
            .body("x")
            .send()
            .await
            .unwrap();
        assert!(
            response.status().is_client_error(),
            "{method}: {}",
            response.status()
        );
    }
    assert_eq!(person.follow(&first).await.1, "one");
}

async fn a_batch_of_links_says_what_failed(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let folder = person.mkdir("root", "f").await;
    let body = person
        .download_links(person.container(), &[&file, "x", &folder, &file])
        .await
        .ok();
    assert_eq!(body["batchCode"], 0);
    let codes: Vec<&str> = body["downloads"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["0", "13000309", "13000406", "0"]);
    assert_eq!(body["downloads"][1]["fileId"], "x");
    person
        .download_links(person.container(), &[])
        .await
        .bad(13_000_102);
    person
        .download_links(person.container(), &vec!["x"; 101])
        .await
        .bad(13_000_102);
    person
        .download_links(person.container(), &vec![file.as_str(); 100])
        .await
        .ok();
}

async fn folders_have_no_content(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "f").await;
    let body = person
        .download_links(person.container(), &[&folder])
        .await
        .ok();
    assert_eq!(
        (&body["batchCode"], &body["downloads"][0]["code"]),
        (&json!(2), &json!("13000406"))
    );
}

async fn links_live_on_after_a_change_of_name(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "f").await;
    let file = person.store("root", "old", b"content").await;
    let url = person.link(person.container(), &file).await;
    person
        .rename(person.container(), &file, "new", 2)
        .await
        .ok();
    person.move_to(&folder, &[&file]).await;
    assert_eq!(
        person
            .http()
            .get(&url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
        "content"
    );
}
