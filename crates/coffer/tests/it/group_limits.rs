//! What bounds groups: how many there may be, of how many people, and their tenant.

use crate::group_members::{done, none_done};
use crate::groups::group;
use crate::support::{Person, alone_on_both_databases, change, store};
use crate::tenants::second_tenant;
use coffer_model::{DepartmentId, TenantId, Timestamp, UserId};
use coffer_store::identity::{self, MemberRow};
use coffer_store::{Sql, args};
use coffer_testkit::{Place, Server};
use serde_json::json;

alone_on_both_databases! {
    groups_and_people_have_limits,
    a_tenant_has_as_many_groups_as_it_may,
    groups_of_other_tenants_do_not_exist,
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
    assert_eq!(outsider.teams("?teamType=2").await.ok()["total"], "0");
    assert_eq!(admin.group_spaces("").await.ok()["total"], 2);
}
