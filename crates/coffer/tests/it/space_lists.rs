//! 4.3.1 and 4.3.11: departments and people with their spaces, for those who manage them.

use crate::departments::NOBODY;
use crate::organisation::{assert_names, ids, made};
use crate::support::{Shared, on_both_databases};
use crate::user_lists::assert_paged;
use coffer_testkit::{Kind, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    departments_are_listed_with_their_spaces,
    the_list_of_departments_is_searched_and_paged,
    administrators_of_departments_list_their_own,
    people_are_listed_with_their_spaces,
    people_are_found_by_the_state_of_their_space,
    apps_list_people_with_their_spaces,
}

async fn departments_are_listed_with_their_spaces(shared: &'static Shared) {
    let office = shared.office("list of team spaces").await;
    let admin = &office.admin;
    office.hire(&office.top, "team.1").await;
    let below = office.found(&office.top, "team spaces below").await;
    office.hire(&below, "team.2").await;
    let listed = office.listed(&office.top).await;
    let space = admin.space(&office.top, "0").await.ok()["data"].clone();
    let mut whole = json!({
        "id": office.top, "parentId": office.root, "name": "list of team spaces",
        "tenantId": space["tenantId"], "userNum": 1,
    });
    for field in [
        "creator",
        "createTime",
        "modifier",
        "updateTime",
        "ownerId",
        "status",
        "capacity",
        "spaceUsed",
        "containerId",
        "bizRootFileId",
        "bizSboxFileId",
    ] {
        whole[field] = space[field].clone();
    }
    assert_eq!(listed, whole);
    assert_shape(
        "4.3.1",
        &listed,
        &[
            ("createTime", Kind::Time),
            ("updateTime", Kind::Time),
            ("creator", Kind::Id),
            ("modifier", Kind::Id),
            ("capacity", Kind::Number),
            ("status", Kind::Number),
        ],
    );
    // Without a space, only what a department is.
    admin.delete_space(&below, 0).await.ok();
    let bare = json!({"id": below, "parentId": office.top, "name": "team spaces below",
        "tenantId": space["tenantId"], "userNum": 1});
    assert_eq!(office.listed(&below).await, bare);
    // What is stored counts.
    let member = office.join(&office.top, "team.3", 1).await;
    let container = space["containerId"].as_str().unwrap();
    member.upload(container, "root", "a", &[1; 1_000]).await;
    let listed = office.listed(&office.top).await;
    assert_eq!(
        (&listed["spaceUsed"], &listed["userNum"]),
        (&json!(1_000), &json!(2))
    );
}

async fn the_list_of_departments_is_searched_and_paged(shared: &'static Shared) {
    let office = shared.office("search of team spaces").await;
    let admin = &office.admin;
    let one = office.found(&office.top, "Zebra one").await;
    let two = office.found(&one, "Zebra two").await;
    let body = json!({"userId": "zebra.admin", "name": "Grevy",
        "modifyUserInfoReq": {"deptId": one, "role": 0}});
    made(admin.create_user(&body).await);
    let found = async |query: &str| {
        let page = admin.department_spaces(query).await.ok();
        assert_eq!(
            (&page["code"], &page["msg"]),
            (&json!(0), &json!("success"))
        );
        (ids(&page["departments"]), page["total"].as_u64().unwrap())
    };
    let both = vec![two.clone(), one.clone()];
    assert_eq!(
        found("?offset=0&limit=10&keyWord=zebra").await,
        (both.clone(), 2)
    );
    assert_eq!(
        found("?offset=0&limit=1&keyWord=zebra").await,
        (both[..1].to_vec(), 2)
    );
    assert_eq!(
        found("?offset=1&limit=1&keyWord=zebra").await,
        (both[1..].to_vec(), 2)
    );
    assert_eq!(
        found("?offset=2&limit=1&keyWord=zebra").await,
        (Vec::new(), 2)
    );
    // The administrator's name finds the department, the one of a member does not.
    assert_eq!(
        found("?offset=0&limit=10&keyWord=grevy").await,
        (vec![one], 1)
    );
    office.hire(&two, "Grevy's member").await;
    assert_eq!(found("?offset=0&limit=10&keyWord=grevy").await.1, 1);
    assert_paged(admin, "/space/departmentList").await;
    // The path of the example.
    let path = "/koodrive/cloudfile/v1/space/departmentList?offset=0&limit=10&keyWord=zebra";
    let page = admin.call(Method::GET, path, None).await.ok();
    assert_eq!(ids(&page["departments"]), both);
}

