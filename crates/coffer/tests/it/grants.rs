//! Roles granted on folders and files: what they open, to whom, and what stays closed.

use crate::departments::NOBODY;
use crate::files::{assert_done, assert_refused, id, names, outcome};
use crate::groups::group;
use crate::share_visits::{files, visit};
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use crate::tenants::second_tenant;
use coffer_testkit::{Answer, KooDrive, Place, Server};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_role_opens_one_folder_and_nothing_beside_it,
        what_is_not_granted_is_hidden_everywhere,
        groups_and_departments_hold_roles,
        nobody_grants_more_than_he_may,
        only_who_manages_grants,
        odd_grants_are_refused,
        roles_are_taken_again,
        a_move_keeps_roles_and_a_copy_has_none,
        a_share_gives_no_more_than_its_owner_may,
        who_is_removed_has_no_roles_any_more,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        other_tenants_are_neither_granted_nor_granted_on,
    }
}

pub(crate) const MANAGER: &str = "1";
pub(crate) const EDITOR: &str = "2";
pub(crate) const UPLOADER: &str = "3";
pub(crate) const DOWNLOADER: &str = "4";
pub(crate) const PREVIEWER: &str = "5";

/// Puts roles on a node.
pub(crate) async fn put(
    by: &KooDrive,
    node: &str,
    (kind, subject): (&str, &str),
    roles: &[&str],
) -> Answer {
    let body = json!({"subjectType": kind, "subjectId": subject, "roleIds": roles});
    let path = format!("/api/v1/nodes/{node}/grants");
    by.call(Method::PUT, &path, Some(&body)).await
}

/// Puts a role on a node for a person.
pub(crate) async fn grant(by: &KooDrive, node: &str, to: &Person, role: &str) {
    done(&put(by, node, ("user", to.user()), &[role]).await);
}

/// Takes roles.
pub(crate) async fn take(
    by: &KooDrive,
    node: &str,
    (kind, subject): (&str, &str),
    role: &str,
) -> Answer {
    let path =
        format!("/api/v1/nodes/{node}/grants?subjectType={kind}&subjectId={subject}&roleId={role}");
    by.call(Method::DELETE, &path, None).await
}

/// Asks this API.
pub(crate) async fn ask(by: &KooDrive, path: &str) -> Answer {
    by.call(Method::GET, path, None).await
}

/// What is granted on a node: kind, subject and role.
pub(crate) async fn granted(by: &KooDrive, node: &str) -> Vec<(String, String, String)> {
    let answer = ask(by, &format!("/api/v1/nodes/{node}/grants?limit=200")).await;
    let grants = success(&answer)["grants"].as_array().unwrap().clone();
    let text = |grant: &Value, field: &str| grant[field].as_str().unwrap().to_owned();
    let told = grants.iter().map(|grant| {
        (
            text(grant, "subjectType"),
            text(grant, "subjectId"),
            text(grant, "roleName"),
        )
    });
    told.collect()
}

#[track_caller]
pub(crate) fn done(answer: &Answer) {
    assert_eq!(answer.status, 204, "{answer}");
}

#[track_caller]
pub(crate) fn success(answer: &Answer) -> &Value {
    assert_eq!(answer.status, 200, "{answer}");
    &answer.body
}

#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.body["code"], code, "{answer}");
}

/// The names in a folder of somebody's space.
async fn listed(by: &Person, owner: &Person, folder: &str) -> Vec<String> {
    let body = json!({"containerId": owner.container(), "parentFileId": folder});
    names(&by.list("0", &body).await.ok()["files"])
}

/// What somebody may do with a node, as he is told.
pub(crate) async fn rights(by: &KooDrive, node: &str) -> Vec<String> {
    let answer = ask(by, &format!("/api/v1/nodes/{node}/rights")).await;
    let rights = success(&answer)["rights"].as_array().unwrap().iter();
    rights.map(|key| key.as_str().unwrap().to_owned()).collect()
}

