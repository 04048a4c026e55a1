//! 4.1: the tree of departments.

use crate::organisation::{Office, assert_names, ids, made, root_of};
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Kind, KooDrive, assert_shape};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    the_root_is_listed_alone,
    children_are_listed_with_all_fields,
    a_department_is_made_and_shown,
    a_department_is_renamed_and_moved,
    what_is_not_said_stays,
    names_are_unique_among_siblings,
    names_that_cannot_be_are_refused,
    a_department_does_not_go_below_itself,
    the_tree_is_so_deep_and_no_deeper,
    a_department_in_use_is_not_deleted,
    the_root_stays,
    unknown_departments_are_not_found,
    ids_may_be_numbers_and_strings,
    of_equal_names_at_the_same_time_one_wins,
}

const FIELDS: [(&str, Kind); 7] = [
    ("code", Kind::Number),
    ("msg", Kind::Text),
    ("id", Kind::Id),
    ("orgId", Kind::Id),
    ("deptId", Kind::Id),
    ("name", Kind::Text),
    ("tenantId", Kind::Id),
];
/// An id that nobody has.
pub(crate) const NOBODY: &str = "1505084218764547200";

async fn the_root_is_listed_alone(shared: &'static Shared) {
    let person = shared.person().await;
    for query in ["", "?departmentId=", "?departmentId=&keyWord="] {
        let body = person.departments(query).await.ok();
        let [root] = body["list"].as_array().unwrap().as_slice() else {
            panic!("the root alone is expected: {body:#}");
        };
        assert_shape("4.1.1", root, &FIELDS);
        assert_eq!(root.get("parentId"), None, "nothing is above the root");
    }
    let root = person.departments("").await.ok()["list"][0].clone();
    assert_eq!(root["tenantId"], person.space["tenantId"]);
    let name = root["name"].as_str().unwrap();
    let found = person.departments(&format!("?keyWord={name}")).await.ok();
    assert_eq!(found["list"], json!([root]));
    let nothing = person.departments("?keyWord=no-such-name").await.ok();
    assert_eq!(nothing["list"], json!([]));
}

async fn children_are_listed_with_all_fields(shared: &'static Shared) {
    let office = shared.office("list of children").await;
    let first = office.found(&office.top, "Alpha 100%").await;
    let second = office.found(&office.top, "阿尔法_beta").await;
    office.found(&first, "not direct").await;
    let person = shared.person().await;
    let query = |word: &str| format!("?departmentId={}&keyWord={word}", office.top);
    let body = person.departments(&query("")).await.ok();
    assert_eq!(ids(&body["list"]), [&*first, &*second]);
    for child in body["list"].as_array().unwrap() {
        assert_shape("4.1.1", child, &FIELDS);
        assert_eq!(child["parentId"], office.top.as_str());
        assert_eq!(child["deptId"], child["id"]);
        assert_eq!(child["orgId"], child["tenantId"]);
        assert_eq!(
            (&child["code"], &child["msg"]),
            (&json!(0), &json!("success"))
        );
    }
    for (word, expected) in [
        ("alpha", vec![&first]),
        ("ALPHA", vec![&first]),
        ("100%25", vec![&first]),
        ("%25", vec![&first]),
        ("_", vec![&second]),
        ("尔法", vec![&second]),
        ("a", vec![&first, &second]),
        ("x", vec![]),
        ("%5C", vec![]),
    ] {
        let body = person.departments(&query(word)).await.ok();
        assert_eq!(
            ids(&body["list"]).iter().collect::<Vec<_>>(),
            expected,
            "{word}"
        );
    }
    let chinese = person.with_header("language", "zh-CN");
    let body = chinese.departments(&query("")).await.ok();
    assert_eq!(body["list"][0]["msg"], "成功");
    for word in ["%00", &"x".repeat(129)] {
        assert_names(person.departments(&query(word)).await, "keyWord");
    }
    for id in ["x", "-1", "1.5", "99999999999999999999"] {
        let answer = person.departments(&format!("?departmentId={id}")).await;
        assert_names(answer, "departmentId");
    }
}

async fn a_department_is_made_and_shown(shared: &'static Shared) {
    let office = shared.office("make and show").await;
    let answer = office
        .admin
        .create_department(&office.top, "  研发 R&D  ")
        .await;
    let body = answer.ok();
    assert_eq!(body["msg"], "success");
    assert_shape("4.1.3", &body["data"], &[("id", Kind::Id)]);
    let id = body["data"]["id"].as_str().unwrap();
    let person = shared.person().await;
    let shown = person.department(id).await.ok();
    let tenant = person.space["tenantId"].clone();
    let whole = json!({"code": 0, "msg": "success", "id": id, "deptId": id, "orgId": tenant,
        "tenantId": tenant, "parentId": office.top, "name": "研发 R&D"});
    assert_eq!(shown, whole);
    // It has the space that the tenant gives.
    let space = office.admin.space(id, "0").await.ok()["data"].clone();
    assert_eq!(space["capacity"], 10);
    assert_eq!(space["name"], "研发 R&D");
}

