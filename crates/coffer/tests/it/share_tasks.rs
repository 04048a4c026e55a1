//! 4.17.6 and 4.17.7: one zip of things of a share, and copies of them in a space of one's own.

use crate::packs::{names, unpacked};
use crate::share_visits::verify;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tenants::second_tenant;
use coffer_testkit::{Answer, Kind, KooDrive, Place, Server, assert_shape, eventually};
use futures_util::future::join_all;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_stranger_fetches_a_share_as_one_zip,
        a_pack_ends_with_the_share_and_its_code,
        things_of_a_share_are_kept,
        what_the_share_does_not_show_is_not_taken,
        who_may_not_fetch_takes_nothing,
        tasks_that_make_no_sense_are_refused,
        tasks_of_others_are_not_seen,
        a_share_ends_what_is_made_of_it,
        many_tasks_at_once_are_refused_in_order,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        other_tenants_pack_and_keep_nothing,
    }
}

/// 4.17.6; `more` are further fields.
async fn start(client: &KooDrive, link: &Value, kind: u8, files: &[&str], more: Value) -> Answer {
    let mut body = json!({"taskType": kind, "shareId": link["shareId"], "fileIds": files});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client.post("/share/tasks", &body).await
}

/// 4.17.7.
async fn detail(client: &KooDrive, link: &Value, task: &Value, proof: &str) -> Answer {
    let body = json!({"taskId": task["taskId"], "shareId": link["shareId"], "kdtoken": proof});
    client.post("/share/taskDetail", &body).await
}

/// A task's details once it has ended.
async fn ended(client: &KooDrive, link: &Value, task: &Value, proof: &str) -> Value {
    eventually("the task ends", async || {
        let told = detail(client, link, task, proof).await.ok();
        (told["jobInfo"]["taskStatus"] == 2).then_some(told)
    })
    .await
}

fn container(person: &Person) -> Value {
    json!({"containerId": person.container()})
}

fn url(task: &Value) -> String {
    let url = task["jobInfo"]["downloadUrl"].as_str();
    url.unwrap_or_else(|| panic!("no link in {task}"))
        .to_owned()
}

