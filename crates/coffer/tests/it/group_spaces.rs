//! 4.3.7 to 4.3.10: teams and the spaces of groups.

use crate::groups::{group, roles};
use crate::support::{Person, Shared, alone_on_both_databases, change, on_both_databases};
use coffer_store::Sql;
use coffer_testkit::{Kind, Place, Server, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        a_group_space_is_opened_and_used,
        capacities_are_given_by_those_who_may,
        what_is_no_space_is_refused,
        teams_are_listed_pinned_ones_first,
        administrators_list_all_group_spaces,
        the_owner_dissolves_it,
        it_goes_with_its_group,
        the_spellings_of_the_examples_work,
        a_leaver_gives_way_to_a_successor,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        spaces_fit_into_the_tenant,
        members_open_none_when_none_is_given,
        dissolving_leaves_everything_whole,
    }
}

/// Opens a space of the usual size and answers the group.
async fn open(owner: &Person, name: &str, people: &[&str]) -> String {
    let body = json!({"name": name, "userIds": people});
    let opened = owner.open_group_space(&body).await.ok();
    assert_eq!(opened["failedList"], json!([]));
    opened["id"].as_str().unwrap().to_owned()
}

async fn container(person: &Person, group: &str) -> String {
    let space = person.space(group, "2").await.ok();
    space["data"]["containerId"].as_str().unwrap().to_owned()
}

fn team_names(list: &Value) -> Vec<&str> {
    let teams = list["teams"].as_array().unwrap().iter();
    teams.map(|team| team["name"].as_str().unwrap()).collect()
}

async fn a_group_space_is_opened_and_used(shared: &'static Shared) {
    let (owner, member, outsider) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let unknown = "1505084218764547200";
    let body = json!({
        "name": " api参考 ", "capacity": "2", "iconUrl": "1",
        "userIds": [member.user(), owner.user(), unknown, "x"],
    });
    let opened = owner.open_group_space(&body).await.ok();
    let expected = json!({
        "code": 0, "msg": "success", "id": opened["id"], "failedList": [unknown, "x"],
    });
    assert_eq!(opened, expected);
    let group = opened["id"].as_str().unwrap();
    let expected = [(owner.user().to_owned(), 0), (member.user().to_owned(), 2)];
    assert_eq!(roles(&member, group).await, expected);
    let space = member.space(group, "2").await.ok();
    assert_eq!(
        (&space["data"]["name"], &space["data"]["capacity"]),
        (&json!("api参考"), &json!(2))
    );
    let container = container(&member, group).await;
    member.folder(&container, "root", "folder").await.ok();
    let body = json!({"containerId": container, "parentFileId": "root"});
    let list = owner
        .post(&format!("/files/{group}/0?team_type=2"), &body)
        .await
        .ok();
    assert_eq!(list["files"][0]["fileName"], "folder");
    outsider
        .folder(&container, "root", "x")
        .await
        .bad(13_000_410);
    // Who comes in later may use it, and who is out may not any more.
    owner.add_members(group, &[outsider.user()]).await.ok();
    outsider.folder(&container, "root", "x").await.ok();
    owner.remove_members(group, &[outsider.user()]).await.ok();
    outsider
        .folder(&container, "root", "y")
        .await
        .bad(13_000_410);
    // It is a group like others, of the other kind.
    assert_eq!(owner.groups("").await.ok()["total"], 0);
    let groups = owner.groups("?sourceType=1").await.ok();
    assert_eq!(groups["userGroupList"][0]["id"], opened["id"]);
    owner
        .change_group(group, &json!({"groupName": "new"}))
        .await
        .ok();
    assert_eq!(owner.space(group, "2").await.ok()["data"]["name"], "new");
}

async fn capacities_are_given_by_those_who_may(shared: &'static Shared) {
    let (person, admin) = (shared.person().await, shared.admin().await);
    let ask = |capacity: Value| json!({"name": "sized", "capacity": capacity});
    for (capacity, gib) in [
        (json!(null), 10),
        (json!(""), 10),
        (json!(1), 1),
        (json!(10), 10),
    ] {
        let opened = person.open_group_space(&ask(capacity)).await.ok();
        let group = opened["id"].as_str().unwrap();
        let space = person.space(group, "2").await.ok();
        assert_eq!(space["data"]["capacity"], gib);
        person.dissolve_group_space(group).await.ok();
    }
    let more = person.open_group_space(&ask(json!(11))).await;
    more.refused(401, 13_000_202);
    for capacity in [
        json!(0),
        json!(-1),
        json!(1.5),
        json!("x"),
        json!(17_179_869_184_u64),
    ] {
        person
            .open_group_space(&ask(capacity.clone()))
            .await
            .bad(13_000_102);
        admin.open_group_space(&ask(capacity)).await.bad(13_000_102);
    }
    let opened = admin.open_group_space(&ask(json!(20))).await.ok();
    let group = opened["id"].as_str().unwrap();
    assert_eq!(admin.space(group, "2").await.ok()["data"]["capacity"], 20);
    admin.dissolve_group_space(group).await.ok();
    admin
        .open_group_space(&ask(json!(1_000_000)))
        .await
        .bad(13_000_105);
}

