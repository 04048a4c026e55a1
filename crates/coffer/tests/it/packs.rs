//! 4.10.2 with task type 6: many files and folders as one zip, made while it is fetched.

use crate::files::id;
use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases};
use coffer_store::Sql;
use coffer_testkit::{Answer, KooDrive, Place, Server, eventually};
use serde_json::{Value, json};
use std::io::Write;
use std::process::Command;

mod shared {
    use super::*;

    on_both_databases! {
        a_folder_is_fetched_as_a_zip,
        what_changed_meanwhile_is_as_it_is_now,
        two_of_a_name_are_told_apart,
        what_is_in_the_safe_comes_out_readable,
        what_makes_no_sense_is_refused,
        nobody_packs_what_is_not_his,
        links_cannot_be_made_up,
        who_left_a_team_fetches_nothing_of_it,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        a_pack_outlives_a_kill_and_then_expires,
        what_is_damaged_is_listed,
    }
}

impl Person {
    async fn new_folder(&self, parent: &str, name: &str) -> String {
        let made = self.folder(self.container(), parent, name).await.ok();
        id(&made)
    }

    async fn start_pack(&self, container: &str, files: &[&str]) -> Answer {
        let files: Vec<_> = files.iter().map(|id| json!({"fileId": id})).collect();
        let info = json!({"srcContainerId": container, "fileInfo": files});
        let body = json!({"taskType": 6, "dstContainerId": container, "taskInfo": info});
        self.create_job(&body).await
    }

    /// The details of a pack's task, once it has ended.
    pub(crate) async fn packed(&self, container: &str, files: &[&str]) -> Value {
        let task = self.start_pack(container, files).await.ok();
        self.ended(task["data"].as_str().unwrap()).await
    }

    /// Where a pack of one's own things is fetched.
    async fn pack(&self, files: &[&str]) -> String {
        url(&self.packed(self.container(), files).await)
    }

    async fn status(&self, url: &str) -> u16 {
        self.http().get(url).send().await.unwrap().status().as_u16()
    }

    async fn unpacked(&self, url: &str) -> Vec<(String, String)> {
        unpacked(self, url).await
    }
}

/// What is in a zip that is fetched, after all of it was tested by Python.
pub(crate) async fn unpacked(client: &KooDrive, url: &str) -> Vec<(String, String)> {
    let response = client.http().get(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let length: usize = response.headers()["content-length"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let bytes = response.bytes().await.unwrap();
    assert_eq!(bytes.len(), length);
    unzip(&bytes)
}

const SCRIPT: &str = "import sys,zipfile,json
z=zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename,z.read(i).decode('utf-8','replace')] for i in z.infolist()]))";

fn unzip(bytes: &[u8]) -> Vec<(String, String)> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let python = Command::new("python3")
        .args(["-c", SCRIPT])
        .arg(file.path())
        .output()
        .unwrap();
    assert!(python.status.success(), "{python:?}");
    serde_json::from_slice(&python.stdout).unwrap()
}

pub(crate) fn url(job: &Value) -> String {
    let url = job["jobInfo"]["downloadUrl"].as_str();
    url.unwrap_or_else(|| panic!("no link in {job}")).to_owned()
}

pub(crate) fn names(entries: &[(String, String)]) -> Vec<&str> {
    entries.iter().map(|(name, _)| name.as_str()).collect()
}

