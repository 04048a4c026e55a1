//! 4.10: copying, the list of tasks, and calling tasks off.

use crate::files::{assert_done, assert_refused, id};
use crate::support::{Person, Shared, alone_on_both_databases, end_leases, on_both_databases};
use coffer_testkit::{Kind, Place, Server, assert_shape, eventually};
use hyper::http::Method;
use serde_json::{Value, json};

on_both_databases! {
    a_folder_is_copied_with_all_that_is_in_it,
    a_copy_goes_to_another_space,
    copies_that_make_no_sense_are_refused,
    tasks_are_listed,
    tasks_of_others_are_not_called_off,
}

mod alone {
    use super::*;
    alone_on_both_databases! {
        a_copy_survives_kills,
    }
}

const LISTED: [(&str, Kind); 12] = [
    ("taskId", Kind::Id),
    ("taskType", Kind::Number),
    ("actionType", Kind::Number),
    ("status", Kind::Number),
    ("taskResultCode", Kind::Number),
    ("resultCode", Kind::Number),
    ("contentNum", Kind::Number),
    ("containerId", Kind::Text),
    ("tenantId", Kind::Id),
    ("beginTime", Kind::CompactTime),
    ("endTime", Kind::CompactTime),
    ("createTime", Kind::CompactTime),
];

async fn copy(person: &Person, target: &str, files: &[&str]) -> Value {
    person
        .run_job(1, 101, person.container(), target, files)
        .await
}

async fn a_folder_is_copied_with_all_that_is_in_it(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "报告").await;
    let inner = person.mkdir(&folder, "inner").await;
    person.store(&inner, "a.txt", b"content").await;
    let thrown = person.store(&inner, "thrown.txt", b"away").await;
    person.recycle(&[&thrown]).await;
    let target = person.mkdir("root", "target").await;
    let job = copy(&person, &target, &[&folder]).await;
    assert_done(&job);
    let item = &job["taskInfos"][0];
    let new = item["newFileId"].as_str().unwrap();
    assert_ne!(new, folder);
    let path = item["newFilePath"].as_str().unwrap();
    assert!(path.ends_with(&format!("/{target}/{new}")), "{path}");
    assert!(item["filePath"].as_str().unwrap().ends_with(&folder));
    assert_eq!(person.names(&target).await, ["报告"]);
    let copied = person.entries(new).await;
    assert_eq!(copied.len(), 1);
    let files = person.entries(&id(&copied[0])).await;
    assert_eq!(files.len(), 1, "what was thrown away stays where it is");
    assert_eq!(person.fetch(&id(&files[0])).await, b"content");
    person.wait_for_used(7 + 4 + 7).await;
    // Found by its name like anything else.
    let filter = json!({"keyWord": "a.txt", "containerId": person.container()});
    let query = json!({"searchType": "personal", "pageInfo": {"pageSize": 100, "pageCursor": ""}, "filter": filter});
    let found = person.search(&query).await.ok();
    assert_eq!(crate::files::names(&found["files"]), ["a.txt", "a.txt"]);
    // Once more into the same folder: beside it.
    assert_done(&copy(&person, &target, &[&folder]).await);
    let names = person.names(&target).await;
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("报告_")));
}

async fn a_copy_goes_to_another_space(shared: &'static Shared) {
    let person = shared.person().await;
    let other = shared.person().await;
    let file = person.store("root", "a.txt", b"content").await;
    let body = json!({"name": "copies", "userIds": [other.user()]});
    let group = person.open_group_space(&body).await.ok();
    let space = person.space(group["id"].as_str().unwrap(), "2").await.ok();
    let team = space["data"]["containerId"].as_str().unwrap();
    let body = json!({"taskType": 1, "dstContainerId": team,
        "taskInfo": {"srcContainerId": person.container(), "newFilePath": "root", "fileInfo": [{"fileId": file}]}});
    let task = person.create_job(&body).await.ok();
    let job = person.job(task["data"].as_str().unwrap()).await.ok();
    assert_done(&job["data"]);
    assert_eq!(job["data"]["jobInfo"]["containerId"], team);
    let new = job["data"]["taskInfos"][0]["newFileId"].as_str().unwrap();
    assert_eq!(other.read(team, new).await, b"content");
    person.wait_for_used(7).await;
    // Into the personal space of somebody else: refused, and nothing is there.
    let body = json!({"taskType": 1, "dstContainerId": other.container(),
        "taskInfo": {"srcContainerId": person.container(), "newFilePath": "root", "fileInfo": [{"fileId": file}]}});
    person.create_job(&body).await.bad(13_000_410);
    assert!(other.names("root").await.is_empty());
    // And out of it.
    let body = json!({"taskType": 1, "dstContainerId": other.container(),
        "taskInfo": {"srcContainerId": person.container(), "newFilePath": "root", "fileInfo": [{"fileId": file}]}});
    other.create_job(&body).await.bad(13_000_410);
}

