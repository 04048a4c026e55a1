//! Packs: many files and folders fetched as one zip (4.10.2 with task type 6).

use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases};
use coffer_store::Sql;
use coffer_testkit::{Answer, Place, Random, Server, Unzipped, unzip};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

mod shared {
    use super::*;

    on_both_databases! {
        a_task_shows_the_link,
        a_pack_has_everything_below_and_nothing_else,
        the_head_tells_the_length,
        known_tools_read_it,
        names_at_the_top_are_made_different,
        what_is_gone_is_listed,
        a_pack_of_nothing_fails,
        wrong_tasks_are_refused,
        other_links_are_refused,
        who_lost_the_space_fetches_nothing,
        a_disabled_space_is_not_packed,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        a_link_lives_on_after_a_kill_and_ends,
        damage_is_listed,
        ten_thousand_files_come_out_whole,
    }
}

impl Person {
    /// Asks for a pack.
    async fn ask_for_pack(&self, container: &str, files: &[&str]) -> Answer {
        let files: Vec<_> = files.iter().map(|file| json!({"fileId": file})).collect();
        let body = json!({
            "taskType": 6,
            "dstContainerId": container,
            "taskInfo": {"srcContainerId": container, "fileInfo": files},
        });
        self.create_job(&body).await
    }

    /// The details of the task of a pack, once it has ended.
    async fn task_of_pack(&self, container: &str, files: &[&str]) -> Value {
        let task = self.ask_for_pack(container, files).await.ok();
        self.ended(task["data"].as_str().unwrap()).await
    }

    /// The link of a pack of one's own files.
    async fn link_of_pack(&self, files: &[&str]) -> String {
        link(&self.task_of_pack(self.container(), files).await)
    }

    async fn request(&self, method: Method, url: &str) -> Response {
        self.http().request(method, url).send().await.unwrap()
    }

    /// The entries of a pack; the length has to be the one that was promised.
    async fn unzipped_pack(&self, url: &str) -> Vec<Unzipped> {
        let response = self.request(Method::GET, url).await;
        assert_eq!(response.status(), 200, "{url}");
        let told = header(&response, "content-length");
        let zip = response.bytes().await.unwrap();
        assert_eq!(told, zip.len().to_string());
        unzip(&zip)
    }
}

fn link(job: &Value) -> String {
    let url = job["jobInfo"]["downloadUrl"].as_str();
    url.unwrap_or_else(|| panic!("no link: {job}")).to_owned()
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    let value = value.unwrap_or_else(|| panic!("no {name}: {:?}", response.headers()));
    value.to_str().unwrap().to_owned()
}

fn paths(entries: &[Unzipped]) -> Vec<&str> {
    entries.iter().map(|entry| entry.path.as_str()).collect()
}

fn sorted(entries: &[Unzipped]) -> Vec<&str> {
    let mut paths = paths(entries);
    paths.sort_unstable();
    paths
}

fn content<'a>(entries: &'a [Unzipped], path: &str) -> &'a [u8] {
    let entry = entries.iter().find(|entry| entry.path == path);
    let entry = entry.unwrap_or_else(|| panic!("no {path} in {:?}", paths(entries)));
    &entry.content
}

async fn a_task_shows_the_link(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "报告.pdf", b"report").await;
    let folder = person.mkdir("root", "folder").await;
    let job = person
        .task_of_pack(person.container(), &[&file, &folder])
        .await;
    let info = &job["jobInfo"];
    for field in [
        "taskId",
        "taskName",
        "userId",
        "tenantId",
        "beginTime",
        "endTime",
        "createTime",
    ] {
        assert!(!info[field].is_null(), "{field} in {info}");
    }
    for (field, value) in [
        ("taskType", json!(6)),
        ("status", json!(2)),
        ("taskResultCode", json!(1)),
        ("resultCode", json!(0)),
        ("progress", json!(100)),
        ("contentNum", json!(2)),
        ("containerId", json!(person.container())),
    ] {
        assert_eq!(info[field], value, "{field}");
    }
    let url = link(&job);
    assert!(
        url.starts_with(&format!("{}/o/pack/", person.url())),
        "{url}"
    );
    // Other tasks have none.
    let other = person.recycle(&[&folder]).await;
    assert!(other["jobInfo"]["downloadUrl"].is_null(), "{other}");
}

