//! 4.2: the people of a tenant.

use crate::departments::NOBODY;
use crate::organisation::{assert_names, find, made};
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{Kind, KooDrive, Place, assert_shape};
use serde_json::{Value, json};

on_both_databases! {
    somebody_is_brought_in_with_what_the_table_has,
    somebody_is_brought_in_with_an_account,
    what_is_inside_counts_before_what_is_beside,
    taken_subjects_and_logins_are_refused,
    people_that_cannot_be_are_refused,
    somebody_is_changed,
    what_is_not_said_stays,
    changes_that_cannot_be_are_refused,
    mobile_numbers_are_whole_for_few,
    unknown_people_are_not_found,
}

/// What 4.2.2 says of somebody.
pub(crate) async fn shown(client: &KooDrive, user: &str) -> Value {
    client.user_info(user).await.ok()["data"].clone()
}

async fn somebody_is_brought_in_with_what_the_table_has(shared: &'static Shared) {
    let office = shared.office("bringing in").await;
    let admin = &office.admin;
    // As the sample has it: the subject alone.
    let answer = admin
        .create_user(&json!({"userId": "1008600000029937613"}))
        .await
        .ok();
    assert_eq!(
        (&answer["code"], &answer["msg"]),
        (&json!(0), &json!("success"))
    );
    assert_shape("4.2.4", &answer["data"], &[("id", Kind::Id)]);
    let id = answer["data"]["id"].as_str().unwrap();
    let user = shown(admin, id).await;
    assert_eq!(
        (&user["deptId"], &user["role"]),
        (&json!(office.root), &json!(1))
    );
    // The personal space that the tenant gives is there.
    let space = admin.space(id, "1").await.ok()["data"].clone();
    assert_eq!(
        (&space["capacity"], &space["status"]),
        (&json!(10), &json!(0))
    );
    assert_eq!(space["ownerId"], id);
    admin.delete_user(id).await.ok();
    let department: i64 = office.top.parse().unwrap();
    for (body, role) in [
        (
            json!({"userId": "in.1", "modifyUserInfoReq": {"deptId": department, "role": 0}}),
            0,
        ),
        (
            json!({"userId": "in.2", "modifyUserInfoReq": {"deptId": office.top, "role": "1"}}),
            1,
        ),
        (
            json!({"userId": "in.3", "modifyUserInfoReq": {"deptId": office.top, "role": ""}}),
            1,
        ),
        (
            json!({"userId": 4711, "modifyUserInfoReq": {"deptId": office.top}}),
            1,
        ),
    ] {
        let user = shown(admin, &made(admin.create_user(&body).await)).await;
        assert_eq!(
            (&user["deptId"], &user["role"]),
            (&json!(office.top), &json!(role))
        );
    }
    for nothing in [json!(null), json!({}), json!({"deptId": "", "role": ""})] {
        let body = json!({"userId": "in.nothing", "modifyUserInfoReq": nothing});
        let id = made(admin.create_user(&body).await);
        assert_eq!(shown(admin, &id).await["deptId"], office.root.as_str());
        admin.delete_user(&id).await.ok();
    }
}

async fn somebody_is_brought_in_with_an_account(shared: &'static Shared) {
    let office = shared.office("accounts").await;
    let body = json!({"userId": "account.1", "password": Place::PASSWORD,
        "modifyUserInfoReq": {"deptId": office.top}});
    let id = made(office.admin.create_user(&body).await);
    assert_eq!(shown(&office.admin, &id).await["status"], 2);
    let (client, login) = KooDrive::log_in(office.admin.url(), "account.1", Place::PASSWORD).await;
    assert_eq!(login.user, id);
    assert_eq!(
        shown(&client, &id).await["status"],
        0,
        "it is no longer the first time"
    );
    let body = json!({"userId": "account.2", "modifyUserInfoReq":
        {"deptId": office.top, "login": "Two@Example.com", "password": Place::PASSWORD}});
    let id = made(office.admin.create_user(&body).await);
    let (_, login) = KooDrive::log_in(client.url(), "two@example.com", Place::PASSWORD).await;
    assert_eq!(login.user, id);
    // The subject is no login name then.
    assert_eq!(
        client
            .authorization_code("account.2", Place::PASSWORD)
            .await,
        None
    );
    for (name, value, wrong) in [
        ("password", json!("short"), "password"),
        ("password", json!("account.3"), "password"),
        ("login", json!("with blanks in it"), "login"),
    ] {
        let mut body = json!({"userId": "account.3", "password": Place::PASSWORD});
        body[name] = value;
        assert_names(office.admin.create_user(&body).await, wrong);
    }
    let body = json!({"userId": "account.3", "login": "three"});
    assert_names(office.admin.create_user(&body).await, "password");
}

