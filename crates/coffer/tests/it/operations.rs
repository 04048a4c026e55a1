//! What operators ask, the documents, and how the process starts and stops.

use crate::documents::Document;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use coffer_testkit::{KooDrive, Place, Server, eventually};

mod shared {
    use super::*;

    on_both_databases! {
        it_is_alive_and_ready,
        metrics_are_told,
        the_document_has_every_operation,
        every_route_of_the_document_answers,
        small_answers_do_not_wait,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        a_start_prints_the_address_and_everything_is_there,
        it_stops_when_it_is_asked_to_and_finishes_what_runs,
        everything_is_there_after_a_restart,
        people_and_apps_are_added_while_it_runs,
        whatever_is_done_leaves_everything_whole,
    }
}

async fn get(client: &KooDrive, path: &str) -> (u16, String) {
    let response = client
        .http()
        .get(format!("{}{path}", client.url()))
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn it_is_alive_and_ready(shared: &'static Shared) {
    let client = shared.stranger();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(&client, path).await.0, 200, "{path}");
    }
}

async fn metrics_are_told(shared: &'static Shared) {
    let person = shared.person().await;
    person.store("root", "a", b"a").await;
    let (status, text) = get(&person, "/metrics").await;
    assert_eq!(status, 200);
    assert!(text.contains("# TYPE "), "{text}");
    assert!(
        !text.contains(person.bare_token()) && !text.contains(&person.name),
        "secrets in the metrics"
    );
    let forwarded = person
        .http()
        .get(format!("{}/metrics", person.url()))
        .header("x-forwarded-for", "192.0.2.1");
    assert_eq!(forwarded.send().await.unwrap().status(), 403);
}

/// The operations that have to be in the document, as the protocol has them.
const OPERATIONS: [(&str, &str); 57] = [
    ("get", "/koodrive/ose/v1/departmentList"),
    ("get", "/koodrive/ose/v1/departments/{}"),
    ("post", "/koodrive/ose/v1/departments"),
    ("put", "/koodrive/ose/v1/departments/{}"),
    ("delete", "/koodrive/ose/v1/departments/{}"),
    ("get", "/koodrive/ose/v1/userList"),
    ("get", "/koodrive/ose/v1/users/{}"),
    ("get", "/koodrive/ose/v1/users/count"),
    ("post", "/koodrive/ose/v1/users"),
    ("put", "/koodrive/ose/v1/users/{}"),
    ("delete", "/koodrive/ose/v1/users/{}"),
    ("get", "/koodrive/ose/v1/users/mobile/{}"),
    ("get", "/koodrive/ose/v1/space/departmentList"),
    ("post", "/koodrive/ose/v1/space/{}"),
    ("put", "/koodrive/ose/v1/space/{}"),
    ("delete", "/koodrive/ose/v1/space/{}"),
    ("get", "/koodrive/ose/v1/space/userList"),
    ("get", "/koodrive/ose/v1/space/{}"),
    ("get", "/koodrive/ose/v1/space/container/{}"),
    ("get", "/koodrive/ose/v2/space/{}"),
    ("get", "/koodrive/ose/v1/session/auth"),
    ("get", "/koodrive/ose/v1/session/authCodeURL"),
    ("post", "/koodrive/ose/v1/session"),
    ("post", "/koodrive/ose/v1/session/refresh"),
    ("get", "/koodrive/ose/v1/session/logoff"),
    ("get", "/koodrive/ose/v1/sdk/get-js-sdk-info"),
    ("post", "/koodrive/ose/v1/archive/listFile"),
    ("post", "/koodrive/ose/v1/jobs"),
    ("get", "/koodrive/ose/v1/{}"),
    ("post", "/koodrive/ose/v1/files/{}"),
    ("post", "/koodrive/ose/v1/files/{}/{}"),
    ("post", "/koodrive/ose/v1/files/{}/detail"),
    ("post", "/koodrive/ose/v1/directory"),
    ("post", "/koodrive/ose/v1/files/create"),
    ("post", "/koodrive/ose/v1/files/complete"),
    ("post", "/koodrive/ose/v1/files/download"),
    ("post", "/koodrive/ose/v1/files/rename/{}"),
    ("post", "/koodrive/ose/v1/files/recycle"),
    ("post", "/koodrive/ose/v1/files/search"),
    ("get", "/koodrive/ose/v1/files/path"),
    ("post", "/koodrive/ose/v1/files/multipart/uploadUrl"),
    ("post", "/koodrive/ose/v1/share"),
    ("get", "/koodrive/ose/v1/share"),
    ("get", "/koodrive/ose/v1/share/{}"),
    ("put", "/koodrive/ose/v1/share/{}"),
    ("post", "/koodrive/ose/v1/share/cancel"),
    ("get", "/koodrive/ose/v1/share/received"),
    ("get", "/koodrive/ose/v1/share/received/{}"),
    ("post", "/koodrive/ose/v1/share/exit"),
    ("get", "/koodrive/ose/v1/related"),
    ("get", "/koodrive/ose/v1/share/visit"),
    ("get", "/koodrive/ose/v1/share/userInfo"),
    ("post", "/koodrive/ose/v1/share/verify"),
    ("post", "/koodrive/ose/v1/share/files"),
    ("post", "/koodrive/ose/v1/share/download"),
    ("get", "/koodrive/ose/v1/session/logoff"),
    ("post", "/koodrive/ose/v1/session/refresh"),
];

