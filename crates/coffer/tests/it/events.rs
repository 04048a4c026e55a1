//! `/events`: what open pages are told.

use crate::groups::group;
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, Events, Told};
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both_databases! {
    strangers_are_told_nothing,
    folders_that_are_not_ours_are_refused,
    a_message_arrives_and_is_read_elsewhere,
    a_job_is_followed_to_its_end,
    changes_name_the_folders_on_screen,
    copies_and_erasures_are_changes_too,
    a_folder_that_goes_is_gone,
    who_may_no_longer_look_is_told_no_more,
    coming_back_loses_nothing_and_doubles_nothing,
    coming_back_from_nowhere_begins_anew,
    a_cookie_opens_the_stream_too,
}

/// The query that watches these folders of a space.
pub(crate) fn watching(container: &str, folders: &[&str]) -> String {
    let folders: Vec<String> = folders
        .iter()
        .map(|folder| format!("folder={container}.{folder}"))
        .collect();
    format!("?{}", folders.join("&"))
}

/// An open stream behind its greeting.
pub(crate) async fn open(person: &Person, query: &str) -> Events {
    let mut events = person.events(query, None).await;
    let hello = events.told("hello").await;
    assert_eq!(hello.data["resumed"], false);
    assert!(!hello.id.is_empty());
    events
}

#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.body["code"], code, "{answer}");
    assert!(answer.body["message"].is_string(), "{answer}");
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
}

async fn refusal(person: &coffer_testkit::KooDrive, query: &str) -> Answer {
    person.try_events(query, None).await.unwrap_err()
}

/// The next event that is not about a job; jobs are told at most once a second, so they come when they may.
async fn past_jobs(page: &mut Events, name: &str) -> Told {
    loop {
        let told = page.next().await.unwrap();
        if told.name != "job" {
            assert_eq!(told.name, name, "{told:?}");
            return told;
        }
    }
}

/// What one folder's part of a change says.
fn change(told: &Told, folder: &str) -> Value {
    let folders = told.data["folders"].as_array().unwrap();
    let found = folders.iter().find(|changed| changed["folder"] == folder);
    found
        .unwrap_or_else(|| panic!("{folder} in {told:?}"))
        .clone()
}

async fn strangers_are_told_nothing(shared: &'static Shared) {
    let person = shared.person().await;
    let stranger = shared.stranger();
    assert_refused(&refusal(&stranger, "").await, 401, "unauthenticated");
    let wrong = stranger.with_token("Bearer+0123456789abcdef");
    assert_refused(&refusal(&wrong, "").await, 401, "unauthenticated");
    let app = stranger.as_app(shared.app(), person.user());
    let signed = app.call(Method::GET, "/events", None).await;
    assert_refused(&signed, 401, "unauthenticated");
    let embedded = crate::sdk::frame(&person).await;
    assert_refused(&refusal(&embedded, "").await, 401, "unauthenticated");
    let posted = person.call(Method::POST, "/events", None).await;
    assert_refused(&posted, 405, "method_not_allowed");
    person.log_off().await.ok();
    assert_refused(&refusal(&person, "").await, 401, "unauthenticated");
}

async fn folders_that_are_not_ours_are_refused(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let space = person.container().to_owned();
    let file = person.upload(&space, "root", "file.txt", b"content").await;
    let thrown = person.folder(&space, "root", "thrown").await;
    let thrown = thrown.ok()["id"].as_str().unwrap().to_owned();
    person.run_job(2, 201, &space, "", &[&thrown]).await;
    let own = |folder: &str| watching(&space, &[folder]);
    for (query, status, code) in [
        ("?folder=".to_owned(), 400, "bad_request"),
        ("?folder=root".to_owned(), 400, "bad_request"),
        ("?folder=IAAx.root".to_owned(), 400, "space_not_found"),
        (own("nothing"), 400, "target_invalid"),
        (own(&file), 400, "target_invalid"),
        (own(&thrown), 400, "target_recycled"),
        (
            watching(other.container(), &["root"]),
            403,
            "space_forbidden",
        ),
        (watching(&space, &["root"; 17]), 400, "bad_request"),
    ] {
        assert_refused(&refusal(&person, &query).await, status, code);
    }
    let mut events = open(&person, &watching(&space, &["root"; 16])).await;
    assert_eq!(events.headers[CONTENT_TYPE], "text/event-stream");
    assert_eq!(events.headers[CACHE_CONTROL], "no-store");
    assert_eq!(events.headers["x-accel-buffering"], "no");
    person.folder(&space, "root", "new").await.ok();
    let told = events.told("change").await;
    assert_eq!(told.data["folders"].as_array().unwrap().len(), 16);
}