async fn a_role_opens_one_folder_and_nothing_beside_it(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let space = owner.container();
    let top = owner.mkdir("root", "top").await;
    let open = owner.mkdir(&top, "open").await;
    let inner = owner.mkdir(&open, "inner").await;
    let file = owner.store(&inner, "a.txt", b"for a guest").await;
    let closed = owner.store(&top, "closed.txt", b"not for a guest").await;
    guest.detail(space, &file).await.bad(13_000_410);
    grant(&owner, &open, &guest, DOWNLOADER).await;
    grant(&owner, &open, &guest, DOWNLOADER).await;
    assert_eq!(listed(&guest, &owner, &open).await, ["inner"]);
    assert_eq!(listed(&guest, &owner, &inner).await, ["a.txt"]);
    assert_eq!(guest.read(space, &file).await, b"for a guest");
    assert_eq!(
        rights(&guest, &file).await,
        ["previewable", "downloadable", "readable"]
    );
    for hidden in [&closed, &top] {
        guest.detail(space, hidden).await.bad(13_000_309);
    }
    let root = json!({"containerId": space, "parentFileId": "root"});
    guest.list("0", &root).await.bad(13_000_410);
    // He looks and fetches, and that is all.
    guest.folder(space, &open, "x").await.bad(13_000_410);
    guest.rename(space, &file, "b.txt", 2).await.bad(13_000_410);
    let job = guest.run_job(2, 201, space, "", &[&file]).await;
    assert_refused(&job, "13000410");
    // With another role he puts things in as well.
    grant(&owner, &inner, &guest, UPLOADER).await;
    guest.upload(space, &inner, "b.txt", b"of a guest").await;
    guest.folder(space, &open, "x").await.bad(13_000_410);
    assert_eq!(owner.names(&inner).await, ["a.txt", "b.txt"]);
}

async fn what_is_not_granted_is_hidden_everywhere(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let space = owner.container();
    let top = owner.mkdir("root", "needle top").await;
    let open = owner.mkdir(&top, "needle open").await;
    owner.store(&open, "needle in it.txt", b"a").await;
    owner.store(&top, "needle beside it.txt", b"b").await;
    grant(&owner, &open, &guest, DOWNLOADER).await;
    let body = json!({
        "searchType": "personal", "pageInfo": {"pageSize": 100, "pageCursor": ""},
        "filter": {"containerId": space, "keyWord": "needle"},
    });
    let found = guest.search(&body).await.ok();
    let mut hits = names(&found["files"]);
    hits.sort();
    assert_eq!(hits, ["needle in it.txt", "needle open"]);
    assert_eq!(found["total"], 2, "{found}");
    let way = guest.path(space, &open).await.ok();
    assert!(!way.to_string().contains("needle top"), "{way}");
    // What was starred and used while it could be seen tells nothing when it cannot be any more.
    guest.star(true, space, &[&open]).await.ok();
    let subject = ("user", guest.user());
    assert_eq!(
        success(&take(&owner, &open, subject, "").await)["revoked"],
        1
    );
    let stars = guest.stars("").await.ok();
    assert!(!stars.to_string().contains("needle"), "{stars}");
    let used = guest.get("/access").await.ok();
    assert!(!used.to_string().contains("needle"), "{used}");
    guest.detail(space, &open).await.bad(13_000_410);
}

