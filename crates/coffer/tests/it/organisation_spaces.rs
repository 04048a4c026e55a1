//! 4.3.3 to 4.3.5: spaces as administrators give, change and take them.

use crate::departments::NOBODY;
use crate::organisation::assert_names;
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, NewFile, Random, eventually, proof, sha256_hex};
use serde_json::json;

on_both_databases! {
    a_space_is_opened,
    what_cannot_be_opened_is_refused,
    a_space_is_changed,
    what_cannot_be_changed_is_refused,
    a_space_is_deleted_and_opened_again,
    a_disabled_space_is_closed,
    less_than_what_is_used_stops_uploads,
}

/// Demands an answer that says nothing but that it went well.
#[track_caller]
fn assert_plain(answer: Answer) {
    assert_eq!(answer.ok(), json!({"code": 0, "msg": "success"}));
}

async fn a_space_is_opened(shared: &'static Shared) {
    let office = shared.office("opening").await;
    let admin = &office.admin;
    let person = office.hire(&office.top, "opening.1").await;
    for (owner, kind) in [(&office.top, 0), (&person, 1)] {
        admin.create_space(owner, kind, 1).await.bad(13_000_104);
        admin.delete_space(owner, kind).await.ok();
        let answer = admin.create_space(owner, kind, 3).await.ok();
        assert_eq!(
            (&answer["code"], &answer["msg"]),
            (&json!(0), &json!("success"))
        );
        let shown = admin.space(owner, &kind.to_string()).await.ok()["data"].clone();
        let mut whole = shown.clone();
        whole["operatorId"] = json!(admin.user());
        assert_eq!(answer["data"], whole);
        let fields = [
            ("type", json!(kind)),
            ("status", json!(0)),
            ("ownerId", json!(owner)),
            ("capacity", json!(3)),
            ("spaceUsed", json!(0)),
            ("creator", json!(admin.user())),
            ("modifier", json!(admin.user())),
        ];
        for (field, value) in fields {
            assert_eq!(shown[field], value, "{field}");
        }
    }
    // Numbers and strings, either way, and an app that signs for an administrator.
    admin.delete_space(&office.top, 0).await.ok();
    let path = format!("/space/{}", office.top);
    admin
        .post(&path, &json!({"capacity": 2, "type": "0"}))
        .await
        .ok();
    admin.delete_space(&office.top, 0).await.ok();
    let app = admin.as_app(shared.app(), admin.user());
    let answer = app.create_space(&office.top, 0, 1).await.ok();
    assert_eq!(answer["data"]["operatorId"], admin.user());
}

async fn what_cannot_be_opened_is_refused(shared: &'static Shared) {
    let office = shared.office("not opening").await;
    let admin = &office.admin;
    admin.delete_space(&office.top, 0).await.ok();
    let path = format!("/space/{}", office.top);
    for (body, parameter) in [
        (json!({}), "capacity"),
        (json!({"capacity": 1}), "type"),
        (json!({"type": 0}), "capacity"),
        (json!({"capacity": "", "type": 0}), "capacity"),
        (json!({"capacity": 0, "type": 0}), "capacity"),
        (json!({"capacity": -1, "type": 0}), "capacity"),
        (json!({"capacity": 1.5, "type": 0}), "capacity"),
        (json!({"capacity": "1G", "type": 0}), "capacity"),
        (json!({"capacity": u64::MAX, "type": 0}), "capacity"),
        (json!({"capacity": 1_u64 << 31, "type": 0}), "capacity"),
        (json!({"capacity": 1, "type": 2}), "type"),
        (json!({"capacity": 1, "type": 3}), "type"),
        (json!({"capacity": 1, "type": -1}), "type"),
        (json!({"capacity": 1, "type": ""}), "type"),
    ] {
        assert_names(admin.post(&path, &body).await, parameter);
    }
    admin
        .create_space(&office.top, 0, 1 << 30)
        .await
        .bad(13_000_105);
    // A department is no person, and the other way round.
    admin.create_space(&office.top, 1, 1).await.bad(13_000_103);
    admin.create_space(admin.user(), 0, 1).await.bad(13_000_103);
    admin.create_space(NOBODY, 0, 1).await.bad(13_000_103);
    assert_names(admin.create_space("x", 0, 1).await, "owner_id");
    admin.space(&office.top, "0").await.bad(13_000_301);
}

