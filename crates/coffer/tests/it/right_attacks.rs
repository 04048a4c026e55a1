//! What people try who have not the right to: the same attacks in every dialect, each of which answers
//! with its own code, and what they tried to change is as it was.

use crate::files::assert_refused;
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tenants::second_tenant;
use coffer_testkit::{Answer, KooDrive, Place, Server};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        what_is_hidden_does_not_exist,
        what_may_be_seen_only_is_not_changed,
        nothing_is_put_under_a_lock_of_another,
        nothing_comes_back_to_where_it_may_not_be,
        nobody_shares_above_his_own_right,
        nobody_gives_himself_a_right,
        a_cursor_of_another_is_refused,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        ids_of_another_tenant_do_not_exist,
    }
}

/// A group space with its owner and a member, and what there is in it.
pub(crate) struct Team {
    pub(crate) owner: Person,
    pub(crate) member: Person,
    pub(crate) group: String,
    pub(crate) container: String,
}

impl Team {
    pub(crate) async fn open(shared: &'static Shared) -> Self {
        let (owner, member) = (shared.person().await, shared.person().await);
        let body = json!({"name": "Team", "userIds": [member.user()]});
        let opened = owner.open_group_space(&body).await.ok();
        let group = opened["id"].as_str().unwrap().to_owned();
        let space = owner.space(&group, "2").await.ok();
        Self {
            group,
            container: space["data"]["containerId"].as_str().unwrap().to_owned(),
            owner,
            member,
        }
    }

    /// A folder of the owner.
    pub(crate) async fn mkdir(&self, parent: &str, name: &str) -> String {
        let made = self.owner.folder(&self.container, parent, name).await.ok();
        made["id"].as_str().unwrap().to_owned()
    }

    /// A file of the owner.
    pub(crate) async fn store(&self, parent: &str, name: &str) -> String {
        self.owner
            .upload(&self.container, parent, name, name.as_bytes())
            .await
    }

    /// Takes a folder out of the rights of the space, and gives the member a role on it.
    pub(crate) async fn seclude(&self, folder: &str, role: Option<u8>) {
        let path = format!("/api/v1/nodes/{folder}/inheritance");
        let body = json!({"inherit": false, "keep": false});
        done(&self.owner.call(Method::PUT, &path, Some(&body)).await);
        if let Some(role) = role {
            grant(&self.owner, folder, self.member.user(), role).await;
        }
    }

    /// A page of a folder.
    pub(crate) async fn list(&self, by: &Person, folder: &str, cursor: &str) -> Answer {
        let body = json!({"containerId": self.container, "parentFileId": folder,
            "pageInfo": {"pageSize": 3, "pageCursor": cursor}});
        by.list_team(&self.group, "0", "?team_type=2", &body).await
    }

