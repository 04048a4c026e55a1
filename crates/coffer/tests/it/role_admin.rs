//! Roles: the built-in ones, and those that super administrators define.

use crate::departments::NOBODY;
use crate::files::id;
use crate::grants::{ask, done, grant, refused, rights, success, take};
use crate::right_attacks::Team;
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Answer, KooDrive};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    everybody_sees_the_roles,
    a_role_is_defined_and_changed_and_removed,
    names_of_roles_are_unique,
    odd_roles_are_refused,
    only_super_administrators_define_roles,
    a_role_that_changes_changes_what_people_may_do,
    the_audit_log_tells_of_roles_and_grants,
}

const ROLES: &str = "/admin/v1/roles";

async fn define(by: &KooDrive, name: &str, rights: &[&str]) -> Answer {
    let body = json!({"name": name, "rights": rights});
    by.call(Method::POST, ROLES, Some(&body)).await
}

#[track_caller]
fn made(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{answer}");
    id(&answer.body)
}

async fn change(by: &KooDrive, role: &str, body: Value) -> Answer {
    by.call(Method::PATCH, &format!("{ROLES}/{role}"), Some(&body))
        .await
}

async fn remove(by: &KooDrive, role: &str) -> Answer {
    by.call(Method::DELETE, &format!("{ROLES}/{role}"), None)
        .await
}

/// Every role, read in pages of two.
async fn all(by: &KooDrive) -> Vec<Value> {
    let (mut roles, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let answer = ask(by, &format!("{ROLES}{query}")).await;
        let page = success(&answer);
        roles.extend(page["roles"].as_array().unwrap().clone());
        match page["nextCursor"].as_str() {
            Some(cursor) => query = format!("?limit=2&cursor={cursor}"),
            None => return roles,
        }
    }
}

async fn find(by: &KooDrive, role: &str) -> Option<Value> {
    let roles = all(by).await;
    roles.into_iter().find(|found| found["id"] == role)
}

async fn everybody_sees_the_roles(shared: &'static Shared) {
    let (admin, person) = (shared.admin().await, shared.person().await);
    let role = made(&define(&admin, "seen by everybody", &["readable"]).await);
    let roles = all(&person).await;
    let names: Vec<&str> = roles[..5]
        .iter()
        .map(|role| role["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["manager", "editor", "uploader", "downloader", "previewer"]
    );
    let expected = json!({
        "id": "4", "name": "downloader", "rights": ["previewable", "downloadable", "readable"],
        "builtIn": true, "createdAt": null, "updatedAt": null,
    });
    assert_eq!(roles[3], expected);
    assert_eq!(roles[0]["rights"].as_array().unwrap().len(), 11);
    assert!(roles.iter().any(|found| found["id"] == role.as_str()));
    assert_eq!(ask(&person.without_token(), ROLES).await.status, 401);
    for query in ["?limit=0", "?limit=101", "?cursor=x", "?x=1"] {
        refused(
            &ask(&person, &format!("{ROLES}{query}")).await,
            400,
            "bad_request",
        );
    }
}

async fn a_role_is_defined_and_changed_and_removed(shared: &'static Shared) {
    let admin = shared.admin().await;
    let role = made(&define(&admin, " 审计员 ", &["previewable"]).await);
    let found = find(&admin, &role).await.unwrap();
    let expected = json!({
        "id": role, "name": "审计员", "rights": ["previewable", "readable"], "builtIn": false,
        "createdAt": found["createdAt"], "updatedAt": found["createdAt"],
    });
    assert_eq!(found, expected);
    done(&change(&admin, &role, json!({"rights": ["manageable"]})).await);
    let found = find(&admin, &role).await.unwrap();
    assert_eq!(found["name"], "审计员");
    assert_eq!(
        found["rights"],
        json!(["manageable", "unlockable", "readable"])
    );
    done(&change(&admin, &role, json!({"name": "监察"})).await);
    let found = find(&admin, &role).await.unwrap();
    assert_eq!(found["name"], "监察");
    assert_eq!(
        found["rights"],
        json!(["manageable", "unlockable", "readable"])
    );
    done(&change(&admin, &role, json!({})).await);
    done(&remove(&admin, &role).await);
    assert_eq!(find(&admin, &role).await, None);
    refused(&remove(&admin, &role).await, 404, "not_found");
    refused(
        &change(&admin, &role, json!({"name": "x"})).await,
        404,
        "not_found",
    );
}

async fn names_of_roles_are_unique(shared: &'static Shared) {
    let admin = shared.admin().await;
    let role = made(&define(&admin, "Unique Role", &["readable"]).await);
    let other = made(&define(&admin, "another role", &["readable"]).await);
    for taken in ["unique role", "UNIQUE ROLE", "Manager", "previewer"] {
        refused(&define(&admin, taken, &["readable"]).await, 409, "conflict");
        refused(
            &change(&admin, &other, json!({"name": taken})).await,
            409,
            "conflict",
        );
    }
    done(&change(&admin, &role, json!({"name": "unique ROLE"})).await);
}

async fn odd_roles_are_refused(shared: &'static Shared) {
    let admin = shared.admin().await;
    for name in ["", " ", "a/b", ".", &"x".repeat(65), "a\u{0}b"] {
        let answer = define(&admin, name, &["readable"]).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], "name", "{answer}");
    }
    for rights in [&[][..], &["flyable"], &["Readable"], &["readable", ""]] {
        let answer = define(&admin, "odd", rights).await;
        refused(&answer, 400, "bad_request");
        assert_eq!(answer.body["parameter"], "rights", "{answer}");
    }
    for body in [
        json!({}),
        json!({"name": "odd"}),
        json!({"name": "odd", "rights": 1, "x": 2}),
    ] {
        let answer = admin.call(Method::POST, ROLES, Some(&body)).await;
        refused(&answer, 400, "bad_request");
    }
    refused(&remove(&admin, NOBODY).await, 404, "not_found");
    refused(&remove(&admin, "x").await, 400, "bad_request");
    for built_in in ["1", "5"] {
        refused(&remove(&admin, built_in).await, 403, "forbidden");
        refused(
            &change(&admin, built_in, json!({"name": "x"})).await,
            403,
            "forbidden",
        );
    }
}

