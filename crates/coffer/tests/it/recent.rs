//! 4.18.2: what people used last.

use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases, store_beside};
use coffer_store::{Sql, args};
use coffer_testkit::{Kind, Place, Server, assert_shape, eventually};
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_use_shows_all_fields,
        the_latest_use_comes_first_and_changes_are_told,
        what_others_changed_is_told,
        only_the_last_hundred_are_kept,
        folders_apps_and_refused_calls_are_no_use,
        what_is_gone_is_told_or_left_out,
        who_left_a_team_sees_nothing_of_its_files,
        it_needs_a_person,
        who_is_removed_is_forgotten,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        a_restart_keeps_it,
    }
}

impl Person {
    async fn recent(&self) -> Vec<Value> {
        let answer = self.get("/access").await.ok();
        answer["list"].as_array().unwrap().clone()
    }

    /// Ids and kinds of uses.
    async fn used_last(&self) -> Vec<(String, i64)> {
        let recent = self.recent().await;
        let told = |entry: &Value| {
            let id = entry["file"]["id"].as_str().unwrap().to_owned();
            (id, entry["operType"].as_i64().unwrap())
        };
        recent.iter().map(told).collect()
    }
}

fn text(object: &Value, field: &str) -> String {
    object[field].as_str().unwrap().to_owned()
}

/// Opens a group space and answers the group and the container.
async fn team(owner: &Person, member: &Person) -> (String, String) {
    let body = json!({"name": "Recent", "userIds": [member.user()]});
    let opened = owner.open_group_space(&body).await.ok();
    let group = text(&opened, "id");
    let space = owner.space(&group, "2").await.ok();
    let container = text(&space["data"], "containerId");
    (group, container)
}

const FILE: [(&str, Kind); 10] = [
    ("id", Kind::Text),
    ("containerId", Kind::Text),
    ("name", Kind::Text),
    ("fileType", Kind::Text),
    ("owner", Kind::Text),
    ("containerName", Kind::AnyText),
    ("containerType", Kind::Number),
    ("favorite", Kind::Flag),
    ("teamId", Kind::AnyText),
    ("id", Kind::Text),
];

async fn a_use_shows_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    assert_eq!(
        person.get("/access").await.ok(),
        json!({"code": 0, "msg": "success", "list": []})
    );
    let file = person.store("root", "a.txt", b"x").await;
    let entry = person.recent().await.remove(0);
    assert_shape("4.18.2", &entry["file"], &FILE);
    assert_shape("4.18.2", &entry, &[("operateTime", Kind::Time)]);
    let expected = json!({
        "operateTime": entry["operateTime"], "operType": 2, "status": 0,
        "file": {
            "id": file, "containerId": person.container(), "name": "a.txt", "fileType": "26",
            "owner": person.name, "containerName": "", "containerType": 1, "favorite": false,
            "teamId": "",
        },
    });
    assert_eq!(entry["file"]["fileType"].as_str().map(str::len), Some(2));
    let mut expected = expected;
    expected["file"]["fileType"] = entry["file"]["fileType"].clone();
    assert_eq!(entry, expected);
    person.star(true, person.container(), &[&file]).await.ok();
    let entry = person.recent().await.remove(0);
    assert_eq!(entry["file"]["favorite"], true);
}

async fn the_latest_use_comes_first_and_changes_are_told(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let (_, container) = team(&owner, &reader).await;
    let a = owner.upload(&container, "root", "a", b"a").await;
    let b = owner.upload(&container, "root", "b", b"b").await;
    assert!(reader.used_last().await.is_empty());
    reader.detail(&container, &a).await.ok();
    let viewed = |file: &String| (file.clone(), 1);
    let changed = |file: &String| (file.clone(), 2);
    assert_eq!(reader.used_last().await, [viewed(&a)]);
    reader.download_links(&container, &[&b]).await.ok();
    assert_eq!(reader.used_last().await, [viewed(&b), viewed(&a)]);
    reader.detail(&container, &a).await.ok();
    assert_eq!(reader.used_last().await, [viewed(&a), viewed(&b)]);
    reader.rename(&container, &b, "c", 3).await.ok();
    assert_eq!(reader.used_last().await, [changed(&b), viewed(&a)]);
    // Looking at it right after is part of changing it.
    reader.detail(&container, &b).await.ok();
    assert_eq!(reader.used_last().await, [changed(&b), viewed(&a)]);
    assert_eq!(owner.used_last().await, [changed(&b), changed(&a)]);
}

async fn what_others_changed_is_told(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let (group, container) = team(&owner, &reader).await;
    let file = owner.upload(&container, "root", "a", b"a").await;
    reader.detail(&container, &file).await.ok();
    let seen = reader.recent().await.remove(0)["file"].clone();
    for (field, value) in [
        ("collaboratorId", json!(owner.user())),
        ("collaborator", json!(owner.name)),
        ("collaborateType", json!("2")),
        ("containerName", json!("Recent")),
        ("containerType", json!(2)),
        ("teamId", json!(group)),
    ] {
        assert_eq!(seen[field], value, "{field}");
    }
    assert_shape("4.18.2", &seen, &[("collaborateTime", Kind::Time)]);
    reader.rename(&container, &file, "b", 3).await.ok();
    let seen = reader.recent().await.remove(0)["file"].clone();
    assert_eq!(seen["name"], "b");
    for field in [
        "collaboratorId",
        "collaborator",
        "collaborateTime",
        "collaborateType",
    ] {
        assert_eq!(seen.get(field), None, "{field}");
    }
}