async fn a_department_is_renamed_and_moved(shared: &'static Shared) {
    let office = shared.office("rename and move").await;
    let id = office.found(&office.top, "old name").await;
    let below = office.found(&id, "below").await;
    let other = office.found(&office.top, "other place").await;
    let admin = &office.admin;
    let space = admin.space(&id, "0").await.ok()["data"].clone();
    let body = json!({"name": "new name", "parentId": other});
    let answer = admin.change_department(&id, &body).await.ok();
    assert_eq!(answer, json!({"code": 0, "msg": "success"}));
    let shown = admin.department(&id).await.ok();
    assert_eq!(
        (&shown["name"], &shown["parentId"]),
        (&json!("new name"), &json!(other))
    );
    assert_eq!(admin.department(&below).await.ok()["parentId"], id.as_str());
    let after = admin.space(&id, "0").await.ok()["data"].clone();
    assert_eq!(after["containerId"], space["containerId"]);
    assert_eq!(after["name"], "new name");
    // The name is free where it was, and another spelling of the own name is no clash.
    office.found(&office.top, "new name").await;
    admin
        .change_department(&id, &json!({"name": "New Name"}))
        .await
        .ok();
    assert_eq!(admin.department(&id).await.ok()["name"], "New Name");
}

async fn what_is_not_said_stays(shared: &'static Shared) {
    let office = shared.office("what is not said").await;
    let id = office.found(&office.top, "as it is").await;
    let before = office.admin.department(&id).await.ok();
    for body in [
        json!({}),
        json!({"name": "", "parentId": ""}),
        json!({"name": null, "parentId": null}),
        json!({"parentId": "0"}),
        json!({"parentId": 0}),
        json!({"name": "as it is", "parentId": office.top}),
    ] {
        office.admin.change_department(&id, &body).await.ok();
        assert_eq!(office.admin.department(&id).await.ok(), before, "{body}");
    }
}

async fn names_are_unique_among_siblings(shared: &'static Shared) {
    let office = shared.office("unique names").await;
    let admin = &office.admin;
    let id = office.found(&office.top, "Sales").await;
    let other = office.found(&office.top, "Other").await;
    for name in ["Sales", "sales", " SALES "] {
        admin
            .create_department(&office.top, name)
            .await
            .bad(13_000_104);
        let change = json!({"name": name});
        admin
            .change_department(&other, &change)
            .await
            .bad(13_000_104);
    }
    // Letters of another width are other letters.
    office.found(&office.top, "Ｓａｌｅｓ").await;
    // Elsewhere it is free, and what comes from there has to find another.
    let nephew = office.found(&other, "Sales").await;
    admin
        .change_department(&nephew, &json!({"parentId": office.top}))
        .await
        .bad(13_000_104);
    assert_eq!(
        admin.department(&nephew).await.ok()["parentId"],
        other.as_str()
    );
    admin.delete_department(&id).await.ok();
    admin
        .change_department(&nephew, &json!({"parentId": office.top}))
        .await
        .ok();
}

async fn names_that_cannot_be_are_refused(shared: &'static Shared) {
    let office = shared.office("impossible names").await;
    let admin = &office.admin;
    let id = office.found(&office.top, "possible").await;
    for name in [" ", "a\u{0}", "a\nb", &"x".repeat(65), &"长".repeat(65)] {
        assert_names(admin.create_department(&office.top, name).await, "name");
        let answer = admin.change_department(&id, &json!({"name": name})).await;
        assert_names(answer, "name");
    }
    assert_names(admin.create_department(&office.top, "").await, "name");
    office.found(&office.top, &"长".repeat(64)).await;
    let numbered = json!({"name": 2026, "parentId": office.top});
    let id = made(admin.post("/departments", &numbered).await);
    assert_eq!(admin.department(&id).await.ok()["name"], "2026");
    for (body, missing) in [
        (json!({}), "name"),
        (json!({"parentId": office.top}), "name"),
        (json!({"name": "x"}), "parentId"),
        (json!({"name": "x", "parentId": ""}), "parentId"),
        (json!({"name": "x", "parentId": "x"}), "parentId"),
        (json!({"name": "x", "parentId": null}), "parentId"),
        (json!({"name": {}, "parentId": office.top}), "name"),
    ] {
        assert_names(admin.post("/departments", &body).await, missing);
    }
}

async fn a_department_does_not_go_below_itself(shared: &'static Shared) {
    let office = shared.office("below itself").await;
    let one = office.found(&office.top, "one").await;
    let two = office.found(&one, "two").await;
    let three = office.found(&two, "three").await;
    for target in [&one, &two, &three] {
        office
            .admin
            .change_department(&one, &json!({"parentId": target}))
            .await
            .bad(13_000_307);
    }
    let root = json!({"parentId": one});
    office
        .admin
        .change_department(&office.root, &root)
        .await
        .bad(13_000_307);
    assert_eq!(
        office.admin.department(&one).await.ok()["parentId"],
        office.top.as_str()
    );
}