async fn what_is_no_space_is_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let long = "x".repeat(65);
    for name in ["", " ", "..", "a/b", "a😀", "\u{1}", &long] {
        let body = person
            .open_group_space(&json!({"name": name}))
            .await
            .bad(13_000_102);
        assert_eq!(
            body["error"]["errorDetail"][0]["errorParam"], "name",
            "{name:?}"
        );
    }
    for body in [
        json!({}),
        json!({"name": "a", "iconUrl": "x".repeat(513)}),
        json!({"name": "a", "iconUrl": "a\nb"}),
        json!({"name": "a", "userIds": [{}]}),
    ] {
        person.open_group_space(&body).await.bad(13_000_102);
    }
    for query in [
        "?offset=-1",
        "?limit=0",
        "?limit=101",
        "?teamType=3",
        "?teamType=x",
        "?keyWord=%02",
    ] {
        person.teams(query).await.bad(13_000_102);
    }
    let nobody = shared.stranger();
    nobody
        .open_group_space(&json!({"name": "a"}))
        .await
        .refused(401, 13_000_202);
    nobody.teams("").await.refused(401, 13_000_202);
    nobody.group_spaces("").await.refused(401, 13_000_202);
    nobody
        .dissolve_group_space("1")
        .await
        .refused(401, 13_000_202);
    person.dissolve_group_space("x").await.bad(13_000_102);
    assert_eq!(person.teams("?teamType=1").await.ok()["total"], "0");
}

