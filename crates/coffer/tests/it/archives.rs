//! Archives: seeing what is in them, at once (4.9.1) or by a task (4.10.2 with task type 5).

use crate::files::{id, names as names_of};
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Kind, assert_shape, eventually};
use serde_json::{Value, json};

on_both_databases! {
    a_list_has_all_fields_and_everything_in_it,
    lists_are_refused_with_the_reason,
    what_is_not_ones_own_is_not_listed,
    a_task_shows_the_archive_as_a_tree,
}

/// A file made by a real tool; see `make` beside it.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = format!(
        "{}/../core/tests/archives/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Person {
    /// 4.9.1: what is in an archive.
    pub(crate) async fn list_archive(&self, container: &str, file: &str, pwd: &str) -> Answer {
        let body = json!({"containerId": container, "fileId": file, "pwd": pwd});
        self.post("/archive/listFile", &body).await
    }

    /// Starts to take an archive of one's own apart.
    pub(crate) async fn start_extract(&self, archive: &str, target: &str, more: &Value) -> Answer {
        let mut body = json!({
            "taskType": 5,
            "actionType": 502,
            "dstContainerId": self.container(),
            "taskInfo": {
                "srcContainerId": self.container(),
                "newFilePath": target,
                "fileInfo": [{"fileId": archive}],
            },
        });
        for (key, value) in more.as_object().unwrap() {
            match key.as_str() {
                "uncompressFilePaths" => body["taskInfo"][key] = value.clone(),
                _ => body[key] = value.clone(),
            }
        }
        self.create_job(&body).await
    }

    /// The details of a task once it has ended.
    pub(crate) async fn ended(&self, task: &str) -> Value {
        eventually("the task ends", async || {
            let job = self.job(task).await.ok();
            (job["data"]["jobInfo"]["status"] == 2).then(|| job["data"].clone())
        })
        .await
    }

    /// The same, and waits for its end.
    pub(crate) async fn extract(&self, archive: &str, target: &str, more: &Value) -> Value {
        let task = self.start_extract(archive, target, more).await.ok();
        self.ended(task["data"].as_str().unwrap()).await
    }

    /// Names and ids of what is in a folder.
    pub(crate) async fn inside(&self, folder: &str) -> Vec<(String, String)> {
        let entries = self.entries(folder).await;
        let name = |file: &Value| names_of(&json!([file])).remove(0);
        entries.iter().map(|file| (name(file), id(file))).collect()
    }

    /// The id of what has that name in a folder.
    pub(crate) async fn find(&self, folder: &str, name: &str) -> String {
        let inside = self.inside(folder).await;
        let found = inside.iter().find(|(other, _)| other == name);
        found
            .unwrap_or_else(|| panic!("no {name} in {inside:?}"))
            .1
            .clone()
    }
}

/// The paths of a list of entries.
pub(crate) fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    list.iter()
        .map(|entry| entry["name"].as_str().unwrap())
        .collect()
}

/// The entry with that path.
pub(crate) fn entry<'a>(list: &'a Value, name: &str) -> &'a Value {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    let found = list.iter().find(|entry| entry["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {list:?}"))
}

async fn a_list_has_all_fields_and_everything_in_it(shared: &'static Shared) {
    let person = shared.person().await;
    let archive = person
        .store("root", "docs.zip", &fixture("infozip.zip"))
        .await;
    let answer = person
        .list_archive(person.container(), &archive, " ")
        .await
        .ok();
    let list = &answer["data"]["uncompressedFileList"];
    assert_eq!(answer["data"]["progress"], 100);
    let mut found = names(list);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "docs",
            "docs/empty",
            "docs/hello.txt",
            "docs/long.txt",
            "docs/nothing.txt",
            "docs/合同",
            "docs/合同/第一章.txt"
        ]
    );
    let hello = entry(list, "docs/hello.txt");
    assert_shape(
        "table 4-155",
        hello,
        &[
            ("code", Kind::Id),
            ("name", Kind::Text),
            ("type", Kind::Id),
            ("updateAt", Kind::Id),
            ("fileSize", Kind::Id),
        ],
    );
    assert_eq!(
        (&hello["code"], &hello["type"], &hello["fileSize"]),
        (&json!("0"), &json!("1"), &json!("6"))
    );
    let top = entry(list, "docs");
    assert_eq!(
        (&top["type"], &top["fileSize"]),
        (&json!("2"), &json!("420016"))
    );
    // As the reference's example spells it.
    let body = json!({"containerId": person.container(), "fileId": archive});
    let other = person
        .call(
            reqwest::Method::POST,
            "/ose/v1/archive/listFile",
            Some(&body),
        )
        .await;
    assert_eq!(
        names(&other.ok()["data"]["uncompressedFileList"]),
        names(list)
    );
}