async fn a_message_arrives_and_is_read_elsewhere(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let mut page = open(&reader, "").await;
    let mut chinese = reader
        .with_header("language", "zh-CN")
        .events("", None)
        .await;
    chinese.told("hello").await;
    let team = group(&owner, "Team 1").await;
    owner.add_members(&team, &[reader.user()]).await.ok();
    let told = page.told("message").await;
    let mut expected = reader.messages("").await.ok()["messages"][0].clone();
    expected["unread"] = json!(1);
    assert_eq!(told.data, expected);
    let translated = chinese.told("message").await;
    assert_eq!(translated.data["id"], told.data["id"]);
    assert_ne!(translated.data["context"], told.data["context"]);
    // The other page learns what this one does.
    let id = told.data["id"].as_str().unwrap();
    reader.read_messages(&[id]).await.ok();
    for page in [&mut page, &mut chinese] {
        assert_eq!(page.told("messages").await.data, json!({"unread": 0}));
    }
    // What was read before is seen to go too.
    reader
        .delete_messages(&format!("?ids={id}"), None)
        .await
        .ok();
    assert_eq!(page.told("messages").await.data, json!({"unread": 0}));
    reader.all_messages("0").await.ok();
    owner.remove_members(&team, &[reader.user()]).await.ok();
    assert_eq!(page.told("message").await.data["unread"], 1);
    reader.all_messages("1").await.ok();
    assert_eq!(page.told("messages").await.data, json!({"unread": 0}));
}

async fn a_job_is_followed_to_its_end(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let space = person.container().to_owned();
    let top = person.folder(&space, "root", "top").await.ok()["id"].clone();
    let top = top.as_str().unwrap();
    let names: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    join_all(names.iter().map(|name| person.folder(&space, top, name))).await;
    let target = person.folder(&space, "root", "target").await.ok()["id"].clone();
    let (mut page, mut others) = (open(&person, "").await, open(&other, "").await);
    let target = target.as_str().unwrap();
    let started = person.start_job(1, 101, &space, target, &[top]).await.ok();
    let mut last = page.told("job").await;
    while last.data["status"] != 2 {
        assert_eq!(last.data["taskId"], started["data"]);
        last = page.told("job").await;
    }
    let mut expected = person.get("/jobs?offset=0&limit=1").await.ok()["data"][0].clone();
    expected["progress"] = json!(100);
    assert_eq!(last.data, expected);
    assert_eq!(last.data["taskResultCode"], 1);
    // A job that ends before its answer is told as well, and nobody else's is.
    person.run_job(2, 201, &space, "", &[target]).await;
    let told = page.told("job").await;
    assert_eq!(
        (&told.data["actionType"], &told.data["status"]),
        (&json!(201), &json!(2))
    );
    let team = group(&person, "Team").await;
    person.add_members(&team, &[other.user()]).await.ok();
    others.told("message").await;
}

async fn changes_name_the_folders_on_screen(shared: &'static Shared) {
    let person = shared.person().await;
    let space = person.container().to_owned();
    let folder = async |parent: &str, name: &str| {
        let made = person.folder(&space, parent, name).await.ok();
        made["id"].as_str().unwrap().to_owned()
    };
    let (here, there, away) = (
        folder("root", "here").await,
        folder("root", "there").await,
        folder("root", "away").await,
    );
    let mut page = open(&person, &watching(&space, &["root", &here, &there])).await;
    let names = ["root", &here, &there].map(|folder| format!("{space}.{folder}"));
    let [root, in_here, in_there] = &names;
    let expect = |folder: &str, act: &str, files: &[&str]| json!({"folder": folder, "acts": [act], "files": files, "more": false});

    let made = folder(&here, "made").await;
    let told = page.told("change").await;
    assert_eq!(
        told.data["folders"],
        json!([expect(in_here, "create_folder", &[&made])])
    );
    let file = person.upload(&space, &here, "file.txt", b"content").await;
    let told = page.told("change").await;
    assert_eq!(change(&told, in_here), expect(in_here, "upload", &[&file]));
    person.rename(&space, &file, "renamed.txt", 3).await.ok();
    let told = page.told("change").await;
    assert_eq!(change(&told, in_here), expect(in_here, "rename", &[&file]));
    person.run_job(3, 301, &space, &there, &[&file]).await;
    let told = past_jobs(&mut page, "change").await;
    let both = [in_here, in_there].map(|folder| expect(folder, "move", &[&file]));
    assert_eq!(told.data["folders"], json!(both));
    // What happens elsewhere is not on screen.
    folder(&away, "unseen").await;
    person.run_job(2, 201, &space, "", &[&file]).await;
    let told = past_jobs(&mut page, "change").await;
    assert_eq!(
        told.data["folders"],
        json!([expect(in_there, "recycle", &[&file])])
    );
    person.run_job(4, 0, &space, "", &[&file]).await;
    let told = past_jobs(&mut page, "change").await;
    assert_eq!(
        told.data["folders"],
        json!([expect(in_there, "restore", &[&file])])
    );
    // A folder on screen that gets another name has changed itself, and in the folder above.
    person.rename(&space, &here, "elsewhere", 3).await.ok();
    let told = page.told("change").await;
    let both = [root, in_here].map(|folder| expect(folder, "rename", &[&here]));
    assert_eq!(told.data["folders"], json!(both));
}