async fn copies_that_make_no_sense_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let below = person.mkdir(&folder, "below").await;
    let file = person.store("root", "a", b"a").await;
    let container = person.container();
    person
        .start_job(1, 301, container, "root", &[&file])
        .await
        .bad(13_000_102);
    person
        .start_job(1, 101, container, "", &[&file])
        .await
        .bad(13_000_102);
    person
        .start_job(1, 101, container, "root", &[])
        .await
        .bad(13_000_102);
    assert_refused(&copy(&person, &below, &[&folder]).await, "13000307");
    assert_refused(&copy(&person, &file, &[&folder]).await, "13000304");
    assert_refused(&copy(&person, "sbox", &[&file]).await, "13000304");
    let app = person.as_app(shared.app(), person.user());
    let refused = app.start_job(1, 101, container, "root", &[&file]).await;
    assert_eq!(refused.status, 401);
    let stranger = shared.stranger();
    let refused = stranger
        .start_job(1, 101, container, "root", &[&file])
        .await;
    assert_eq!(refused.status, 401);
}

async fn tasks_are_listed(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let folder = person.mkdir("root", "folder").await;
    copy(&person, &folder, &[&file]).await;
    person.recycle(&[&file]).await;
    let list = async |query: &str| person.get(&format!("/jobs?{query}")).await;
    let all = list("offset=0&limit=10").await.ok();
    let all = all["data"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    for task in all {
        assert_shape("a task", task, &LISTED);
    }
    assert_eq!(
        (&all[0]["taskType"], &all[1]["taskType"]),
        (&json!(2), &json!(1))
    );
    for (query, count) in [
        ("offset=1&limit=10", 1),
        ("offset=0&limit=1", 1),
        ("type=1&offset=0&limit=10", 1),
        ("type=3&offset=0&limit=10", 0),
        ("status=2&offset=0&limit=10", 2),
        ("status=0&offset=0&limit=10", 0),
    ] {
        let found = list(query).await.ok();
        assert_eq!(found["data"].as_array().unwrap().len(), count, "{query}");
    }
    for query in [
        "limit=10",
        "offset=0",
        "offset=-1&limit=1",
        "offset=0&limit=0",
        "offset=0&limit=101",
        "offset=0&limit=x",
        "type=7&offset=0&limit=1",
        "status=4&offset=0&limit=1",
    ] {
        list(query).await.bad(13_000_102);
    }
    let other = shared.person().await;
    let theirs = other.get("/jobs?offset=0&limit=10").await.ok();
    assert_eq!(theirs["data"], json!([]));
    let stranger = shared.stranger();
    assert_eq!(stranger.get("/jobs?offset=0&limit=1").await.status, 401);
}

async fn tasks_of_others_are_not_called_off(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let job = person.recycle(&[&file]).await;
    let task = job["jobInfo"]["taskId"].clone();
    let other = shared.person().await;
    let cancel = json!({"jobId": task});
    other.post("/cancel", &cancel).await.bad(13_000_103);
    person.post("/cancel", &cancel).await.bad(13_000_110);
    person
        .post("/cancel", &json!({"jobId": "nothing"}))
        .await
        .bad(13_000_103);
    person.post("/cancel", &json!({})).await.bad(13_000_102);
    let stranger = shared.stranger();
    let refused = stranger
        .call(Method::POST, "/koodrive/ose/v1/cancel", Some(&cancel))
        .await;
    assert_eq!(refused.status, 401);
}

/// 2,560 files in a folder, made by copying it into itself's sibling again and again.
async fn many(person: &Person) -> String {
    let mut folder = person.mkdir("root", "many").await;
    for number in 0..20 {
        person
            .store(&folder, &format!("{number}"), b"content")
            .await;
    }
    for round in 0..7 {
        let next = person.mkdir("root", &format!("round {round}")).await;
        for _ in 0..2 {
            assert_done(&copy(person, &next, &[&folder]).await);
        }
        person.erase(&[&folder]).await;
        folder = next;
    }
    folder
}

async fn a_copy_survives_kills(server: &mut Server) {
    let mut person = Person::log_in(server.url(), Place::ADMIN).await;
    let folder = many(&person).await;
    person.wait_for_used(2_560 * 7).await;
    let target = person.mkdir("root", "target").await;
    for round in 0..3 {
        let started = person
            .start_job(1, 101, person.container(), &target, &[&folder])
            .await
            .ok();
        let task = started["data"].as_str().unwrap().to_owned();
        server.kill();
        end_leases(server.place()).await;
        server.start_again();
        person.reconnect();
        let job = eventually("the copy ends", async || {
            let seen = person.names(&target).await.len();
            assert!(seen == round || seen == round + 1, "half a copy is seen");
            let job = person.job(&task).await.ok();
            (job["data"]["jobInfo"]["status"] == 2).then(|| job["data"].clone())
        })
        .await;
        assert_done(&job);
    }
    person.wait_for_used(4 * 2_560 * 7).await;
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}
