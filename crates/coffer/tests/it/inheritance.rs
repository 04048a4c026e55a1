//! Breaking inheritance, and mending it: who still sees what.

use crate::departments::NOBODY;
use crate::files::{assert_refused, names};
use crate::grants::{
    DOWNLOADER, MANAGER, PREVIEWER, ask, done, grant, granted, put, refused, rights, success,
};
use crate::groups::group;
use crate::organisation::Office;
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Answer, KooDrive};
use reqwest::Method;
use serde_json::json;

on_both_databases! {
    members_do_not_see_what_inherits_nothing,
    what_counted_from_above_can_be_kept,
    who_managed_it_still_can,
    what_a_group_managed_stays_with_the_group,
    it_is_mended_again,
    mending_gives_nothing_that_one_has_not,
    a_break_moves_with_its_folder,
    who_may_not_is_refused,
}

async fn set(by: &KooDrive, node: &str, inherit: bool, keep: bool) -> Answer {
    let body = json!({"inherit": inherit, "keep": keep});
    let path = format!("/api/v1/nodes/{node}/inheritance");
    by.call(Method::PUT, &path, Some(&body)).await
}

/// Whether a node inherits, as who manages it is told beside what is granted on it.
async fn inherits(by: &KooDrive, node: &str) -> bool {
    let answer = ask(by, &format!("/api/v1/nodes/{node}/grants")).await;
    success(&answer)["inherit"].as_bool().unwrap()
}

/// A department with its space, a member and an administrator.
struct Team {
    office: Office,
    space: String,
    member: Person,
    chief: Person,
}

impl Team {
    async fn open(shared: &'static Shared, name: &str) -> Self {
        let office = shared.office(name).await;
        let member = office.join(&office.top, &format!("{name}-member"), 1).await;
        let chief = office.join(&office.top, &format!("{name}-chief"), 0).await;
        let space = office.team_space(&office.top).await;
        Self {
            office,
            space,
            member,
            chief,
        }
    }

    async fn mkdir(&self, parent: &str, name: &str) -> String {
        crate::files::id(&self.chief.folder(&self.space, parent, name).await.ok())
    }

    async fn list(&self, by: &Person, folder: &str) -> Vec<String> {
        let body = json!({"containerId": self.space, "parentFileId": folder});
        let path = format!("/files/{}/0?team_type=0", self.office.top);
        names(&by.post(&path, &body).await.ok()["files"])
    }
}

async fn members_do_not_see_what_inherits_nothing(shared: &'static Shared) {
    let team = Team::open(shared, "breaks").await;
    let (space, member, chief) = (&team.space, &team.member, &team.chief);
    let folder = team.mkdir("root", "needle folder").await;
    let file = chief.upload(space, &folder, "needle.txt", b"a").await;
    team.mkdir("root", "plain").await;
    member.star(true, space, &[&folder]).await.ok();
    member.detail(space, &file).await.ok();
    done(&set(chief, &folder, false, false).await);
    done(&set(chief, &folder, false, false).await);
    assert_eq!(team.list(member, "root").await, ["plain"]);
    for hidden in [&folder, &file] {
        member.detail(space, hidden).await.bad(13_000_309);
        member.path(space, hidden).await.bad(13_000_309);
    }
    let body = json!({
        "searchType": "team", "pageInfo": {"pageSize": 100, "pageCursor": ""},
        "filter": {"containerId": space, "keyWord": "needle"},
    });
    assert_eq!(member.search(&body).await.ok()["total"], 0);
    for list in ["/star/files", "/access"] {
        let shown = member.get(list).await.ok();
        assert!(!shown.to_string().contains("needle"), "{shown}");
    }
    // Who has all rights in the space keeps them.
    for manager in [chief, &team.office.admin] {
        assert_eq!(manager.read(space, &file).await, b"a");
    }
    // The name is taken although he does not see by what.
    member
        .folder(space, "root", "needle folder")
        .await
        .bad(13_000_405);
    grant(chief, &folder, member, DOWNLOADER).await;
    assert_eq!(team.list(member, "root").await, ["needle folder", "plain"]);
    assert_eq!(member.read(space, &file).await, b"a");
    member
        .rename(space, &file, "b.txt", 2)
        .await
        .bad(13_000_410);
}