async fn copies_and_erasures_are_changes_too(shared: &'static Shared) {
    let person = shared.person().await;
    let space = person.container().to_owned();
    let file = person.upload(&space, "root", "file.txt", b"content").await;
    let target = person.folder(&space, "root", "target").await.ok()["id"].clone();
    let target = target.as_str().unwrap();
    let mut page = open(&person, &watching(&space, &[target])).await;
    let place = format!("{space}.{target}");
    person.run_job(1, 101, &space, target, &[&file]).await;
    let told = past_jobs(&mut page, "change").await;
    let copied = change(&told, &place);
    assert_eq!(copied["acts"], json!(["copy"]));
    let [copy] = &copied["files"].as_array().unwrap()[..] else {
        panic!("one file: {copied}");
    };
    assert_ne!(copy, &json!(file));
    person
        .run_job(2, 202, &space, "", &[copy.as_str().unwrap()])
        .await;
    let told = past_jobs(&mut page, "change").await;
    let erased = change(&told, &place);
    assert_eq!(
        (&erased["acts"], &erased["files"][0]),
        (&json!(["erase"]), copy)
    );
    // Emptying the recycle bin is no change of a folder on screen.
    person.empty_bin(&space).await.ok();
    person.folder(&space, target, "last").await.ok();
    let told = past_jobs(&mut page, "change").await;
    assert_eq!(change(&told, &place)["acts"], json!(["create_folder"]));
}

async fn a_folder_that_goes_is_gone(shared: &'static Shared) {
    let person = shared.person().await;
    let space = person.container().to_owned();
    let outer = person.folder(&space, "root", "outer").await.ok()["id"].clone();
    let outer = outer.as_str().unwrap();
    let inner = person.folder(&space, outer, "inner").await.ok()["id"].clone();
    let inner = inner.as_str().unwrap();
    let query = watching(&space, &["root", inner]);
    let mut page = open(&person, &query).await;
    person.run_job(2, 201, &space, "", &[outer]).await;
    let gone = past_jobs(&mut page, "gone").await;
    assert_eq!(gone.data, json!({"folders": [format!("{space}.{inner}")]}));
    let told = page.told("change").await;
    change(&told, &format!("{space}.root"));
    // Who comes back is told again instead of being turned away; who comes anew is refused.
    let mut back = person.events(&query, Some(&told.id)).await;
    assert_eq!(back.told("hello").await.data["resumed"], true);
    assert_eq!(back.told("gone").await.data, gone.data);
    assert_refused(&refusal(&person, &query).await, 400, "target_recycled");
}

async fn who_may_no_longer_look_is_told_no_more(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let body = json!({"name": "Team", "userIds": [member.user()]});
    let team = owner.open_group_space(&body).await.ok()["id"].clone();
    let team = team.as_str().unwrap();
    let space = owner.space(team, "2").await.ok()["data"]["containerId"].clone();
    let space = space.as_str().unwrap();
    let query = watching(space, &["root"]);
    let (mut left, mut stays) = (open(&member, &query).await, open(&owner, &query).await);
    owner.folder(space, "root", "seen").await.ok();
    left.told("change").await;
    stays.told("change").await;
    owner.remove_members(team, &[member.user()]).await.ok();
    owner.folder(space, "root", "hidden").await.ok();
    stays.told("change").await;
    owner.delete_group(team).await.ok();
    let mut heard = BTreeSet::new();
    while !heard.contains("gone") {
        heard.insert(left.next().await.unwrap().name);
    }
    assert!(!heard.contains("change"), "{heard:?}");
    assert_refused(&refusal(&member, &query).await, 400, "space_not_found");
}

