//! Who may do what: every operation without a credential, with wrong ones, and with things of others.

use crate::support::{Person, Shared, on_both_databases};
use crate::walk::{Call, Dialect, impostors, without_credential};
use serde_json::{Value, json};

on_both_databases! {
    nothing_is_done_without_a_credential,
    spaces_of_others_are_closed,
    files_of_others_are_not_reached_through_the_own_space,
    forged_ids_are_refused,
    recycled_files_are_refused,
    uploads_and_jobs_of_others_do_not_exist,
    teams_and_spaces_have_to_match,
    members_of_the_root_department_share_its_space,
    an_id_has_one_spelling,
}

fn get(path: String) -> Call {
    Call::get(format!("/koodrive/ose/v1{path}"))
}

fn post(path: &str, body: Value) -> Call {
    Call::post(format!("/koodrive/ose/v1{path}"), body)
}

/// Every operation that names a space, on a file of that space.
fn in_space(container: &str, file: &str) -> Vec<Call> {
    vec![
        get(format!("/space/container/{container}")),
        post(
            "/files/0",
            json!({"containerId": container, "parentFileId": "root"}),
        ),
        post(
            "/files/1",
            json!({"containerId": container, "parentFileId": "root"}),
        ),
        post(
            &format!("/files/{file}/detail"),
            json!({"containerId": container}),
        ),
        post(
            "/directory",
            json!({"containerId": container, "fileName": "a", "fileType": "10", "parentFolder": ["root"]}),
        ),
        post("/files/create", create(container, "a")),
        post(
            "/files/download",
            json!({"containerId": container, "fileIds": [file]}),
        ),
        post(
            &format!("/files/rename/{file}"),
            json!({"containerId": container, "name": "b", "renameMode": 2}),
        ),
        post("/files/recycle", json!({"containerId": container})),
        post(
            "/files/search",
            json!({"searchType": "personal", "pageInfo": {"pageSize": 10, "pageCursor": ""}, "filter": {"containerId": container}}),
        ),
        get(format!("/files/path?fileId={file}&containerId={container}")),
        post("/jobs", job(2, 201, container, file)),
        post("/jobs", job(2, 202, container, file)),
        post("/jobs", job(3, 301, container, file)),
        post("/jobs", job(4, 0, container, file)),
    ]
}

fn create(container: &str, name: &str) -> Value {
    json!({"containerId": container, "parentFolder": ["root"], "fileName": name, "fileType": "45", "length": 1,
        "uploadMode": "multipart", "uploadType": 1, "autoRename": 2})
}

fn job(task: u32, action: u32, container: &str, file: &str) -> Value {
    let mut body = json!({"taskType": task, "dstContainerId": container,
        "taskInfo": {"srcContainerId": container, "newFilePath": "root", "fileInfo": [{"fileId": file}]}});
    if action != 0 {
        body["actionType"] = json!(action);
    }
    body
}

/// Every operation that needs a credential.
fn all(person: &Person, file: &str) -> Vec<Call> {
    let container = person.container();
    let mut calls = in_space(container, file);
    calls.extend([
        get("/session/auth".to_owned()),
        post("/session/refresh", json!({})),
        get(format!("/space/{}?type=1", person.user())),
        Call::get(format!("/koodrive/ose/v2/space/{}", person.user())),
        post(
            "/files/1269529595850261633/0",
            json!({"containerId": container, "parentFileId": "root"}),
        ),
        post("/files/complete", json!({"fileId": file})),
        post(
            "/files/multipart/uploadUrl",
            json!({"fileId": file, "multiParts": [{"partNumber": 1, "partSize": 1}]}),
        ),
        get("/1309243162258308352".to_owned()),
    ]);
    calls
}

async fn nothing_is_done_without_a_credential(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    // What tells sessions apart opens nothing.
    let session = &person.login.session;
    let impostors = impostors(shared, &person).await.into_iter();
    let impostors: Vec<_> = impostors
        .map(|client| client.with_header("x-session-id", session))
        .collect();
    without_credential(Dialect::KooDrive, &impostors, &all(&person, &file)).await;
    assert_eq!(person.names("root").await, ["a"]);
}

