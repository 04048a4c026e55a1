//! Whatever is asked, the answer has the dialect's form.

use crate::support::{Shared, on_both_databases};
use crate::walk::{Call, Dialect, broken_bodies, odd_values, wrong_methods, wrong_types};
use coffer_testkit::{Kind, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    unknown_paths_are_answered_in_the_envelope,
    wrong_methods_are_answered_in_the_envelope,
    bodies_that_are_no_json_are_answered_in_the_envelope,
    wrong_types_are_answered_in_the_envelope,
    nothing_that_strangers_send_is_the_servers_fault,
    missing_parameters_are_named,
    messages_follow_the_language,
    trace_ids_are_echoed_or_made,
    numbers_may_be_strings_and_strings_numbers,
    bodies_that_are_too_long_are_refused,
    failures_say_what_is_wrong,
}

const PREFIX: &str = "/koodrive/ose/v1";

/// Operations with a body, and a body that lacks nothing.
fn operations(container: &str) -> Vec<Call> {
    let file = "FAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let operation = |path: &str, body: Value| Call::post(format!("{PREFIX}{path}"), body);
    vec![
        operation(
            "/files/0",
            json!({"containerId": container, "parentFileId": "root"}),
        ),
        operation(
            "/files/1269529595850261633/0",
            json!({"containerId": container, "parentFileId": "root"}),
        ),
        operation(
            &format!("/files/{file}/detail"),
            json!({"containerId": container}),
        ),
        operation(
            "/directory",
            json!({"containerId": container, "fileName": "a", "fileType": "10"}),
        ),
        operation(
            "/files/create",
            json!({"containerId": container, "parentFolder": ["root"], "fileName": "a", "fileType": "45",
                "length": 1, "uploadMode": "multipart", "uploadType": 1, "autoRename": 2}),
        ),
        operation("/files/complete", json!({"fileId": file})),
        operation(
            "/files/download",
            json!({"containerId": container, "fileIds": [file]}),
        ),
        operation(
            &format!("/files/rename/{file}"),
            json!({"containerId": container, "name": "b", "renameMode": 2}),
        ),
        operation("/files/recycle", json!({"containerId": container})),
        operation(
            "/files/search",
            json!({"searchType": "personal", "pageInfo": {"pageSize": 10, "pageCursor": ""},
                "filter": {"keyWord": "a", "containerId": container, "parentFolder": "root"}}),
        ),
        operation(
            "/files/multipart/uploadUrl",
            json!({"fileId": file, "multiParts": [{"partNumber": 1, "partSize": 1}]}),
        ),
        operation(
            "/jobs",
            json!({"taskType": 2, "actionType": 201, "dstContainerId": container,
                "taskInfo": {"srcContainerId": container, "fileInfo": [{"fileId": file}]}}),
        ),
    ]
}

async fn unknown_paths_are_answered_in_the_envelope(shared: &'static Shared) {
    let person = shared.person().await;
    for path in [
        "/koodrive/",
        "/koodrive/ose",
        "/koodrive/ose/v1/nothing/here",
        "/koodrive/ose/v1/files/0/1/2/3/4",
        "/koodrive/ose/v9/session/auth",
        "/koodrive/%00",
        "/koodrive/ose/v1/../../x",
    ] {
        for client in [
            person.without_token(),
            person.with_token(&person.login.token),
        ] {
            client.call(Method::GET, path, None).await.bad(13_000_102);
            client
                .call(Method::POST, path, Some(&json!({})))
                .await
                .bad(13_000_102);
        }
    }
}

async fn wrong_methods_are_answered_in_the_envelope(shared: &'static Shared) {
    let person = shared.person().await;
    let calls = operations(person.container());
    wrong_methods(Dialect::KooDrive, &[&person], &calls).await;
    let auth = "/koodrive/ose/v1/session/auth";
    person
        .call(Method::POST, auth, Some(&json!({})))
        .await
        .bad(13_000_102);
    person
        .call(Method::OPTIONS, auth, None)
        .await
        .bad(13_000_102);
}

async fn bodies_that_are_no_json_are_answered_in_the_envelope(shared: &'static Shared) {
    let person = shared.person().await;
    let calls = operations(person.container());
    broken_bodies(Dialect::KooDrive, &person, &calls).await;
    for call in calls {
        // Every field of this one may be missing, and the kind of search has a code of its own.
        let code = if call.path.ends_with("/search") {
            13_000_414
        } else {
            13_000_102
        };
        let nothing = person.call_raw(Method::POST, &call.path, Some(Vec::new()));
        nothing.await.bad(code);
    }
}

async fn wrong_types_are_answered_in_the_envelope(shared: &'static Shared) {
    let person = shared.person().await;
    let calls = operations(person.container());
    wrong_types(Dialect::KooDrive, &person, &calls).await;
}

async fn nothing_that_strangers_send_is_the_servers_fault(shared: &'static Shared) {
    let person = shared.person().await;
    let calls = operations(person.container());
    odd_values(Dialect::KooDrive, &person, &calls).await;
}