async fn what_is_inside_counts_before_what_is_beside(shared: &'static Shared) {
    let office = shared.office("inside and beside").await;
    let body = json!({
        "userId": "inside", "name": "beside", "mobile": "12345678901", "email": "a@example.com",
        "modifyUserInfoReq": {"deptId": office.top, "name": "inside", "email": "b@example.com"},
    });
    let id = made(office.admin.create_user(&body).await);
    let user = shown(&office.admin, &id).await;
    assert_eq!(user["name"], "inside");
    assert_eq!(user["email"], "b@example.com");
    assert_eq!(user["mobile"], "123****8901");
}

async fn taken_subjects_and_logins_are_refused(shared: &'static Shared) {
    let office = shared.office("taken").await;
    let admin = &office.admin;
    office.hire(&office.top, "taken.subject").await;
    admin
        .create_user(&json!({"userId": "taken.subject"}))
        .await
        .bad(13_000_104);
    // Login names are of the whole server, whatever case.
    let body = json!({"userId": "taken.2", "login": Place::ADMIN.to_uppercase(), "password": Place::PASSWORD});
    admin.create_user(&body).await.bad(13_000_104);
    let page = admin.users("?offset=0&limit=10&keyWord=taken.2").await.ok();
    assert_eq!(page["total"], 0, "nothing is half made");
    let other = office.hire(&office.top, "taken.3").await;
    let body = json!({"login": Place::ADMIN, "password": Place::PASSWORD});
    admin.change_user(&other, &body).await.bad(13_000_104);
    // Subjects differ by case: they are the provider's.
    office.hire(&office.top, "Taken.Subject").await;
}

async fn people_that_cannot_be_are_refused(shared: &'static Shared) {
    let office = shared.office("impossible people").await;
    let admin = &office.admin;
    let inside = |name: &str, value: Value| json!({"userId": "impossible", "modifyUserInfoReq": {"deptId": office.top, name: value}});
    for (body, parameter) in [
        (json!({}), "userId"),
        (json!({"userId": ""}), "userId"),
        (json!({"userId": " "}), "userId"),
        (json!({"userId": "a\u{0}"}), "userId"),
        (json!({"userId": "x".repeat(257)}), "userId"),
        (json!({"userId": "removed:1"}), "userId"),
        (json!({"userId": {}}), "userId"),
        (inside("role", json!(3)), "role"),
        (inside("role", json!("-1")), "role"),
        (inside("role", json!("x")), "modifyUserInfoReq.role"),
        (inside("deptId", json!("x")), "modifyUserInfoReq.deptId"),
        (inside("name", json!("x".repeat(65))), "name"),
        (inside("name", json!("a\nb")), "name"),
        (inside("mobile", json!("1\u{0}")), "mobile"),
        (inside("email", json!("x".repeat(255))), "email"),
        (
            json!({"userId": "x", "modifyUserInfoReq": "y"}),
            "modifyUserInfoReq",
        ),
    ] {
        assert_names(admin.create_user(&body).await, parameter);
    }
    admin
        .create_user(&inside("deptId", json!(NOBODY)))
        .await
        .bad(13_000_103);
    assert_eq!(admin.count_users(&office.top).await.ok()["total"], 0);
}

async fn somebody_is_changed(shared: &'static Shared) {
    let office = shared.office("changes").await;
    let admin = &office.admin;
    let below = office.found(&office.top, "below").await;
    let id = office.hire(&office.top, "changed").await;
    let space = admin.space(&id, "1").await.ok()["data"]["containerId"].clone();
    let body = json!({"deptId": below, "role": "0", "status": "1", "name": "改名", "mobile": 13_812_348_439_i64,
        "email": "C@example.com"});
    let answer = admin.change_user(&id, &body).await.ok();
    assert_eq!(answer, json!({"code": 0, "msg": "success"}));
    let user = shown(admin, &id).await;
    let expected = json!({
        "id": id, "orgId": user["orgId"], "userId": "changed", "deptId": below, "deptName": "below",
        "mobile": "138****8439", "email": "c@example.com", "name": "改名", "role": 0, "status": 1,
    });
    assert_eq!(user, expected);
    let number: i64 = office.top.parse().unwrap();
    let body = json!({"deptId": number, "role": 1, "status": 0});
    admin.change_user(&id, &body).await.ok();
    let user = shown(admin, &id).await;
    assert_eq!(
        (&user["deptId"], &user["role"]),
        (&json!(office.top), &json!(1))
    );
    assert_eq!(user["status"], 0);
    let after = admin.space(&id, "1").await.ok()["data"].clone();
    assert_eq!(
        (&after["containerId"], &after["name"]),
        (&space, &json!("改名"))
    );
    // A password makes an account, another one ends the sessions of the first.
    admin
        .change_user(&id, &json!({"password": Place::PASSWORD}))
        .await
        .ok();
    let (client, _) = KooDrive::log_in(admin.url(), "changed", Place::PASSWORD).await;
    admin
        .change_user(&id, &json!({"password": "another horse battery"}))
        .await
        .ok();
    client.session_auth().await.refused(401, 13_000_202);
    assert_eq!(
        client.authorization_code("changed", Place::PASSWORD).await,
        None
    );
    KooDrive::log_in(admin.url(), "changed", "another horse battery").await;
}

