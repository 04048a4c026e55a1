//! Personal spaces that a super administrator opens in an emergency: to read, for a while, in the open.

use crate::files::{assert_done, assert_refused, names};
use crate::organisation::Office;
use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases};
use crate::tenants::second_tenant;
use coffer_store::Sql;
use coffer_testkit::{Answer, KooDrive, Place, Server, eventually};
use reqwest::Method;
use serde_json::{Value, json};

const CLOSED: i64 = 13_000_410;

mod shared {
    use super::*;

    on_both_databases! {
        a_space_of_somebody_is_closed_until_it_is_opened,
        who_opened_a_space_changes_and_shares_nothing,
        what_is_open_is_listed_and_written_down_and_told,
        odd_emergencies_are_refused,
        only_super_administrators_open_spaces,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        an_emergency_ends_by_itself,
        what_was_open_goes_with_the_space,
        spaces_of_other_tenants_are_not_opened,
    }
}

fn path(space: &str) -> String {
    format!("/admin/v1/spaces/{space}/emergency")
}

async fn open(caller: &KooDrive, space: &str, reason: &str, minutes: i64) -> Answer {
    let body = json!({"reason": reason, "minutes": minutes});
    caller.call(Method::PUT, &path(space), Some(&body)).await
}

async fn close(caller: &KooDrive, space: &str) -> Answer {
    caller.call(Method::DELETE, &path(space), None).await
}

/// What is open, of one space.
async fn listed(caller: &KooDrive, space: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut query = "?limit=1".to_owned();
    loop {
        let path = format!("/admin/v1/emergencies{query}");
        let page = done(caller.call(Method::GET, &path, None).await);
        let emergencies = page["emergencies"].as_array().unwrap();
        assert!(emergencies.len() <= 1, "{page}");
        found.extend(
            emergencies
                .iter()
                .filter(|one| one["spaceId"] == space)
                .cloned(),
        );
        match page["nextCursor"].as_str() {
            Some(cursor) => query = format!("?limit=1&cursor={cursor}"),
            None => return found,
        }
    }
}

#[track_caller]
fn done(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer}");
    answer.body
}

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (status, &json!(code)),
        "{answer}"
    );
}

/// Tries to list the folder of everything in somebody's space.
async fn list(caller: &KooDrive, owner: &Person) -> Answer {
    let body = json!({"containerId": owner.container(), "parentFileId": "root"});
    caller.list("0", &body).await
}

async fn search(caller: &KooDrive, owner: &Person, name: &str) -> Answer {
    let body = json!({"searchType": "personal", "pageInfo": {"pageSize": 10, "pageCursor": ""},
        "filter": {"containerId": owner.container(), "name": name}});
    caller.search(&body).await
}

/// A job of somebody else on a file of the owner, into a folder of a space.
async fn job(
    who: &Person,
    owner: &Person,
    (task, action): (u32, u32),
    (container, target): (&str, &str),
    file: &str,
) -> Answer {
    let mut body = json!({"taskType": task, "dstContainerId": container, "taskInfo": {
        "srcContainerId": owner.container(), "newFilePath": target, "fileInfo": [{"fileId": file}],
    }});
    if action != 0 {
        body["actionType"] = json!(action);
    }
    who.create_job(&body).await
}

async fn a_space_of_somebody_is_closed_until_it_is_opened(shared: &'static Shared) {
    let (owner, admin) = (shared.person().await, shared.admin().await);
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store(&folder, "secret.txt", b"secret").await;
    list(&admin, &owner).await.bad(CLOSED);
    search(&admin, &owner, "secret").await.bad(CLOSED);
    done(open(&admin, owner.container(), "court order", 5).await);
    assert_eq!(names(&list(&admin, &owner).await.ok()["files"]), ["folder"]);
    let found = search(&admin, &owner, "secret").await.ok();
    assert!(found.to_string().contains("secret.txt"), "{found}");
    assert_eq!(admin.read(owner.container(), &file).await, b"secret");
    admin.detail(owner.container(), &file).await.ok();
    let copy = job(
        &admin,
        &owner,
        (1, 101),
        (admin.container(), "root"),
        &folder,
    )
    .await;
    let copy = admin.ended(copy.ok()["data"].as_str().unwrap()).await;
    assert_done(&copy);
    // It is open for who opened it.
    let other = shared.person().await;
    list(&other, &owner).await.bad(CLOSED);
    assert_eq!(
        done(close(&admin, owner.container()).await),
        json!({"closed": true})
    );
    assert_eq!(
        done(close(&admin, owner.container()).await),
        json!({"closed": false})
    );
    list(&admin, &owner).await.bad(CLOSED);
    search(&admin, &owner, "secret").await.bad(CLOSED);
    admin.detail(owner.container(), &file).await.bad(CLOSED);
    let links = admin.download_links(owner.container(), &[&file]).await;
    links.bad(CLOSED);
    owner
        .rename(owner.container(), &file, "still mine", 2)
        .await
        .ok();
}

