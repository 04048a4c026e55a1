//! 4.4: groups of people.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Kind, KooDrive, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    a_group_is_made_and_listed,
    pages_follow_each_other_and_belong_to_their_list,
    names_and_kinds_are_checked,
    who_does_not_belong_to_a_group_does_not_know_it,
    a_change_is_all_or_nothing,
    dissolving_ends_it_for_everybody,
    the_spellings_of_the_examples_work,
}

/// Makes a group and answers its id.
pub(crate) async fn group(owner: &Person, name: &str) -> String {
    let made = owner.create_group(name).await.ok();
    made["id"].as_str().unwrap().to_owned()
}

fn names(list: &Value) -> Vec<&str> {
    let groups = list["userGroupList"].as_array().unwrap().iter();
    groups
        .map(|group| group["groupName"].as_str().unwrap())
        .collect()
}

/// The members with their roles, in the order of the list.
pub(crate) async fn roles(client: &KooDrive, group: &str) -> Vec<(String, i64)> {
    let list = client.group_members(group, "").await.ok();
    let members = list["userGroupMemberInfos"].as_array().unwrap().iter();
    members
        .map(|member| {
            let user = member["userId"].as_str().unwrap().to_owned();
            (user, member["role"].as_i64().unwrap())
        })
        .collect()
}

/// An owner, a manager and a member of a group, and the group.
pub(crate) async fn team(shared: &'static Shared) -> (Person, Person, Person, String) {
    let (owner, manager, member) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = group(&owner, "Team").await;
    let people = [manager.user(), member.user()];
    owner.add_members(&group, &people).await.ok();
    owner.set_role(&group, manager.user(), 1).await.ok();
    (owner, manager, member, group)
}

async fn a_group_is_made_and_listed(shared: &'static Shared) {
    let person = shared.person().await;
    let empty = json!({"code": 0, "msg": "success", "total": 0, "userGroupList": []});
    assert_eq!(person.groups("").await.ok(), empty);
    let made = person.create_group("  设计组 ").await.ok();
    assert_shape("4.4.1", &made, &[("id", Kind::Id)]);
    assert_eq!(made.as_object().unwrap().len(), 3, "{made}");
    let query = "?pageSize=10&pageCursor=0&groupName=&sourceType=0";
    let list = person.groups(query).await.ok();
    let group = &list["userGroupList"][0];
    let times = [("createdTime", Kind::Time), ("updatedTime", Kind::Time)];
    assert_shape("4.4.2", group, &times);
    let expected = json!({
        "code": 0, "msg": "success", "total": 1,
        "userGroupList": [{
            "id": made["id"], "groupName": "设计组", "ownerId": person.user(),
            "createdTime": group["createdTime"], "updatedTime": group["createdTime"],
        }],
    });
    assert_eq!(list, expected);
    // It is no group with a space, and the kind may be left out.
    assert_eq!(person.groups("?sourceType=1").await.ok(), empty);
    assert_eq!(person.groups("").await.ok(), expected);
}

async fn pages_follow_each_other_and_belong_to_their_list(shared: &'static Shared) {
    let person = shared.person().await;
    for name in ["a1", "A2", "b_3", "a4", "a5"] {
        group(&person, name).await;
    }
    let first = person.groups("?pageSize=2&pageCursor=").await.ok();
    assert_eq!(
        (names(&first), &first["total"]),
        (vec!["a5", "a4"], &json!(5))
    );
    let cursor = first["nextCursor"].as_str().unwrap();
    // What comes later is not in the way.
    group(&person, "a6").await;
    let second = format!("?pageSize=2&pageCursor={cursor}");
    let second = person.groups(&second).await.ok();
    assert_eq!(names(&second), ["b_3", "A2"]);
    let next = second["nextCursor"].as_str().unwrap();
    let last = person.groups(&format!("?pageCursor={next}")).await.ok();
    assert_eq!(names(&last), ["a1"]);
    assert_eq!(last.get("nextCursor"), None);
    // Any part of a name counts, its case does not, and signs of patterns are none.
    for (term, found) in [
        ("a", vec!["a6", "a5", "a4", "A2", "a1"]),
        ("_", vec!["b_3"]),
        ("%25", vec![]),
        ("B_", vec!["b_3"]),
    ] {
        let list = person.groups(&format!("?groupName={term}")).await.ok();
        assert_eq!(names(&list), found, "{term}");
        assert_eq!(list["total"], found.len());
    }
    let foreign = shared.person().await;
    let others = [
        person
            .groups(&format!("?sourceType=1&pageCursor={cursor}"))
            .await,
        person
            .groups(&format!("?groupName=a&pageCursor={cursor}"))
            .await,
        foreign.groups(&format!("?pageCursor={cursor}")).await,
        person.groups("?pageCursor=AAAA").await,
    ];
    for answer in others {
        let body = answer.bad(13_000_102);
        assert_eq!(body["error"]["errorDetail"][0]["errorParam"], "pageCursor");
    }
    for query in [
        "?pageSize=0",
        "?pageSize=101",
        "?pageSize=x",
        "?sourceType=2",
        "?groupName=%00",
    ] {
        person.groups(query).await.bad(13_000_102);
    }
}