async fn a_folder_is_fetched_as_a_zip(shared: &'static Shared) {
    let person = shared.person().await;
    let top = person.new_folder("root", "资料").await;
    let below = person.new_folder(&top, "below").await;
    person.folder(person.container(), &top, "empty").await.ok();
    person.store(&top, "a.txt", b"hello").await;
    person.store(&below, "b.txt", b"").await;
    person.store(&below, "c.txt", b"deep").await;
    let gone = person.store(&below, "d.txt", b"thrown away").await;
    let bin = person
        .start_job(2, 201, person.container(), "", &[&gone])
        .await;
    bin.ok();
    let job = person.packed(person.container(), &[&top]).await;
    let info = &job["jobInfo"];
    assert_eq!(
        (
            &info["taskType"],
            &info["taskResultCode"],
            &info["progress"],
            &info["contentNum"]
        ),
        (&json!(6), &json!(1), &json!(100), &json!(1))
    );
    let url = url(&job);
    let entries = person.unpacked(&url).await;
    let entry = |name: &str, content: &str| (name.to_owned(), content.to_owned());
    let expected = [
        entry("资料/", ""),
        entry("资料/below/", ""),
        entry("资料/below/b.txt", ""),
        entry("资料/below/c.txt", "deep"),
        entry("资料/empty/", ""),
        entry("资料/a.txt", "hello"),
    ];
    assert_eq!(entries, expected);
    let head = person.http().head(&url).send().await.unwrap();
    let get = person.http().get(&url).send().await.unwrap();
    for (name, value) in [
        ("content-type", "application/zip"),
        ("accept-ranges", "none"),
        (
            "content-length",
            get.headers()["content-length"].to_str().unwrap(),
        ),
    ] {
        assert_eq!(head.headers()[name], value);
    }
    let disposition = head.headers()["content-disposition"].to_str().unwrap();
    assert!(
        disposition.contains("filename*=UTF-8''%E8%B5%84%E6%96%99.zip"),
        "{disposition}"
    );
}

async fn what_changed_meanwhile_is_as_it_is_now(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.new_folder("root", "f").await;
    let one = person.store("root", "one.txt", b"1").await;
    let two = person.store("root", "two.txt", b"2").await;
    let url = person.pack(&[&folder, &one, &two]).await;
    person
        .rename(person.container(), &one, "uno.txt", 2)
        .await
        .ok();
    person.store(&folder, "new.txt", b"new").await;
    let bin = person
        .start_job(2, 201, person.container(), "", &[&two])
        .await;
    bin.ok();
    let entries = person.unpacked(&url).await;
    assert_eq!(
        names(&entries),
        ["f/", "uno.txt", "f/new.txt", "_skipped.txt"]
    );
    let list = &entries[3].1;
    assert!(
        list.contains("two.txt: ") && !list.contains("one.txt"),
        "{list}"
    );
}

async fn two_of_a_name_are_told_apart(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.new_folder("root", "f").await;
    let one = person.store("root", "a.txt", b"1").await;
    let two = person.store(&folder, "A.txt", b"2").await;
    let url = person.pack(&[&one, &two, &one]).await;
    let entries = person.unpacked(&url).await;
    assert_eq!(names(&entries), ["a.txt", "A (1).txt"]);
}

async fn what_is_in_the_safe_comes_out_readable(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("sbox", "secret.txt", b"secret").await;
    let url = person.pack(&[&file]).await;
    let entries = person.unpacked(&url).await;
    assert_eq!(entries, [("secret.txt".to_owned(), "secret".to_owned())]);
}

async fn what_makes_no_sense_is_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a.txt", b"1").await;
    let none = person.start_pack(person.container(), &[]).await;
    assert_eq!(none.code(), 13_000_102);
    let many = vec![file.as_str(); 1_001];
    let many = person.start_pack(person.container(), &many).await;
    assert_eq!(many.code(), 13_000_102);
    let bin = person
        .start_job(2, 201, person.container(), "", &[&file])
        .await;
    bin.ok();
    let job = person.packed(person.container(), &[&file]).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 3);
    assert_eq!(job["jobInfo"].get("downloadUrl"), None);
    assert_eq!(job["taskInfos"][0]["status"], "2");
}

async fn nobody_packs_what_is_not_his(shared: &'static Shared) {
    let (owner, other) = (shared.person().await, shared.person().await);
    let file = owner.store("root", "a.txt", b"1").await;
    let foreign = other.start_pack(owner.container(), &[&file]).await;
    assert_eq!(foreign.code(), 13_000_410);
    let job = other.packed(other.container(), &[&file]).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 3);
    let task = owner.start_pack(owner.container(), &[&file]).await.ok();
    let task = task["data"].as_str().unwrap();
    assert_ne!(other.job(task).await.code(), 0);
    let bare = shared.stranger().create_job(&json!({"taskType": 6})).await;
    assert_ne!(bare.code(), 0);
}

