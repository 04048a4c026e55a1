//! 4.2.1 and 4.2.3: lists of people, and how many there are.

use crate::departments::NOBODY;
use crate::organisation::{assert_names, ids, made};
use crate::support::{Shared, on_both_databases};
use crate::users::shown;
use coffer_testkit::{Kind, KooDrive, assert_shape};
use serde_json::json;

on_both_databases! {
    people_are_listed_with_all_fields,
    people_are_listed_by_pages,
    lists_reach_as_far_as_asked,
    wrong_lists_are_refused,
    people_are_counted,
}

const FIELDS: [(&str, Kind); 9] = [
    ("id", Kind::Id),
    ("orgId", Kind::Id),
    ("userId", Kind::Text),
    ("deptId", Kind::Id),
    ("deptName", Kind::Text),
    ("mobile", Kind::Text),
    ("name", Kind::Text),
    ("role", Kind::Number),
    ("status", Kind::Number),
];

async fn people_are_listed_with_all_fields(shared: &'static Shared) {
    let office = shared.office("list of people").await;
    let body = json!({
        "userId": "1008600000293202821",
        "modifyUserInfoReq": {"deptId": office.top, "role": "1"},
        "name": "小二的测试账号", "mobile": "008618112348439", "email": "Xiao.Er@Example.com",
    });
    let id = made(office.admin.create_user(&body).await);
    let person = shared.person().await;
    let query = format!("?deptId={}&offset=0&limit=10", office.top);
    let page = person.users(&query).await.ok();
    assert_eq!(
        (&page["code"], &page["msg"], &page["total"]),
        (&json!(0), &json!("success"), &json!(1))
    );
    let user = &page["list"][0];
    assert_shape("4.2.1", user, &FIELDS);
    let whole = json!({
        "id": id, "orgId": person.space["tenantId"], "userId": "1008600000293202821",
        "deptId": office.top, "deptName": "list of people", "mobile": "0086181****8439",
        "email": "xiao.er@example.com", "name": "小二的测试账号", "role": 1, "status": 2,
    });
    assert_eq!(*user, whole);
    let answer = person.user_info(&id).await.ok();
    assert_eq!(answer, json!({"code": 0, "msg": "success", "data": whole}));
    // What is not there is left out.
    let bare = office.hire(&office.top, "bare").await;
    let bare = shown(&person, &bare).await;
    assert_eq!((bare.get("mobile"), bare.get("email")), (None, None));
    assert_eq!(bare["name"], "bare");
}

async fn people_are_listed_by_pages(shared: &'static Shared) {
    let office = shared.office("pages of people").await;
    let mut all = Vec::new();
    for number in 0..7 {
        all.push(office.hire(&office.top, &format!("page.{number}")).await);
    }
    // The newest first.
    all.reverse();
    let of_page = async |offset: u32, limit: u32| {
        let query = format!("?deptId={}&offset={offset}&limit={limit}", office.top);
        let page = office.admin.users(&query).await.ok();
        assert_eq!(page["total"], 7);
        ids(&page["list"])
    };
    assert_eq!(of_page(0, 100).await, all);
    assert_eq!(of_page(0, 3).await, all[..3]);
    assert_eq!(of_page(3, 3).await, all[3..6]);
    assert_eq!(of_page(6, 3).await, all[6..]);
    assert_eq!(of_page(7, 1).await, all[7..]);
    assert_eq!(of_page(u32::MAX, 1).await, all[7..]);
}