/// A path with its parameters' names left out.
fn anonymous(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/');
    let parts: Vec<&str> = parts
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect();
    parts.join("/")
}

async fn the_document_has_every_operation(shared: &'static Shared) {
    let document = Document::read(&shared.stranger(), "koodrive").await;
    let known: Vec<(String, String)> = document
        .operations()
        .iter()
        .map(|operation| {
            let method = operation.method.as_str().to_lowercase();
            (method, anonymous(&operation.path))
        })
        .collect();
    for (method, path) in OPERATIONS {
        assert!(
            known.contains(&(method.to_owned(), path.to_owned())),
            "{method} {path} is not in the document"
        );
    }
    let (status, page) = get(&shared.stranger(), "/docs").await;
    assert_eq!(status, 200);
    for name in ["koodrive", "directories", "admin"] {
        assert!(page.contains(&format!("/openapi/{name}.json")), "{name}");
    }
}

async fn every_route_of_the_document_answers(shared: &'static Shared) {
    let person = shared.person().await;
    let operations = Document::read(&person, "koodrive").await.operations();
    for operation in &operations {
        let (method, path) = (operation.method.clone(), operation.filled("1"));
        let answer = person
            .call(method, &path, Some(&serde_json::json!({})))
            .await;
        // The fallback for unknown paths would say so.
        let reason = answer.body["error"]["errorDetail"][0]["reason"]
            .as_str()
            .unwrap_or_default();
        assert!(
            !["unknown_operation", "method_not_allowed"].contains(&reason),
            "{answer}"
        );
        assert!(answer.code() == 0 || answer.code() > 13_000_000, "{answer}");
    }
    assert!(operations.len() >= 22, "{} routes", operations.len());
}

async fn small_answers_do_not_wait(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"small").await;
    let url = person.link(person.container(), &file).await;
    let begin = std::time::Instant::now();
    for _ in 0..50 {
        person
            .http()
            .get(&url)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
    }
    // Nagle's algorithm against delayed acknowledgements would take 40 ms each.
    let taken = begin.elapsed();
    assert!(taken.as_millis() < 1_500, "50 small answers took {taken:?}");
}

async fn a_start_prints_the_address_and_everything_is_there(server: &mut Server) {
    assert!(server.url().starts_with("http://127.0.0.1:") && !server.url().ends_with(":0"));
    let client = KooDrive::anonymous(server.url());
    assert_eq!(get(&client, "/readyz").await.0, 200);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let file = admin.store("root", "first", b"first").await;
    assert_eq!(admin.fetch(&file).await, b"first");
    // Links carry the address that is reached.
    assert!(
        admin
            .link(admin.container(), &file)
            .await
            .starts_with(server.url())
    );
    server.stop();
    assert!(
        client.http().get(client.url()).send().await.is_err(),
        "the port is closed"
    );
}