async fn who_opened_a_space_changes_and_shares_nothing(shared: &'static Shared) {
    let (owner, admin) = (shared.person().await, shared.admin().await);
    let container = owner.container();
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store(&folder, "secret.txt", b"secret").await;
    let thrown = owner.store(&folder, "thrown.txt", b"thrown").await;
    owner.recycle(&[&thrown]).await;
    done(open(&admin, container, "court order", 5).await);
    for parent in ["root", &folder] {
        admin.folder(container, parent, "new").await.bad(CLOSED);
        let new = json!({"containerId": container, "parentFolder": [parent], "fileName": "a",
            "fileType": "45", "length": 1, "uploadMode": "multipart", "uploadType": 1, "autoRename": 2});
        admin.create(&new).await.bad(CLOSED);
    }
    admin.rename(container, &file, "x", 2).await.bad(CLOSED);
    admin.empty_bin(container).await.bad(CLOSED);
    let acts = [
        ((2, 201), &file),
        ((2, 202), &file),
        ((3, 301), &file),
        ((4, 0), &thrown),
        ((1, 101), &file),
    ];
    for (act, node) in acts {
        let started = job(&admin, &owner, act, (container, "root"), node)
            .await
            .ok();
        let ended = admin.ended(started["data"].as_str().unwrap()).await;
        assert_refused(&ended, "13000410");
    }
    let body = json!({"containerId": container, "fileIds": [file]});
    let shared = admin.share(&[&file], body).await;
    assert_ne!(shared.code(), 0, "{shared}");
    let lock = format!("/api/v1/nodes/{file}/lock");
    let answer = admin.call(Method::PUT, &lock, None).await;
    refused(&answer, 403, "node_forbidden");
    assert_eq!(owner.names(&folder).await, ["secret.txt"]);
    assert_eq!(owner.bin().await, ["thrown.txt"]);
    done(close(&admin, container).await);
}

async fn what_is_open_is_listed_and_written_down_and_told(shared: &'static Shared) {
    let (owner, admin) = (shared.person().await, shared.admin().await);
    let opened = done(open(&admin, owner.container(), " court order ", 90).await);
    let space = opened["spaceId"].as_str().unwrap();
    assert_eq!(opened["owner"]["id"], owner.user());
    assert_eq!(opened["member"]["id"], admin.user());
    assert_eq!(opened["reason"], "court order");
    assert!(
        opened["endsAt"].as_str() > opened["openedAt"].as_str(),
        "{opened}"
    );
    assert_eq!(listed(&admin, space).await, std::slice::from_ref(&opened));
    // Again, by its number: the reason and the time are the new ones.
    let again = done(open(&admin, space, "longer", 1_440).await);
    assert!(
        again["endsAt"].as_str() > opened["endsAt"].as_str(),
        "{again}"
    );
    assert_eq!(listed(&admin, space).await, [again]);
    let path = format!("{}?memberId={}", path(space), admin.user());
    done(admin.call(Method::DELETE, &path, None).await);
    assert_eq!(listed(&admin, space).await, Vec::<Value>::new());
    let told = owner.messages("").await.ok();
    let told: Vec<&str> = told["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["context"].as_str().unwrap())
        .collect();
    let name = opened["member"]["name"].as_str().unwrap();
    let expected = [
        format!("Your personal space is no longer open for reading by {name}."),
        format!("{name} opened your personal space for reading, for 1440 minutes: longer"),
        format!("{name} opened your personal space for reading, for 90 minutes: court order"),
    ];
    assert_eq!(told, expected);
    let query = format!("/admin/v1/audit?object_kind=space&object_id={space}&order=oldest");
    let log = admin.call(Method::GET, &query, None).await.text;
    let entries: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|entry: &Value| entry["act"].as_str().unwrap().ends_with("emergency"))
        .collect();
    let acts: Vec<_> = entries
        .iter()
        .map(|entry| entry["act"].as_str().unwrap())
        .collect();
    assert_eq!(
        acts,
        ["open_emergency", "open_emergency", "close_emergency"]
    );
    assert_eq!(entries[0]["after"]["reason"], "court order");
    assert_eq!(entries[0]["actor"]["id"], admin.user());
}