async fn spaces_of_others_are_closed(shared: &'static Shared) {
    let (owner, other, admin) = (
        shared.person().await,
        shared.person().await,
        shared.admin().await,
    );
    let file = owner.store("root", "secret.txt", b"secret").await;
    for call in in_space(owner.container(), &file) {
        call.by(&other).await.bad(13_000_410);
        // An administrator sees the figures of a space, not what is in it.
        if !call.path.contains("/space/") {
            call.by(&admin).await.bad(13_000_410);
        }
    }
    assert_eq!(owner.names("root").await, ["secret.txt"]);
    let detail = owner.details(&file).await;
    assert_eq!(detail["recycled"], false);
}

async fn files_of_others_are_not_reached_through_the_own_space(shared: &'static Shared) {
    let (owner, other) = (shared.person().await, shared.person().await);
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store("root", "secret.txt", b"secret").await;
    let own = other.container();
    other.detail(own, &file).await.bad(13_000_302);
    other.rename(own, &file, "b", 2).await.bad(13_000_302);
    other.path(own, &file).await.bad(13_000_302);
    other.folder(own, &folder, "a").await.bad(13_000_302);
    let mut body = create(own, "a");
    body["parentFolder"] = json!([folder]);
    other.create(&body).await.bad(13_000_302);
    other
        .list("0", &json!({"containerId": own, "parentFileId": folder}))
        .await
        .bad(13_000_302);
    let links = other.download_links(own, &[&file]).await.ok();
    assert_eq!(links["batchCode"], 2, "{links}");
    assert_eq!(links["downloads"][0]["code"], "13000302", "{links}");
    assert!(links["downloads"][0].get("url").is_none(), "{links}");
    for (task, action) in [(2, 201), (2, 202), (3, 301), (4, 0)] {
        let job = other.run_job(task, action, own, "root", &[&file]).await;
        crate::files::assert_refused(&job, "13000302");
    }
    let mine = other.store("root", "mine", b"x").await;
    other.start_job(3, 301, own, &folder, &[&mine]).await.ok();
    assert_eq!(other.names("root").await, ["mine"]);
    assert_eq!(owner.names("root").await, ["folder", "secret.txt"]);
}

async fn forged_ids_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let file = person.store("root", "a", b"a").await;
    let mut swapped = file.clone().into_bytes();
    swapped[20] = if swapped[20] == b'a' { b'b' } else { b'a' };
    let swapped = String::from_utf8(swapped).unwrap();
    for id in [
        swapped.as_str(),
        "F",
        "x",
        "FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr",
        "1505084218764547200",
        "F%00",
        "root%2F..",
    ] {
        person.detail(container, id).await.bad(13_000_309);
        person.rename(container, id, "b", 2).await.bad(13_000_309);
        person.path(container, id).await.bad(13_000_309);
        let links = person.download_links(container, &[id]).await.ok();
        assert_eq!(links["downloads"][0]["code"], "13000309", "{links}");
        person.complete(id).await.bad(13_000_401);
        person.folder(container, id, "a").await.bad(13_000_304);
    }
    for id in [
        "IAA",
        "x",
        "IAADfsBFCO6WtAtuA315074383680425b8aa9a130cba2d4",
        &container.to_lowercase(),
    ] {
        person.detail(id, &file).await.bad(13_000_301);
        person.empty_bin(id).await.bad(13_000_301);
        person.folder(id, "root", "a").await.bad(13_000_301);
    }
    for id in [
        "0",
        "-1",
        "1309243162258308352",
        "99999999999999999999",
        "abc",
    ] {
        person.job(id).await.bad(13_000_103);
    }
}

async fn recycled_files_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let folder = person.mkdir("root", "folder").await;
    let inner = person.store(&folder, "inner", b"inner").await;
    let outer = person.store("root", "outer", b"outer").await;
    person.recycle(&[&folder]).await;
    for id in [&folder, &inner] {
        person.rename(container, id, "b", 2).await.bad(13_000_306);
        crate::files::assert_refused(&person.recycle(&[id]).await, "13000306");
        crate::files::assert_refused(&person.move_to("root", &[id]).await, "13000306");
        assert_eq!(person.details(id).await["recycled"], true);
    }
    let links = person.download_links(container, &[&inner]).await.ok();
    assert_eq!(links["downloads"][0]["code"], "13000306", "{links}");
    person.folder(container, &folder, "a").await.bad(13_000_305);
    let mut body = create(container, "a");
    body["parentFolder"] = json!([folder]);
    person.create(&body).await.bad(13_000_404);
    person
        .start_job(3, 301, container, &folder, &[&outer])
        .await
        .ok();
    crate::files::assert_refused(&person.move_to(&folder, &[&outer]).await, "13000305");
    // What hangs below the top of what was thrown away is not thrown away itself.
    crate::files::assert_refused(&person.restore(&[&inner]).await, "13000303");
    crate::files::assert_refused(&person.restore(&[&outer]).await, "13000303");
}

