//! Folders as the directories dialect has them.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Directories, Kind, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    a_folder_is_made_shown_renamed_and_thrown_away,
    a_folder_goes_where_its_principal_says,
    a_name_that_is_taken_is_refused_or_skipped,
    lists_have_pages,
    ids_may_be_numbers_and_have_the_spellings_of_others,
    what_is_no_folder_is_not_found,
    bad_requests_are_told_apart,
    nothing_is_done_without_a_token,
    folders_of_others_are_not_there,
    messages_follow_the_language,
}

/// A person, as this dialect sees him.
pub(crate) async fn person(shared: &'static Shared) -> (Person, Directories) {
    let person = shared.person().await;
    let client = Directories::of(&person);
    (person, client)
}

/// The operations on one folder, each with a body that lacks nothing.
pub(crate) fn acts(folder: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("create", json!({"name": "x", "parentId": folder})),
        ("rename", json!({"dirId": folder, "name": "y"})),
        ("delete", json!({"dirId": folder})),
        ("lock", json!({"dirId": folder})),
        ("unlock", json!({"dirId": folder})),
        (
            "authorize",
            json!({"dirId": folder, "roleIds": ["2"], "authTarget": ["1"], "targetType": 1}),
        ),
        (
            "authorize/remove",
            json!({"dirId": folder, "target": "1", "targetType": 1}),
        ),
    ]
}

/// The paths that show something of one folder.
pub(crate) fn shown(folder: &str) -> [String; 3] {
    ["file/list", "list", "info"].map(|path| format!("/v1/directories/{path}?dirId={folder}"))
}

async fn a_folder_is_made_shown_renamed_and_thrown_away(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let made = client.post("create", &json!({"name": "one"})).await.given();
    assert_shape(
        "a folder",
        &made,
        &[
            ("id", Kind::Text),
            ("name", Kind::Text),
            ("fullPath", Kind::Text),
            ("parentId", Kind::Text),
            ("version", Kind::Number),
            ("permissions", Kind::Object),
        ],
    );
    assert_eq!(made["fullPath"], "/one");
    assert_eq!(made["version"], 0);
    let may = made["permissions"].as_object().unwrap();
    assert_eq!(may.len(), 11);
    for (right, given) in may {
        assert_eq!(*given, json!(right != "unlockable"), "{right}");
    }
    let one = made["id"].as_str().unwrap();
    let two = client.make(one, "two").await;
    let renamed = json!({"dirId": one, "name": "eins"});
    let renamed = client.post("rename", &renamed).await.given();
    assert_eq!(
        (&renamed["name"], &renamed["version"]),
        (&json!("eins"), &json!(1))
    );
    let info = client.info(&two).await.given();
    assert_eq!(info["fullPath"], "/eins/two");
    assert_eq!(info["parentId"], one);
    assert_eq!(info["lock"], Value::Null);
    assert_eq!(client.folders("root").await, ["eins"]);
    assert_eq!(owner.names("root").await, ["eins"]);
    let root = client.info("root").await.given();
    assert_eq!(root["id"], made["parentId"]);
    assert_eq!(
        (
            &root["fullPath"],
            &root["parentId"],
            &root["permissions"]["lockable"]
        ),
        (&json!("/"), &Value::Null, &json!(false))
    );
    let gone = client.post("delete", &json!({"dirId": one})).await.given();
    assert_eq!(gone["id"], one);
    assert!(owner.names("root").await.is_empty());
    for (operation, body) in acts(one).into_iter().chain(acts(&two)) {
        client.post(operation, &body).await.denied(430_003);
    }
    for path in shown(one) {
        client.get(&path).await.denied(430_003);
    }
}

async fn a_folder_goes_where_its_principal_says(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let (other, _) = person(shared).await;
    let body = json!({"name": "made by principal"});
    let group = owner.open_group_space(&body).await.ok()["id"].clone();
    let space = owner.space(group.as_str().unwrap(), "2").await.ok()["data"].clone();
    let container = space["containerId"].as_str().unwrap().to_owned();
    let mut roots = Vec::new();
    for (name, principal) in [("a", group.as_str().unwrap()), ("b", &container)] {
        let body = json!({"name": name, "principalId": principal});
        let made = client.post("create", &body).await.given();
        roots.push(made["parentId"].clone());
    }
    assert_eq!(roots[0], roots[1]);
    let root = roots[0].as_str().unwrap();
    assert_eq!(client.folders(root).await, ["a", "b"]);
    let body = json!({"name": "c", "principalId": owner.user()});
    client.post("create", &body).await.given();
    assert_eq!(client.folders("root").await, ["c"]);
    let department = owner.session_auth().await.ok()["data"]["deptId"].clone();
    let name = format!("of {}", owner.name);
    let body = json!({"name": name, "principalId": department});
    client.post("create", &body).await.given();
    for (principal, code) in [
        (other.user(), 430_011),
        (other.container(), 430_011),
        ("1505084218764547200", 430_003),
        ("nobody", 430_003),
    ] {
        let body = json!({"name": "x", "principalId": principal});
        client.post("create", &body).await.denied(code);
    }
}