async fn the_tree_is_so_deep_and_no_deeper(shared: &'static Shared) {
    let office = shared.office("depth").await;
    let admin = &office.admin;
    // The root and the department of the test are the first two of 32 levels.
    let mut deepest = office.top.clone();
    for level in 3..=32 {
        deepest = office.found(&deepest, &format!("level {level}")).await;
        // Only the tree is meant here: the spaces would use the tenant up.
        admin.delete_space(&deepest, 0).await.ok();
    }
    admin
        .create_department(&deepest, "level 33")
        .await
        .bad(13_000_105);
    let tall = office.found(&office.top, "tall").await;
    office.found(&tall, "inner").await;
    let above = admin.department(&deepest).await.ok()["parentId"].clone();
    admin
        .change_department(&tall, &json!({"parentId": above}))
        .await
        .bad(13_000_105);
    assert_eq!(
        admin.department(&tall).await.ok()["parentId"],
        office.top.as_str()
    );
}

async fn a_department_in_use_is_not_deleted(shared: &'static Shared) {
    let office = shared.office("in use").await;
    let admin = &office.admin;
    let above = office.found(&office.top, "above").await;
    let below = office.found(&above, "below").await;
    let user = office.hire(&below, "in.use").await;
    for id in [&above, &below] {
        admin.delete_department(id).await.bad(13_000_104);
        admin.department(id).await.ok();
        admin.space(id, "0").await.ok();
    }
    admin.delete_user(&user).await.ok();
    for id in [&below, &above] {
        let answer = admin.delete_department(id).await.ok();
        assert_eq!(answer, json!({"code": 0, "msg": "success"}));
        admin.department(id).await.bad(13_000_103);
        admin.space(id, "0").await.bad(13_000_301);
        admin.delete_department(id).await.bad(13_000_103);
    }
    let left = admin
        .departments(&format!("?departmentId={}", office.top))
        .await
        .ok();
    assert_eq!(left["list"], json!([]));
}

async fn the_root_stays(shared: &'static Shared) {
    let admin = shared.admin().await;
    let root = root_of(&admin).await;
    admin
        .delete_department(&root)
        .await
        .refused(401, 13_000_202);
    admin.department(&root).await.ok();
}

async fn unknown_departments_are_not_found(shared: &'static Shared) {
    let office = shared.office("unknown").await;
    let admin = &office.admin;
    for answer in [
        admin.departments(&format!("?departmentId={NOBODY}")).await,
        admin.department(NOBODY).await,
        admin.create_department(NOBODY, "x").await,
        admin.change_department(NOBODY, &json!({"name": "x"})).await,
        admin
            .change_department(&office.top, &json!({"parentId": NOBODY}))
            .await,
        admin.delete_department(NOBODY).await,
        // A person is no department.
        admin.department(admin.user()).await,
    ] {
        answer.bad(13_000_103);
    }
    for id in ["x", "-1", "%00", "1.0"] {
        for answer in [
            admin.department(id).await,
            admin.change_department(id, &json!({})).await,
            admin.delete_department(id).await,
        ] {
            assert_names(answer, "department_id");
        }
    }
}

async fn ids_may_be_numbers_and_strings(shared: &'static Shared) {
    let office = shared.office("numbers").await;
    let number: i64 = office.top.parse().unwrap();
    let body = json!({"name": "by number", "parentId": number});
    let id = made(office.admin.post("/departments", &body).await);
    let other = office.found(&office.top, "other").await;
    let number: i64 = other.parse().unwrap();
    let moved = json!({"parentId": number});
    office.admin.change_department(&id, &moved).await.ok();
    let shown = office.admin.department(&id).await.ok();
    assert_eq!(shown["parentId"], other.as_str());
    let wrong: Value = json!({"parentId": 1.5});
    assert_names(
        office.admin.change_department(&id, &wrong).await,
        "parentId",
    );
    let path = format!("/koodrive/ose/v1/departments/{id}");
    for method in [Method::POST, Method::PATCH] {
        let answer = office.admin.call(method, &path, Some(&json!({}))).await;
        answer.bad(13_000_102);
    }
}

async fn of_equal_names_at_the_same_time_one_wins(shared: &'static Shared) {
    let office = shared.office("a race of names").await;
    let client: &KooDrive = &office.admin;
    let creating = (0..50).map(|number| {
        let name = if number % 2 == 0 {
            "The One"
        } else {
            "the one"
        };
        client.create_department(&office.top, name)
    });
    let answers = join_all(creating).await;
    let won = answers.iter().filter(|answer| answer.code() == 0).count();
    assert_eq!(won, 1);
    for answer in answers {
        assert!([0, 13_000_104].contains(&answer.code()), "{answer}");
    }
    let listed = client
        .departments(&format!("?departmentId={}", office.top))
        .await
        .ok();
    assert_eq!(listed["list"].as_array().unwrap().len(), 1);
    assert_one_space(&office).await;
}

/// What lost the race left nothing behind.
async fn assert_one_space(office: &Office) {
    let page = office
        .admin
        .department_spaces("?offset=0&limit=100&keyWord=the%20one")
        .await
        .ok();
    assert_eq!(page["total"], 1, "{page:#}");
}
