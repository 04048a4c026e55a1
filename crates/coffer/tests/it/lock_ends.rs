//! Who may lock, and how locks end: taken off, broken, or with their holder.

use crate::locks::{LOCKED, Team, done, found, lock, path, refused, unlock};
use crate::organisation::Office;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tasks::{ended, hand_over};
use crate::tenants::second_tenant;
use coffer_testkit::{Place, Server, eventually};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_manager_breaks_a_lock_and_the_holder_is_told,
        odd_locks_are_refused,
        only_who_may_lock_locks,
        locks_end_with_their_holder,
        open_pages_learn_of_locks,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        a_lock_survives_a_restart_and_is_of_one_tenant,
    }
}

async fn a_manager_breaks_a_lock_and_the_holder_is_told(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let file = team.store("root", "report.txt").await;
    let other = team.store("root", "other.txt").await;
    done(lock(&team.holder, &file, "mine").await);
    done(lock(&team.holder, &other, "").await);
    refused(&unlock(&team.member, &file).await, 403, "node_forbidden");
    team.admin
        .rename(&team.container, &other, "x", 2)
        .await
        .bad(LOCKED);
    done(unlock(&team.owner, &file).await);
    done(unlock(&team.admin, &other).await);
    team.member
        .rename(&team.container, &file, "free", 2)
        .await
        .ok();
    let list = team.holder.messages("").await.ok();
    let told: Vec<_> = ["other.txt", "report.txt"]
        .map(|name| json!(format!("Your lock on “{name}” was taken off.")))
        .into();
    let messages = list["messages"].as_array().unwrap();
    let texts: Vec<_> = messages
        .iter()
        .take(2)
        .map(|one| one["context"].clone())
        .collect();
    assert_eq!(texts, told);
    assert_eq!(messages[1]["sender"], team.owner.name.as_str());
    let chinese = team.holder.with_header("language", "zh-CN");
    let context = chinese.messages("").await.ok()["messages"][0]["context"].clone();
    assert_eq!(context, "您对“other.txt”的锁定已被解除。");
    let query = "/admin/v1/audit?act=break_lock&object_kind=node&name=report.txt&limit=1";
    let entry = team.admin.call(Method::GET, query, None).await;
    let entry: Value = serde_json::from_str(entry.text.lines().next().unwrap()).unwrap();
    assert_eq!(entry["actor"]["id"], team.owner.user(), "{entry}");
    assert_eq!(entry["before"]["holder"], team.holder.user(), "{entry}");
    assert_eq!(entry["before"]["reason"], "mine", "{entry}");
    // Taking off one's own is nothing that anybody has to be told.
    done(lock(&team.owner, &file, "").await);
    done(unlock(&team.owner, &file).await);
    assert_eq!(team.owner.messages("").await.ok()["messages"], json!([]));
}

async fn odd_locks_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let file = person.store("root", "file", b"x").await;
    let thrown = person.store("root", "thrown", b"x").await;
    person.recycle(&[&thrown]).await;
    refused(&lock(&person, &thrown, "").await, 409, "node_recycled");
    let root = person.space["rootFileId"].as_str().unwrap().to_owned();
    refused(&lock(&person, &root, "").await, 403, "forbidden");
    for reason in ["x".repeat(256).as_str(), "a\u{7}b"] {
        let answer = lock(&person, &file, reason).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], "reason");
    }
    done(lock(&person, &file, &"字".repeat(255)).await);
    let body = json!({"reason": "", "minutes": 5});
    let answer = person.call(Method::PUT, &path(&file), Some(&body)).await;
    refused(&answer, 400, "bad_request");
    for id in ["1505084218764547200", "0", "-1", "x", "F", "root"] {
        refused(&lock(&person, id, "").await, 404, "node_not_found");
        refused(&unlock(&person, id).await, 404, "node_not_found");
    }
    done(unlock(&person, &file).await);
}