async fn groups_and_departments_hold_roles(shared: &'static Shared) {
    let office = shared.office("holders of roles").await;
    let below = office.found(&office.top, "below").await;
    let (owner, other) = (shared.person().await, shared.person().await);
    let clerk = office.join(&below, "grants-clerk", 1).await;
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store(&folder, "a.txt", b"a").await;
    let space = owner.container();
    let top = ("department", office.top.as_str());
    done(&put(&owner, &folder, top, &[DOWNLOADER]).await);
    assert_eq!(clerk.read(space, &file).await, b"a");
    other.detail(space, &file).await.bad(13_000_410);
    let team = group(&owner, "holders").await;
    done(&put(&owner, &folder, ("group", &team), &[PREVIEWER]).await);
    other.detail(space, &file).await.bad(13_000_410);
    owner.add_members(&team, &[other.user()]).await.ok();
    other.detail(space, &file).await.ok();
    assert_eq!(rights(&other, &file).await, ["previewable", "readable"]);
    owner.remove_members(&team, &[other.user()]).await.ok();
    other.detail(space, &file).await.bad(13_000_410);
    // Only what is there holds roles.
    owner.add_members(&team, &[other.user()]).await.ok();
    owner.delete_group(&team).await.ok();
    other.detail(space, &file).await.bad(13_000_410);
    let expected = (
        "department".to_owned(),
        office.top.clone(),
        "downloader".to_owned(),
    );
    assert_eq!(granted(&owner, &folder).await, [expected]);
}

async fn nobody_grants_more_than_he_may(shared: &'static Shared) {
    let admin = shared.admin().await;
    let (owner, steward, guest) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let body = json!({"name": "steward of grants", "rights": ["manageable", "previewable"]});
    let made = admin
        .call(Method::POST, "/admin/v1/roles", Some(&body))
        .await;
    assert_eq!(made.status, 201, "{made}");
    let role = id(&made.body);
    let folder = owner.mkdir("root", "folder").await;
    grant(&owner, &folder, &steward, &role).await;
    grant(&steward, &folder, &guest, PREVIEWER).await;
    for more in [MANAGER, EDITOR, UPLOADER, DOWNLOADER] {
        let answer = put(
            &steward,
            &folder,
            ("user", guest.user()),
            &[PREVIEWER, more],
        )
        .await;
        refused(&answer, 403, "node_forbidden");
        let himself = put(&steward, &folder, ("user", steward.user()), &[more]).await;
        refused(&himself, 403, "node_forbidden");
    }
    assert_eq!(rights(&guest, &folder).await, ["previewable", "readable"]);
    // Nor does he win anything by breaking inheritance.
    let inner = owner.mkdir(&folder, "inner").await;
    let path = format!("/api/v1/nodes/{inner}/inheritance");
    let off = json!({"inherit": false});
    done(&steward.call(Method::PUT, &path, Some(&off)).await);
    assert_eq!(
        rights(&steward, &inner).await,
        ["previewable", "manageable", "unlockable", "readable"]
    );
}

async fn only_who_manages_grants(shared: &'static Shared) {
    let (owner, editor, stranger) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let folder = owner.mkdir("root", "folder").await;
    grant(&owner, &folder, &editor, EDITOR).await;
    let to = ("user", stranger.user());
    let grants = format!("/api/v1/nodes/{folder}/grants");
    refused(
        &put(&editor, &folder, to, &[PREVIEWER]).await,
        403,
        "node_forbidden",
    );
    refused(&take(&editor, &folder, to, "").await, 403, "node_forbidden");
    refused(&ask(&editor, &grants).await, 403, "node_forbidden");
    refused(
        &put(&stranger, &folder, to, &[PREVIEWER]).await,
        404,
        "node_not_found",
    );
    refused(
        &take(&stranger, &folder, to, "").await,
        404,
        "node_not_found",
    );
    refused(&ask(&stranger, &grants).await, 404, "node_not_found");
    let about = format!("/api/v1/nodes/{folder}/rights?userId={}", stranger.user());
    refused(&ask(&editor, &about).await, 403, "node_forbidden");
    refused(&ask(&stranger, &about).await, 404, "node_not_found");
    // An administrator sees the figures of a personal space, and grants himself nothing in it.
    let admin = shared.admin().await;
    refused(
        &put(&admin, &folder, to, &[PREVIEWER]).await,
        404,
        "node_not_found",
    );
    let nobody = owner.without_token();
    let wrong = owner.with_token("Bearer nonsense");
    for client in [&nobody, &wrong] {
        refused(
            &put(client, &folder, to, &[PREVIEWER]).await,
            401,
            "unauthenticated",
        );
        refused(&take(client, &folder, to, "").await, 401, "unauthenticated");
        for path in [&grants, &about, "/api/v1/granted"] {
            refused(&ask(client, path).await, 401, "unauthenticated");
        }
    }
    assert_eq!(granted(&owner, &folder).await.len(), 1);
}

