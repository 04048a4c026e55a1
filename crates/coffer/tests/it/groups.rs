//! 4.4: groups of people.

use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases, store};
use crate::tenants::second_tenant;
use coffer_model::{DepartmentId, TenantId, Timestamp, UserId};
use coffer_store::identity::{self, MemberRow};
use coffer_store::{Sql, args};
use coffer_testkit::{Kind, KooDrive, Place, Server, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_group_is_made_and_listed,
        pages_follow_each_other_and_belong_to_their_list,
        names_and_kinds_are_checked,
        what_a_role_may_do,
        who_does_not_belong_to_a_group_does_not_know_it,
        members_are_listed_in_their_order,
        people_are_added_once,
        people_are_removed_by_those_who_may,
        a_group_is_handed_over,
        pins_are_ones_own,
        a_change_is_all_or_nothing,
        dissolving_ends_it_for_everybody,
        the_spellings_of_the_examples_work,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        groups_and_people_have_limits,
        a_tenant_has_as_many_groups_as_it_may,
        groups_of_other_tenants_do_not_exist,
    }
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

fn done(failed: &[&str]) -> Value {
    json!({"code": 0, "msg": "success", "status": u8::from(!failed.is_empty()), "failedList": failed})
}

fn none_done(failed: &[&str]) -> Value {
    json!({"code": 0, "msg": "success", "status": 2, "failedList": failed})
}

