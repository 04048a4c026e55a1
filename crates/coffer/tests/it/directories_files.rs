//! Files that the directories dialect puts into folders, lists and hands out.

use crate::directories::person;
use crate::support::{Shared, change, on_both_databases};
use bytes::Bytes;
use coffer_store::Sql;
use coffer_testkit::{Directories, Kind, Random, assert_shape, eventually, form, sha256_hex};
use futures_util::{StreamExt, stream};
use reqwest::{Body, Method};
use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpStream;

mod shared {
    use super::*;

    on_both_databases! {
        files_of_any_size_come_and_go,
        a_file_is_fetched_in_ranges,
        a_name_that_is_taken_is_refused,
        forms_are_read_as_clients_write_them,
        a_length_that_is_not_so_is_refused,
        forms_that_lack_something_are_refused,
        who_hangs_up_leaves_nothing,
        a_long_body_is_told_why_it_is_refused,
        what_is_no_file_is_not_fetched,
    }
}

mod alone {
    use super::*;
    use crate::support::alone_on_both_databases;

    alone_on_both_databases! {
        a_file_that_does_not_fit_is_refused,
    }
}

async fn send(
    client: &Directories,
    content_type: &str,
    body: impl Into<Body>,
) -> coffer_testkit::Answer {
    client
        .send(Method::POST, "/v1/files/upload", content_type, body)
        .await
}

/// A body of unknown length.
fn in_pieces(bytes: Vec<u8>) -> Body {
    let pieces: Vec<_> = bytes.chunks(7_001).map(Bytes::copy_from_slice).collect();
    Body::wrap_stream(stream::iter(pieces).map(Ok::<_, std::io::Error>))
}

fn id(file: &Value) -> &str {
    file["id"].as_str().unwrap()
}

async fn files_of_any_size_come_and_go(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let folder = client.make("root", "files").await;
    let mut random = Random::new(5);
    // Around the bytes that are read ahead, and more than a part.
    for size in [0, 1, 65_500, 65_536, 65_600, 20 << 20] {
        let content = random.bytes(size);
        let name = format!("{size}.tar.gz");
        let file = client.upload(&folder, &name, &content).await.given();
        assert_shape(
            "a file",
            &file,
            &[
                ("id", Kind::Id),
                ("name", Kind::Text),
                ("extension", Kind::Text),
                ("size", Kind::Number),
                ("version", Kind::Number),
                ("fileHash", Kind::Digest),
                ("createdTime", Kind::Time),
                ("modifiedTime", Kind::Time),
            ],
        );
        assert_eq!(file["size"], size);
        assert_eq!(file["version"], 1);
        assert_eq!(file["extension"], "gz");
        assert_eq!(file["fileHash"], sha256_hex(&content));
        let (status, headers, fetched) = client.download(id(&file), None).await;
        assert_eq!((status, fetched.len()), (200, size));
        assert!(fetched[..] == content[..]);
        assert!(
            headers["content-disposition"]
                .to_str()
                .unwrap()
                .contains(&name)
        );
        let path = format!("/v1/directories/file/list?dirId={folder}");
        let listed = client.get(&path).await.given();
        let same = listed.as_array().unwrap().iter().find(|one| **one == file);
        assert!(same.is_some(), "{listed}");
    }
    let used = owner.space_by_container(owner.container()).await.ok()["data"]["spaceUsed"].clone();
    assert_eq!(used, json!(1 + 65_500 + 65_536 + 65_600 + (20 << 20)));
}

async fn a_file_is_fetched_in_ranges(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let file = client.upload("root", "a", b"0123456789").await.given();
    let (status, headers, part) = client.download(id(&file), Some("bytes=2-4")).await;
    assert_eq!((status, &part[..]), (206, &b"234"[..]));
    assert_eq!(headers["content-range"], "bytes 2-4/10");
    let (status, _, _) = client.download(id(&file), Some("bytes=20-")).await;
    assert_eq!(status, 416);
}

async fn a_name_that_is_taken_is_refused(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    client.upload("root", "a.txt", b"one").await.given();
    let message = client.upload("root", "A.txt", b"two").await.denied(430_002);
    assert_eq!(message, "该目录下已存在文件“A.txt”");
    client.make("root", "folder").await;
    client.upload("root", "folder", b"x").await.denied(430_002);
    for name in ["a/b", "..", "", "a\u{7}"] {
        client.upload("root", name, b"x").await.denied(400);
    }
    assert_eq!(client.files("root").await, ["a.txt"]);
}