async fn a_pack_has_everything_below_and_nothing_else(shared: &'static Shared) {
    let person = shared.person().await;
    let top = person.mkdir("root", "2026 年").await;
    let inner = person.mkdir(&top, "inner").await;
    person.mkdir(&inner, "empty").await;
    let deep = Random::new(7).bytes(3 << 20);
    person.store(&inner, "deep.bin", &deep).await;
    person.store(&top, "空.txt", b"").await;
    person.store(&top, "a.txt", b"a").await;
    let gone = person.store(&top, "thrown away.txt", b"b").await;
    person.recycle(&[&gone]).await;
    person.store("root", "beside.txt", b"c").await;
    let single = person.store("root", "single.txt", b"single").await;

    let url = person.link_of_pack(&[&top, &single]).await;
    let entries = person.unzipped_pack(&url).await;
    assert_eq!(
        sorted(&entries),
        [
            "2026 年/",
            "2026 年/a.txt",
            "2026 年/inner/",
            "2026 年/inner/deep.bin",
            "2026 年/inner/empty/",
            "2026 年/空.txt",
            "single.txt",
        ]
    );
    assert!(content(&entries, "2026 年/inner/deep.bin") == deep);
    assert_eq!(content(&entries, "2026 年/空.txt"), b"");
    assert_eq!(content(&entries, "2026 年/a.txt"), b"a");
    assert_eq!(content(&entries, "single.txt"), b"single");
    for (index, entry) in entries.iter().enumerate() {
        assert!(entry.modified > 1_700_000_000, "{entry:?}");
        // A folder comes before what is in it.
        if let Some((folder, _)) = entry.path.trim_end_matches('/').rsplit_once('/') {
            let above = format!("{folder}/");
            assert!(
                paths(&entries[..index]).contains(&above.as_str()),
                "{above}"
            );
        }
    }
    // It can be fetched again.
    assert!(person.unzipped_pack(&url).await == entries);
}

async fn the_head_tells_the_length(shared: &'static Shared) {
    let person = shared.person().await;
    let content = vec![b'x'; 100_000];
    let file = person.store("root", "报告 1.txt", &content).await;
    let url = person.link_of_pack(&[&file]).await;
    let (head, get) = (
        person.request(Method::HEAD, &url).await,
        person.request(Method::GET, &url).await,
    );
    for response in [&head, &get] {
        assert_eq!(response.status(), 200);
        assert_eq!(header(response, "content-type"), "application/zip");
        assert_eq!(header(response, "x-content-type-options"), "nosniff");
        let disposition = header(response, "content-disposition");
        assert!(disposition.starts_with("attachment"), "{disposition}");
        assert!(
            disposition.contains("filename*=UTF-8''%E6%8A%A5%E5%91%8A%201"),
            "{disposition}"
        );
        assert!(disposition.contains(".zip"), "{disposition}");
    }
    let length = header(&head, "content-length");
    assert_eq!(length, header(&get, "content-length"));
    assert!(head.bytes().await.unwrap().is_empty());
    assert_eq!(length, get.bytes().await.unwrap().len().to_string());
    // Ranges are not served, and nothing else can be done with the link.
    let ranged = person.http().get(&url).header("range", "bytes=0-9");
    assert_eq!(ranged.send().await.unwrap().status(), 200);
    for method in [Method::PUT, Method::POST, Method::DELETE] {
        let status = person.request(method.clone(), &url).await.status();
        assert!(status.is_client_error(), "{method}: {status}");
    }
}

async fn known_tools_read_it(shared: &'static Shared) {
    let person = shared.person().await;
    let top = person.mkdir("root", "目录").await;
    person.store(&top, "文件.txt", b"content").await;
    person.store(&top, "empty", b"").await;
    let url = person.link_of_pack(&[&top]).await;
    let (_, zip) = person.follow(&url).await;
    let place = std::env::temp_dir().join(format!("pack-{}.zip", person.user()));
    tokio::fs::write(&place, &zip).await.unwrap();
    let mut tried = 0;
    for (tool, arguments) in [
        ("unzip", &["-tqq"][..]),
        ("python3", &["-m", "zipfile", "-t"]),
        ("7z", &["t"]),
        ("bsdtar", &["-tf"]),
    ] {
        // Not every machine has every tool.
        let Ok(output) = Command::new(tool).args(arguments).arg(&place).output() else {
            continue;
        };
        assert!(output.status.success(), "{tool}: {output:?}");
        tried += 1;
    }
    tokio::fs::remove_file(&place).await.unwrap();
    assert!(tried > 0, "no tool that reads zips");
}

