//! 4.3: what is told of spaces.

use crate::files::figure;
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Kind, assert_shape};
use serde_json::Value;

on_both_databases! {
    the_own_space_has_all_fields,
    a_space_is_found_by_its_id,
    all_spaces_of_a_person_are_listed,
    the_kind_of_a_space_has_to_be_one,
    spaces_of_others_are_refused,
    administrators_see_every_space,
    unknown_owners_and_spaces_are_refused,
    what_is_stored_counts,
}

#[track_caller]
fn assert_space(what: &str, space: &Value) {
    let fields = [
        ("type", Kind::Figure),
        ("status", Kind::Figure),
        ("ownerId", Kind::Id),
        ("containerId", Kind::Text),
        ("bizRootFileId", Kind::Text),
        ("bizSboxFileId", Kind::Text),
        ("capacity", Kind::Figure),
        ("spaceUsed", Kind::Figure),
        ("tenantId", Kind::Id),
        ("creator", Kind::Id),
        ("createTime", Kind::Time),
        ("modifier", Kind::Id),
        ("updateTime", Kind::Time),
        ("rootFileId", Kind::Text),
    ];
    assert_shape(what, space, &fields);
    let container = space["containerId"].as_str().unwrap();
    assert!(
        container.starts_with("IAA") && container.len() == 47,
        "{container}"
    );
    for (field, word) in [("bizRootFileId", "Aroot"), ("bizSboxFileId", "Asbox")] {
        let id = space[field].as_str().unwrap();
        assert!(
            id.starts_with("DE") && id.ends_with(&format!("{word}{container}")),
            "{id}"
        );
    }
}

async fn the_own_space_has_all_fields(shared: &'static Shared) {
    let person = shared.person().await;
    let body = person.space(person.user(), "1").await.ok();
    assert_shape(
        "4.3.2",
        &body,
        &[
            ("code", Kind::Number),
            ("msg", Kind::Text),
            ("data", Kind::Object),
        ],
    );
    let space = &body["data"];
    assert_space("4.3.2 data", space);
    assert_eq!(figure(&space["type"]), 1);
    assert_eq!(figure(&space["status"]), 0);
    assert_eq!(figure(&space["capacity"]), 10);
    assert_eq!(figure(&space["spaceUsed"]), 0);
    assert_eq!(space["ownerId"], person.user());
}

async fn a_space_is_found_by_its_id(shared: &'static Shared) {
    let person = shared.person().await;
    let body = person.space_by_container(person.container()).await.ok();
    assert_space("4.3.6 data", &body["data"]);
    assert_eq!(body["data"], person.space);
}

async fn all_spaces_of_a_person_are_listed(shared: &'static Shared) {
    let person = shared.person().await;
    let body = person.spaces(person.user(), "").await.ok();
    let spaces = body["data"].as_array().unwrap();
    for space in spaces {
        assert_space("4.3.12 data", space);
    }
    // The own space and the one of the root department.
    let kinds: Vec<u64> = spaces.iter().map(|space| figure(&space["type"])).collect();
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(kinds.contains(&0) && kinds.contains(&1), "{kinds:?}");
    for (query, count) in [
        ("?type=1", 1),
        ("?type=0", 1),
        ("?type=2", 0),
        ("?type=", 2),
    ] {
        let body = person.spaces(person.user(), query).await.ok();
        assert_eq!(body["data"].as_array().unwrap().len(), count, "{query}");
    }
}

async fn the_kind_of_a_space_has_to_be_one(shared: &'static Shared) {
    let person = shared.person().await;
    for kind in ["3", "-1", "x", "99999999999999999999", "1.5", "%00"] {
        person.space(person.user(), kind).await.bad(13_000_102);
    }
    person
        .get(&format!("/space/{}", person.user()))
        .await
        .bad(13_000_102);
    person
        .get(&format!("/space/{}?type=", person.user()))
        .await
        .bad(13_000_102);
    person
        .spaces(person.user(), "?type=7")
        .await
        .bad(13_000_102);
}

async fn spaces_of_others_are_refused(shared: &'static Shared) {
    let (one, other) = (shared.person().await, shared.person().await);
    one.space(other.user(), "1").await.bad(13_000_410);
    one.space_by_container(other.container())
        .await
        .bad(13_000_410);
    one.spaces(other.user(), "").await.refused(401, 13_000_202);
}

async fn administrators_see_every_space(shared: &'static Shared) {
    let (admin, other) = (shared.admin().await, shared.person().await);
    admin.space(other.user(), "1").await.ok();
    admin.space_by_container(other.container()).await.ok();
    let spaces = admin.spaces(other.user(), "").await.ok();
    assert_eq!(spaces["data"].as_array().unwrap().len(), 2);
}

async fn unknown_owners_and_spaces_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    person
        .space("1505084218764547200", "1")
        .await
        .bad(13_000_301);
    person.space(person.user(), "0").await.bad(13_000_301);
    person.space(person.user(), "2").await.bad(13_000_301);
    person
        .space_by_container("IAADfsBFCO6WtAtuA315074383680425b8aa9a130cba2d4")
        .await
        .bad(13_000_301);
    person.space_by_container("x").await.bad(13_000_301);
    person.space("not-a-number", "1").await.bad(13_000_102);
}

async fn what_is_stored_counts(shared: &'static Shared) {
    let person = shared.person().await;
    person.store("root", "a.bin", &[1; 1000]).await;
    assert_eq!(person.used().await, 1000);
    let copy = person.store("sbox", "b.bin", &[2; 500]).await;
    assert_eq!(person.used().await, 1500);
    person.recycle(&[&copy]).await;
    assert_eq!(person.used().await, 1500, "the recycle bin counts");
}