async fn what_counted_from_above_can_be_kept(shared: &'static Shared) {
    let (owner, guest, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let space = owner.container();
    let top = owner.mkdir("root", "top").await;
    let middle = owner.mkdir(&top, "middle").await;
    let kept = owner.mkdir(&middle, "kept").await;
    let bare = owner.mkdir(&middle, "bare").await;
    grant(&owner, &top, &guest, DOWNLOADER).await;
    grant(&owner, &middle, &other, PREVIEWER).await;
    done(&set(&owner, &kept, false, true).await);
    done(&set(&owner, &bare, false, false).await);
    let mut roles: Vec<_> = granted(&owner, &kept).await;
    roles.sort_by(|a, b| a.2.cmp(&b.2));
    let expected = [
        (
            "user".to_owned(),
            guest.user().to_owned(),
            "downloader".to_owned(),
        ),
        (
            "user".to_owned(),
            other.user().to_owned(),
            "previewer".to_owned(),
        ),
    ];
    assert_eq!(roles, expected);
    assert_eq!(granted(&owner, &bare).await, []);
    for person in [&guest, &other] {
        person.detail(space, &kept).await.ok();
        person.detail(space, &bare).await.bad(13_000_309);
    }
    // What is granted above from now on stays above.
    grant(&owner, &top, &other, DOWNLOADER).await;
    assert_eq!(rights(&other, &kept).await, ["previewable", "readable"]);
    assert_eq!(
        rights(&other, &middle).await,
        ["previewable", "downloadable", "readable"]
    );
}

async fn who_managed_it_still_can(shared: &'static Shared) {
    let (owner, manager) = (shared.person().await, shared.person().await);
    let top = owner.mkdir("root", "top").await;
    let folder = owner.mkdir(&top, "folder").await;
    grant(&owner, &top, &manager, MANAGER).await;
    done(&set(&manager, &folder, false, false).await);
    let own = (
        "user".to_owned(),
        manager.user().to_owned(),
        "manager".to_owned(),
    );
    assert_eq!(granted(&manager, &folder).await, [own]);
    // The owner of the space is never locked out of it, and gets no role that he does not need.
    let other = owner.mkdir(&top, "other").await;
    done(&set(&owner, &other, false, false).await);
    assert_eq!(granted(&owner, &other).await, []);
    refused(
        &set(&manager, &other, true, false).await,
        404,
        "node_not_found",
    );
    assert_eq!(rights(&owner, &folder).await.len(), 11);
}

async fn what_a_group_managed_stays_with_the_group(shared: &'static Shared) {
    let (owner, manager) = (shared.person().await, shared.person().await);
    let top = owner.mkdir("root", "top").await;
    let folder = owner.mkdir(&top, "folder").await;
    let team = group(&owner, "keepers").await;
    owner.add_members(&team, &[manager.user()]).await.ok();
    done(&put(&owner, &top, ("group", &team), &[MANAGER]).await);
    done(&set(&manager, &folder, false, false).await);
    let expected = ("group".to_owned(), team.clone(), "manager".to_owned());
    assert_eq!(granted(&manager, &folder).await, [expected]);
    owner.remove_members(&team, &[manager.user()]).await.ok();
    let answer = ask(&manager, &format!("/api/v1/nodes/{folder}/rights")).await;
    refused(&answer, 404, "node_not_found");
}

async fn it_is_mended_again(shared: &'static Shared) {
    let team = Team::open(shared, "mends").await;
    let folder = team.mkdir("root", "folder").await;
    let inner = team.mkdir(&folder, "inner").await;
    done(&set(&team.chief, &folder, false, false).await);
    assert!(!inherits(&team.chief, &folder).await);
    // What is below takes its rights from the folder.
    assert!(inherits(&team.chief, &inner).await);
    assert!(inherits(&team.chief, &root_of(&team).await).await);
    assert_eq!(team.list(&team.member, "root").await, [""; 0]);
    grant(&team.chief, &folder, &team.member, PREVIEWER).await;
    done(&set(&team.chief, &folder, true, false).await);
    done(&set(&team.chief, &folder, true, false).await);
    assert!(inherits(&team.chief, &folder).await);
    assert_eq!(team.list(&team.member, "root").await, ["folder"]);
    assert_eq!(rights(&team.member, &folder).await.len(), 9);
    // What was granted on it meanwhile stays.
    assert_eq!(granted(&team.chief, &folder).await.len(), 1);
}

async fn mending_gives_nothing_that_one_has_not(shared: &'static Shared) {
    let team = Team::open(shared, "mending").await;
    let folder = team.mkdir("root", "folder").await;
    done(&set(&team.chief, &folder, false, false).await);
    let role = json!({"name": "mending", "rights": ["manageable"]});
    let role = (team.office.admin)
        .call(Method::POST, "/admin/v1/roles", Some(&role))
        .await;
    let role = role.body["id"].as_str().unwrap().to_owned();
    let to = ("user", team.member.user());
    done(&put(&team.chief, &folder, to, &[&role]).await);
    refused(
        &set(&team.member, &folder, true, false).await,
        403,
        "node_forbidden",
    );
    assert_eq!(rights(&team.member, &folder).await.len(), 3);
    // Who has every right gives every right.
    done(&put(&team.chief, &folder, to, &[MANAGER]).await);
    done(&set(&team.member, &folder, true, false).await);
}

async fn a_break_moves_with_its_folder(shared: &'static Shared) {
    let team = Team::open(shared, "moves").await;
    let (space, member, chief) = (&team.space, &team.member, &team.chief);
    let folder = team.mkdir("root", "folder").await;
    let around = team.mkdir("root", "around").await;
    done(&set(chief, &folder, false, false).await);
    let job = chief.run_job(3, 301, space, &around, &[&folder]).await;
    crate::files::assert_done(&job);
    assert_eq!(team.list(member, &around).await, [""; 0]);
    // What somebody does to a folder is done to all of it.
    let job = member.run_job(2, 201, space, "", &[&around]).await;
    assert_refused(&job, "13000410");
    member.rename(space, &around, "b", 2).await.bad(13_000_410);
    // Explanations name the break: nothing comes from the space any more.
    let path = format!("/api/v1/nodes/{folder}/rights?userId={}", member.user());
    let told = ask(chief, &path).await;
    assert_eq!(told.body["rights"], json!([]), "{told}");
    let path = format!("/api/v1/nodes/{around}/rights?userId={}", member.user());
    let told = ask(chief, &path).await;
    let reason = json!({"kind": "space", "standing": "departmentMember", "inherited": true});
    assert_eq!(told.body["flags"][0]["reasons"], json!([reason]), "{told}");
}

async fn who_may_not_is_refused(shared: &'static Shared) {
    let team = Team::open(shared, "refusals").await;
    let folder = team.mkdir("root", "folder").await;
    let stranger = shared.person().await;
    refused(
        &set(&team.member, &folder, false, true).await,
        403,
        "node_forbidden",
    );
    refused(
        &set(&stranger, &folder, false, true).await,
        404,
        "node_not_found",
    );
    let nobody = stranger.without_token();
    refused(
        &set(&nobody, &folder, false, true).await,
        401,
        "unauthenticated",
    );
    for unknown in [NOBODY, "x"] {
        refused(
            &set(&team.chief, unknown, false, true).await,
            404,
            "node_not_found",
        );
    }
    let path = format!("/api/v1/nodes/{folder}/inheritance");
    for body in [
        json!({}),
        json!({"inherit": "perhaps"}),
        json!({"inherit": true, "x": 1}),
    ] {
        let answer = team.chief.call(Method::PUT, &path, Some(&body)).await;
        refused(&answer, 400, "bad_request");
    }
    // A root has nothing to inherit from.
    let granted_root = ask(&team.chief, "/api/v1/granted").await;
    assert_eq!(granted_root.body["nodes"], json!([]));
    let root = root_of(&team).await;
    refused(
        &set(&team.chief, &root, false, true).await,
        403,
        "forbidden",
    );
    done(&put(&team.chief, &root, ("user", stranger.user()), &[PREVIEWER]).await);
    assert_eq!(team.list_root(&stranger).await, ["folder"]);
    let job = team
        .chief
        .run_job(2, 201, &team.space, "", &[&folder])
        .await;
    crate::files::assert_done(&job);
    refused(
        &set(&team.chief, &folder, false, true).await,
        409,
        "node_recycled",
    );
}

impl Team {
    async fn list_root(&self, by: &Person) -> Vec<String> {
        self.list(by, "root").await
    }
}

/// The id of the folder of everything.
async fn root_of(team: &Team) -> String {
    let space = team.chief.space(&team.office.top, "0").await.ok();
    space["data"]["rootFileId"].as_str().unwrap().to_owned()
}