async fn names_at_the_top_are_made_different(shared: &'static Shared) {
    let person = shared.person().await;
    let mut files = Vec::new();
    for (folder, name) in [("1", "a.txt"), ("2", "A.txt"), ("3", "a.txt"), ("4", "b")] {
        let folder = person.mkdir("root", folder).await;
        files.push(person.store(&folder, name, folder.as_bytes()).await);
    }
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let entries = person
        .unzipped_pack(&person.link_of_pack(&files).await)
        .await;
    assert_eq!(entries.len(), 4);
    let mut names: Vec<_> = entries
        .iter()
        .map(|entry| entry.path.to_lowercase())
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(entries[0].path, "a.txt");
    assert!(names.iter().filter(|name| name.ends_with(".txt")).count() == 3);
}

async fn what_is_gone_is_listed(shared: &'static Shared) {
    let person = shared.person().await;
    let kept = person.store("root", "kept.txt", b"1").await;
    let recycled = person.store("root", "recycled.txt", b"2").await;
    let folder = person.mkdir("root", "erased folder").await;
    person.store(&folder, "inside.txt", b"3").await;
    let url = person.link_of_pack(&[&kept, &recycled, &folder]).await;
    person.recycle(&[&recycled]).await;
    person.erase(&[&folder]).await;
    let entries = person.unzipped_pack(&url).await;
    assert_eq!(entries.len(), 2, "{:?}", paths(&entries));
    assert_eq!(entries[0].path, "kept.txt");
    let list = String::from_utf8(entries[1].content.clone()).unwrap();
    assert!(entries[1].path.ends_with(".txt"), "{}", entries[1].path);
    for name in ["recycled.txt", "erased folder"] {
        assert!(list.contains(name), "{list}");
    }
    assert!(!list.contains("kept.txt"), "{list}");
}

async fn a_pack_of_nothing_fails(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let gone = person.store("root", "gone.txt", b"1").await;
    person.recycle(&[&gone]).await;
    let foreign = other.store("root", "foreign.txt", b"2").await;
    let task = person
        .ask_for_pack(person.container(), &[&gone, &foreign])
        .await;
    let job = person.ended(task.ok()["data"].as_str().unwrap()).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 3, "{job}");
    assert!(job["jobInfo"]["downloadUrl"].is_null(), "{job}");
}

async fn wrong_tasks_are_refused(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let file = person.store("root", "a", b"a").await;
    // A space of somebody else.
    let refused = person.ask_for_pack(other.container(), &[&file]).await;
    refused.bad(13_000_410);
    // No items, and too many.
    person
        .ask_for_pack(person.container(), &[])
        .await
        .bad(13_000_102);
    let many = vec![file.as_str(); 1_001];
    person
        .ask_for_pack(person.container(), &many)
        .await
        .bad(13_000_102);
    // What is no id.
    let forged = person.ask_for_pack(person.container(), &["F0"]).await;
    assert_eq!(forged.status, 400, "{forged:?}");
    // The task is nobody else's.
    let task = person.ask_for_pack(person.container(), &[&file]).await.ok();
    let shown = other.job(task["data"].as_str().unwrap()).await;
    assert_eq!(shown.status, 400, "{shown:?}");
}

async fn other_links_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    let url = person.link_of_pack(&[&file]).await;
    let path_end = url.find('?').unwrap_or(url.len());
    // Any other character anywhere in the path behind `/o/`, and a few in the query.
    let begin = url.find("/o/").unwrap() + 3;
    for at in (begin..url.len()).step_by(5) {
        let mut bytes = url.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(bytes).unwrap();
        let status = person.request(Method::GET, &forged).await.status();
        assert!(status.is_client_error(), "{status} for {forged}");
    }
    for forged in [&url[..path_end - 1], &format!("{}x", &url[..path_end])] {
        let status = person.request(Method::GET, forged).await.status();
        assert!(status.is_client_error(), "{status} for {forged}");
    }
    // The link of a content is none of a pack, with the id of one.
    let content = person.link(person.container(), &file).await;
    let id = content.rsplit_once("/o/").unwrap().1;
    let pack = format!("{}/o/pack/{id}", person.url());
    let status = person.request(Method::GET, &pack).await.status();
    assert!(status.is_client_error(), "{status}");
}

async fn who_lost_the_space_fetches_nothing(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let body = json!({"name": "packs", "userIds": [member.user()]});
    let group = owner.open_group_space(&body).await.ok();
    let group = group["id"].as_str().unwrap();
    let space = member.space(group, "2").await.ok();
    let container = space["data"]["containerId"].as_str().unwrap();
    let file = member.upload(container, "root", "a.txt", b"a").await;
    let url = link(&member.task_of_pack(container, &[&file]).await);
    assert_eq!(paths(&member.unzipped_pack(&url).await), ["a.txt"]);
    owner.remove_members(group, &[member.user()]).await.ok();
    let (status, body) = member.follow(&url).await;
    assert_eq!(status, 403, "{body:?}");
    // The owner's own pack goes on working.
    let url = link(&owner.task_of_pack(container, &[&file]).await);
    assert_eq!(paths(&owner.unzipped_pack(&url).await), ["a.txt"]);
}