async fn what_is_not_said_stays(shared: &'static Shared) {
    let office = shared.office("unchanged people").await;
    let body = json!({"userId": "unchanged", "mobile": "13812348439", "email": "u@example.com",
        "modifyUserInfoReq": {"deptId": office.top, "role": 0}});
    let id = made(office.admin.create_user(&body).await);
    let before = shown(&office.admin, &id).await;
    for body in [
        json!({}),
        json!({"deptId": "", "role": "", "status": "", "name": "", "mobile": "", "email": "", "password": "", "login": ""}),
        json!({"deptId": null, "role": null, "status": null, "name": null}),
        // Who never logged in still has not.
        json!({"status": 0}),
    ] {
        office.admin.change_user(&id, &body).await.ok();
        assert_eq!(shown(&office.admin, &id).await, before, "{body}");
    }
}

async fn changes_that_cannot_be_are_refused(shared: &'static Shared) {
    let office = shared.office("impossible changes").await;
    let admin = &office.admin;
    let id = office.hire(&office.top, "unmoved").await;
    let before = shown(admin, &id).await;
    for (body, parameter) in [
        (json!({"role": 3}), "role"),
        (json!({"role": "admin"}), "role"),
        (json!({"status": 2}), "status"),
        (json!({"status": 3}), "status"),
        (json!({"status": "-1"}), "status"),
        (json!({"deptId": "x"}), "deptId"),
        (json!({"name": "x".repeat(65)}), "name"),
        (json!({"name": " "}), "name"),
        (json!({"mobile": "\u{1}"}), "mobile"),
        (json!({"email": "x".repeat(255)}), "email"),
        (json!({"password": "short"}), "password"),
        (json!({"login": "unmoved"}), "password"),
        (
            json!({"login": "a b", "password": Place::PASSWORD}),
            "login",
        ),
    ] {
        assert_names(admin.change_user(&id, &body).await, parameter);
        assert_eq!(shown(admin, &id).await, before, "{body}");
    }
    // One that fails changes nothing, whatever else it says.
    let body = json!({"name": "other", "deptId": NOBODY});
    admin.change_user(&id, &body).await.bad(13_000_103);
    assert_eq!(shown(admin, &id).await, before);
}

async fn mobile_numbers_are_whole_for_few(shared: &'static Shared) {
    let office = shared.office("mobiles").await;
    let person = office.join(&office.top, "mobile.self", 1).await;
    let manager = office.join(&office.top, "mobile.manager", 0).await;
    let other = office.join(&office.top, "mobile.other", 1).await;
    let empty = person.mobile(person.user()).await.ok();
    assert_eq!(empty, json!({"code": 0, "msg": "success", "mobile": ""}));
    let change = json!({"mobile": "008618112348439"});
    manager.change_user(person.user(), &change).await.ok();
    for client in [&person, &manager, &office.admin] {
        let answer = client.mobile(person.user()).await.ok();
        assert_eq!(answer["mobile"], "008618112348439");
        assert_eq!(
            shown(client, person.user()).await["mobile"],
            "0086181****8439"
        );
    }
    other.mobile(person.user()).await.refused(401, 13_000_202);
    // A list never has it whole, not even for the one whose it is.
    let query = format!("?deptId={}&offset=0&limit=10", office.top);
    let page = person.users(&query).await;
    assert!(!page.text.contains("12348439"), "{page}");
    assert_eq!(
        find(&page.ok()["list"], person.user())["mobile"],
        "0086181****8439"
    );
}

async fn unknown_people_are_not_found(shared: &'static Shared) {
    let office = shared.office("unknown people").await;
    let admin = &office.admin;
    let gone = office.hire(&office.top, "gone").await;
    admin.delete_user(&gone).await.ok();
    for id in [NOBODY, &*office.top, &*gone] {
        for answer in [
            admin.user_info(id).await,
            admin.change_user(id, &json!({"name": "x"})).await,
            admin
                .change_user(id, &json!({"password": Place::PASSWORD}))
                .await,
            admin.delete_user(id).await,
            admin.mobile(id).await,
        ] {
            answer.bad(13_000_103);
        }
    }
    for id in ["x", "-1", "1.5", "%00"] {
        for answer in [
            admin.user_info(id).await,
            admin.change_user(id, &json!({})).await,
            admin.delete_user(id).await,
            admin.mobile(id).await,
        ] {
            assert_names(answer, "user_id");
        }
    }
}
