//! 4.4.3 and 4.4.5 to 4.4.7: who belongs to a group, and what each may do there.

use crate::groups::{group, roles, team};
use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{Kind, assert_shape};
use serde_json::{Value, json};

on_both_databases! {
    what_a_role_may_do,
    members_are_listed_in_their_order,
    people_are_added_once,
    people_are_removed_by_those_who_may,
    a_group_is_handed_over,
    pins_are_ones_own,
}

pub(crate) fn done(failed: &[&str]) -> Value {
    json!({"code": 0, "msg": "success", "status": u8::from(!failed.is_empty()), "failedList": failed})
}

pub(crate) fn none_done(failed: &[&str]) -> Value {
    json!({"code": 0, "msg": "success", "status": 2, "failedList": failed})
}

/// Calls what changes nothing when it is allowed, and answers the numbers: rename to the name of
/// before, rename to another one and back, show members, add nobody new, set a role to what it is.
async fn attempts(person: &Person, group: &str, member: &str) -> [i64; 5] {
    let renamed = person
        .change_group(group, &json!({"groupName": "Other"}))
        .await;
    let back = json!({"groupName": "Team"});
    [
        person.change_group(group, &back).await.code(),
        renamed.code(),
        person.group_members(group, "").await.code(),
        person.add_members(group, &[member]).await.code(),
        person.set_role(group, member, 2).await.code(),
    ]
}

async fn what_a_role_may_do(shared: &'static Shared) {
    let (owner, manager, member, group) = team(shared).await;
    let admin = shared.admin().await;
    let denied = 13_000_202;
    let all = [0; 5];
    assert_eq!(attempts(&owner, &group, member.user()).await, all);
    assert_eq!(attempts(&admin, &group, member.user()).await, all);
    let managed = [0, 0, 0, 0, denied];
    assert_eq!(attempts(&manager, &group, member.user()).await, managed);
    let read = [0, denied, 0, denied, denied];
    assert_eq!(attempts(&member, &group, member.user()).await, read);
    for person in [&manager, &member] {
        person.delete_group(&group).await.refused(401, denied);
        person
            .set_role(&group, person.user(), 0)
            .await
            .refused(401, denied);
    }
    member
        .remove_members(&group, &[member.user(), manager.user()])
        .await
        .refused(401, denied);
    assert_eq!(roles(&owner, &group).await.len(), 3);
    // A super administrator who does not belong to it has nothing to pin.
    let pin = json!({"top": 1});
    admin.change_group(&group, &pin).await.refused(401, denied);
    admin.delete_group(&group).await.ok();
}

async fn members_are_listed_in_their_order(shared: &'static Shared) {
    let (owner, manager, member, group) = team(shared).await;
    let list = member
        .group_members(&group, "?offset=0&limit=10")
        .await
        .ok();
    let entries = list["userGroupMemberInfos"].as_array().unwrap();
    for entry in entries {
        let fields = [
            ("deptId", Kind::Id),
            ("deptName", Kind::Text),
            ("createdTime", Kind::Time),
            ("updatedTime", Kind::Time),
        ];
        assert_shape("4.4.5", entry, &fields);
    }
    let entry = |index: usize, person: &Person, role: i64| {
        json!({
            "userId": person.user(), "userName": person.name, "role": role, "top": 0,
            "deptId": entries[index]["deptId"], "deptName": entries[index]["deptName"],
            "createdTime": entries[index]["createdTime"], "updatedTime": entries[index]["updatedTime"],
        })
    };
    let expected = json!({
        "code": 0, "msg": "success", "total": 3,
        "userGroupMemberInfos": [entry(0, &owner, 0), entry(1, &manager, 1), entry(2, &member, 2)],
    });
    assert_eq!(list, expected);
    let page = owner.group_members(&group, "?offset=1&limit=1").await.ok();
    assert_eq!(page["total"], 3);
    assert_eq!(page["userGroupMemberInfos"], json!([entries[1]]));
    let name = member.name.to_uppercase();
    let found = owner
        .group_members(&group, &format!("?keyWord={name}"))
        .await
        .ok();
    assert_eq!(found["total"], 1);
    assert_eq!(found["userGroupMemberInfos"], json!([entries[2]]));
    let past = owner.group_members(&group, "?offset=4000000000").await.ok();
    assert_eq!(
        (&past["total"], &past["userGroupMemberInfos"]),
        (&json!(3), &json!([]))
    );
}