async fn teams_are_listed_pinned_ones_first(shared: &'static Shared) {
    let (owner, member) = (shared.person().await, shared.person().await);
    let first = open(&owner, "First", &[member.user()]).await;
    let second = open(&member, "Second", &[]).await;
    group(&member, "no space").await;
    let list = member.teams("?offset=0&limit=10").await.ok();
    let department = &list["teams"][2];
    assert_eq!(list["total"], "3");
    assert_eq!(team_names(&list)[..2], ["Second", "First"]);
    assert_eq!(
        (&department["teamType"], &department["role"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(department["ownerId"], department["id"]);
    assert_eq!(department["ownerName"], department["name"]);
    assert!(department["userNum"].as_u64() > Some(100), "{department}");
    let team = &list["teams"][1];
    let times = [("createTime", Kind::Time), ("updateTime", Kind::Time)];
    assert_shape("4.3.7", team, &times);
    let space = member.space(&first, "2").await.ok()["data"].clone();
    let expected = json!({
        "id": first, "status": 0, "capacity": 10, "spaceUsed": "0", "containerId": space["containerId"],
        "userNum": 2, "ownerId": owner.user(), "ownerName": owner.name, "tenantId": space["tenantId"],
        "creator": owner.user(), "createTime": space["createTime"], "modifier": owner.user(),
        "updateTime": space["updateTime"], "bizRootFileId": space["bizRootFileId"],
        "bizSboxFileId": space["bizSboxFileId"], "top": 0, "role": 2, "name": "First", "teamType": 2,
    });
    assert_eq!(*team, expected);
    let body = json!({"top": 1, "groupName": "First", "sourceType": 1});
    member.change_group(&first, &body).await.ok();
    owner
        .change_group(&first, &json!({"iconUrl": "https://example.com/a.png"}))
        .await
        .ok();
    let list = member.teams("").await.ok();
    assert_eq!(team_names(&list)[..2], ["First", "Second"]);
    assert_eq!(list["teams"][0]["top"], 1);
    assert_eq!(list["teams"][0]["iconUrl"], "https://example.com/a.png");
    assert_eq!(owner.teams("").await.ok()["teams"][0]["top"], 0);
    for (query, names) in [
        ("?teamType=2".to_owned(), vec!["First", "Second"]),
        ("?teamType=1&offset=1&limit=1".to_owned(), vec!["Second"]),
        ("?keyWord=FIRST".to_owned(), vec!["First"]),
        (format!("?teamType=2&keyWord={}", owner.name), vec!["First"]),
        ("?teamType=2&offset=9".to_owned(), vec![]),
    ] {
        assert_eq!(
            team_names(&member.teams(&query).await.ok()),
            names,
            "{query}"
        );
    }
    let departments = member.teams("?teamType=0").await.ok();
    assert_eq!(
        (&departments["total"], &departments["teams"]),
        (&json!("1"), &json!([department]))
    );
    owner.dissolve_group_space(&first).await.ok();
    member.dissolve_group_space(&second).await.ok();
}

async fn administrators_list_all_group_spaces(shared: &'static Shared) {
    let (owner, admin) = (shared.person().await, shared.admin().await);
    let name = format!("Team of {}", owner.name);
    let group = open(&owner, &name, &[admin.user()]).await;
    owner.group_spaces("").await.bad(13_000_410);
    let query = format!("?offset=0&limit=10&keyWord={}", name.to_uppercase());
    let list = admin.group_spaces(&query).await.ok();
    let space = owner.space(&group, "2").await.ok()["data"].clone();
    let entry = json!({
        "id": group, "status": 0, "capacity": 10, "spaceUsed": 0, "containerId": space["containerId"],
        "userNum": 2, "ownerId": owner.user(), "ownerName": owner.name, "tenantId": space["tenantId"],
        "creator": owner.user(), "createTime": space["createTime"], "modifier": owner.user(),
        "updateTime": space["updateTime"], "bizRootFileId": space["bizRootFileId"],
        "bizSboxFileId": space["bizSboxFileId"], "name": name, "groupName": name,
    });
    let expected = json!({
        "code": 0, "msg": "success", "total": 1, "groups": [entry],
        // What other tests have at this moment.
        "groupsTotal": list["groupsTotal"], "groupsMax": 500,
        "assignedCapacity": list["assignedCapacity"], "maxCapacity": list["maxCapacity"],
    });
    assert_eq!(list, expected);
    assert!(list["groupsTotal"].as_u64() >= Some(1), "{list}");
    assert!(list["assignedCapacity"].as_u64() >= Some(10), "{list}");
    assert!(
        list["maxCapacity"].as_u64() > list["assignedCapacity"].as_u64(),
        "{list}"
    );
    let by_owner = admin
        .group_spaces(&format!("?keyWord={}", owner.name))
        .await
        .ok();
    let found = by_owner["groups"].as_array().unwrap();
    assert!(
        found.iter().any(|entry| entry["id"] == *group),
        "{by_owner}"
    );
    for query in ["?offset=-1", "?limit=0", "?limit=101", "?keyWord=%03"] {
        admin.group_spaces(query).await.bad(13_000_102);
    }
    owner.dissolve_group_space(&group).await.ok();
}

async fn the_owner_dissolves_it(shared: &'static Shared) {
    let (owner, manager, outsider) = (
        shared.person().await,
        shared.person().await,
        shared.person().await,
    );
    let opened = open(&owner, "short", &[manager.user()]).await;
    owner.set_role(&opened, manager.user(), 1).await.ok();
    let container = container(&owner, &opened).await;
    manager.dissolve_group_space(&opened).await.bad(13_000_410);
    outsider.dissolve_group_space(&opened).await.bad(13_000_103);
    let plain = group(&owner, "plain").await;
    owner.dissolve_group_space(&plain).await.bad(13_000_103);
    let answer = owner.dissolve_group_space(&opened).await.ok();
    assert_eq!(answer, json!({"code": 0, "msg": "success"}));
    owner.dissolve_group_space(&opened).await.bad(13_000_103);
    for person in [&owner, &manager] {
        person.space(&opened, "2").await.bad(13_000_301);
        person.space_by_container(&container).await.bad(13_000_301);
        person.folder(&container, "root", "x").await.bad(13_000_301);
        assert_eq!(person.teams("?teamType=2").await.ok()["total"], "0");
        assert_eq!(person.groups("?sourceType=1").await.ok()["total"], 0);
    }
    let admin = shared.admin().await;
    let other = open(&owner, "other", &[]).await;
    admin.dissolve_group_space(&other).await.ok();
}

async fn it_goes_with_its_group(shared: &'static Shared) {
    let owner = shared.person().await;
    let group = open(&owner, "both", &[]).await;
    owner.delete_group(&group).await.ok();
    owner.space(&group, "2").await.bad(13_000_301);
    assert_eq!(owner.teams("?teamType=2").await.ok()["total"], "0");
}

async fn the_spellings_of_the_examples_work(shared: &'static Shared) {
    let owner = shared.person().await;
    let body = json!({"name": "api参考", "capacity": 1, "iconUrl": "1", "userIds": []});
    for path in ["/koodrive/ose/v1/space/", "/koodrive/ose/v1/space"] {
        let opened = owner.call(Method::POST, path, Some(&body)).await.ok();
        let group = opened["id"].as_str().unwrap();
        let list = owner.teams("?teamType=2").await.ok();
        assert_eq!(
            (&list["teams"][0]["id"], &list["teams"][0]["iconUrl"]),
            (&json!(group), &json!("1"))
        );
        owner.dissolve_group_space(group).await.ok();
    }
}

async fn a_leaver_gives_way_to_a_successor(shared: &'static Shared) {
    let (owner, heir) = (shared.person().await, shared.person().await);
    let group = open(&owner, "inherited", &[heir.user()]).await;
    let container = container(&owner, &group).await;
    heir.folder(&container, "root", "kept").await.ok();
    owner.set_role(&group, heir.user(), 0).await.ok();
    heir.remove_members(&group, &[owner.user()]).await.ok();
    owner.folder(&container, "root", "x").await.bad(13_000_410);
    let list = heir.teams("?teamType=2").await.ok();
    let team = &list["teams"][0];
    // Who made it stays known.
    assert_eq!(
        (
            &team["ownerId"],
            &team["role"],
            &team["creator"],
            &team["userNum"]
        ),
        (
            &json!(heir.user()),
            &json!(0),
            &json!(owner.user()),
            &json!(1)
        )
    );
    heir.dissolve_group_space(&group).await.ok();
}

async fn spaces_fit_into_the_tenant(server: &mut Server) {
    // Room for three beside the administrator's and the department's, which have 10 GiB each.
    static CAPACITY: Sql = Sql::both("UPDATE tenant SET capacity = ?1");
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    server.stop();
    change(server.place(), &CAPACITY, vec![50 << 30]).await;
    server.start_again();
    admin.reconnect();
    let body = json!({"name": "x"});
    let opening = (0..10).map(async |_| admin.open_group_space(&body).await.code());
    let codes = futures_util::future::join_all(opening).await;
    assert_eq!(
        codes.iter().filter(|code| **code == 0).count(),
        3,
        "{codes:?}"
    );
    assert_eq!(
        codes.iter().filter(|code| **code == 13_000_105).count(),
        7,
        "{codes:?}"
    );
    // Nothing is left of those that were refused.
    let list = admin.group_spaces("").await.ok();
    let figures = [
        "total",
        "groupsTotal",
        "groupsMax",
        "assignedCapacity",
        "maxCapacity",
    ];
    assert_eq!(
        figures.map(|name| list[name].as_u64().unwrap()),
        [3, 3, 500, 30, 30]
    );
    assert_eq!(admin.groups("?sourceType=1").await.ok()["total"], 3);
    // The room of what goes is free at once.
    let group = list["groups"][0]["id"].as_str().unwrap();
    admin.dissolve_group_space(group).await.ok();
    admin.open_group_space(&body).await.ok();
    admin.open_group_space(&body).await.bad(13_000_105);
}

async fn members_open_none_when_none_is_given(server: &mut Server) {
    static SIZE: Sql = Sql::both("UPDATE tenant SET group_space_size = ?1");
    let typed = format!("{}\n", Place::PASSWORD);
    server.run(&["user", "add", "--password-stdin", "li.si"], &typed);
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let mut person = Person::log_in(server.url(), "li.si").await;
    server.stop();
    change(server.place(), &SIZE, vec![0]).await;
    server.start_again();
    admin.reconnect();
    person.reconnect();
    for body in [json!({"name": "x"}), json!({"name": "x", "capacity": 1})] {
        person
            .open_group_space(&body)
            .await
            .refused(401, 13_000_202);
    }
    // An administrator has to say how large it is.
    admin
        .open_group_space(&json!({"name": "x"}))
        .await
        .bad(13_000_102);
    admin
        .open_group_space(&json!({"name": "x", "capacity": 1}))
        .await
        .ok();
}

async fn dissolving_leaves_everything_whole(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let group = open(&admin, "full", &[]).await;
    let container = container(&admin, &group).await;
    for root in ["root", "sbox"] {
        let folder = admin.folder(&container, root, "folder").await.ok();
        let folder = folder["id"].as_str().unwrap();
        admin.folder(&container, folder, "below").await.ok();
    }
    admin.dissolve_group_space(&group).await.ok();
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}