    /// The id of something that the owner sees in a folder.
    pub(crate) async fn find(&self, folder: &str, name: &str) -> String {
        let listed = self.list(&self.owner, folder, "").await.ok();
        let mut files = listed["files"].as_array().unwrap().iter();
        let found = files.find(|file| file["fileName"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// What the owner sees in a folder.
    pub(crate) async fn names(&self, folder: &str) -> Vec<String> {
        let listed = self.list(&self.owner, folder, "").await.ok();
        let files = listed["files"].as_array().unwrap().iter();
        files
            .map(|file| file["fileName"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[track_caller]
fn done(answer: &Answer) {
    assert!((200..300).contains(&answer.status), "{answer}");
}

/// Grants a person a built-in role.
pub(crate) async fn grant(by: &KooDrive, node: &str, user: &str, role: u8) {
    let path = format!("/api/v1/nodes/{node}/grants");
    let body = json!({"subjectType": "user", "subjectId": user, "roleIds": [role.to_string()]});
    done(&by.call(Method::PUT, &path, Some(&body)).await);
}

/// A call of the directories dialect.
async fn directories(by: &KooDrive, operation: &str, body: Value) -> Answer {
    let path = format!("/v1/directories/{operation}");
    by.call(Method::POST, &path, Some(&body)).await
}

/// Demands a refusal of the directories dialect.
#[track_caller]
fn refused(answer: &Answer, code: i64) {
    let refused = answer.status == 200 && answer.body["code"] == code;
    assert!(refused, "{code} expected: {answer}");
    assert!(answer.body["data"].is_null(), "{answer}");
}

/// Demands a refusal of our own API.
#[track_caller]
fn failed(answer: &Answer, status: u16, code: &str) {
    let failed = answer.status == status && answer.body["code"] == code;
    assert!(failed, "{status} {code} expected: {answer}");
}

/// A job of the member with one item.
async fn item(team: &Team, task: u32, action: u32, target: &str, item: &str) -> Value {
    team.member
        .run_job(task, action, &team.container, target, &[item])
        .await
}

async fn what_is_hidden_does_not_exist(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let secret = team.mkdir("root", "秘密计划").await;
    let file = team.store(&secret, "秘密名单.txt").await;
    team.seclude(&secret, None).await;
    let (member, container) = (&team.member, team.container.as_str());
    for id in [&secret, &file] {
        member.detail(container, id).await.bad(13_000_309);
        member.path(container, id).await.bad(13_000_309);
        member.rename(container, id, "x", 2).await.bad(13_000_309);
        for operation in ["delete", "lock", "unlock"] {
            let answer = directories(member, operation, json!({"dirId": id})).await;
            refused(&answer, 430_003);
        }
        let body = json!({"dirId": id, "name": "x"});
        refused(&directories(member, "rename", body).await, 430_003);
        for path in ["grants", "rights", "lock"] {
            let path = format!("/api/v1/nodes/{id}/{path}");
            let answer = member.call(Method::GET, &path, None).await;
            failed(&answer, 404, "node_not_found");
        }
    }
    team.list(member, &secret, "").await.bad(13_000_304);
    member.folder(container, &secret, "x").await.bad(13_000_304);
    let body = json!({"parentId": secret, "name": "x"});
    refused(&directories(member, "create", body).await, 430_003);
    for path in ["file/list", "list", "info"] {
        let path = format!("/v1/directories/{path}?dirId={secret}");
        refused(&member.call(Method::GET, &path, None).await, 430_003);
    }
    let search = json!({
        "searchType": "team", "pageInfo": {"pageSize": 10, "pageCursor": ""},
        "filter": {"fileName": "秘密", "containerId": container},
    });
    let found = member.search(&search).await.ok();
    assert_eq!(found["files"], json!([]), "{found}");
    let found = team.owner.search(&search).await.ok();
    assert_eq!(found["files"].as_array().unwrap().len(), 2, "{found}");
}

async fn what_may_be_seen_only_is_not_changed(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let file = team.store(&folder, "file").await;
    let (other, own) = (
        team.mkdir("root", "other").await,
        team.store("root", "own").await,
    );
    team.seclude(&folder, Some(5)).await;
    let (member, container) = (&team.member, team.container.as_str());
    member.detail(container, &folder).await.ok();
    member.folder(container, &folder, "x").await.bad(13_000_410);
    for id in [&folder, &file] {
        member.rename(container, id, "x", 2).await.bad(13_000_410);
    }
    let links = member.download_links(container, &[&file]).await;
    assert!(!links.text.contains("/o/"), "{links}");
    for (task, action) in [(2, 201), (2, 202)] {
        assert_refused(&item(&team, task, action, "", &file).await, "13000410");
    }
    assert_refused(&item(&team, 3, 301, &other, &file).await, "13000410");
    assert_refused(&item(&team, 3, 301, &folder, &own).await, "13000410");
    let create = json!({"parentId": folder, "name": "x"});
    refused(&directories(member, "create", create).await, 430_011);
    let rename = json!({"dirId": folder, "name": "x"});
    refused(&directories(member, "rename", rename).await, 430_011);
    for operation in ["delete", "lock"] {
        let answer = directories(member, operation, json!({"dirId": folder})).await;
        refused(&answer, 430_011);
    }
    let path = format!("/api/v1/nodes/{folder}/lock");
    let body = json!({"reason": "x"});
    let answer = member.call(Method::PUT, &path, Some(&body)).await;
    failed(&answer, 403, "node_forbidden");
    assert_eq!(team.names(&folder).await, ["file"]);
    assert_eq!(team.names("root").await, ["folder", "other", "own"]);
}

async fn nothing_is_put_under_a_lock_of_another(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let locked = team.mkdir("root", "locked").await;
    let below = team.mkdir(&locked, "below").await;
    let own = team.mkdir("root", "own").await;
    let path = format!("/api/v1/nodes/{locked}/lock");
    let body = json!({"reason": "quarterly figures"});
    done(&team.owner.call(Method::PUT, &path, Some(&body)).await);
    let (member, container) = (&team.member, team.container.as_str());
    for id in [&locked, &below] {
        member.rename(container, id, "x", 2).await.bad(13_000_410);
        member.folder(container, id, "x").await.bad(13_000_410);
        assert_refused(&item(&team, 3, 301, id, &own).await, "13000410");
        assert_refused(&item(&team, 2, 201, "", id).await, "13000410");
        let rename = json!({"dirId": id, "name": "x"});
        refused(&directories(member, "rename", rename).await, 430_017);
        let create = json!({"parentId": id, "name": "x"});
        refused(&directories(member, "create", create).await, 430_017);
        for operation in ["delete", "lock"] {
            let answer = directories(member, operation, json!({"dirId": id})).await;
            refused(&answer, 430_017);
        }
        let path = format!("/api/v1/nodes/{id}/lock");
        let body = json!({"reason": "x"});
        let answer = member.call(Method::PUT, &path, Some(&body)).await;
        failed(&answer, 423, "node_locked");
    }
    assert_eq!(team.names("root").await, ["locked", "own"]);
    assert_eq!(team.names(&locked).await, ["below"]);
}

async fn nothing_comes_back_to_where_it_may_not_be(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let file = team.store(&folder, "file").await;
    team.member
        .run_job(2, 201, &team.container, "", &[&file])
        .await;
    team.seclude(&folder, Some(5)).await;
    assert_refused(&item(&team, 4, 0, "", &file).await, "13000410");
    assert_refused(&item(&team, 2, 202, "", &file).await, "13000410");
    team.member.empty_bin(&team.container).await.ok();
    team.owner
        .run_job(4, 0, &team.container, "", &[&file])
        .await;
    assert_eq!(team.names(&folder).await, ["file"]);
}

async fn nobody_shares_above_his_own_right(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let (preview, nothing) = (
        team.mkdir("root", "preview").await,
        team.mkdir("root", "nothing").await,
    );
    team.seclude(&preview, Some(5)).await;
    team.seclude(&nothing, None).await;
    for (id, code) in [(&preview, 13_000_410), (&nothing, 13_000_309)] {
        let body = json!({
            "containerId": team.container, "fileIds": [id], "scope": 1, "validDays": 7,
        });
        let answer = team.member.post("/share", &body).await;
        assert_eq!(answer.body["code"], code, "{answer}");
    }
}

async fn nobody_gives_himself_a_right(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let member = &team.member;
    let path = format!("/api/v1/nodes/{folder}/grants");
    let body = json!({"subjectType": "user", "subjectId": member.user(), "roleIds": ["1"]});
    let answer = member.call(Method::PUT, &path, Some(&body)).await;
    failed(&answer, 403, "node_forbidden");
    let body = json!({
        "dirId": folder, "roleIds": ["1"], "authTarget": [member.user()], "targetType": 1,
    });
    refused(&directories(member, "authorize", body).await, 430_011);
    let path = format!("/api/v1/nodes/{folder}/inheritance");
    let body = json!({"inherit": false, "keep": false});
    let answer = member.call(Method::PUT, &path, Some(&body)).await;
    failed(&answer, 403, "node_forbidden");
    let role = json!({"name": "all", "rights": ["manageable"]});
    let answer = member.call(Method::POST, "/admin/v1/roles", Some(&role));
    failed(&answer.await, 403, "forbidden");
}

async fn a_cursor_of_another_is_refused(shared: &'static Shared) {
    let team = Team::open(shared).await;
    for name in ["a", "b", "c", "d"] {
        team.mkdir("root", name).await;
    }
    let first = team.list(&team.owner, "root", "").await.ok();
    let cursor = first["nextCursor"].as_str().unwrap();
    team.list(&team.owner, "root", cursor).await.ok();
    let answer = team.list(&team.member, "root", cursor).await;
    answer.bad(13_000_102);
}

async fn ids_of_another_tenant_do_not_exist(server: &mut Server) {
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let folder = person.mkdir("root", "folder").await;
    server.stop();
    second_tenant(server);
    server.start_again();
    let outsider = Person::log_in(server.url(), "outsider").await;
    let chief = Person::log_in(server.url(), "chief").await;
    for stranger in [&outsider, &chief] {
        let detail = stranger.detail(stranger.container(), &folder).await;
        detail.bad(13_000_309);
        for operation in ["delete", "lock", "unlock"] {
            let answer = directories(stranger, operation, json!({"dirId": folder})).await;
            refused(&answer, 430_003);
        }
        for path in ["grants", "rights", "lock"] {
            let path = format!("/api/v1/nodes/{folder}/{path}");
            let answer = stranger.call(Method::GET, &path, None).await;
            failed(&answer, 404, "node_not_found");
        }
    }
    // Nobody of another tenant is given anything.
    let mut owner = person;
    owner.reconnect();
    let path = format!("/api/v1/nodes/{folder}/grants");
    let body = json!({"subjectType": "user", "subjectId": outsider.user(), "roleIds": ["2"]});
    let answer = owner.call(Method::PUT, &path, Some(&body)).await;
    failed(&answer, 404, "not_found");
}