async fn administrators_of_departments_list_their_own(shared: &'static Shared) {
    let office = shared.office("own team spaces").await;
    let below = office.found(&office.top, "own below").await;
    let deep = office.found(&below, "own deep").await;
    let beside = office.found(&office.top, "own beside").await;
    let manager = office.join(&below, "own.manager", 0).await;
    let member = office.join(&below, "own.member", 1).await;
    let page = manager.department_spaces("?offset=0&limit=100").await.ok();
    assert_eq!(ids(&page["departments"]), [&*deep, &*below]);
    assert_eq!(page["total"], 2);
    member
        .department_spaces("?offset=0&limit=100")
        .await
        .bad(13_000_410);
    // So of people with their spaces.
    let page = manager.user_spaces("?offset=0&limit=100").await.ok();
    assert_eq!(ids(&page["users"]), [member.user(), manager.user()]);
    for department in [&office.top, &beside, &office.root] {
        let query = format!("?offset=0&limit=100&deptId={department}");
        manager.user_spaces(&query).await.bad(13_000_410);
    }
    member
        .user_spaces("?offset=0&limit=100")
        .await
        .bad(13_000_410);
    let query = format!("?offset=0&limit=100&deptId={NOBODY}");
    manager.user_spaces(&query).await.bad(13_000_103);
}

async fn people_are_listed_with_their_spaces(shared: &'static Shared) {
    let office = shared.office("people and spaces").await;
    let admin = &office.admin;
    let person = office.join(&office.top, "spaces.1", 1).await;
    admin
        .change_user(person.user(), &json!({"mobile": "008614712346900"}))
        .await
        .ok();
    person.store("root", "a", &[0; 189]).await;
    let query = format!(
        "?deptId={}&isDirect=&offset=0&limit=100&keyWord",
        office.top
    );
    let page = admin.user_spaces(&query).await.ok();
    let whole = json!({
        "id": person.user(), "userId": "spaces.1", "name": "spaces.1", "orgId": person.space["tenantId"],
        "tenantId": person.space["tenantId"], "deptId": office.top, "deptName": "people and spaces",
        "mobile": "0086147****6900", "role": 1, "status": 0, "capacity": 10, "spaceUsed": 189,
        "containerId": person.container(), "spaceStatus": "0",
    });
    assert_eq!(
        page,
        json!({"code": 0, "msg": "success", "total": 1, "users": [whole]})
    );
    admin.delete_space(person.user(), 1).await.ok();
    let mut bare = whole;
    bare.as_object_mut().unwrap().remove("containerId");
    bare["spaceStatus"] = json!("2");
    bare["capacity"] = json!(0);
    bare["spaceUsed"] = json!(0);
    assert_eq!(office.spaces_of(&office.top, person.user()).await, bare);
    assert_paged(admin, "/space/userList").await;
    for (more, parameter) in [
        ("isDirect=x", "isDirect"),
        ("deptId=x", "deptId"),
        ("spaceStatus=3", "spaceStatus"),
        ("spaceStatus=-1", "spaceStatus"),
        ("spaceStatus=x", "spaceStatus"),
    ] {
        assert_names(
            admin
                .user_spaces(&format!("?offset=0&limit=1&{more}"))
                .await,
            parameter,
        );
    }
}

async fn people_are_found_by_the_state_of_their_space(shared: &'static Shared) {
    let office = shared.office("states of spaces").await;
    let admin = &office.admin;
    let below = office.found(&office.top, "below").await;
    let active = office.hire(&office.top, "state.active").await;
    let disabled = office.hire(&below, "state.disabled").await;
    let none = office.hire(&below, "state.none").await;
    admin
        .change_user(&none, &json!({"mobile": "13800004711"}))
        .await
        .ok();
    admin
        .change_space(&disabled, &json!({"status": 1, "type": 1}))
        .await
        .ok();
    admin.delete_space(&none, 1).await.ok();
    let found = async |more: &str| {
        let query = format!("?deptId={}&offset=0&limit=100{more}", office.top);
        let page = admin.user_spaces(&query).await.ok();
        let ids = ids(&page["users"]);
        assert_eq!(page["total"], ids.len());
        ids
    };
    assert_eq!(found("&spaceStatus=").await, [&*none, &*disabled, &*active]);
    assert_eq!(found("&spaceStatus=0").await, [&*active]);
    assert_eq!(found("&spaceStatus=1").await, [&*disabled]);
    assert_eq!(found("&spaceStatus=2").await, [&*none]);
    assert_eq!(found("&isDirect=true").await, [&*active]);
    assert_eq!(found("&keyWord=STATE.d").await, [&*disabled]);
    // Mobile numbers are looked at, too.
    assert_eq!(found("&keyWord=4711").await, [&*none]);
    assert_eq!(
        found("&keyWord=4711&spaceStatus=0").await,
        Vec::<String>::new()
    );
}

async fn apps_list_people_with_their_spaces(shared: &'static Shared) {
    let office = shared.office("apps and spaces").await;
    let person = office.hire(&office.top, "apps.1").await;
    let app = shared.app_token().await;
    let query = format!("?deptId={}&offset=0&limit=10", office.top);
    let signed = office.admin.as_app(shared.app(), office.admin.user());
    let expected: Value = office.admin.user_spaces(&query).await.ok();
    assert_eq!(ids(&expected["users"]), [&*person]);
    for client in [&app, &signed] {
        assert_eq!(client.user_spaces(&query).await.ok(), expected);
    }
    // The whole tenant, as a super administrator sees it.
    let all = app.user_spaces("?offset=0&limit=1").await.ok();
    assert!(all["total"].as_u64().unwrap() > 100, "{all}");
    let signed = office.admin.as_app(shared.app(), &person);
    signed.user_spaces(&query).await.bad(13_000_410);
}