/// An owner, a manager and a member of a group, and the group.
async fn team(shared: &'static Shared) -> (Person, Person, Person, String) {
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

/// Adds people without accounts to the first tenant, while the server is stopped; the ids are
/// `first` and those that follow.
async fn crowd(server: &mut Server, admin: &Person, first: i64, count: i64) {
    static DEPARTMENT: Sql = Sql::both("SELECT id FROM department");
    server.stop();
    let tenant = admin.space["tenantId"].as_str().unwrap().parse().unwrap();
    let store = store(server.place()).await;
    store
        .write(move |tx| {
            let (department,) = tx.find::<(i64,)>(&DEPARTMENT, args![])?.unwrap();
            for number in first..first + count {
                let row = MemberRow {
                    id: UserId(number),
                    tenant: TenantId(tenant),
                    department: DepartmentId(department),
                    name: format!("crowd{number}"),
                    name_key: format!("crowd{number}"),
                    subject: number.to_string(),
                    mobile: "008618112348439".to_owned(),
                    email: String::new(),
                    role: 1,
                    status: 0,
                    created_at: Timestamp(number),
                };
                assert!(identity::insert_member(tx, &row)?);
            }
            Ok::<_, coffer_store::StoreError>(())
        })
        .await
        .unwrap();
    store.close().await;
    server.start_again();
}

async fn groups_and_people_have_limits(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    crowd(server, &admin, 1_000, 501).await;
    admin.reconnect();
    let ids: Vec<String> = (1_000..1_501).map(|number| number.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    // 200 people in a plain group, the owner among them.
    let group = group(&admin, "crowd").await;
    let full = admin.add_members(&group, &ids[..200]).await.ok();
    assert_eq!(full, done(&[ids[199]]));
    assert_eq!(
        admin.add_members(&group, &[ids[300]]).await.ok(),
        none_done(&[ids[300]])
    );
    let list = admin
        .group_members(&group, "?limit=1&offset=150")
        .await
        .ok();
    assert_eq!(list["total"], 200);
    assert_eq!(list["userGroupMemberInfos"][0]["mobile"], "0086181****8439");
    // 500 in that of a space.
    let body = json!({"name": "crowd", "userIds": ids[..500]});
    let opened = admin.open_group_space(&body).await.ok();
    assert_eq!(opened["failedList"], json!([ids[499]]));
    let body = json!({"name": "crowd", "userIds": ids[..501]});
    admin.open_group_space(&body).await.bad(13_000_102);
    // 200 groups of both kinds for a person: the administrator has two.
    for number in 2..200 {
        admin.create_group(&number.to_string()).await.ok();
    }
    admin.create_group("one more").await.bad(13_000_105);
    let body = json!({"name": "one more"});
    admin.open_group_space(&body).await.bad(13_000_105);
    // Who is in so many is not put into another one.
    let typed = format!("{}\n", Place::PASSWORD);
    server.run(&["user", "add", "--password-stdin", "li.si"], &typed);
    let person = Person::log_in(server.url(), "li.si").await;
    let own = crate::groups::group(&person, "own").await;
    let both = [admin.user(), ids[0]];
    let added = person.add_members(&own, &both).await.ok();
    assert_eq!(added, done(&[admin.user()]));
    admin.delete_group(&group).await.ok();
    assert_eq!(person.add_members(&own, &both).await.ok(), done(&[]));
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

async fn a_tenant_has_as_many_groups_as_it_may(server: &mut Server) {
    static LIMIT: Sql = Sql::both("UPDATE tenant SET group_limit = ?1");
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    server.stop();
    assert_eq!(change(server.place(), &LIMIT, vec![5]).await, 1);
    server.start_again();
    admin.reconnect();
    // Everybody at the same time.
    let spaces = json!({"name": "x"});
    let both = (0..12).map(async |_| {
        let made = admin.create_group("x").await;
        let opened = admin.open_group_space(&spaces).await;
        (made.code(), opened.code())
    });
    let both = futures_util::future::join_all(both).await;
    let (made, opened): (Vec<i64>, Vec<i64>) = both.into_iter().unzip();
    for codes in [made, opened] {
        let (done, refused): (Vec<i64>, Vec<i64>) = codes.into_iter().partition(|code| *code == 0);
        assert_eq!(done.len(), 5);
        assert_eq!(refused, [13_000_105; 7]);
    }
    assert_eq!(admin.groups("").await.ok()["total"], 5);
    assert_eq!(admin.groups("?sourceType=1").await.ok()["total"], 5);
    let spaces = admin.group_spaces("").await.ok();
    let figures = (&spaces["groupsTotal"], &spaces["groupsMax"]);
    assert_eq!(figures, (&json!(5), &json!(5)));
}

async fn groups_of_other_tenants_do_not_exist(server: &mut Server) {
    let other = second_tenant(server);
    server.run(&["tenant", "set", &other, "--group-size", "0"], "");
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    let theirs = group(&outsider, "theirs").await;
    let own = group(&admin, "own").await;
    let opened = admin.open_group_space(&json!({"name": "space"})).await.ok();
    let space = opened["id"].as_str().unwrap();
    for (client, id) in [
        (&admin, theirs.as_str()),
        (&outsider, &own),
        (&outsider, space),
    ] {
        let calls = [
            client.change_group(id, &json!({"groupName": "x"})).await,
            client.set_role(id, client.user(), 0).await,
            client.delete_group(id).await,
            client.group_members(id, "").await,
            client.add_members(id, &[client.user()]).await,
            client.remove_members(id, &[client.user()]).await,
            client.dissolve_group_space(id).await,
        ];
        for answer in calls {
            answer.bad(13_000_103);
        }
    }
    let foreign = [outsider.user()];
    assert_eq!(
        admin.add_members(&own, &foreign).await.ok(),
        none_done(&foreign)
    );
    let body = json!({"name": "space", "userIds": foreign});
    assert_eq!(
        admin.open_group_space(&body).await.ok()["failedList"],
        json!(foreign)
    );
    // The other tenant opens no group spaces to its members.
    let body = json!({"name": "space"});
    outsider
        .open_group_space(&body)
        .await
        .refused(401, 13_000_202);
    assert_eq!(outsider.teams("").await.ok()["total"], "0");
    assert_eq!(admin.group_spaces("").await.ok()["total"], 2);
}