async fn lists_are_refused_with_the_reason(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let text = person.store("root", "a.zip", b"no archive at all").await;
    let hidden = person
        .store("root", "hidden.7z", &fixture("hidden.7z"))
        .await;
    let folder = person.mkdir("root", "folder").await;
    let folder = folder.as_str();
    let mut texts = Vec::new();
    for (file, pwd) in [(&text, ""), (&hidden, ""), (&hidden, "wrong")] {
        let refused = person
            .list_archive(container, file, pwd)
            .await
            .bad(13_000_111);
        texts.push(refused["msg"].as_str().unwrap().to_owned());
        let chinese = person.with_header("language", "zh-CN");
        let body = json!({"containerId": container, "fileId": file, "pwd": pwd});
        let refused = chinese
            .post("/archive/listFile", &body)
            .await
            .bad(13_000_111);
        texts.push(refused["msg"].as_str().unwrap().to_owned());
    }
    let told = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), told, "{texts:?}");
    assert!(person.list_archive(container, folder, "").await.code() != 0);
    assert!(person.list_archive(container, "Fnonsense", "").await.code() != 0);
    for body in [
        json!({}),
        json!({"containerId": container}),
        json!({"containerId": 1, "fileId": []}),
    ] {
        person
            .post("/archive/listFile", &body)
            .await
            .bad(13_000_102);
    }
    let listed = person.list_archive(container, &hidden, "secret").await.ok();
    assert!(names(&listed["data"]["uncompressedFileList"]).contains(&"docs/hello.txt"));
}

async fn what_is_not_ones_own_is_not_listed(shared: &'static Shared) {
    let (owner, other) = (shared.person().await, shared.person().await);
    let archive = owner
        .store("root", "docs.zip", &fixture("infozip.zip"))
        .await;
    let refused = other.list_archive(owner.container(), &archive, "").await;
    refused.bad(13_000_410);
    assert!(
        other
            .list_archive(other.container(), &archive, "")
            .await
            .code()
            != 0
    );
    let body = json!({"containerId": owner.container(), "fileId": archive});
    shared
        .stranger()
        .post("/archive/listFile", &body)
        .await
        .refused(401, 13_000_202);
    let task = owner.start_extract(&archive, "root", &json!({})).await.ok();
    let task = task["data"].as_str().unwrap();
    assert!(other.job(task).await.code() != 0);
    owner.ended(task).await;
    // Neither from another's space nor into one.
    for (source, target) in [(&owner, &other), (&other, &owner)] {
        let body = json!({
            "taskType": 5, "actionType": 502, "dstContainerId": target.container(),
            "taskInfo": {
                "srcContainerId": source.container(), "newFilePath": "root",
                "fileInfo": [{"fileId": archive}],
            },
        });
        assert!(other.create_job(&body).await.code() != 0);
    }
    assert_eq!(other.inside("root").await, []);
}

async fn a_task_shows_the_archive_as_a_tree(shared: &'static Shared) {
    let person = shared.person().await;
    let archive = person.store("root", "docs.7z", &fixture("solid.7z")).await;
    let job = person
        .extract(&archive, "root", &json!({"actionType": 501}))
        .await;
    assert_eq!(job["jobInfo"]["taskType"], 5);
    assert_eq!(job["jobInfo"]["actionType"], 501);
    assert_eq!(job["jobInfo"]["taskResultCode"], 1);
    assert_eq!(job["jobInfo"]["progress"], 100);
    let tree = &job["uncompressedFileList"];
    assert_eq!(names(tree), ["docs"]);
    let docs = &entry(tree, "docs")["subFileList"];
    let contract = entry(docs, "docs/合同");
    assert_eq!(names(&contract["subFileList"]), ["docs/合同/第一章.txt"]);
    assert_eq!(contract["fileSize"], 10);
    let hello = entry(docs, "docs/hello.txt");
    assert_shape(
        "table 4-178",
        hello,
        &[
            ("name", Kind::Text),
            ("fileSize", Kind::Number),
            ("type", Kind::Number),
            ("updatedAt", Kind::Number),
            ("code", Kind::Id),
        ],
    );
    assert_eq!(hello["reason"], "");
    // Looking makes nothing.
    let inside = person.inside("root").await;
    assert_eq!(inside.len(), 1, "{inside:?}");
}

/// A tar of one file that is long, and next to nothing while it is packed.
pub(crate) fn bomb() -> Vec<u8> {
    let mut packed = fixture("bomb/head.bz2");
    let block = fixture("bomb/zeros.bz2");
    (0..32).for_each(|_| packed.extend_from_slice(&block));
    packed
}
