//! Locks: what is locked is changed by nobody but its holder, until it is taken off or broken.

use crate::archives::fixture;
use crate::files::{assert_done, assert_refused, id, names};
use crate::organisation::Office;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tasks::{ended, hand_over};
use crate::tenants::second_tenant;
use bytes::Bytes;
use coffer_testkit::{Answer, KooDrive, NewFile, Place, Server, eventually, proof, sha256_hex};
use reqwest::Method;
use serde_json::{Value, json};

const LOCKED: i64 = 13_000_410;
const REFUSED: &str = "13000410";

mod shared {
    use super::*;

    on_both_databases! {
        a_lock_says_who_holds_it_since_when_and_why,
        nobody_else_changes_what_is_locked,
        the_holder_changes_what_is_locked,
        nothing_comes_into_a_locked_folder,
        what_is_locked_is_neither_restored_nor_erased,
        folders_above_a_locked_file_stay_where_they_are,
        locks_of_two_people_are_not_nested,
        an_upload_that_was_begun_before_the_lock_waits_for_it,
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

fn path(node: &str) -> String {
    format!("/api/v1/nodes/{node}/lock")
}

async fn lock(caller: &KooDrive, node: &str, reason: &str) -> Answer {
    let body = json!({"reason": reason});
    caller.call(Method::PUT, &path(node), Some(&body)).await
}

async fn unlock(caller: &KooDrive, node: &str) -> Answer {
    caller.call(Method::DELETE, &path(node), None).await
}

/// The lock that counts, `null` for none.
async fn found(caller: &KooDrive, node: &str) -> Value {
    let answer = caller.call(Method::GET, &path(node), None).await;
    done(answer)["lock"].clone()
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

/// A group with a space: its owner, and two members, of whom one locks and the other is in the way.
struct Team {
    owner: Person,
    holder: Person,
    member: Person,
    admin: Person,
    group: String,
    container: String,
}

impl Team {
    async fn meet(shared: &'static Shared) -> Self {
        let (owner, holder, member) = (
            shared.person().await,
            shared.person().await,
            shared.person().await,
        );
        let body = json!({"name": "Locks", "userIds": [holder.user(), member.user()]});
        let group = id(&owner.open_group_space(&body).await.ok());
        let space = owner.space(&group, "2").await.ok();
        Self {
            owner,
            holder,
            member,
            admin: shared.admin().await,
            group,
            container: space["data"]["containerId"].as_str().unwrap().to_owned(),
        }
    }

    /// Everybody but the holder, whatever they may do else.
    fn others(&self) -> [&Person; 3] {
        [&self.member, &self.owner, &self.admin]
    }

    async fn mkdir(&self, parent: &str, name: &str) -> String {
        id(&self.holder.folder(&self.container, parent, name).await.ok())
    }

    async fn store(&self, parent: &str, name: &str) -> String {
        let content = name.as_bytes();
        self.holder
            .upload(&self.container, parent, name, content)
            .await
    }

    async fn job(&self, who: &Person, task: u32, action: u32, target: &str, file: &str) -> Value {
        who.run_job(task, action, &self.container, target, &[file])
            .await
    }

    async fn names(&self, parent: &str) -> Vec<String> {
        let body = json!({"containerId": self.container, "parentFileId": parent});
        let listed = self
            .holder
            .list_team(&self.group, "0", "?team_type=2", &body)
            .await;
        names(&listed.ok()["files"])
    }

    fn new_file(&self, parent: &str, name: &str, length: usize) -> Value {
        NewFile {
            container: &self.container,
            parent,
            name,
            length: length as u64,
        }
        .body()
    }
}

async fn a_lock_says_who_holds_it_since_when_and_why(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let file = team.store(&folder, "file").await;
    assert_eq!(found(&team.member, &folder).await, json!(null));
    let locked = done(lock(&team.holder, &folder, " final check ").await)["lock"].clone();
    assert_eq!(locked["holder"]["id"], team.holder.user());
    assert_eq!(locked["holder"]["name"], team.holder.name.as_str());
    assert!(locked["holder"]["subject"].is_string());
    assert_eq!(locked["reason"], "final check");
    assert_eq!(locked["breakable"], true);
    assert!(
        locked["lockedAt"].as_str().unwrap().ends_with('Z'),
        "{locked}"
    );
    // Of what is below it is told as well, with what is locked.
    for (who, breakable) in [
        (&team.holder, true),
        (&team.member, false),
        (&team.owner, true),
        (&team.admin, true),
    ] {
        for node in [&folder, &file] {
            let mut expected = locked.clone();
            expected["breakable"] = json!(breakable);
            assert_eq!(found(who, node).await, expected, "{}", who.name);
        }
    }
    // By its number it is the same.
    let number = locked["nodeId"].as_str().unwrap();
    assert_eq!(found(&team.holder, number).await, locked);
    // Again: another reason, since the same time.
    let again = done(lock(&team.holder, &folder, "").await)["lock"].clone();
    assert_eq!(again["lockedAt"], locked["lockedAt"]);
    assert_eq!(again["reason"], "");
    // What is below is no lock of its own.
    assert_eq!(
        done(unlock(&team.holder, &file).await),
        json!({"unlocked": false})
    );
    assert_eq!(
        done(unlock(&team.holder, &folder).await),
        json!({"unlocked": true})
    );
    assert_eq!(
        done(unlock(&team.holder, &folder).await),
        json!({"unlocked": false})
    );
    assert_eq!(found(&team.member, &file).await, json!(null));
}

async fn nobody_else_changes_what_is_locked(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let inner = team.mkdir(&folder, "inner").await;
    let file = team.store(&inner, "file").await;
    let single = team.store("root", "single").await;
    done(lock(&team.holder, &folder, "").await);
    done(lock(&team.holder, &single, "").await);
    for who in team.others() {
        for node in [&folder, &inner, &file, &single] {
            who.rename(&team.container, node, "other", 2)
                .await
                .bad(LOCKED);
            // Thrown away, erased, moved.
            for (task, action) in [(2, 201), (2, 202), (3, 301)] {
                let job = team.job(who, task, action, "root", node).await;
                assert_refused(&job, REFUSED);
            }
        }
        // Whoever sees it looks at it, and copies it.
        assert_eq!(who.read(&team.container, &file).await, b"file");
    }
    let copy = team.job(&team.member, 1, 101, "root", &folder).await;
    assert_done(&copy);
    let new = copy["taskInfos"][0]["newFileId"].as_str().unwrap();
    assert_eq!(
        found(&team.member, new).await,
        json!(null),
        "a copy is not locked"
    );
    assert_eq!(team.names(&inner).await, ["file"]);
    for node in [&folder, &single] {
        done(unlock(&team.holder, node).await);
        team.member
            .rename(&team.container, node, node, 2)
            .await
            .ok();
    }
}

async fn the_holder_changes_what_is_locked(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let file = team.store(&folder, "file").await;
    done(lock(&team.holder, &folder, "").await);
    let (holder, container) = (&team.holder, &team.container);
    let target = team.mkdir(&folder, "target").await;
    holder.rename(container, &file, "renamed", 2).await.ok();
    holder
        .rename(container, &folder, "still locked", 2)
        .await
        .ok();
    assert_done(&team.job(holder, 3, 301, &target, &file).await);
    assert_done(&team.job(holder, 1, 101, &folder, &file).await);
    assert_done(&team.job(holder, 2, 201, "", &file).await);
    assert_done(&team.job(holder, 4, 0, "", &file).await);
    assert_done(&team.job(holder, 2, 202, "", &file).await);
    // It stays locked wherever it goes, and when it comes back from the bin.
    let elsewhere = team.mkdir("root", "elsewhere").await;
    assert_done(&team.job(holder, 3, 301, &elsewhere, &folder).await);
    assert_done(&team.job(holder, 2, 201, "", &folder).await);
    assert_done(&team.job(holder, 4, 0, "", &folder).await);
    let by_member = team.member.rename(container, &target, "x", 2).await;
    by_member.bad(LOCKED);
    assert_eq!(
        found(&team.member, &target).await["holder"]["id"],
        holder.user()
    );
}

async fn nothing_comes_into_a_locked_folder(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let container = &team.container;
    let folder = team.mkdir("root", "folder").await;
    let inner = team.mkdir(&folder, "inner").await;
    let loose = team.store("root", "loose").await;
    done(lock(&team.holder, &folder, "").await);
    for who in team.others() {
        for parent in [&folder, &inner] {
            who.folder(container, parent, "new").await.bad(LOCKED);
            who.create(&team.new_file(parent, "new", 3))
                .await
                .bad(LOCKED);
            let content = b"content of mine";
            who.upload(who.container(), "root", &format!("mine {parent}"), content)
                .await;
            let mut known = team.new_file(parent, "known", content.len());
            known["sha256"] = json!(sha256_hex(content));
            known["proofCode"] = json!(proof(content, who.bare_token()));
            who.create(&known).await.bad(LOCKED);
            assert_refused(&team.job(who, 3, 301, parent, &loose).await, REFUSED);
            assert_refused(&team.job(who, 1, 101, parent, &loose).await, REFUSED);
        }
    }
    let archive = team
        .member
        .upload(container, "root", "docs.zip", &fixture("deflate.zip"))
        .await;
    let body = json!({
        "taskType": 5, "actionType": 502, "dstContainerId": container,
        "taskInfo": {"srcContainerId": container, "newFilePath": inner, "fileInfo": [{"fileId": archive}]},
    });
    team.member.create_job(&body).await.bad(LOCKED);
    assert_eq!(team.names(&folder).await, ["inner"]);
    assert_eq!(team.names(&inner).await, Vec::<String>::new());
    let job = team.holder.create_job(&body).await.ok();
    assert_done(&team.holder.ended(job["data"].as_str().unwrap()).await);
    assert_eq!(team.names(&inner).await.len(), 1);
}

async fn what_is_locked_is_neither_restored_nor_erased(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let below = team.store(&folder, "below").await;
    let own = team.store("root", "own").await;
    let plain = team.store("root", "plain").await;
    done(lock(&team.holder, &folder, "").await);
    done(lock(&team.holder, &own, "").await);
    for node in [&below, &own, &plain] {
        assert_done(&team.job(&team.holder, 2, 201, "", node).await);
    }
    for who in team.others() {
        for node in [&below, &own] {
            assert_refused(&team.job(who, 4, 0, "", node).await, REFUSED);
            assert_refused(&team.job(who, 2, 202, "", node).await, REFUSED);
        }
    }
    team.member.empty_bin(&team.container).await.ok();
    let gone = "what nobody has locked is gone";
    eventually(gone, async || {
        let answer = team.holder.detail(&team.container, &plain).await;
        (answer.code() != 0).then_some(())
    })
    .await;
    // A lock is taken off in the bin as elsewhere.
    done(unlock(&team.holder, &own).await);
    assert_done(&team.job(&team.member, 4, 0, "", &own).await);
    assert_done(&team.job(&team.holder, 4, 0, "", &below).await);
    assert_eq!(team.names(&folder).await, ["below"]);
}

async fn folders_above_a_locked_file_stay_where_they_are(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let top = team.mkdir("root", "top").await;
    let folder = team.mkdir(&top, "folder").await;
    let file = team.store(&folder, "file").await;
    let beside = team.store(&folder, "beside").await;
    let other = team.mkdir("root", "other").await;
    done(lock(&team.holder, &file, "").await);
    for who in team.others() {
        for node in [&top, &folder] {
            who.rename(&team.container, node, "x", 2).await.bad(LOCKED);
            for (task, action) in [(2, 201), (2, 202), (3, 301)] {
                let job = team.job(who, task, action, &other, node).await;
                assert_refused(&job, REFUSED);
            }
        }
    }
    // What is beside it is free.
    let member = &team.member;
    member
        .rename(&team.container, &beside, "free", 2)
        .await
        .ok();
    member.folder(&team.container, &folder, "new").await.ok();
    assert_done(&team.job(&team.holder, 3, 301, &other, &top).await);
    let by_member = member.rename(&team.container, &file, "x", 2).await;
    by_member.bad(LOCKED);
}

async fn locks_of_two_people_are_not_nested(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let file = team.store(&folder, "file").await;
    done(lock(&team.holder, &file, "").await);
    for who in team.others() {
        refused(&lock(who, &folder, "").await, 423, "node_locked");
        refused(&lock(who, &file, "").await, 423, "node_locked");
    }
    done(lock(&team.holder, &folder, "").await);
    done(unlock(&team.holder, &file).await);
    for who in team.others() {
        refused(&lock(who, &file, "").await, 423, "node_locked");
        // What is locked is further up.
        refused(&unlock(who, &file).await, 423, "node_locked");
    }
    done(unlock(&team.holder, &folder).await);
    done(lock(&team.member, &folder, "").await);
    refused(&lock(&team.holder, &file, "").await, 423, "node_locked");
}

async fn an_upload_that_was_begun_before_the_lock_waits_for_it(shared: &'static Shared) {
    let team = Team::meet(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let mut begun = Vec::new();
    for who in [&team.member, &team.holder] {
        let created = who.create(&team.new_file(&folder, &who.name, 4)).await.ok();
        who.put_parts(&Bytes::from_static(b"part"), &created).await;
        begun.push(created["fileId"].as_str().unwrap().to_owned());
    }
    done(lock(&team.holder, &folder, "").await);
    team.member.complete(&begun[0]).await.bad(LOCKED);
    team.holder.complete(&begun[1]).await.ok();
    assert_eq!(team.names(&folder).await, [team.holder.name.clone()]);
    done(unlock(&team.holder, &folder).await);
    team.member.complete(&begun[0]).await.ok();
    assert_eq!(team.names(&folder).await.len(), 2);
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
