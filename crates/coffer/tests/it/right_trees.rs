//! Trees with something in them that their reader may not take: what is packed, copied, shared and
//! emptied of them.

use crate::packs::{unpacked, url};
use crate::right_attacks::Team;
use crate::share_visits::{download, files};
use crate::support::{Shared, on_both_databases};
use serde_json::json;

on_both_databases! {
    a_pack_has_the_rest_where_it_belongs,
    a_copy_has_the_rest,
    a_share_shows_what_its_owner_may_share,
    digests_are_for_who_may_fetch,
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