async fn names_and_kinds_are_checked(shared: &'static Shared) {
    let person = shared.person().await;
    let made = group(&person, "plain").await;
    let long = "组".repeat(65);
    for name in [
        "", " ", ".", "..", "a<b", "a~", "a/b", "a|b", "\"", "a\u{7}", "a😀", &long,
    ] {
        let created = person.create_group(name).await.bad(13_000_102);
        assert_eq!(
            created["error"]["errorDetail"][0]["errorParam"], "groupName",
            "{name:?}"
        );
        if !name.is_empty() {
            let body = json!({"groupName": name, "sourceType": 0});
            person.change_group(&made, &body).await.bad(13_000_102);
        }
    }
    let calls = [
        json!({}),
        json!({"groupName": "a", "sourceType": 1}),
        json!({"groupName": "a", "sourceType": 2}),
        json!({"groupName": ["a"], "sourceType": 0}),
    ];
    for body in calls {
        person.post("/usergroups", &body).await.bad(13_000_102);
    }
    let changes = [
        json!({"role": 1}),
        json!({"userId": person.user()}),
        json!({"userId": person.user(), "role": 3}),
        json!({"userId": "x", "role": 1}),
        json!({"top": 2}),
        json!({"iconUrl": "x".repeat(513)}),
        json!({"iconUrl": "a\nb"}),
        json!({"sourceType": 2}),
    ];
    for body in changes {
        person.change_group(&made, &body).await.bad(13_000_102);
    }
    // The kind has to be the group's.
    let body = json!({"groupName": "other", "sourceType": 1});
    person.change_group(&made, &body).await.bad(13_000_103);
    // Names need not be unique, and numbers are names.
    group(&person, "plain").await;
    let body = json!({"groupName": 7, "sourceType": "0"});
    person.post("/usergroups", &body).await.ok();
    let list = person.groups("").await.ok();
    assert_eq!(names(&list), ["7", "plain", "plain"]);
    for query in [
        "?offset=-1",
        "?limit=0",
        "?limit=101",
        "?offset=x",
        "?keyWord=%01",
    ] {
        person.group_members(&made, query).await.bad(13_000_102);
    }
    for id in ["x", "-1", "1.5", "99999999999999999999"] {
        person.group_members(id, "").await.bad(13_000_102);
        person.delete_group(id).await.bad(13_000_102);
    }
}

async fn who_does_not_belong_to_a_group_does_not_know_it(shared: &'static Shared) {
    let owner = shared.person().await;
    let outsider = shared.person().await;
    let group = group(&owner, "hidden").await;
    let nobody = shared.stranger();
    for (client, id, status, code) in [
        (&*outsider, group.as_str(), 400, 13_000_103),
        (&*owner, "1505084218764547200", 400, 13_000_103),
        (&nobody, group.as_str(), 401, 13_000_202),
    ] {
        let calls = [
            client.change_group(id, &json!({"groupName": "x"})).await,
            client.change_group(id, &json!({"top": 1})).await,
            client.set_role(id, owner.user(), 0).await,
            client.delete_group(id).await,
            client.group_members(id, "").await,
            client.add_members(id, &[outsider.user()]).await,
            client.remove_members(id, &[outsider.user()]).await,
            client.dissolve_group_space(id).await,
        ];
        for answer in calls {
            answer.refused(status, code);
        }
    }
    nobody.create_group("x").await.refused(401, 13_000_202);
    nobody.groups("").await.refused(401, 13_000_202);
    // Apps that sign act for nobody here.
    let app = owner.as_app(shared.app(), owner.user());
    app.groups("").await.refused(401, 13_000_202);
    app.delete_group(&group).await.refused(401, 13_000_202);
    assert_eq!(roles(&owner, &group).await, [(owner.user().to_owned(), 0)]);
}

async fn a_change_is_all_or_nothing(shared: &'static Shared) {
    let (owner, manager, member, group) = team(shared).await;
    // The manager may rename, and may not promote.
    let body = json!({"groupName": "Renamed", "top": 1, "userId": member.user(), "role": 1});
    manager
        .change_group(&group, &body)
        .await
        .refused(401, 13_000_202);
    assert_eq!(names(&owner.groups("").await.ok()), ["Team"]);
    owner.change_group(&group, &body).await.ok();
    let list = owner.groups("").await.ok();
    assert_eq!(names(&list), ["Renamed"]);
    let times = &list["userGroupList"][0];
    assert!(
        times["updatedTime"].as_str() > times["createdTime"].as_str(),
        "{times}"
    );
    let list = owner.group_members(&group, "").await.ok();
    assert_eq!(list["userGroupMemberInfos"][0]["top"], 1);
    let promoted = (member.user().to_owned(), 1);
    assert!(roles(&owner, &group).await.contains(&promoted));
    // Nothing at all is fine, too.
    owner.change_group(&group, &json!({})).await.ok();
}

async fn dissolving_ends_it_for_everybody(shared: &'static Shared) {
    let (owner, manager, member, group) = team(shared).await;
    let answer = owner.delete_group(&group).await.ok();
    assert_eq!(answer, json!({"code": 0, "msg": "success"}));
    for person in [&owner, &manager, &member] {
        assert_eq!(person.groups("").await.ok()["total"], 0);
        person.group_members(&group, "").await.bad(13_000_103);
    }
    owner.delete_group(&group).await.bad(13_000_103);
}

async fn the_spellings_of_the_examples_work(shared: &'static Shared) {
    let person = shared.person().await;
    let group = group(&person, "one").await;
    let path = format!("/koodrive/ose/v1/usergroup/{group}");
    let body = json!({"groupName": "123", "sourceType": 0});
    person.call(Method::PUT, &path, Some(&body)).await.ok();
    assert_eq!(names(&person.groups("").await.ok()), ["123"]);
    let nobody = shared.stranger();
    nobody
        .call(Method::DELETE, &path, None)
        .await
        .refused(401, 13_000_202);
    person.call(Method::DELETE, &path, None).await.ok();
    assert_eq!(person.groups("").await.ok()["total"], 0);
    person.call(Method::GET, &path, None).await.bad(13_000_102);
}
