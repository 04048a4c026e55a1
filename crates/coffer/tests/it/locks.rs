//! Locks: what is locked is changed by nobody but its holder.

use crate::archives::fixture;
use crate::files::{assert_done, assert_refused, id, names};
use crate::support::{Person, Shared, on_both_databases};
use bytes::Bytes;
use coffer_testkit::{Answer, KooDrive, NewFile, eventually, proof, sha256_hex};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) const LOCKED: i64 = 13_000_410;
const REFUSED: &str = "13000410";

on_both_databases! {
    a_lock_says_who_holds_it_since_when_and_why,
    nobody_else_changes_what_is_locked,
    the_holder_changes_what_is_locked,
    nothing_comes_into_a_locked_folder,
    what_is_locked_is_neither_restored_nor_erased,
    folders_above_a_locked_file_stay_where_they_are,
    locks_of_two_people_are_not_nested,
    an_upload_that_was_begun_before_the_lock_waits_for_it,
}

pub(crate) fn path(node: &str) -> String {
    format!("/api/v1/nodes/{node}/lock")
}

pub(crate) async fn lock(caller: &KooDrive, node: &str, reason: &str) -> Answer {
    let body = json!({"reason": reason});
    caller.call(Method::PUT, &path(node), Some(&body)).await
}

pub(crate) async fn unlock(caller: &KooDrive, node: &str) -> Answer {
    caller.call(Method::DELETE, &path(node), None).await
}

/// The lock that counts, `null` for none.
pub(crate) async fn found(caller: &KooDrive, node: &str) -> Value {
    let answer = caller.call(Method::GET, &path(node), None).await;
    done(answer)["lock"].clone()
}

#[track_caller]
pub(crate) fn done(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer}");
    answer.body
}

#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (status, &json!(code)),
        "{answer}"
    );
}

/// A group with a space: its owner, and two members, of whom one locks and the other is in the way.
pub(crate) struct Team {
    pub(crate) owner: Person,
    pub(crate) holder: Person,
    pub(crate) member: Person,
    pub(crate) admin: Person,
    group: String,
    pub(crate) container: String,
}

impl Team {
    pub(crate) async fn meet(shared: &'static Shared) -> Self {
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

    pub(crate) async fn store(&self, parent: &str, name: &str) -> String {
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

/// The rights in whose way a lock is.
async fn stopped(who: &Person, node: &str) -> Vec<String> {
    let told = crate::grants::ask(who, &format!("/api/v1/nodes/{node}/rights")).await;
    let flags = told.body["flags"].as_array().unwrap().iter();
    let stopped = flags.filter(|flag| flag["locked"] == true);
    stopped
        .map(|flag| flag["right"].as_str().unwrap().to_owned())
        .collect()
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
        assert_eq!(
            stopped(who, &file).await,
            [
                "uploadable",
                "deleteable",
                "editable",
                "restoreable",
                "lockable"
            ]
        );
    }
    assert_eq!(stopped(&team.holder, &file).await, [""; 0]);
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
    assert_eq!(
        team.names(&folder).await,
        std::slice::from_ref(&team.holder.name)
    );
    done(unlock(&team.holder, &folder).await);
    team.member.complete(&begun[0]).await.ok();
    assert_eq!(team.names(&folder).await.len(), 2);
}