async fn lists_reach_as_far_as_asked(shared: &'static Shared) {
    let office = shared.office("reach of lists").await;
    let below = office.found(&office.top, "below").await;
    let deep = office.found(&below, "deep").await;
    let one = office.hire(&office.top, "reach.One").await;
    let two = office.hire(&below, "reach.Two").await;
    let three = office.hire(&deep, "reach.Three").await;
    let listed = async |department: &str, more: &str| {
        let query = format!("?deptId={department}&offset=0&limit=100{more}");
        ids(&office.admin.users(&query).await.ok()["list"])
    };
    let all = [&*three, &*two, &*one];
    for more in [
        "",
        "&isDirect=",
        "&isDirect=false",
        "&isDirect=0",
        "&keyWord=",
    ] {
        assert_eq!(listed(&office.top, more).await, all, "{more}");
    }
    for more in ["&isDirect=true", "&isDirect=1", "&isDirect=TRUE"] {
        assert_eq!(listed(&office.top, more).await, [&*one], "{more}");
    }
    assert_eq!(listed(&below, "").await, all[..2]);
    assert_eq!(listed(&below, "&isDirect=true").await, [&*two]);
    assert_eq!(listed(&office.top, "&keyWord=REACH.t").await, all[..2]);
    assert_eq!(
        listed(&office.top, "&keyWord=%25").await,
        Vec::<String>::new()
    );
    // The whole tenant, of which only the ones with this name are looked at.
    for department in ["", "&x="] {
        assert_eq!(listed(department, "&keyWord=reach.o").await, [&*one]);
    }
}

/// What a list by pages takes, and what not. `path` is the list.
pub(crate) async fn assert_paged(client: &KooDrive, path: &str) {
    for query in [
        "offset=0&limit=1",
        "offset=0&limit=100",
        "limit=%201&offset=00",
    ] {
        client.get(&format!("{path}?{query}")).await.ok();
    }
    for (query, parameter) in [
        ("", "offset"),
        ("offset=0", "limit"),
        ("limit=10", "offset"),
        ("offset=&limit=10", "offset"),
        ("offset=-1&limit=10", "offset"),
        ("offset=x&limit=10", "offset"),
        ("offset=18446744073709551616&limit=10", "offset"),
        ("offset=0&limit=0", "limit"),
        ("offset=0&limit=101", "limit"),
        ("offset=0&limit=-1", "limit"),
        ("offset=0&limit=4294967297", "limit"),
        ("offset=0&limit=", "limit"),
        ("offset=0&limit=1&limit=2", "limit"),
        ("offset=0&limit=1&keyWord=%00", "keyWord"),
    ] {
        assert_names(client.get(&format!("{path}?{query}")).await, parameter);
    }
    let far = client
        .get(&format!("{path}?offset=9223372036854775807&limit=100"))
        .await
        .ok();
    assert!(far["total"].as_u64().unwrap() > 0, "{far}");
}

async fn wrong_lists_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    assert_paged(&person, "/userList").await;
    for (more, parameter) in [("isDirect=2", "isDirect"), ("deptId=x", "deptId")] {
        let answer = person.users(&format!("?offset=0&limit=1&{more}")).await;
        assert_names(answer, parameter);
    }
    let nowhere = format!("?offset=0&limit=1&deptId={NOBODY}");
    person.users(&nowhere).await.bad(13_000_103);
}

async fn people_are_counted(shared: &'static Shared) {
    let office = shared.office("counting").await;
    let below = office.found(&office.top, "below").await;
    office.hire(&office.top, "count.1").await;
    let two = office.hire(&below, "count.2").await;
    let person = shared.person().await;
    let answer = person.count_users(&office.top).await.ok();
    assert_eq!(answer, json!({"code": 0, "msg": "success", "total": 2}));
    assert_eq!(person.count_users(&below).await.ok()["total"], 1);
    office.admin.delete_user(&two).await.ok();
    assert_eq!(person.count_users(&office.top).await.ok()["total"], 1);
    // The tenant has at least the people of the other tests.
    let all = person.count_users("").await.ok()["total"].as_u64().unwrap();
    let root = person.count_users(&office.root).await.ok()["total"]
        .as_u64()
        .unwrap();
    assert!(all > 100 && root > 100, "{all} {root}");
    person.get("/users/count").await.ok();
    assert_names(person.count_users("x").await, "deptId");
    person.count_users(NOBODY).await.bad(13_000_103);
}