async fn only_who_may_lock_locks(shared: &'static Shared) {
    let (owner, other, admin) = (
        shared.person().await,
        shared.person().await,
        shared.admin().await,
    );
    let file = owner.store("root", "file", b"x").await;
    for who in [&other, &admin] {
        refused(&lock(who, &file, "").await, 404, "node_not_found");
        refused(&unlock(who, &file).await, 404, "node_not_found");
        let asked = who.call(Method::GET, &path(&file), None).await;
        refused(&asked, 404, "node_not_found");
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        for client in [
            owner.without_token(),
            owner.with_token("Bearer nonsense"),
            shared.stranger().as_app(shared.app(), owner.user()),
        ] {
            let answer = client.call(method.clone(), &path(&file), None).await;
            refused(&answer, 401, "unauthenticated");
        }
    }
    assert_eq!(found(&owner, &file).await, json!(null));
}

async fn locks_end_with_their_holder(shared: &'static Shared) {
    let office = shared.office("locks leaving").await;
    let stays = office.join(&office.top, "locks.stays", 1).await;
    let goes = office.join(&office.top, "locks.goes", 1).await;
    let hands_over = office.join(&office.top, "locks.hands", 1).await;
    let space = office.team_space(&office.top).await;
    let mut locked = Vec::new();
    for (who, name) in [(&goes, "a"), (&goes, "b"), (&hands_over, "c")] {
        let file = who.upload(&space, "root", name, b"x").await;
        done(lock(who, &file, "").await);
        stays.rename(&space, &file, "x", 2).await.bad(LOCKED);
        locked.push(file);
    }
    let own = hands_over.store("root", "own", b"x").await;
    done(lock(&hands_over, &own, "").await);
    office.admin.delete_user(goes.user()).await.ok();
    let task = hand_over(&office.admin, hands_over.user(), stays.user()).await;
    assert_eq!(ended(&office.admin, &task).await["status"], 2);
    locked.push(own);
    for file in &locked {
        eventually("the lock ends", async || {
            found(&stays, file).await.is_null().then_some(())
        })
        .await;
    }
    stays.rename(&space, &locked[0], "free", 2).await.ok();
    stays
        .rename(stays.container(), &locked[3], "mine", 2)
        .await
        .ok();
}

async fn open_pages_learn_of_locks(shared: &'static Shared) {
    let person = shared.person().await;
    let folder = person.mkdir("root", "folder").await;
    let file = person.store(&folder, "file", b"x").await;
    let query = crate::events::watching(person.container(), &[&folder]);
    let mut page = crate::events::open(&person, &query).await;
    done(lock(&person, &file, "").await);
    let change = page.told("change").await;
    assert!(change.data.to_string().contains("\"lock\""), "{change:?}");
    done(unlock(&person, &file).await);
    let change = page.told("change").await;
    assert!(change.data.to_string().contains("\"unlock\""), "{change:?}");
}

async fn a_lock_survives_a_restart_and_is_of_one_tenant(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(admin, "locks").await;
    let mut holder = office.join(&office.top, "holder", 1).await;
    let mut member = office.join(&office.top, "member", 1).await;
    let space = office.team_space(&office.top).await;
    let file = holder.upload(&space, "root", "file", b"x").await;
    let locked = done(lock(&holder, &file, "why").await)["lock"].clone();
    server.stop();
    server.start_again();
    holder.reconnect();
    member.reconnect();
    assert_eq!(found(&holder, &file).await, locked);
    member.rename(&space, &file, "x", 2).await.bad(LOCKED);
    let number = locked["nodeId"].as_str().unwrap();
    for name in ["outsider", "chief"] {
        let outsider = Person::log_in(server.url(), name).await;
        for node in [file.as_str(), number] {
            let asked = outsider.call(Method::GET, &path(node), None).await;
            refused(&asked, 404, "node_not_found");
            refused(&lock(&outsider, node, "").await, 404, "node_not_found");
            refused(&unlock(&outsider, node).await, 404, "node_not_found");
        }
    }
    done(unlock(&holder, &file).await);
    member.rename(&space, &file, "x", 2).await.ok();
}