async fn a_disabled_space_is_not_packed(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let file = person.store("root", "a.txt", b"a").await;
    let url = person.link_of_pack(&[&file]).await;
    let status = |status| json!({"status": status, "type": 1});
    admin.change_space(person.user(), &status(1)).await.ok();
    let refused = person.ask_for_pack(person.container(), &[&file]).await;
    refused.bad(13_000_412);
    let (answered, body) = person.follow(&url).await;
    assert_eq!(answered, 403, "{body:?}");
    admin.change_space(person.user(), &status(0)).await.ok();
    assert_eq!(paths(&person.unzipped_pack(&url).await), ["a.txt"]);
}

async fn a_link_lives_on_after_a_kill_and_ends(server: &mut Server) {
    static END: Sql = Sql::both("UPDATE pack SET expires_at = ?1");
    let mut person = Person::log_in(server.url(), Place::ADMIN).await;
    let file = person.store("root", "a.txt", b"content").await;
    let job = person.task_of_pack(person.container(), &[&file]).await;
    let url = link(&job);
    server.kill();
    server.start_again();
    person.reconnect();
    let url = url.replace(url.split("/o/").next().unwrap(), person.url());
    let entries = person.unzipped_pack(&url).await;
    assert_eq!(content(&entries, "a.txt"), b"content");
    server.stop();
    assert_eq!(change(server.place(), &END, vec![1]).await, 1);
    server.start_again();
    person.reconnect();
    let (status, body) = person.follow(&url).await;
    assert!(status == 403 || status == 404, "{status}: {body:?}");
    let shown = person
        .job(job["jobInfo"]["taskId"].as_str().unwrap())
        .await
        .ok();
    assert!(shown["data"]["jobInfo"]["downloadUrl"].is_null(), "{shown}");
}

/// Removes the file below `folder` that begins with `content`.
fn remove_content(folder: &Path, content: &[u8]) -> bool {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths.any(|path| {
        if path.is_dir() {
            return remove_content(&path, content);
        }
        let found = std::fs::read(&path).unwrap().starts_with(content);
        if found {
            std::fs::remove_file(&path).unwrap();
        }
        found
    })
}

async fn damage_is_listed(server: &mut Server) {
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let content = Random::new(3).bytes(100_000);
    let top = person.mkdir("root", "top").await;
    person.store(&top, "lost.bin", &content).await;
    person.store(&top, "whole.txt", b"whole").await;
    let url = person.link_of_pack(&[&top]).await;
    assert!(remove_content(
        &server.place().data().join("blobs"),
        &content
    ));
    let entries = person.unzipped_pack(&url).await;
    assert_eq!(entries.len(), 3, "{:?}", paths(&entries));
    assert_eq!(self::content(&entries, "top/whole.txt"), b"whole");
    let list = String::from_utf8_lossy(&entries[2].content);
    assert!(list.contains("top/lost.bin"), "{list}");
    assert!(!list.contains("whole.txt"), "{list}");
}

async fn ten_thousand_files_come_out_whole(server: &mut Server) {
    const FILES: usize = 2_500;
    const COPIES: usize = 4;
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let entries: Vec<_> = (0..FILES)
        .map(|number| {
            let name = format!("folder {}/file {number}.txt", number % 13);
            coffer_testkit::ZipEntry::new(name, format!("content {number}"))
        })
        .collect();
    let archive = coffer_testkit::zip_of(&entries);
    let archive = person.store("root", "many.zip", &archive).await;
    let top = person.mkdir("root", "top").await;
    for _ in 0..COPIES {
        // What has the name already is no hindrance: the next one is called otherwise.
        person.extract(&archive, &top, &json!({})).await;
    }
    let packed = person
        .unzipped_pack(&person.link_of_pack(&[&top]).await)
        .await;
    assert_eq!(packed.len(), COPIES * (FILES + 13 + 1) + 1);
    for number in [0, 1, 1_234, FILES - 1] {
        let path = format!("top/many/folder {}/file {number}.txt", number % 13);
        let expected = format!("content {number}");
        assert_eq!(content(&packed, &path), expected.as_bytes());
    }
}