/// The ids of all that somebody was told.
async fn all_messages(reader: &Person) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut cursor = "0".to_owned();
    loop {
        let query = format!("?pageSize=100&pageCursor={cursor}");
        let list = reader.messages(&query).await.ok();
        let messages = list["messages"].as_array().unwrap().iter();
        all.extend(messages.map(|message| message["id"].as_str().unwrap().to_owned()));
        match list["nextCursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return all,
        }
    }
}

/// Messages written by several at once, while their reader goes and comes back again and again.
async fn coming_back_loses_nothing_and_doubles_nothing(shared: &'static Shared) {
    const WRITERS: usize = 4;
    const EACH: usize = 50;
    let (reader, other) = (shared.person().await, shared.person().await);
    let mut nothing = open(&other, "").await;
    let writers = join_all((0..WRITERS).map(|_| async {
        let writer = shared.person().await;
        let team = group(&writer, "Team").await;
        (writer, team)
    }))
    .await;
    let mut page = reader.events("", None).await;
    let writing = join_all(writers.iter().map(|(writer, team)| async {
        for round in 0..EACH {
            if round % 2 == 0 {
                writer.add_members(team, &[reader.user()]).await.ok();
            } else {
                writer.remove_members(team, &[reader.user()]).await.ok();
            }
        }
    }));
    let reading = async {
        let mut seen = Vec::new();
        let mut last = page.told("hello").await.id;
        let mut round = 0_usize;
        while seen.len() < WRITERS * EACH {
            // Some of what the server sent is never looked at: the connection broke.
            for _ in 0..(round * 7) % 11 {
                if seen.len() == WRITERS * EACH {
                    break;
                }
                let told = page.told("message").await;
                seen.push(told.data["id"].as_str().unwrap().to_owned());
                last = told.id;
            }
            round += 1;
            page = reader.events("", Some(&last)).await;
            let hello = page.told("hello").await;
            assert_eq!(hello.data["resumed"], true);
            assert_eq!(hello.id, last);
        }
        seen
    };
    let (seen, _) = futures_util::join!(reading, writing);
    // None came twice: there are as many of them as came.
    assert_eq!(seen.len(), WRITERS * EACH);
    let seen: BTreeSet<String> = seen.into_iter().collect();
    assert_eq!(seen, all_messages(&reader).await);
    // The other page has heard nothing of all that.
    let (writer, team) = &writers[0];
    writer.add_members(team, &[other.user()]).await.ok();
    assert_eq!(nothing.told("message").await.data["unread"], 1);
}

async fn coming_back_from_nowhere_begins_anew(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let space = person.container().to_owned();
    let query = watching(&space, &["root"]);
    let mine = person.events(&query, None).await.told("hello").await.id;
    for last in [
        &mine[1..],
        "x",
        &other.events("", None).await.told("hello").await.id,
    ] {
        let mut page = person.events(&query, Some(last)).await;
        assert_eq!(
            page.told("hello").await.data,
            json!({"unread": 0, "resumed": false})
        );
        assert_eq!(page.told("reset").await.data, json!({}));
        person
            .folder(&space, "root", &format!("folder {last}"))
            .await;
        page.told("change").await;
    }
    // Where the header cannot be sent, the query says it; the header is newer where both are.
    let told = format!("{query}&lastEventId={mine}");
    let mut page = person.events(&told, None).await;
    assert_eq!(page.told("hello").await.data["resumed"], true);
    let missed = page.told("change").await;
    assert_eq!(
        change(&missed, &format!("{space}.root"))["files"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let mut page = person.events(&told, Some(&missed.id)).await;
    assert_eq!(page.told("hello").await.data["resumed"], true);
    person.folder(&space, "root", "another").await.ok();
    let told = page.told("change").await;
    assert_eq!(
        change(&told, &format!("{space}.root"))["files"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

async fn a_cookie_opens_the_stream_too(shared: &'static Shared) {
    let person = shared.person().await;
    let cookie = format!("Authorization={}", person.bare_token());
    let browser = shared.stranger().with_header("cookie", &cookie);
    browser.events("", None).await.told("hello").await;
    let ended = shared
        .stranger()
        .with_header("cookie", "Authorization=0123");
    assert_refused(&refusal(&ended, "").await, 401, "unauthenticated");
}