async fn missing_parameters_are_named(shared: &'static Shared) {
    let person = shared.person().await;
    let required = [
        ("/files/0", "containerId"),
        ("/files/0", "parentFileId"),
        ("/directory", "fileName"),
        ("/directory", "containerId"),
        ("/files/create", "fileName"),
        ("/files/create", "length"),
        ("/files/create", "containerId"),
        ("/files/create", "parentFolder"),
        ("/files/complete", "fileId"),
        ("/files/download", "containerId"),
        ("/files/download", "fileIds"),
        ("/files/recycle", "containerId"),
        ("/files/multipart/uploadUrl", "fileId"),
        ("/files/multipart/uploadUrl", "multiParts"),
        ("/jobs", "taskType"),
        ("/jobs", "taskInfo"),
    ];
    let operations = operations(person.container());
    for (path, name) in required {
        let path = format!("{PREFIX}{path}");
        let call = operations.iter().find(|call| call.path == path).unwrap();
        let refused = call.without(name).by(&person).await.bad(13_000_102);
        let detail = &refused["error"]["errorDetail"][0];
        assert_eq!(detail["errorParam"], name, "{path}: {refused}");
        assert!(
            refused["msg"].as_str().unwrap().contains(name),
            "{path}: {refused}"
        );
    }
    person.get("/files/path").await.bad(13_000_102);
    person
        .get(&format!("/files/path?containerId={}", person.container()))
        .await
        .bad(13_000_102);
}

async fn messages_follow_the_language(shared: &'static Shared) {
    let person = shared.person().await;
    let cases = [
        ("zh-CN", true),
        ("zh_cn", true),
        ("en-US", false),
        ("", false),
        ("fr-FR", false),
        ("x;y=1", false),
    ];
    for (language, chinese) in cases {
        let client = person.with_header("language", language);
        let told = client.session_auth().await.ok()["msg"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(told, if chinese { "成功" } else { "success" }, "{language}");
        let refused = client.space_by_container("x").await.bad(13_000_301);
        let message = refused["msg"].as_str().unwrap();
        assert_eq!(!message.is_ascii(), chinese, "{language}: {message}");
    }
    let told = person.session_auth().await.ok()["msg"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(told, "success", "English when nothing is said");
}

async fn trace_ids_are_echoed_or_made(shared: &'static Shared) {
    let person = shared.person().await;
    let made = person.session_auth().await;
    let id = made.headers["x-traceid"].to_str().unwrap();
    assert_eq!(id.len(), 58, "{id}");
    let given = "a1-_".repeat(15)[..58].to_owned();
    let line = shared.server().log_length();
    let echoed = person.with_header("x-traceid", &given).session_auth().await;
    assert_eq!(echoed.headers["x-traceid"], given.as_str());
    echoed.ok();
    for wrong in [
        "",
        "short",
        &"a".repeat(57),
        &"a".repeat(59),
        &" ".repeat(58),
    ] {
        let refused = person.with_header("x-traceid", wrong).session_auth().await;
        assert_eq!(refused.headers["x-traceid"].to_str().unwrap().len(), 58);
        refused.bad(13_000_102);
    }
    // Failures have one as well.
    let refused = person
        .with_header("x-traceid", &given)
        .space_by_container("x")
        .await;
    assert_eq!(refused.headers["x-traceid"], given.as_str());
    assert!(shared.server().log_length() >= line);
}

async fn numbers_may_be_strings_and_strings_numbers(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let body = json!({
        "containerId": container, "parentFileId": "root", "fileType": "", "fileName": "",
        "pageInfo": {"pageSize": "10", "pageCursor": ""},
        "sortInfo": {"sortType": "", "sortDirection": ""},
    });
    person.list("0", &body).await.ok();
    let body = json!({
        "containerId": container, "parentFileId": "root", "fileType": 35,
        "pageInfo": {"pageSize": 10, "pageCursor": "0"}, "sortInfo": {"sortType": "1", "sortDirection": "2"},
    });
    person.list("0", &body).await.ok();
    let body = json!({
        "containerId": container, "parentFolder": ["root"], "fileName": "ttgg", "fileType": 10,
        "renameMode": "2", "createdTime": "", "editedTime": "", "description": "222",
        "mimeType": "application/vnd.huawei-apps.folder",
    });
    person.create_folder(&body).await.ok();
    let body = json!({
        "containerId": container, "parentFolder": ["root"], "fileName": "a.zip", "fileType": 35, "length": "3",
        "uploadMode": "multipart", "uploadType": "1", "autoRename": "2", "description": "", "sha256": "",
        "multiParts": [{"partNumber": "1", "partOffset": "0", "partSize": "3"}],
    });
    person.upload_as(&body, b"abc").await;
    assert_eq!(person.names("root").await, ["ttgg", "a.zip"]);
}

async fn bodies_that_are_too_long_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let body = json!({"containerId": person.container(), "fileName": "x".repeat(5 << 20), "fileType": "10"});
    person.create_folder(&body).await.bad(13_000_102);
    shared.person().await.session_auth().await.ok();
}

async fn failures_say_what_is_wrong(shared: &'static Shared) {
    let person = shared.person().await;
    let body = json!({"containerId": person.container(), "parentFileId": "root", "pageInfo": {"pageSize": 0}});
    let refused = person.list("0", &body).await.bad(13_000_102);
    let error = &refused["error"];
    assert_shape(
        "table 4-223",
        error,
        &[
            ("errorData", Kind::Object),
            ("errorDetail", Kind::List),
            ("code", Kind::Number),
            ("description", Kind::Text),
        ],
    );
    assert_eq!(error["code"], 400);
    assert_shape(
        "table 4-225",
        &error["errorDetail"][0],
        &[
            ("domain", Kind::Text),
            ("reason", Kind::Text),
            ("errorCode", Kind::Id),
            ("description", Kind::Text),
            ("errorPos", Kind::AnyText),
            ("errorParam", Kind::AnyText),
        ],
    );
    assert_eq!(error["errorDetail"][0]["errorParam"], "pageSize");
    assert_eq!(error["errorDetail"][0]["errorCode"], "13000102");
}