async fn only_the_last_hundred_are_kept(shared: &'static Shared) {
    static ROWS: Sql = Sql::both("SELECT COUNT(*) FROM recent WHERE member_id = ?1");
    let person = shared.person().await;
    let mut files = Vec::new();
    for number in 0..103 {
        files.push(person.store("root", &number.to_string(), b"x").await);
    }
    let used = person.used_last().await;
    let last = files.iter().rev().take(100).map(|file| (file.clone(), 2));
    assert_eq!(used, last.collect::<Vec<_>>());
    let member: i64 = person.user().parse().unwrap();
    let store = store_beside(shared.server().place()).await;
    eventually("the rest is forgotten", async || {
        let counted = store.read(move |tx| tx.find::<(i64,)>(&ROWS, args![member]));
        (counted.await.unwrap() == Some((100,))).then_some(())
    })
    .await;
    store.close().await;
    assert_eq!(person.used_last().await, used);
}

async fn folders_apps_and_refused_calls_are_no_use(shared: &'static Shared) {
    let (owner, other) = (shared.person().await, shared.person().await);
    let container = owner.container();
    let file = owner.store("root", "a", b"a").await;
    let folder = owner.folder(container, "root", "folder").await.ok();
    let folder = crate::files::id(&folder);
    owner.details(&folder).await;
    owner.rename(container, &folder, "other", 3).await.ok();
    assert_eq!(owner.used_last().await, [(file.clone(), 2)]);
    let app = other.as_app(shared.app(), owner.user());
    let second = owner.folder(container, "root", "second").await.ok();
    assert_ne!(crate::files::id(&second), file);
    app.detail(container, &file).await.ok();
    other.detail(container, &file).await.bad(13_000_410);
    let refused = other.download_links(other.container(), &[&file]).await.ok();
    assert_eq!(refused["batchCode"], 2);
    assert!(other.used_last().await.is_empty());
    assert_eq!(owner.used_last().await, [(file, 2)]);
}

async fn what_is_gone_is_told_or_left_out(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "a", b"a").await;
    person.recycle(&[&file]).await;
    let entry = person.recent().await.remove(0);
    assert_eq!(
        (&entry["status"], &entry["file"]["name"]),
        (&json!(1), &json!("a"))
    );
    person.restore(&[&file]).await;
    assert_eq!(person.recent().await.remove(0)["status"], 0);
    person.erase(&[&file]).await;
    assert!(person.recent().await.is_empty());
}

async fn who_left_a_team_sees_nothing_of_its_files(shared: &'static Shared) {
    let (owner, reader) = (shared.person().await, shared.person().await);
    let (group, container) = team(&owner, &reader).await;
    let file = owner.upload(&container, "root", "secret", b"a").await;
    reader.detail(&container, &file).await.ok();
    owner.remove_members(&group, &[reader.user()]).await.ok();
    let entry = reader.recent().await.remove(0);
    let expected = json!({
        "operateTime": entry["operateTime"], "operType": 1, "status": 2, "file": {"id": file},
    });
    assert_eq!(entry, expected);
}

async fn it_needs_a_person(shared: &'static Shared) {
    let person = shared.person().await;
    let app = person.as_app(shared.app(), person.user());
    let wrong = person.with_token("Bearer+0000");
    for client in [&shared.stranger(), &app, &wrong] {
        assert_eq!(client.get("/access").await.status, 401);
    }
}

async fn who_is_removed_is_forgotten(shared: &'static Shared) {
    static ROWS: Sql = Sql::both("SELECT COUNT(*) FROM recent WHERE member_id = ?1");
    let office = shared.office("recent of a leaver").await;
    let person = office.join(&office.top, "recent.leaver", 1).await;
    let container = office.team_space(&office.top).await;
    let file = person.upload(&container, "root", "a", b"x").await;
    assert_eq!(person.used_last().await, [(file, 2)]);
    let member: i64 = person.user().parse().unwrap();
    let store = store_beside(shared.server().place()).await;
    let rows = async |wanted: i64| {
        eventually("what was used is written or forgotten", async || {
            let counted = store.read(move |tx| tx.find::<(i64,)>(&ROWS, args![member]));
            (counted.await.unwrap() == Some((wanted,))).then_some(())
        })
        .await;
    };
    rows(1).await;
    office.admin.delete_user(person.user()).await.ok();
    rows(0).await;
    store.close().await;
}

async fn a_restart_keeps_it(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let file = admin.store("root", "a", b"a").await;
    // At once: what waits is written at the end.
    server.stop();
    server.start_again();
    admin.reconnect();
    assert_eq!(admin.used_last().await, [(file, 2)]);
}