async fn odd_emergencies_are_refused(shared: &'static Shared) {
    let (owner, admin) = (shared.person().await, shared.admin().await);
    let container = owner.container();
    for reason in ["", "  ", "x".repeat(256).as_str(), "a\u{0}b"] {
        let answer = open(&admin, container, reason, 5).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], "reason");
    }
    for minutes in [0, -1, 1_441, i64::MAX] {
        let answer = open(&admin, container, "why", minutes).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], "minutes");
    }
    let nothing = admin.call(Method::PUT, &path(container), None).await;
    refused(&nothing, 400, "bad_request");
    let own = open(&admin, admin.container(), "why", 5).await;
    refused(&own, 409, "conflict");
    let office = shared.office("emergency odd").await;
    let team = open(&admin, &office.team_space(&office.top).await, "why", 5).await;
    refused(&team, 400, "space_not_personal");
    for id in [
        "0",
        "-1",
        "x",
        "1505084218764547200",
        &container.to_lowercase(),
    ] {
        refused(&open(&admin, id, "why", 5).await, 404, "space_not_found");
        refused(&close(&admin, id).await, 404, "space_not_found");
    }
    for query in ["?limit=0", "?limit=101", "?cursor=x", "?space=1"] {
        let path = format!("/admin/v1/emergencies{query}");
        let answer = admin.call(Method::GET, &path, None).await;
        refused(&answer, 400, "bad_request");
    }
    list(&admin, &owner).await.bad(CLOSED);
}

async fn only_super_administrators_open_spaces(shared: &'static Shared) {
    let office = shared.office("emergency roles").await;
    let owner = office.join(&office.top, "emergency.owner", 1).await;
    let chief = office.join(&office.top, "emergency.chief", 0).await;
    let member = office.join(&office.top, "emergency.member", 1).await;
    for who in [&chief, &member, &owner] {
        let answer = open(who, owner.container(), "why", 5).await;
        refused(&answer, 403, "forbidden");
        refused(&close(who, owner.container()).await, 403, "forbidden");
        let asked = who.call(Method::GET, "/admin/v1/emergencies", None).await;
        refused(&asked, 403, "forbidden");
    }
    list(&chief, &owner).await.bad(CLOSED);
    for client in [
        office.admin.without_token(),
        office.admin.with_token("Bearer nonsense"),
        shared.stranger().as_app(shared.app(), office.admin.user()),
    ] {
        let answer = open(&client, owner.container(), "why", 5).await;
        refused(&answer, 401, "unauthenticated");
    }
    // Who loses the role has lost what he opened.
    let second = office.join(&office.top, "emergency.second", 2).await;
    done(open(&second, owner.container(), "why", 5).await);
    list(&second, &owner).await.ok();
    let demoted = json!({"role": 1});
    office.admin.change_user(second.user(), &demoted).await.ok();
    let again = Person::log_in(second.url(), &second.name).await;
    list(&again, &owner).await.bad(CLOSED);
}

async fn an_emergency_ends_by_itself(server: &mut Server) {
    static OVER: Sql = Sql::both("UPDATE emergency SET ends_at = opened_at");
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(admin.clone(), "emergency").await;
    let owner = office.join(&office.top, "owner", 1).await;
    let opened = done(open(&admin, owner.container(), "why", 1).await);
    list(&admin, &owner).await.ok();
    server.stop();
    assert_eq!(change(server.place(), &OVER, Vec::new()).await, 1);
    server.start_again();
    admin.reconnect();
    list(&admin, &owner).await.bad(CLOSED);
    let space = opened["spaceId"].as_str().unwrap();
    assert_eq!(listed(&admin, space).await, Vec::<Value>::new());
    assert_eq!(done(close(&admin, space).await), json!({"closed": false}));
}

async fn what_was_open_goes_with_the_space(server: &mut Server) {
    static COUNT: Sql = Sql::both("UPDATE emergency SET reason = reason");
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(admin, "emergency").await;
    let admin = &office.admin;
    let second = office.join(&office.top, "second", 2).await;
    let mut owners = Vec::new();
    for name in ["removed", "handed", "stays"] {
        let owner = office.join(&office.top, name, 1).await;
        owner.store("root", "file", b"x").await;
        done(open(&second, owner.container(), "why", 5).await);
        owners.push(owner);
    }
    done(open(admin, owners[0].container(), "why", 5).await);
    done(open(admin, owners[1].container(), "why", 5).await);
    admin.delete_user(owners[0].user()).await.ok();
    let task = crate::tasks::hand_over(admin, owners[1].user(), owners[2].user()).await;
    crate::tasks::ended(admin, &task).await;
    admin.delete_user(second.user()).await.ok();
    eventually("the spaces are gone", async || {
        let page = admin.call(Method::GET, "/admin/v1/emergencies", None).await;
        (page.body["emergencies"] == json!([])).then_some(())
    })
    .await;
    server.stop();
    assert_eq!(change(server.place(), &COUNT, Vec::new()).await, 0);
}

async fn spaces_of_other_tenants_are_not_opened(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let chief = Person::log_in(server.url(), "chief").await;
    let opened = done(open(&chief, outsider.container(), "why", 5).await);
    for id in [outsider.container(), opened["spaceId"].as_str().unwrap()] {
        refused(&open(&admin, id, "why", 5).await, 404, "space_not_found");
        refused(&close(&admin, id).await, 404, "space_not_found");
    }
    assert_eq!(
        listed(&admin, opened["spaceId"].as_str().unwrap()).await,
        Vec::<Value>::new()
    );
    list(&chief, &outsider).await.ok();
    list(&admin, &outsider).await.bad(13_000_301);
}