async fn forms_are_read_as_clients_write_them(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    // A body whose length nobody knows, with a file that is short.
    let (kind, body) = form(&[("dirId", "root")], "short", &[7; 1_000]);
    send(&client, &kind, in_pieces(body)).await.given();
    // A long one says its length.
    let long = Random::new(1).bytes(300_000);
    let (kind, body) = form(&[("dirId", "root"), ("size", "300000")], "long", &long);
    let file = send(&client, &kind, in_pieces(body)).await.given();
    assert_eq!(file["fileHash"], sha256_hex(&long));
    let (kind, body) = form(&[("dirId", "root")], "unsaid", &long);
    let message = send(&client, &kind, in_pieces(body)).await.denied(400);
    assert!(message.contains("size"), "{message}");
    // Fields that nobody knows, and one behind the file.
    let (kind, mut body) = form(&[("x", "y"), ("dirId", "root")], "fields", b"content");
    let end = body.len() - "--\r\n".len();
    body.truncate(end);
    body.extend_from_slice(b"\r\nContent-Disposition: form-data; name=\"z\"\r\n\r\nz\r\n");
    body.extend_from_slice(b"------coffer-testkit-7d1e--\r\n");
    let file = send(&client, &kind, body).await.given();
    assert_eq!(file["fileHash"], sha256_hex(b"content"));
    let named = client.upload("root", "季度报告.docx", b"x").await.given();
    assert_eq!(named["name"], "季度报告.docx");
    assert_eq!(
        client.files("root").await.len(),
        4,
        "what was refused is not there"
    );
}

async fn a_length_that_is_not_so_is_refused(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let content = vec![7; 200_000];
    for said in ["199999", "200001", "0", "1", "400000"] {
        let (kind, body) = form(&[("dirId", "root"), ("size", said)], "a", &content);
        send(&client, &kind, body).await.denied(400);
    }
    for said in ["x", "-1", "5368709121"] {
        let (kind, body) = form(&[("dirId", "root"), ("size", said)], "a", &content);
        send(&client, &kind, body).await.denied(400);
    }
    assert!(client.files("root").await.is_empty());
    // Nothing of them is kept back.
    client.upload("root", "a", &content).await.given();
    let used = owner.space_by_container(owner.container()).await.ok()["data"]["spaceUsed"].clone();
    assert_eq!(used, 200_000);
}

async fn forms_that_lack_something_are_refused(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let (kind, body) = form(&[], "a", b"x");
    let message = send(&client, &kind, body.clone()).await.denied(400);
    assert!(message.contains("dirId"), "{message}");
    for (kind, body) in [
        ("application/json", b"{\"dirId\": \"root\"}".to_vec()),
        ("multipart/form-data", body.clone()),
        ("multipart/form-data; boundary=other", body.clone()),
        (kind.as_str(), b"nothing".to_vec()),
        (kind.as_str(), Vec::new()),
        (kind.as_str(), body[..body.len() / 2].to_vec()),
        (kind.as_str(), vec![b'x'; 1 << 20]),
        (kind.as_str(), vec![b'\r'; 1 << 20]),
    ] {
        send(&client, kind, body).await.denied(400);
    }
    let (kind, body) = form(&[("dirId", "root")], "a", b"x");
    let without_name = String::from_utf8(body.clone()).unwrap();
    let without_name = without_name.replace("; filename=\"a\"", "");
    send(&client, &kind, without_name).await.denied(400);
    let cut = &body[..body.len() - "\r\n------coffer-testkit-7d1e--\r\n".len()];
    send(&client, &kind, cut.to_vec()).await.denied(400);
    assert!(client.files("root").await.is_empty());
}

async fn who_hangs_up_leaves_nothing(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let (kind, body) = form(&[("dirId", "root")], "a", &[7; 1 << 20]);
    let address = client.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /v1/files/upload HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        owner.bare_token(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..body.len() / 2]).unwrap();
    drop(stream);
    assert!(client.files("root").await.is_empty());
    // The name is free.
    let file = client.upload("root", "a", b"whole").await.given();
    assert_eq!(file["size"], 5);
    assert_eq!(client.files("root").await, ["a"]);
}

async fn a_long_body_is_told_why_it_is_refused(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let content = vec![7; 30 << 20];
    let refused = client.upload("1505084218764547200", "a", &content).await;
    refused.denied(430_003);
    let nobody = Directories::anonymous(client.url());
    nobody.upload("root", "a", &content).await.denied(401);
}

async fn what_is_no_file_is_not_fetched(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let folder = client.make("root", "folder").await;
    for file in [folder.as_str(), "1505084218764547200", "x"] {
        let path = format!("/v1/files/download?fileId={file}");
        client.get(&path).await.denied(430_003);
    }
    client.get("/v1/files/download").await.denied(400);
    let file = client.upload(&folder, "a", b"x").await.given();
    client
        .post("delete", &json!({"dirId": folder}))
        .await
        .given();
    let path = format!("/v1/files/download?fileId={}", id(&file));
    client.get(&path).await.denied(430_003);
}

async fn a_file_that_does_not_fit_is_refused(server: &mut coffer_testkit::Server) {
    static SHRINK: Sql = Sql::both("UPDATE space SET capacity = used + ?1");
    server.stop();
    change(server.place(), &SHRINK, vec![1_000]).await;
    server.start_again();
    let admin = crate::support::Person::log_in(server.url(), coffer_testkit::Place::ADMIN).await;
    let client = Directories::of(&admin);
    client.upload("root", "a", &[7; 1_001]).await.denied(400);
    client.upload("root", "a", &[7; 400_000]).await.denied(400);
    client.upload("root", "a", &[7; 1_000]).await.given();
    client.upload("root", "b", &[7; 1]).await.denied(400);
    assert_eq!(client.files("root").await, ["a"]);
    let whole = eventually("nothing is kept back", async || {
        let listed = admin.space_by_container(admin.container()).await.ok();
        (listed["data"]["spaceUsed"] == 1_000).then_some(())
    });
    whole.await;
}