async fn odd_grants_are_refused(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let folder = owner.mkdir("root", "folder").await;
    let to = ("user", guest.user());
    let many: Vec<&str> = std::iter::repeat_n(PREVIEWER, 21).collect();
    for roles in [&[][..], &many] {
        let answer = put(&owner, &folder, to, roles).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], "roleIds", "{answer}");
    }
    refused(&put(&owner, &folder, to, &["x"]).await, 400, "bad_request");
    refused(
        &put(&owner, &folder, ("x", guest.user()), &[PREVIEWER]).await,
        400,
        "bad_request",
    );
    refused(
        &put(&owner, &folder, ("user", "x"), &[PREVIEWER]).await,
        400,
        "bad_request",
    );
    // All or nothing.
    refused(
        &put(&owner, &folder, to, &[PREVIEWER, NOBODY]).await,
        404,
        "not_found",
    );
    for kind in ["user", "group", "department"] {
        let answer = put(&owner, &folder, (kind, NOBODY), &[PREVIEWER]).await;
        refused(&answer, 404, "not_found");
    }
    for node in [NOBODY, "0", "-1", "x"] {
        let answer = put(&owner, node, to, &[PREVIEWER]).await;
        refused(&answer, 404, "node_not_found");
    }
    assert_eq!(granted(&owner, &folder).await, []);
    owner.recycle(&[&folder]).await;
    refused(
        &put(&owner, &folder, to, &[PREVIEWER]).await,
        409,
        "node_recycled",
    );
    refused(&take(&owner, &folder, to, "").await, 409, "node_recycled");
    let path = format!("/api/v1/nodes/{folder}/grants");
    let odd = [
        format!("{path}?limit=0"),
        format!("{path}?limit=201"),
        format!("{path}?cursor=x"),
        format!("{path}?more=1"),
        "/api/v1/granted?limit=101".to_owned(),
        "/api/v1/granted?cursor=x".to_owned(),
    ];
    for path in odd {
        refused(&ask(&owner, &path).await, 400, "bad_request");
    }
    refused(
        &ask(&owner, "/api/v1/nodes").await,
        404,
        "unknown_operation",
    );
}

async fn roles_are_taken_again(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let file = owner.store("root", "a.txt", b"a").await;
    let space = owner.container();
    let to = ("user", guest.user());
    done(&put(&owner, &file, to, &[DOWNLOADER, UPLOADER, EDITOR]).await);
    assert_eq!(
        success(&take(&owner, &file, to, EDITOR).await)["revoked"],
        1
    );
    assert_eq!(
        success(&take(&owner, &file, to, EDITOR).await)["revoked"],
        0
    );
    guest.rename(space, &file, "b.txt", 2).await.bad(13_000_410);
    assert_eq!(guest.read(space, &file).await, b"a");
    assert_eq!(success(&take(&owner, &file, to, "").await)["revoked"], 2);
    assert_eq!(success(&take(&owner, &file, to, "").await)["revoked"], 0);
    guest.detail(space, &file).await.bad(13_000_410);
    grant(&owner, &file, &guest, PREVIEWER).await;
    guest.detail(space, &file).await.ok();
}