async fn a_name_that_is_taken_is_refused_or_skipped(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let there = client.make("root", "Report").await;
    client.upload("root", "a file", b"x").await.given();
    let body = |name: &str, skip: Value| json!({"name": name, "skip": skip});
    let message = client.post("create", &body("report", json!(false))).await;
    assert_eq!(message.denied(430_002), "该目录下已存在目录“report”");
    for skip in [json!(true), json!("true"), json!(1)] {
        let skipped = client.post("create", &body("Report", skip)).await.given();
        assert_eq!(skipped["id"], there.as_str());
    }
    let file = client.post("create", &body("a file", json!(true))).await;
    file.denied(430_002);
    let other = client.make("root", "other").await;
    let rename = json!({"dirId": other, "name": "REPORT"});
    let message = client.post("rename", &rename).await.denied(430_002);
    assert_eq!(message, "该目录下已存在目录“REPORT”");
    let same = json!({"dirId": there, "name": "REPORT"});
    client.post("rename", &same).await.given();
    assert_eq!(client.folders("root").await, ["other", "REPORT"]);
}

async fn lists_have_pages(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let folder = client.make("root", "pages").await;
    for number in 0..5 {
        client.make(&folder, &format!("d{number}")).await;
        let name = format!("f{number}.txt");
        client.upload(&folder, &name, b"x").await.given();
    }
    for (path, first) in [("list", "d"), ("file/list", "f")] {
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/directories/{path}?dirId={folder}&limit=2{cursor}");
            let page = client.get(&path).await;
            let body = page.body.clone();
            let entries = page.given();
            let count = entries.as_array().unwrap().len();
            assert_eq!(
                (&body["total"], &body["count"]),
                (&json!(count), &json!(count))
            );
            names.extend(
                entries
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["name"].clone()),
            );
            match body["cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let starts: Vec<bool> = names
            .iter()
            .map(|name| name.as_str().unwrap().starts_with(first))
            .collect();
        assert_eq!(starts, [true; 5], "{names:?}");
    }
    for query in ["limit=0", "limit=10001", "limit=x", "cursor=x"] {
        let path = format!("/v1/directories/file/list?dirId={folder}&{query}");
        client.get(&path).await.denied(400);
    }
    let path = format!("/v1/directories/list?dirId={folder}&limit=2");
    let cursor = client.get(&path).await.body["cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    for other in [
        format!("file/list?dirId={folder}&cursor={cursor}"),
        format!("list?dirId=root&cursor={cursor}"),
    ] {
        client
            .get(&format!("/v1/directories/{other}"))
            .await
            .denied(400);
    }
}

async fn ids_may_be_numbers_and_have_the_spellings_of_others(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let folder = client.make("root", "folder").await;
    let number: i64 = folder.parse().unwrap();
    let made = json!({"name": 2024, "parentId": number});
    let made = client.post("create", &made).await.given();
    assert_eq!(
        (&made["name"], &made["parentId"]),
        (&json!("2024"), &json!(folder))
    );
    let sealed = owner.mkdir("root", "by another dialect").await;
    let info = client.info(&sealed).await.given();
    assert_eq!(info["fullPath"], "/by another dialect");
    let without_body = format!("/v1/directories/delete?dirId={folder}");
    let answer = client.send(Method::POST, &without_body, "text/plain", "");
    answer.await.denied(400);
}

async fn what_is_no_folder_is_not_found(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let file = client.upload("root", "a.txt", b"x").await.given();
    let file = file["id"].as_str().unwrap();
    for id in [
        file,
        "1505084218764547200",
        "0",
        "-1",
        "abc",
        "99999999999999999999",
    ] {
        for (operation, body) in acts(id) {
            client.post(operation, &body).await.denied(430_003);
        }
        for path in shown(id) {
            client.get(&path).await.denied(430_003);
        }
        client.upload(id, "b.txt", b"x").await.denied(430_003);
    }
    assert_eq!(client.files("root").await, ["a.txt"]);
    let root = client.info("root").await.given();
    let root = root["id"].as_str().unwrap();
    for (operation, body) in [
        ("delete", json!({"dirId": root})),
        ("rename", json!({"dirId": root, "name": "x"})),
        ("lock", json!({"dirId": root})),
    ] {
        client.post(operation, &body).await.denied(430_011);
    }
}