async fn it_stops_when_it_is_asked_to_and_finishes_what_runs(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let content = bytes::Bytes::from(vec![7; 40 << 20]);
    let file = admin.store("root", "large", &content).await;
    let url = admin.link(admin.container(), &file).await;
    let mut response = admin.http().get(&url).send().await.unwrap();
    let mut received = response.chunk().await.unwrap().unwrap().len();
    server.ask_to_stop();
    // Who comes now is not served any more.
    eventually("the port closes", async || {
        let fresh = KooDrive::anonymous(admin.url());
        fresh
            .http()
            .get(format!("{}/healthz", fresh.url()))
            .send()
            .await
            .is_err()
            .then_some(())
    })
    .await;
    while let Some(chunk) = response.chunk().await.unwrap() {
        received += chunk.len();
    }
    assert_eq!(received, content.len(), "the download was cut off");
    drop(response);
    assert!(server.wait().success());
    assert!(
        server
            .log_since(0)
            .iter()
            .any(|line| line.contains("stopped"))
    );
}

async fn everything_is_there_after_a_restart(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let folder = admin.mkdir("root", "文件夹").await;
    let file = admin.store(&folder, "plain", b"plain").await;
    let safe = admin.store("sbox", "safe", b"safe").await;
    let url = admin.link(admin.container(), &file).await;
    let address = server.url().to_owned();
    server.stop();
    server.start_again();
    admin.reconnect();
    assert_eq!(server.url(), address);
    // Sessions and links live on.
    assert_eq!(admin.names("root").await, ["文件夹"]);
    assert_eq!(admin.fetch(&file).await, b"plain");
    assert_eq!(admin.fetch(&safe).await, b"safe");
    assert_eq!(
        admin
            .http()
            .get(&url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
        "plain"
    );
    Person::log_in(server.url(), Place::ADMIN).await;
}

async fn people_and_apps_are_added_while_it_runs(server: &mut Server) {
    let typed = format!("{}\n", Place::PASSWORD);
    let told = server.run(&["user", "add", "--password-stdin", "zhang.san"], &typed);
    let person = Person::log_in(server.url(), "zhang.san").await;
    assert!(told.contains(person.user()), "{told}");
    let app = coffer_testkit::App::parse(&server.run(&["app", "add", "robot"], ""));
    person
        .as_app(&app, person.user())
        .list(
            "0",
            &serde_json::json!({"containerId": person.container(), "parentFileId": "root"}),
        )
        .await
        .ok();
    // The new password ends the sessions of the old.
    server.run(
        &["user", "passwd", "--password-stdin", "zhang.san"],
        "another horse battery\n",
    );
    person.session_auth().await.refused(401, 13_000_202);
    KooDrive::log_in(server.url(), "zhang.san", "another horse battery").await;
}

async fn whatever_is_done_leaves_everything_whole(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let folder = admin.mkdir("root", "folder").await;
    let deep = admin.mkdir(&folder, "deep").await;
    let mut files = Vec::new();
    for parent in ["root", "sbox", &folder, &deep] {
        for (number, content) in [b"same".as_slice(), b"same", b"other", b""]
            .iter()
            .enumerate()
        {
            files.push(admin.store(parent, &number.to_string(), content).await);
        }
    }
    // An upload that is open, one with parts, and one that failed.
    for (name, sent, digest) in [
        ("open", false, ""),
        ("sent", true, ""),
        ("failed", true, "0"),
    ] {
        let mut body = coffer_testkit::NewFile {
            container: admin.container(),
            parent: "root",
            name,
            length: 4,
        }
        .body();
        body["sha256"] = serde_json::json!(digest.repeat(64));
        let created = admin.create(&body).await.ok();
        if sent {
            admin
                .put_parts(&bytes::Bytes::from_static(b"same"), &created)
                .await;
        }
        if !digest.is_empty() {
            admin
                .complete(created["fileId"].as_str().unwrap())
                .await
                .bad(13_000_402);
        }
    }
    admin.recycle(&[&files[0], &files[4], &files[8]]).await;
    admin.restore(&[&files[0]]).await;
    admin.move_to("root", &[&deep]).await;
    admin.erase(&[&files[1], &files[13]]).await;
    admin.recycle(&[&deep]).await;
    // Four times 13 bytes, without the two that were erased.
    admin.wait_for_used(4 * 13 - 2 * 4).await;
    admin.empty_bin(admin.container()).await.ok();
    // What is left: 0 and 2 in the root, 1 and 2 in the safe, 1 and 2 in the folder.
    admin.wait_for_used(3 * (4 + 5)).await;
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}