async fn a_move_keeps_roles_and_a_copy_has_none(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let space = owner.container();
    let target = owner.mkdir("root", "target").await;
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store(&folder, "a.txt", b"a").await;
    grant(&owner, &folder, &guest, DOWNLOADER).await;
    assert_done(&owner.run_job(1, 101, space, &target, &[&folder]).await);
    let copy = owner.entries(&target).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(granted(&owner, &copy).await, []);
    guest.detail(space, &copy).await.bad(13_000_309);
    let other = owner.mkdir("root", "other").await;
    assert_done(&owner.move_to(&other, &[&folder]).await);
    assert_eq!(guest.read(space, &file).await, b"a");
    assert_eq!(granted(&owner, &folder).await.len(), 1);
    // What it inherited is that of its new place.
    let lone = owner.store("root", "b.txt", b"b").await;
    assert_done(&owner.move_to(&folder, &[&lone]).await);
    assert_eq!(guest.read(space, &lone).await, b"b");
    assert_done(&owner.move_to(&other, &[&lone]).await);
    guest.detail(space, &lone).await.bad(13_000_309);
    // Nobody moves what he may only look at.
    let job = guest.run_job(3, 301, space, &folder, &[&file]).await;
    assert_eq!(outcome(&job).0, "2", "{job:#}");
}

async fn a_share_gives_no_more_than_its_owner_may(shared: &'static Shared) {
    let (owner, guest) = (shared.person().await, shared.person().await);
    let space = owner.container();
    let folder = owner.mkdir("root", "folder").await;
    let file = owner.store(&folder, "a.txt", b"a").await;
    let link = |file: &str| json!({"containerId": space, "fileIds": [file]});
    grant(&owner, &folder, &guest, DOWNLOADER).await;
    guest.share(&[&file], link(&file)).await.bad(13_000_410);
    grant(&owner, &folder, &guest, EDITOR).await;
    let shared_file = guest.shared(&[&file], link(&file)).await;
    let stranger = shared.stranger();
    visit(&stranger, &shared_file).await.ok();
    let shown = files(&stranger, &shared_file, json!({})).await.ok();
    assert!(shown.to_string().contains("a.txt"), "{shown}");
    let to = ("user", guest.user());
    assert_eq!(
        success(&take(&owner, &folder, to, EDITOR).await)["revoked"],
        1
    );
    let answer = files(&stranger, &shared_file, json!({})).await;
    assert!(!answer.text.contains("a.txt"), "{answer}");
}

async fn who_is_removed_has_no_roles_any_more(shared: &'static Shared) {
    let office = shared.office("leavers with roles").await;
    let owner = shared.person().await;
    let folder = owner.mkdir("root", "folder").await;
    let clerk = office.join(&office.top, "grants-leaver", 1).await;
    let empty = office.found(&office.top, "empty").await;
    grant(&owner, &folder, &clerk, EDITOR).await;
    done(&put(&owner, &folder, ("department", &empty), &[EDITOR]).await);
    assert_eq!(granted(&owner, &folder).await.len(), 2);
    office.admin.delete_user(clerk.user()).await.ok();
    office.admin.delete_department(&empty).await.ok();
    assert_eq!(granted(&owner, &folder).await, []);
}

async fn other_tenants_are_neither_granted_nor_granted_on(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let own = admin.mkdir("root", "own").await;
    let theirs = outsider.mkdir("root", "theirs").await;
    let answer = put(&admin, &own, ("user", outsider.user()), &[PREVIEWER]).await;
    refused(&answer, 404, "not_found");
    let to = ("user", admin.user());
    let answer = put(&admin, &theirs, to, &[PREVIEWER]).await;
    refused(&answer, 404, "node_not_found");
    let answer = take(&admin, &theirs, to, PREVIEWER).await;
    refused(&answer, 404, "node_not_found");
    for what in ["grants", "rights"] {
        let answer = ask(&admin, &format!("/api/v1/nodes/{theirs}/{what}")).await;
        refused(&answer, 404, "node_not_found");
    }
    let body = json!({"name": "of the first", "rights": ["readable"]});
    let made = admin
        .call(Method::POST, "/admin/v1/roles", Some(&body))
        .await;
    let role = id(&made.body);
    let himself = ("user", outsider.user());
    let answer = put(&outsider, &theirs, himself, &[&role]).await;
    refused(&answer, 404, "not_found");
    assert_eq!(granted(&outsider, &theirs).await, []);
}