async fn bad_requests_are_told_apart(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let folder = client.make("root", "folder").await;
    let long = "n".repeat(251);
    for name in ["a/b", "", ".", "..", "a\u{0}b", "a\nb", long.as_str()] {
        let body = json!({"name": name, "parentId": folder});
        client.post("create", &body).await.denied(400);
        let body = json!({"dirId": folder, "name": name});
        client.post("rename", &body).await.denied(400);
    }
    for (operation, body) in acts(&folder) {
        for field in body.as_object().unwrap().keys() {
            if (operation, field.as_str()) == ("create", "parentId") {
                continue;
            }
            let mut without = body.clone();
            without.as_object_mut().unwrap().remove(field);
            let message = client.post(operation, &without).await.denied(400);
            assert!(message.contains(field), "{operation} {field}: {message}");
            let mut wrong = body.clone();
            wrong[field] = json!({"a": 1});
            client.post(operation, &wrong).await.denied(400);
        }
        for text in ["{", "[]", "nothing", "{\"dirId\": \"1\", }"] {
            let path = format!("/v1/directories/{operation}");
            let answer = client.send(Method::POST, &path, "application/json", text);
            answer.await.denied(400);
        }
    }
    let mut deep = folder;
    for level in 2..=30 {
        deep = client.make(&deep, &format!("{level}")).await;
    }
    let body = json!({"name": "31", "parentId": deep});
    client.post("create", &body).await.denied(400);
    for path in shown("") {
        client.get(&path).await.denied(400);
    }
    let answer = client.get("/v1/nothing").await;
    answer.denied(400);
    let answer = client.get("/v1/directories/create").await;
    answer.denied(400);
}

async fn nothing_is_done_without_a_token(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let folder = client.make("root", "folder").await;
    let nobody = Directories::anonymous(client.url());
    let dead = shared.person().await;
    dead.log_off().await.ok();
    for other in [
        nobody.clone(),
        nobody.with_header("authorization", "Bearer nonsense"),
        nobody.with_header("authorization", "Basic eDp5"),
        nobody.with_header("cookie", &format!("Authorization={}", owner.login.token)),
        Directories::of(&dead),
    ] {
        for (operation, body) in acts(&folder) {
            other.post(operation, &body).await.denied(401);
        }
        for path in shown(&folder) {
            other.get(&path).await.denied(401);
        }
        other.upload(&folder, "a", b"a").await.denied(401);
        other.get("/v1/roles").await.denied(401);
        other.get("/v1/files/download?fileId=1").await.denied(401);
    }
    let token = owner.bare_token();
    let path = format!("/v1/directories/info?dirId={folder}&access_token={token}");
    nobody.get(&path).await.given();
    let path = format!("/v1/directories/info?dirId={folder}&access_token=nonsense");
    nobody.get(&path).await.denied(401);
    client.get(&path).await.given();
    assert_eq!(client.folders("root").await, ["folder"]);
}

async fn folders_of_others_are_not_there(shared: &'static Shared) {
    let (_, owner) = person(shared).await;
    let (_, other) = person(shared).await;
    let admin = shared.admin().await;
    let admin = Directories::of(&admin);
    let folder = owner.make("root", "secret").await;
    let file = owner.upload(&folder, "secret.txt", b"secret").await.given();
    let file = file["id"].as_str().unwrap();
    for stranger in [&other, &admin] {
        for (operation, body) in acts(&folder) {
            stranger.post(operation, &body).await.denied(430_003);
        }
        for path in shown(&folder) {
            stranger.get(&path).await.denied(430_003);
        }
        stranger.upload(&folder, "a", b"a").await.denied(430_003);
        let path = format!("/v1/files/download?fileId={file}");
        stranger.get(&path).await.denied(430_003);
    }
    assert_eq!(owner.files(&folder).await, ["secret.txt"]);
}

async fn messages_follow_the_language(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let missing = json!({"dirId": "1505084218764547200"});
    for (language, said) in [
        ("en", "Nothing was found. Refresh and try again."),
        (
            "en-US,zh;q=0.5",
            "Nothing was found. Refresh and try again.",
        ),
        ("zh-CN", "找不到资源,请刷新后重试"),
        ("fr", "找不到资源,请刷新后重试"),
    ] {
        let client = client.with_header("accept-language", language);
        let message = client.post("delete", &missing).await.denied(430_003);
        assert_eq!(message, said, "{language}");
    }
    let message = client.post("delete", &missing).await.denied(430_003);
    assert_eq!(message, "找不到资源,请刷新后重试");
}