async fn uploads_and_jobs_of_others_do_not_exist(shared: &'static Shared) {
    let (owner, other) = (shared.person().await, shared.person().await);
    let created = owner.create(&create(owner.container(), "a")).await.ok();
    let file = created["fileId"].as_str().unwrap();
    other.complete(file).await.bad(13_000_401);
    let parts = json!({"fileId": file, "multiParts": [{"partNumber": 1, "partSize": 1}]});
    other.part_links(&parts).await.bad(13_000_401);
    owner.part_links(&parts).await.ok();
    let kept = owner.store("root", "kept", b"x").await;
    let job = owner
        .start_job(2, 201, owner.container(), "", &[&kept])
        .await
        .ok();
    other
        .job(job["data"].as_str().unwrap())
        .await
        .bad(13_000_103);
    owner.job(job["data"].as_str().unwrap()).await.ok();
}

async fn teams_and_spaces_have_to_match(shared: &'static Shared) {
    let person = shared.person().await;
    let department = person.session_auth().await.ok()["data"]["deptId"]
        .as_str()
        .unwrap()
        .to_owned();
    let team = person.space(&department, "0").await.ok()["data"]["containerId"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({"containerId": team, "parentFileId": "root"});
    person.list_team(&department, "0", "", &body).await.ok();
    person
        .list_team(&department, "1", "?team_type=0", &body)
        .await
        .ok();
    person
        .list_team(&department, "0", "?team_type=2", &body)
        .await
        .bad(13_000_415);
    person
        .list_team("1505084218764547200", "0", "", &body)
        .await
        .bad(13_000_415);
    person
        .list_team(&department, "2", "", &body)
        .await
        .bad(13_000_102);
    person
        .list_team(&department, "0", "?team_type=1", &body)
        .await
        .bad(13_000_102);
    let own = json!({"containerId": person.container(), "parentFileId": "root"});
    person
        .list_team(&department, "0", "", &own)
        .await
        .bad(13_000_415);
    person.list("0", &body).await.bad(13_000_418);
    person.list("2", &own).await.bad(13_000_102);
    person.list("x", &own).await.bad(13_000_102);
}

async fn members_of_the_root_department_share_its_space(shared: &'static Shared) {
    let (one, other) = (shared.person().await, shared.person().await);
    let department = one.session_auth().await.ok()["data"]["deptId"]
        .as_str()
        .unwrap()
        .to_owned();
    let team = one.space(&department, "0").await.ok()["data"]["containerId"]
        .as_str()
        .unwrap()
        .to_owned();
    let name = format!("shared by {}", one.name);
    let file = one.upload(&team, "root", &name, b"for all").await;
    let listed = other
        .list_team(
            &department,
            "0",
            "",
            &json!({"containerId": team, "parentFileId": "root", "pageInfo": {"pageSize": 1000}}),
        )
        .await
        .ok();
    let entry = listed["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["fileName"] == name.as_str())
        .unwrap()
        .clone();
    assert_eq!(entry["owners"][0]["me"], false);
    assert_eq!(entry["owners"][0]["permissionId"], one.user());
    assert_eq!(other.read(&team, &file).await, b"for all");
}

async fn an_id_has_one_spelling(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    assert!(file.starts_with('F') && file.len() == 33, "{file}");
    for other in [
        file.to_lowercase(),
        file.to_uppercase(),
        format!("{file}A"),
        file.replacen('F', "H", 1),
        file[1..].to_owned(),
    ] {
        person
            .detail(person.container(), &other)
            .await
            .bad(13_000_309);
    }
}