async fn status(client: &KooDrive, url: &str) -> u16 {
    client
        .http()
        .get(url)
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

const JOB: [(&str, Kind); 9] = [
    ("taskId", Kind::Id),
    ("taskType", Kind::Number),
    ("taskStatus", Kind::Number),
    ("taskResultCode", Kind::Number),
    ("createTime", Kind::Text),
    ("startTime", Kind::Text),
    ("endTime", Kind::Text),
    ("progress", Kind::Number),
    ("downloadUrl", Kind::Text),
];

async fn a_stranger_fetches_a_share_as_one_zip(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let folder = person.mkdir("root", "folder").await;
    let inner = person.mkdir(&folder, "inner").await;
    let deep = person.store(&inner, "deep.txt", b"deep").await;
    person.store(&folder, "a.txt", b"aa").await;
    let link = person.shared(&[&folder], json!({})).await;
    let task = start(&stranger, &link, 1, &[&folder], container(&person))
        .await
        .ok();
    let told = ended(&stranger, &link, &task, "").await;
    assert_shape("table 4-385", &told["jobInfo"], &JOB);
    assert_eq!(told["jobInfo"]["taskResultCode"], 1);
    assert!(told["jobInfo"].get("userId").is_none(), "{told}");
    let item = &told["taskInfos"][0];
    assert_eq!(
        (&item["fileId"], &item["status"], &item["srcContainerId"]),
        (&json!(folder), &json!("1"), &json!(person.container()))
    );
    let entries = unpacked(&stranger, &url(&told)).await;
    assert_eq!(
        names(&entries),
        [
            "folder/",
            "folder/inner/",
            "folder/inner/deep.txt",
            "folder/a.txt"
        ]
    );
    // What is below is taken alone too, under a name that is given.
    let mut more = container(&person);
    more["zipName"] = json!("mine");
    let task = start(&stranger, &link, 1, &[&deep, &inner], more)
        .await
        .ok();
    let told = ended(&stranger, &link, &task, "").await;
    let response = stranger.http().head(url(&told)).send().await.unwrap();
    let name = response.headers()["content-disposition"].to_str().unwrap();
    assert!(name.contains("mine.zip"), "{name}");
    assert_eq!(
        names(&unpacked(&stranger, &url(&told)).await),
        ["deep.txt", "inner/", "inner/deep.txt"]
    );
    let mine = person.my_shares("").await.ok();
    assert_eq!(mine["shareLinks"][0]["downloadCnt"], 2);
    // The owner's tasks are the owner's.
    let tasks = person.get("/jobs?offset=0&limit=100").await.ok();
    assert!(
        !tasks.to_string().contains(task["taskId"].as_str().unwrap()),
        "{tasks}"
    );
}

async fn a_pack_ends_with_the_share_and_its_code(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a.txt", b"aa").await;
    let coded = json!({"extractCode": "Abcd1234"});
    let link = person.shared(&[&file], coded).await;
    start(&stranger, &link, 1, &[&file], container(&person))
        .await
        .bad(13_000_108);
    let proof = verify(&stranger, &link, "Abcd1234").await.ok();
    let proof = proof["kdstoken"].as_str().unwrap();
    for name in ["kdstoken", "kdtoken", "kdStoken"] {
        let mut more = container(&person);
        more[name] = json!(proof);
        start(&stranger, &link, 1, &[&file], more).await.ok();
    }
    let mut more = container(&person);
    more["kdstoken"] = json!(proof);
    let task = start(&stranger, &link, 1, &[&file], more).await.ok();
    detail(&stranger, &link, &task, "").await.bad(13_000_108);
    let url = url(&ended(&stranger, &link, &task, proof).await);
    assert_eq!(status(&stranger, &url).await, 200);
    let other = json!({"validDays": 0, "extractCode": "Wxyz9876"});
    person.change_share(&link, &other).await.ok();
    assert_eq!(status(&stranger, &url).await, 403);
    // Whoever knows the new code is not sent to it either.
    let proof = verify(&stranger, &link, "Wxyz9876").await.ok();
    let proof = proof["kdstoken"].as_str().unwrap();
    let told = ended(&stranger, &link, &task, proof).await;
    assert!(told["jobInfo"].get("downloadUrl").is_none(), "{told}");
    let plain = person.shared(&[&file], json!({})).await;
    let task = start(&stranger, &plain, 1, &[&file], container(&person))
        .await
        .ok();
    let url = self::url(&ended(&stranger, &plain, &task, "").await);
    assert_eq!(status(&stranger, &url).await, 200);
    let closed = json!({"validDays": 0, "permission": {"download": false}});
    person.change_share(&plain, &closed).await.ok();
    assert_eq!(status(&stranger, &url).await, 403);
    let opened = json!({"validDays": 0, "permission": {"download": true}});
    person.change_share(&plain, &opened).await.ok();
    assert_eq!(status(&stranger, &url).await, 200);
    person.cancel_shares(&[&plain]).await.ok();
    assert_ne!(status(&stranger, &url).await, 200);
}

async fn things_of_a_share_are_kept(shared: &'static Shared) {
    let (person, visitor) = (shared.person().await, shared.person().await);
    let folder = person.mkdir("root", "folder").await;
    let file = person.store(&folder, "a.txt", b"aa").await;
    let link = person.shared(&[&folder], json!({"scope": 2})).await;
    let task = start(&visitor, &link, 2, &[&folder], container(&person))
        .await
        .ok();
    let told = ended(&visitor, &link, &task, "").await;
    assert_eq!(
        (
            &told["jobInfo"]["taskType"],
            &told["jobInfo"]["taskResultCode"],
            &told["jobInfo"]["userId"]
        ),
        (&json!(2), &json!(1), &json!(visitor.user()))
    );
    assert!(told["jobInfo"]["startTime"].is_string(), "{told}");
    let copy = told["taskInfos"][0]["newFileId"].as_str().unwrap();
    assert_ne!(copy, folder);
    assert_eq!(visitor.names(copy).await, ["a.txt"]);
    assert_eq!(visitor.names("root").await, ["folder"]);
    // Into a folder of one's choice.
    let into = visitor.mkdir("root", "into").await;
    let mut more = container(&person);
    more["targetFileId"] = json!({"fileId": into, "containerId": visitor.container()});
    let task = start(&visitor, &link, 2, &[&file], more.clone()).await.ok();
    ended(&visitor, &link, &task, "").await;
    assert_eq!(visitor.names(&into).await, ["a.txt"]);
    // Not into somebody else's.
    more["targetFileId"] = json!({"fileId": folder, "containerId": person.container()});
    start(&visitor, &link, 2, &[&file], more)
        .await
        .bad(13_000_410);
    let mine = person.my_shares("").await.ok();
    assert_eq!(mine["shareLinks"][0]["saveCnt"], 2);
    // What was kept is one's own: it stays when the share ends.
    person.cancel_shares(&[&link]).await.ok();
    person.recycle(&[&folder]).await;
    assert_eq!(visitor.names(copy).await, ["a.txt"]);
}

async fn what_the_share_does_not_show_is_not_taken(shared: &'static Shared) {
    let (person, visitor) = (shared.person().await, shared.person().await);
    let above = person.mkdir("root", "above").await;
    let folder = person.mkdir(&above, "folder").await;
    let file = person.store(&folder, "a.txt", b"aa").await;
    let beside = person.store(&above, "beside.txt", b"bb").await;
    let secret = person.store("sbox", "secret.txt", b"ss").await;
    let binned = person.store(&folder, "binned.txt", b"cc").await;
    person.recycle(&[&binned]).await;
    let own = visitor.store("root", "own.txt", b"oo").await;
    let link = person.shared(&[&folder], json!({})).await;
    let wanted = [&*above, &beside, &secret, &binned, &own, &file];
    for kind in [1, 2] {
        let task = start(&visitor, &link, kind, &wanted, container(&person))
            .await
            .ok();
        let told = ended(&visitor, &link, &task, "").await;
        assert_eq!(told["jobInfo"]["taskResultCode"], 2, "{told}");
        let outcomes = told["taskInfos"].as_array().unwrap().iter();
        let outcomes: Vec<_> = outcomes
            .map(|item| item["status"].as_str().unwrap())
            .collect();
        assert_eq!(outcomes, ["2", "2", "2", "2", "2", "1"]);
        if kind == 1 {
            let entries = unpacked(&visitor, &url(&told)).await;
            assert_eq!(names(&entries), ["a.txt"]);
        }
    }
    assert_eq!(visitor.names("root").await, ["a.txt", "own.txt"]);
    // What leaves the share later leaves the zip.
    let task = start(&visitor, &link, 1, &[&file], container(&person))
        .await
        .ok();
    let url = url(&ended(&visitor, &link, &task, "").await);
    person.move_to(&above, &[&file]).await;
    assert_eq!(names(&unpacked(&visitor, &url).await), ["_skipped.txt"]);
}

async fn who_may_not_fetch_takes_nothing(shared: &'static Shared) {
    let (person, visitor) = (shared.person().await, shared.person().await);
    let stranger = shared.stranger();
    let file = person.store("root", "a.txt", b"aa").await;
    let looking = json!({"permission": {"download": false}});
    let link = person.shared(&[&file], looking).await;
    for kind in [1, 2] {
        start(&visitor, &link, kind, &[&file], container(&person))
            .await
            .bad(13_000_109);
    }
    let open = person.shared(&[&file], json!({})).await;
    start(&stranger, &open, 2, &[&file], container(&person))
        .await
        .refused(401, 13_000_202);
    let named = json!({"scope": 3, "userIds": [person.user()]});
    let named = person.shared(&[&file], named).await;
    for kind in [1, 2] {
        start(&visitor, &named, kind, &[&file], container(&person))
            .await
            .bad(13_000_109);
        start(&stranger, &named, kind, &[&file], container(&person))
            .await
            .refused(401, 13_000_202);
    }
}

async fn tasks_that_make_no_sense_are_refused(shared: &'static Shared) {
    let (person, visitor) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a.txt", b"aa").await;
    let link = person.shared(&[&file], json!({})).await;
    for kind in [0, 3] {
        start(&visitor, &link, kind, &[&file], container(&person))
            .await
            .bad(13_000_102);
    }
    let many = vec![file.as_str(); 1_001];
    for files in [&[][..], &many] {
        for kind in [1, 2] {
            start(&visitor, &link, kind, files, container(&person))
                .await
                .bad(13_000_102);
        }
    }
    // The space has to be that of the share.
    for kind in [1, 2] {
        start(&visitor, &link, kind, &[&file], container(&visitor))
            .await
            .bad(13_000_102);
    }
    let mut slash = container(&person);
    slash["zipName"] = json!("a/b");
    start(&visitor, &link, 1, &[&file], slash)
        .await
        .bad(13_000_419);
    start(&visitor, &link, 1, &["nonsense"], container(&person))
        .await
        .bad(13_000_309);
    start(
        &visitor,
        &json!({"shareId": "1"}),
        1,
        &[&file],
        container(&person),
    )
    .await
    .bad(13_000_103);
    detail(&visitor, &link, &json!({"taskId": "1"}), "")
        .await
        .bad(13_000_103);
}

async fn tasks_of_others_are_not_seen(shared: &'static Shared) {
    let (person, visitor) = (shared.person().await, shared.person().await);
    let (other, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a.txt", b"aa").await;
    let link = person.shared(&[&file], json!({})).await;
    let second = person.shared(&[&file], json!({})).await;
    let task = start(&visitor, &link, 1, &[&file], container(&person))
        .await
        .ok();
    ended(&visitor, &link, &task, "").await;
    for client in [&*other, &stranger, &*person] {
        detail(client, &link, &task, "").await.bad(13_000_103);
    }
    detail(&visitor, &second, &task, "").await.bad(13_000_103);
    // One's tasks are also listed where all of one's tasks are.
    let id = task["taskId"].as_str().unwrap();
    let shown = visitor.job(id).await.ok();
    assert_eq!(shown["data"]["jobInfo"]["taskType"], 6);
    // A task of one's own things is none of a share.
    let info = json!({"srcContainerId": visitor.container(), "fileInfo": []});
    let own = visitor.store("root", "b.txt", b"bb").await;
    let mut body = json!({"taskType": 6, "dstContainerId": visitor.container(), "taskInfo": info});
    body["taskInfo"]["fileInfo"] = json!([{"fileId": own}]);
    let own = visitor.create_job(&body).await.ok();
    detail(&visitor, &link, &json!({"taskId": own["data"]}), "")
        .await
        .bad(13_000_103);
}

async fn a_share_ends_what_is_made_of_it(shared: &'static Shared) {
    let (person, visitor) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a.txt", b"aa").await;
    let named = json!({"scope": 3, "userIds": [visitor.user()]});
    let link = person.shared(&[&file], named).await;
    let task = start(&visitor, &link, 1, &[&file], container(&person))
        .await
        .ok();
    let url = url(&ended(&visitor, &link, &task, "").await);
    assert_eq!(status(&visitor, &url).await, 200);
    let nobody = json!({"validDays": 0, "scope": 3, "userIds": [person.user()]});
    person.change_share(&link, &nobody).await.ok();
    assert_eq!(status(&visitor, &url).await, 403);
    detail(&visitor, &link, &task, "").await.bad(13_000_109);
}

async fn many_tasks_at_once_are_refused_in_order(shared: &'static Shared) {
    let (person, stranger) = (shared.person().await, shared.stranger());
    let file = person.store("root", "a.txt", b"aa").await;
    let link = person.shared(&[&file], json!({})).await;
    let files = [&*file];
    let tasks = (0..110).map(|_| start(&stranger, &link, 1, &files, container(&person)));
    let codes: Vec<_> = join_all(tasks)
        .await
        .into_iter()
        .map(|answer| answer.code())
        .collect();
    assert!(
        codes.iter().all(|code| [0, 13_000_106].contains(code)),
        "{codes:?}"
    );
    let again = start(&stranger, &link, 1, &files, container(&person)).await;
    let wait: u64 = again.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    again.bad(13_000_106);
    // Other shares are not held up.
    let other = person.shared(&[&file], json!({})).await;
    start(&stranger, &other, 1, &files, container(&person))
        .await
        .ok();
}

async fn other_tenants_pack_and_keep_nothing(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let file = outsider.store("root", "a.txt", b"aa").await;
    let tenant = outsider.shared(&[&file], json!({"scope": 2})).await;
    for kind in [1, 2] {
        start(&admin, &tenant, kind, &[&file], container(&outsider))
            .await
            .bad(13_000_109);
    }
    // A link for anyone is for them as for strangers: contents do not cross over.
    let open = outsider.shared(&[&file], json!({})).await;
    start(&admin, &open, 2, &[&file], container(&outsider))
        .await
        .bad(13_000_109);
    let task = start(&admin, &open, 1, &[&file], container(&outsider))
        .await
        .ok();
    let told = ended(&admin, &open, &task, "").await;
    assert!(told["jobInfo"].get("userId").is_none(), "{told}");
    assert_eq!(names(&unpacked(&admin, &url(&told)).await), ["a.txt"]);
}
