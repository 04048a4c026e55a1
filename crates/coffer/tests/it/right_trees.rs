//! Trees with something in them that their reader may not take: what is packed, copied, shared and
//! emptied of them.

use crate::files::{assert_done, assert_refused};
use crate::packs::{unpacked, url};
use crate::right_attacks::Team;
use crate::share_visits::{download, files};
use crate::support::{Shared, on_both_databases};
use reqwest::Method;
use serde_json::json;

on_both_databases! {
    a_pack_has_the_rest_where_it_belongs,
    a_copy_has_the_rest,
    a_share_shows_what_its_owner_may_share,
    digests_are_for_who_may_fetch,
    what_may_not_be_fetched_does_not_move,
    what_was_thrown_away_before_bars_nothing,
    what_may_not_move_does_not_come_back_elsewhere,
}

/// `a` with `b` (`f`, `secret`) and `c` (`g`); the member sees no secret.
async fn tree(team: &Team) -> (String, String) {
    let top = team.mkdir("root", "a").await;
    let (b, c) = (team.mkdir(&top, "b").await, team.mkdir(&top, "c").await);
    team.store(&b, "f").await;
    let secret = team.store(&b, "secret").await;
    team.store(&c, "g").await;
    team.seclude(&secret, None).await;
    (top, secret)
}

async fn a_pack_has_the_rest_where_it_belongs(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let (top, _) = tree(&team).await;
    let packed = team.member.packed(&team.container, &[&top]).await;
    let entries = unpacked(&team.member, &url(&packed)).await;
    let mut names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a/", "a/b/", "a/b/f", "a/c/", "a/c/g"]);
}

async fn a_copy_has_the_rest(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let (top, _) = tree(&team).await;
    let target = team.mkdir("root", "target").await;
    let member = &team.member;
    member
        .run_job(1, 101, &team.container, &target, &[&top])
        .await;
    let copy = team.find(&target, "a").await;
    let b = team.find(&copy, "b").await;
    assert_eq!(team.names(&b).await, ["f"]);
    let c = team.find(&copy, "c").await;
    assert_eq!(team.names(&c).await, ["g"]);
}

async fn a_share_shows_what_its_owner_may_share(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let (top, secret) = tree(&team).await;
    let body = json!({
        "scope": 1, "fileIds": [top], "containerId": team.container, "validDays": 7,
    });
    let link = team.member.post("/share", &body).await.ok()["shareLink"].clone();
    let stranger = shared.stranger();
    let b = team.find(&top, "b").await;
    let listed = files(&stranger, &link, json!({"parentFolder": b}))
        .await
        .ok();
    assert_eq!(listed["files"].as_array().unwrap().len(), 1, "{listed}");
    download(&stranger, &link, &secret, "")
        .await
        .bad(13_000_309);
    // He may fetch it now, and still not share it.
    crate::right_attacks::grant(&team.owner, &secret, team.member.user(), 4).await;
    let listed = files(&stranger, &link, json!({"parentFolder": b}))
        .await
        .ok();
    assert_eq!(listed["files"].as_array().unwrap().len(), 1, "{listed}");
    download(&stranger, &link, &secret, "")
        .await
        .bad(13_000_309);
}

async fn digests_are_for_who_may_fetch(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let file = team.store(&folder, "file").await;
    team.seclude(&folder, Some(5)).await;
    let detail = team.member.detail(&team.container, &file).await.ok();
    let listed = team.list(&team.member, &folder, "").await.ok();
    for answer in [detail, listed] {
        let text = answer.to_string();
        assert!(!text.contains("sha256"), "{text}");
        assert!(!text.contains("/o/"), "{text}");
    }
}

/// Lets the member do this, and nothing else, with a folder.
async fn seclude_for(shared: &'static Shared, team: &Team, folder: &str, rights: &[&str]) {
    let name = format!("{} of {folder}", rights.len());
    let body = json!({"name": name, "rights": rights});
    let admin = shared.admin().await;
    let role = admin.call(Method::POST, "/admin/v1/roles", Some(&body));
    let role = role.await.body["id"].as_str().unwrap().to_owned();
    team.seclude(folder, None).await;
    let body = json!({"subjectType": "user", "subjectId": team.member.user(), "roleIds": [role]});
    let path = format!("/api/v1/nodes/{folder}/grants");
    let granted = team.owner.call(Method::PUT, &path, Some(&body)).await;
    assert_eq!(granted.status, 204, "{granted}");
}

async fn what_may_not_be_fetched_does_not_move(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let (folder, own) = (
        team.mkdir("root", "folder").await,
        team.mkdir("root", "own").await,
    );
    let file = team.store(&folder, "file").await;
    seclude_for(
        shared,
        &team,
        &folder,
        &["readable", "uploadable", "deleteable"],
    )
    .await;
    let act = |task, action, target: &str, item: &str| {
        let (target, item) = (target.to_owned(), item.to_owned());
        let team = &team;
        async move {
            let items = [item.as_str()];
            team.member
                .run_job(task, action, &team.container, &target, &items)
                .await
        }
    };
    assert_refused(&act(3, 301, &own, &file).await, "13000410");
    assert_refused(&act(3, 301, &own, &folder).await, "13000410");
    assert_eq!(team.names(&folder).await, ["file"]);
    // To throw away is another thing.
    assert_done(&act(2, 201, "", &file).await);
    assert_eq!(team.names(&folder).await, [""; 0]);
}

async fn what_was_thrown_away_before_bars_nothing(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let target = team.mkdir("root", "target").await;
    let secret = team.mkdir(&folder, "secret").await;
    team.seclude(&secret, None).await;
    let (member, container) = (&team.member, &team.container);
    let refused = member.run_job(3, 301, container, &target, &[&folder]).await;
    assert_refused(&refused, "13000410");
    assert_done(&team.owner.run_job(2, 201, container, "", &[&secret]).await);
    assert_done(&member.run_job(3, 301, container, &target, &[&folder]).await);
    assert_done(&member.run_job(2, 201, container, "", &[&folder]).await);
    assert_eq!(team.names(&target).await, [""; 0]);
    // It comes back to where its folder is now.
    assert_done(&team.owner.run_job(4, 0, container, "", &[&folder]).await);
    assert_done(&team.owner.run_job(4, 0, container, "", &[&secret]).await);
    assert_eq!(team.names(&folder).await, ["secret"]);
    let listed = team.list(member, &folder, "").await.ok();
    assert_eq!(listed["files"], json!([]), "{listed}");
}

async fn what_may_not_move_does_not_come_back_elsewhere(shared: &'static Shared) {
    let team = Team::open(shared).await;
    let folder = team.mkdir("root", "folder").await;
    let inner = team.mkdir(&folder, "inner").await;
    let file = team.store(&inner, "file").await;
    let rights = ["uploadable", "deleteable", "restoreable"];
    seclude_for(shared, &team, &folder, &rights).await;
    let (member, container) = (&team.member, &team.container);
    for item in [&file, &inner] {
        assert_done(&member.run_job(2, 201, container, "", &[item]).await);
    }
    // Its folder is thrown away: it would go to the root, for everybody to fetch.
    let refused = member.run_job(4, 0, container, "", &[&file]).await;
    assert_refused(&refused, "13000410");
    for item in [&inner, &file] {
        assert_done(&member.run_job(4, 0, container, "", &[item]).await);
    }
    assert_eq!(team.names(&inner).await, ["file"]);
}