async fn a_space_is_changed(shared: &'static Shared) {
    let office = shared.office("changing").await;
    let admin = &office.admin;
    let person = office.hire(&office.top, "changing.1").await;
    let manager = office.join(&office.top, "changing.manager", 0).await;
    for (owner, kind) in [(&office.top, 0), (&person, 1)] {
        let shown = async || admin.space(owner, &kind.to_string()).await.ok()["data"].clone();
        let before = shown().await;
        let change = json!({"status": "1", "capacity": "20", "type": kind});
        assert_plain(manager.change_space(owner, &change).await);
        let after = shown().await;
        assert_eq!(
            (&after["status"], &after["capacity"]),
            (&json!(1), &json!(20))
        );
        assert_eq!(after["modifier"], manager.user());
        for field in ["containerId", "creator", "createTime", "spaceUsed"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        for (body, status, capacity) in [
            (json!({"type": kind}), 1, 20),
            (json!({"type": kind, "status": "", "capacity": ""}), 1, 20),
            (json!({"type": kind, "capacity": 5}), 1, 5),
            (json!({"type": kind.to_string(), "status": 0}), 0, 5),
        ] {
            assert_plain(admin.change_space(owner, &body).await);
            let after = shown().await;
            assert_eq!(
                (&after["status"], &after["capacity"]),
                (&json!(status), &json!(capacity))
            );
        }
    }
}

async fn what_cannot_be_changed_is_refused(shared: &'static Shared) {
    let office = shared.office("not changing").await;
    let admin = &office.admin;
    let before = admin.space(&office.top, "0").await.ok();
    for (body, parameter) in [
        (json!({}), "type"),
        (json!({"status": 1}), "type"),
        (json!({"type": 3, "status": 1}), "type"),
        (json!({"type": 0, "status": 2}), "status"),
        (json!({"type": 0, "status": -1}), "status"),
        (json!({"type": 0, "status": "x"}), "status"),
        (json!({"type": 0, "capacity": 0}), "capacity"),
        (json!({"type": 0, "capacity": "1.5"}), "capacity"),
        (json!({"type": 0, "capacity": 1_u64 << 31}), "capacity"),
    ] {
        assert_names(admin.change_space(&office.top, &body).await, parameter);
    }
    for kind in [0, 1] {
        let body = json!({"type": kind, "capacity": 1});
        admin.change_space(NOBODY, &body).await.bad(13_000_103);
        admin.delete_space(NOBODY, kind).await.bad(13_000_103);
    }
    // Groups are owners, too, and this is none.
    let body = json!({"type": 2, "capacity": 1});
    for answer in [
        admin.change_space(NOBODY, &body).await,
        admin.delete_space(NOBODY, 2).await,
    ] {
        assert!(
            [13_000_103, 13_000_301].contains(&answer.code()),
            "{answer}"
        );
    }
    let body = json!({"type": 0, "capacity": 1 << 30, "status": 1});
    admin.change_space(&office.top, &body).await.bad(13_000_105);
    assert_eq!(admin.space(&office.top, "0").await.ok(), before);
    for query in ["", "?type=", "?type=3", "?type=x"] {
        let answer = admin.delete(&format!("/space/{}{query}", office.top)).await;
        assert_names(answer, "type");
    }
    admin.delete_space(&office.top, 0).await.ok();
    admin.delete_space(&office.top, 0).await.bad(13_000_301);
    let body = json!({"type": 0, "capacity": 1});
    admin.change_space(&office.top, &body).await.bad(13_000_301);
}

async fn a_space_is_deleted_and_opened_again(shared: &'static Shared) {
    let office = shared.office("deleting").await;
    let admin = &office.admin;
    let person = office.join(&office.top, "deleting.1", 1).await;
    let file = person.store("root", "a", b"gone with the space").await;
    assert_plain(admin.delete_space(person.user(), 1).await);
    person.space(person.user(), "1").await.bad(13_000_301);
    person
        .space_by_container(person.container())
        .await
        .bad(13_000_301);
    person
        .detail(person.container(), &file)
        .await
        .bad(13_000_301);
    let list = json!({"containerId": person.container(), "parentFileId": "root"});
    person.list("0", &list).await.bad(13_000_301);
    admin.create_space(person.user(), 1, 1).await.ok();
    let mut again = person.clone();
    again.space = person.space(person.user(), "1").await.ok()["data"].clone();
    assert_ne!(again.container(), person.container());
    assert!(again.names("root").await.is_empty());
    assert_eq!(again.used().await, 0);
    // In the old space as long as the job has not come to it, then nowhere.
    eventually("the file is gone", async || {
        let code = again.detail(again.container(), &file).await.code();
        assert!([13_000_302, 13_000_309].contains(&code), "{code}");
        (code == 13_000_309).then_some(())
    })
    .await;
    again.store("root", "a", b"another").await;
    person
        .detail(person.container(), &file)
        .await
        .bad(13_000_301);
}

/// The calls that a space which is closed refuses.
async fn tried(person: &Person, container: &str, file: &str) -> Vec<Answer> {
    let new = NewFile {
        container,
        parent: "root",
        name: "new",
        length: 0,
    };
    vec![
        person.detail(container, file).await,
        person.folder(container, "root", "x").await,
        person.create(&new.body()).await,
        person.download_links(container, &[file]).await,
        person.start_job(2, 201, container, "", &[file]).await,
    ]
}

async fn a_disabled_space_is_closed(shared: &'static Shared) {
    let office = shared.office("disabling").await;
    let person = office.join(&office.top, "disabling.1", 1).await;
    let team = office.team_space(&office.top).await;
    for (owner, kind, container) in [
        (&*office.top, 0, &*team),
        (person.user(), 1, person.container()),
    ] {
        let file = person.upload(container, "root", "a", b"a").await;
        let change = json!({"status": 1, "type": kind});
        office.admin.change_space(owner, &change).await.ok();
        for answer in tried(&person, container, &file).await {
            answer.bad(13_000_412);
        }
        // What it is can be seen.
        let shown = person.space(owner, &kind.to_string()).await.ok();
        assert_eq!(shown["data"]["status"], 1);
        let change = json!({"status": 0, "type": kind});
        office.admin.change_space(owner, &change).await.ok();
        assert_eq!(person.read(container, &file).await, b"a");
    }
}

/// Fills a space of 1 GiB and a little more without sending so much: known content is taken over.
async fn fill(person: &Person) {
    const PIECE: usize = 16 << 20;
    let content = Random::new(11).bytes(PIECE);
    person.store("root", "piece 0", &content).await;
    for number in 1..=(1 << 30) / PIECE {
        let name = format!("piece {number}");
        let file = NewFile {
            container: person.container(),
            parent: "root",
            name: &name,
            length: PIECE as u64,
        };
        let mut body = file.body();
        body["sha256"] = json!(sha256_hex(&content));
        body["proofCode"] = json!(proof(&content, person.bare_token()));
        assert_eq!(person.create(&body).await.ok()["rapidUpload"], true);
    }
}

async fn less_than_what_is_used_stops_uploads(shared: &'static Shared) {
    let office = shared.office("lowering").await;
    let person = office.join(&office.top, "lowering.1", 1).await;
    fill(&person).await;
    let lower = json!({"capacity": 1, "type": 1});
    office.admin.change_space(person.user(), &lower).await.ok();
    let space = person.space(person.user(), "1").await.ok()["data"].clone();
    assert_eq!(space["capacity"], 1);
    assert!(space["spaceUsed"].as_u64().unwrap() > 1 << 30, "{space}");
    let create = async |length: u64| {
        let new = NewFile {
            container: person.container(),
            parent: "root",
            name: "one more",
            length,
        };
        person.create(&new.body()).await
    };
    for length in [0, 1, 1 << 20] {
        create(length).await.bad(13_000_311);
    }
    // What is there can be read and thrown away, and then there is room again.
    let entries = person.entries("root").await;
    let two: Vec<&str> = entries[..2]
        .iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect();
    assert_eq!(person.fetch(two[0]).await.len(), 16 << 20);
    person.erase(&two).await;
    person.wait_for_used((1 << 30) - (16 << 20)).await;
    create(1 << 20).await.ok();
    let raise = json!({"capacity": 2, "type": 1});
    office.admin.change_space(person.user(), &raise).await.ok();
    create(64 << 20).await.ok();
}