async fn people_are_added_once(shared: &'static Shared) {
    let (owner, one, other) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let group = group(&owner, "growing").await;
    let unknown = "1505084218764547200";
    assert_eq!(
        owner.add_members(&group, &[one.user()]).await.ok(),
        done(&[])
    );
    let again = [owner.user(), one.user(), one.user()];
    assert_eq!(owner.add_members(&group, &again).await.ok(), done(&[]));
    let mixed = [other.user(), unknown, "nobody", unknown];
    assert_eq!(
        owner.add_members(&group, &mixed).await.ok(),
        done(&[unknown, "nobody"])
    );
    let wrong = [unknown, "nobody"];
    assert_eq!(
        owner.add_members(&group, &wrong).await.ok(),
        none_done(&wrong)
    );
    let expected = [
        (owner.user().to_owned(), 0),
        (one.user().to_owned(), 2),
        (other.user().to_owned(), 2),
    ];
    assert_eq!(roles(&one, &group).await, expected);
    let many: Vec<String> = (0..201).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for people in [&[][..], &many] {
        owner.add_members(&group, people).await.bad(13_000_102);
        owner.remove_members(&group, people).await.bad(13_000_102);
    }
    let path = format!("/usergroups/{group}/members/batchAdd");
    for body in [json!({}), json!({"userIds": [[]]}), json!({"userIds": ""})] {
        owner.post(&path, &body).await.bad(13_000_102);
    }
}

async fn people_are_removed_by_those_who_may(shared: &'static Shared) {
    let (owner, manager, member, group) = team(shared).await;
    let other = shared.person().await;
    owner.add_members(&group, &[other.user()]).await.ok();
    owner.set_role(&group, other.user(), 1).await.ok();
    // Managers remove members, and neither the owner nor each other.
    let people = [owner.user(), other.user(), member.user()];
    let failed = [owner.user(), other.user()];
    assert_eq!(
        manager.remove_members(&group, &people).await.ok(),
        done(&failed)
    );
    member.group_members(&group, "").await.bad(13_000_103);
    // Who is not there is removed; what is no id names nobody.
    let gone = [member.user(), "1505084218764547200"];
    assert_eq!(manager.remove_members(&group, &gone).await.ok(), done(&[]));
    assert_eq!(
        manager.remove_members(&group, &["x"]).await.ok(),
        none_done(&["x"])
    );
    // Everybody may leave, but the owner.
    assert_eq!(
        other.remove_members(&group, &[other.user()]).await.ok(),
        done(&[])
    );
    let owns = [owner.user()];
    assert_eq!(
        owner.remove_members(&group, &owns).await.ok(),
        none_done(&owns)
    );
    let admin = shared.admin().await;
    assert_eq!(
        admin.remove_members(&group, &owns).await.ok(),
        none_done(&owns)
    );
    // The owner removes managers.
    assert_eq!(
        owner.remove_members(&group, &[manager.user()]).await.ok(),
        done(&[])
    );
    assert_eq!(roles(&owner, &group).await, [(owner.user().to_owned(), 0)]);
}

async fn a_group_is_handed_over(shared: &'static Shared) {
    let (owner, manager, member, group) = team(shared).await;
    let outsider = shared.person().await;
    owner
        .set_role(&group, outsider.user(), 0)
        .await
        .bad(13_000_103);
    owner
        .set_role(&group, owner.user(), 1)
        .await
        .bad(13_000_104);
    owner.set_role(&group, owner.user(), 0).await.ok();
    // The example has the role as a string.
    let body = json!({"groupName": "Team", "userId": member.user(), "role": "0", "sourceType": 0});
    owner.change_group(&group, &body).await.ok();
    let id = |person: &Person, role: i64| (person.user().to_owned(), role);
    let expected = [id(&member, 0), id(&owner, 1), id(&manager, 1)];
    assert_eq!(roles(&owner, &group).await, expected);
    let list = owner.groups("").await.ok();
    assert_eq!(list["userGroupList"][0]["ownerId"], member.user());
    owner.delete_group(&group).await.refused(401, 13_000_202);
    // An administrator gives it back, and demotes.
    let admin = shared.admin().await;
    admin.set_role(&group, owner.user(), 0).await.ok();
    admin.set_role(&group, manager.user(), 2).await.ok();
    let expected = [id(&owner, 0), id(&member, 1), id(&manager, 2)];
    assert_eq!(roles(&admin, &group).await, expected);
    owner.delete_group(&group).await.ok();
}

async fn pins_are_ones_own(shared: &'static Shared) {
    let (owner, _, member, group) = team(shared).await;
    // Clients send the name with it, which says nothing new.
    let body = json!({"groupName": "Team", "sourceType": 0, "top": "1"});
    member.change_group(&group, &body).await.ok();
    let tops = async || {
        let list = owner.group_members(&group, "").await.ok();
        let members = list["userGroupMemberInfos"].as_array().unwrap().clone();
        let tops = members.iter().map(|member| member["top"].as_i64().unwrap());
        tops.collect::<Vec<i64>>()
    };
    assert_eq!(tops().await, [0, 0, 1]);
    member.change_group(&group, &json!({"top": 0})).await.ok();
    assert_eq!(tops().await, [0, 0, 0]);
}