async fn only_super_administrators_define_roles(shared: &'static Shared) {
    let office = shared.office("roles of a department").await;
    let chief = office.join(&office.top, "roles-chief", 0).await;
    let person = shared.person().await;
    let role = made(&define(&office.admin, "not theirs", &["readable"]).await);
    for client in [&chief, &person] {
        refused(
            &define(client, "mine", &["readable"]).await,
            403,
            "forbidden",
        );
        refused(
            &change(client, &role, json!({"name": "mine"})).await,
            403,
            "forbidden",
        );
        refused(&remove(client, &role).await, 403, "forbidden");
    }
    let nobody = person.without_token();
    assert_eq!(define(&nobody, "mine", &["readable"]).await.status, 401);
    assert_eq!(change(&nobody, &role, json!({})).await.status, 401);
    assert_eq!(remove(&nobody, &role).await.status, 401);
}

async fn a_role_that_changes_changes_what_people_may_do(shared: &'static Shared) {
    let admin = shared.admin().await;
    let (owner, guest) = (shared.person().await, shared.person().await);
    let folder = owner.mkdir("root", "folder").await;
    let role = made(&define(&admin, "changing role", &["previewable", "uploadable"]).await);
    grant(&owner, &folder, &guest, &role).await;
    assert_eq!(
        rights(&guest, &folder).await,
        ["uploadable", "previewable", "readable"]
    );
    done(&change(&admin, &role, json!({"rights": ["uploadable"]})).await);
    assert_eq!(rights(&guest, &folder).await, ["uploadable", "readable"]);
    // The owner did not grant more than that.
    let more = json!({"rights": ["uploadable", "downloadable"]});
    refused(&change(&admin, &role, more.clone()).await, 409, "conflict");
    assert_eq!(rights(&guest, &folder).await, ["uploadable", "readable"]);
    done(&change(&admin, &role, json!({"name": "changed role"})).await);
    done(&change(&admin, &role, json!({"name": "changing role"})).await);
    let answer = remove(&admin, &role).await;
    refused(&answer, 409, "conflict");
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains("changing role"), "{message}");
    take(&owner, &folder, ("user", guest.user()), &role).await;
    // In teams it is the administrators' affair, and in one's own space one's own.
    let team = Team::open(shared).await;
    let shared_folder = team.mkdir("root", "folder").await;
    let own = admin.mkdir("root", "changing roles").await;
    team.seclude(&shared_folder, None).await;
    grant(&team.owner, &shared_folder, &guest, &role).await;
    grant(&admin, &own, &guest, &role).await;
    done(&change(&admin, &role, more).await);
    for folder in [&shared_folder, &own] {
        let expected = ["uploadable", "downloadable", "readable"];
        assert_eq!(rights(&guest, folder).await, expected);
        let to = ("user", guest.user());
        let by = if folder == &own { &admin } else { &team.owner };
        take(by, folder, to, &role).await;
    }
    done(&remove(&admin, &role).await);
}

async fn the_audit_log_tells_of_roles_and_grants(shared: &'static Shared) {
    let admin = shared.admin().await;
    let (owner, guest) = (shared.person().await, shared.person().await);
    let role = made(&define(&admin, "audited role", &["previewable"]).await);
    let folder = owner.mkdir("root", "audited folder").await;
    grant(&owner, &folder, &guest, &role).await;
    grant(&owner, &folder, &guest, &role).await;
    take(&owner, &folder, ("user", guest.user()), "").await;
    done(&remove(&admin, &role).await);
    let told = async |query: &str| {
        let answer = ask(&admin, &format!("/admin/v1/audit?order=oldest&{query}")).await;
        let lines = answer.text.lines();
        let entries = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
        entries.collect::<Vec<_>>()
    };
    let roles = told(&format!("object_kind=role&object_id={role}")).await;
    let acts: Vec<&str> = roles
        .iter()
        .map(|entry| entry["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["create", "delete"]);
    assert_eq!(
        roles[0]["after"]["rights"],
        json!(["previewable", "readable"])
    );
    let nodes = told("object_kind=node&name=audited%20folder").await;
    let nodes: Vec<&Value> = nodes
        .iter()
        .filter(|entry| entry["actor"]["id"] == owner.user())
        .collect();
    assert_eq!(nodes.len(), 2, "{nodes:#?}");
    assert_eq!(nodes[0]["act"], "grant");
    assert_eq!(nodes[0]["after"]["granted"][0]["role_name"], "audited role");
    assert_eq!(nodes[1]["act"], "revoke");
    assert_eq!(nodes[1]["before"]["revoked"], nodes[0]["after"]["granted"]);
}