async fn links_cannot_be_made_up(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a.txt", b"1").await;
    let url = person.pack(&[&file]).await;
    assert_eq!(person.status(&url).await, 200);
    let (rest, id) = url.rsplit_once('/').unwrap();
    for place in 0..id.len() {
        let mut bytes = id.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let forged = format!("{rest}/{}", String::from_utf8(bytes).unwrap());
        assert_eq!(person.status(&forged).await, 404, "{place}");
    }
    // An id of another kind is none of a pack.
    assert_eq!(person.status(&format!("{rest}/{file}")).await, 404);
    let put = person.http().put(&url).body("x").send().await.unwrap();
    assert_eq!(put.status(), 405);
    assert_eq!(put.headers()["allow"], "GET, HEAD, OPTIONS");
}

async fn who_left_a_team_fetches_nothing_of_it(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let body = json!({"name": "packers", "userIds": [member.user()]});
    let opened = owner.open_group_space(&body).await.ok();
    let group = opened["id"].as_str().unwrap();
    let space = owner.space(group, "2").await.ok();
    let container = space["data"]["containerId"].as_str().unwrap();
    let file = owner.upload(container, "root", "a.txt", b"team").await;
    let url = url(&member.packed(container, &[&file]).await);
    assert_eq!(member.status(&url).await, 200);
    owner.remove_members(group, &[member.user()]).await.ok();
    assert_eq!(member.status(&url).await, 403);
}

async fn a_pack_outlives_a_kill_and_then_expires(server: &mut Server) {
    static EXPIRE: Sql = Sql::both("UPDATE pack SET expires_at = 1");
    static DISABLE: Sql = Sql::both("UPDATE space SET status = 1");
    static ENABLE: Sql = Sql::both("UPDATE space SET status = 0");
    let mut person = Person::log_in(server.url(), Place::ADMIN).await;
    let folder = person.new_folder("root", "f").await;
    for number in 0..600 {
        let name = format!("{number:03}");
        person.folder(person.container(), &folder, &name).await.ok();
    }
    let task = person.start_pack(person.container(), &[&folder]).await.ok();
    server.kill();
    static END_LEASES: Sql = Sql::both("UPDATE job SET lease_until = 0 WHERE status = 1");
    change(server.place(), &END_LEASES, Vec::new()).await;
    server.start_again();
    person.reconnect();
    let path = |url: &str, server: &Server| {
        let (_, id) = url.rsplit_once('/').unwrap();
        format!("{}/o/pack/{id}", server.url())
    };
    let url = url(&person.ended(task["data"].as_str().unwrap()).await);
    server.kill();
    server.start_again();
    person.reconnect();
    let entries = person.unpacked(&path(&url, server)).await;
    assert_eq!(entries.len(), 601);
    for (statement, status) in [(&DISABLE, 403), (&ENABLE, 200), (&EXPIRE, 404)] {
        server.stop();
        change(server.place(), statement, Vec::new()).await;
        server.start_again();
        person.reconnect();
        // What expired is refused at first, and unknown once it was swept.
        let told = eventually("the link answers so", async || {
            let told = person.status(&path(&url, server)).await;
            (told != 403 || status != 404).then_some(told)
        });
        assert_eq!(told.await, status);
    }
}

async fn what_is_damaged_is_listed(server: &mut Server) {
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let whole = person.store("root", "whole.txt", b"whole").await;
    let broken = person.store("root", "broken.txt", b"broken").await;
    let url = person.pack(&[&whole, &broken]).await;
    let blobs = server.place().data();
    let removed = remove_files_of(&blobs, 6);
    assert_eq!(removed, 1);
    let entries = person.unpacked(&url).await;
    assert_eq!(names(&entries), ["whole.txt", "_skipped.txt"]);
    assert!(entries[1].1.contains("broken.txt: "));
}

/// Removes the files of that length in a folder and below.
fn remove_files_of(folder: &std::path::Path, length: u64) -> usize {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let meta = entry.metadata().unwrap();
        if meta.is_dir() {
            removed += remove_files_of(&entry.path(), length);
        } else if meta.len() == length {
            std::fs::remove_file(entry.path()).unwrap();
            removed += 1;
        }
    }
    removed
}
