//! Roles and locks as the directories dialect gives, shows and takes them.

use crate::directories::{acts, person, shown};
use crate::support::{Person, Shared, on_both_databases};
use crate::tenants::second_tenant;
use coffer_testkit::{Directories, Kind, Place, Server, assert_shape};
use reqwest::Method;
use serde_json::{Value, json};

mod shared {
    use super::*;

    on_both_databases! {
        roles_are_listed,
        a_role_opens_a_folder_and_taking_it_closes_it,
        each_role_allows_what_it_says,
        groups_and_departments_are_targets,
        wrong_roles_and_targets_are_refused,
        who_is_not_there_is_granted_nothing,
        only_managers_grant,
        a_lock_keeps_others_out_and_is_shown,
        a_lock_is_taken_off_by_its_holder_or_a_manager,
    }
}

mod alone {
    use super::*;
    use crate::support::alone_on_both_databases;

    alone_on_both_databases! {
        folders_of_other_tenants_are_not_there,
    }
}

async fn authorize(
    client: &Directories,
    folder: &str,
    role: &str,
    user: &str,
) -> coffer_testkit::Answer {
    let body = json!({"dirId": folder, "roleIds": [role], "authTarget": [user], "targetType": 1});
    client.post("authorize", &body).await
}

async fn roles_are_listed(shared: &'static Shared) {
    let (_, client) = person(shared).await;
    let roles = client.get("/v1/roles").await.given();
    let roles = roles.as_array().unwrap();
    let names: Vec<&str> = roles
        .iter()
        .take(5)
        .map(|role| role["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["manager", "editor", "uploader", "downloader", "previewer"]
    );
    for role in roles {
        let fields = [
            ("id", Kind::Id),
            ("name", Kind::Text),
            ("builtIn", Kind::Flag),
            ("permissions", Kind::Object),
        ];
        assert_shape("a role", role, &fields);
        assert_eq!(role["permissions"].as_object().unwrap().len(), 11);
        assert_eq!(role["permissions"]["readable"], true);
    }
    assert_eq!(roles[4]["permissions"]["downloadable"], false);
}

async fn a_role_opens_a_folder_and_taking_it_closes_it(shared: &'static Shared) {
    let (_, owner) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    let outer = owner.make("root", "outer").await;
    let folder = owner.make(&outer, "folder").await;
    let inner = owner.make(&folder, "inner").await;
    visitor.info(&folder).await.denied(430_003);
    for _ in 0..2 {
        let granted = authorize(&owner, &folder, "4", guest.user()).await.given();
        assert_eq!(granted, "Authorize success");
    }
    let info = visitor.info(&inner).await.given();
    // What is above is not the guest's to see.
    assert_eq!(info["fullPath"], "/folder/inner");
    assert_eq!(info["permissions"]["downloadable"], true);
    assert_eq!(info["permissions"]["uploadable"], false);
    assert_eq!(info["permissions"]["lockable"], false);
    visitor.info(&outer).await.denied(430_003);
    let body = json!({"name": "x", "parentId": folder});
    let message = visitor.post("create", &body).await.denied(430_011);
    assert_eq!(message, "操作权限不足");
    let body = json!({"dirId": folder, "target": guest.user(), "targetType": 1});
    for _ in 0..2 {
        let taken = owner.post("authorize/remove", &body).await.given();
        assert_eq!(taken, "Authorize remove success");
        visitor.info(&folder).await.denied(430_003);
    }
}

async fn each_role_allows_what_it_says(shared: &'static Shared) {
    let (_, owner) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    for (role, name, allowed) in [
        ("5", "previewer", 0),
        ("4", "downloader", 1),
        ("3", "uploader", 2),
        ("2", "editor", 3),
        ("1", "manager", 4),
    ] {
        let folder = owner.make("root", name).await;
        let file = owner.upload(&folder, "a.txt", b"a").await.given();
        let inner = owner.make(&folder, "inner").await;
        authorize(&owner, &folder, role, guest.user()).await.given();
        assert_eq!(visitor.folders(&folder).await, ["inner"]);
        let path = format!("/v1/directories/file/list?dirId={folder}");
        let listed = visitor.get(&path).await.given()[0].clone();
        let fetches = [1, 3, 4].contains(&allowed);
        assert_eq!(listed["fileHash"].is_null(), !fetches, "{name}");
        let (status, _, body) = visitor.download(file["id"].as_str().unwrap(), None).await;
        assert_eq!((status, &body[..] == b"a"), (200, fetches), "{name}");
        let says = |answer: coffer_testkit::Answer, may: bool| {
            let code = answer.body["code"].as_i64().unwrap();
            assert_eq!(code, if may { 200 } else { 430_011 }, "{name}: {answer}");
        };
        says(visitor.upload(&folder, "b.txt", b"b").await, allowed >= 2);
        let body = json!({"name": "new", "parentId": folder});
        says(visitor.post("create", &body).await, allowed >= 2);
        let body = json!({"dirId": inner, "name": "renamed"});
        says(visitor.post("rename", &body).await, allowed >= 3);
        says(
            authorize(&visitor, &inner, "5", guest.user()).await,
            allowed >= 4,
        );
        let body = json!({"dirId": inner});
        says(visitor.post("lock", &body).await, allowed >= 3);
        says(visitor.post("delete", &body).await, allowed >= 3);
    }
}

async fn groups_and_departments_are_targets(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    let group = owner.create_group("targets").await.ok();
    let group = group["id"]
        .as_str()
        .or(group["data"]["id"].as_str())
        .unwrap()
        .to_owned();
    owner.add_members(&group, &[guest.user()]).await.ok();
    let department = owner.session_auth().await.ok()["data"]["deptId"].clone();
    let department = department.as_str().unwrap();
    for (target, kind) in [(group.as_str(), 2), (department, 2), (department, 3)] {
        let folder = client.make("root", &format!("{target} {kind}")).await;
        visitor.info(&folder).await.denied(430_003);
        let body = json!({"dirId": folder, "roleIds": "4", "authTarget": target, "targetType": kind.to_string()});
        client.post("authorize", &body).await.given();
        visitor.info(&folder).await.given();
        let body = json!({"dirId": folder, "target": target, "targetType": kind});
        client.post("authorize/remove", &body).await.given();
        visitor.info(&folder).await.denied(430_003);
    }
}

async fn wrong_roles_and_targets_are_refused(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let folder = client.make("root", "folder").await;
    let right =
        json!({"dirId": folder, "roleIds": ["2"], "authTarget": [owner.user()], "targetType": 1});
    let with = |field: &str, value: Value| {
        let mut body = right.clone();
        body[field] = value;
        body
    };
    for (field, value, says) in [
        ("roleIds", json!(["x"]), "roleIds"),
        ("roleIds", json!([]), "roleIds 不正确：1-20"),
        ("roleIds", json!(vec!["2"; 21]), "roleIds 不正确：1-20"),
        ("authTarget", json!(["x"]), "authTarget"),
        ("authTarget", json!([]), "authTarget 不正确：1-100"),
        (
            "authTarget",
            json!(vec![owner.user(); 101]),
            "authTarget 不正确：1-100",
        ),
        ("targetType", json!(0), "targetType 不正确：1-3"),
        ("targetType", json!(4), "targetType 不正确：1-3"),
        ("targetType", json!("x"), "targetType"),
    ] {
        let message = client.post("authorize", &with(field, value)).await;
        let message = message.denied(400);
        assert!(message.contains(says), "{message}");
    }
    let body = json!({"dirId": folder, "target": "x", "targetType": 1});
    client.post("authorize/remove", &body).await.denied(400);
}

async fn who_is_not_there_is_granted_nothing(shared: &'static Shared) {
    let (owner, client) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    let folder = client.make("root", "folder").await;
    let unknown = "1505084218764547200";
    // A person is neither a group nor a department, and nobody beside him is granted anything.
    for (role, targets, kind) in [
        (unknown, json!([guest.user()]), 1),
        ("0", json!([guest.user()]), 1),
        ("2", json!([guest.user(), unknown]), 1),
        ("2", json!([unknown]), 2),
        ("2", json!([unknown]), 3),
        ("2", json!([guest.user()]), 2),
        ("2", json!([owner.user()]), 3),
    ] {
        let body =
            json!({"dirId": folder, "roleIds": [role], "authTarget": targets, "targetType": kind});
        let message = client.post("authorize", &body).await.denied(430_003);
        assert_eq!(message, "找不到资源,请刷新后重试");
        visitor.info(&folder).await.denied(430_003);
    }
    // Who may not grant does not learn who is there.
    authorize(&client, &folder, "2", guest.user()).await.given();
    let refused = authorize(&visitor, &folder, "2", unknown).await;
    refused.denied(430_011);
    // Whoever is not there has nothing.
    let body = json!({"dirId": folder, "target": unknown, "targetType": 2});
    client.post("authorize/remove", &body).await.given();
}

async fn only_managers_grant(shared: &'static Shared) {
    let (_, owner) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    let folder = owner.make("root", "folder").await;
    authorize(&owner, &folder, "2", guest.user()).await.given();
    authorize(&visitor, &folder, "5", guest.user())
        .await
        .denied(430_011);
    let body = json!({"dirId": folder, "target": guest.user(), "targetType": 1});
    visitor
        .post("authorize/remove", &body)
        .await
        .denied(430_011);
    let inner = owner.make(&folder, "inner").await;
    let body = json!({"dirId": inner, "name": "other"});
    visitor.post("rename", &body).await.given();
}

async fn a_lock_keeps_others_out_and_is_shown(shared: &'static Shared) {
    let (keeper, owner) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    let folder = owner.make("root", "folder").await;
    let inner = owner.make(&folder, "inner").await;
    authorize(&owner, &folder, "2", guest.user()).await.given();
    let locked = json!({"dirId": folder, "reason": "季度结算"});
    let locked = owner.post("lock", &locked).await.given();
    assert_eq!(
        locked,
        json!({"id": folder, "name": null, "fullPath": null, "parentId": null, "version": null, "permissions": null})
    );
    for client in [&owner, &visitor] {
        let lock = client.info(&inner).await.given()["lock"].clone();
        assert_eq!(
            (&lock["dirId"], &lock["holderId"], &lock["reason"]),
            (&json!(folder), &json!(keeper.user()), &json!("季度结算"))
        );
        assert_shape(
            "a lock",
            &lock,
            &[("holderName", Kind::AnyText), ("lockedTime", Kind::Time)],
        );
    }
    let path = format!("/v1/directories/list?dirId={folder}");
    let listed = visitor.get(&path).await.given();
    assert_eq!(listed[0]["lock"]["holderId"], keeper.user());
    assert_eq!(listed[0]["permissions"]["lockable"], false);
    let mine = owner.info(&folder).await.given()["permissions"].clone();
    assert_eq!(
        (&mine["lockable"], &mine["unlockable"]),
        (&json!(false), &json!(true))
    );
    let message = visitor.upload(&inner, "a", b"a").await.denied(430_017);
    assert_eq!(message, "文件夹或父文件夹被锁定");
    for (operation, body) in acts(&inner).into_iter().take(5) {
        visitor.post(operation, &body).await.denied(430_017);
    }
    for path in shown(&inner) {
        visitor.get(&path).await.given();
    }
    owner.upload(&inner, "a", b"a").await.given();
    let long = json!({"dirId": folder, "reason": "r".repeat(256)});
    owner.post("lock", &long).await.denied(400);
}

async fn a_lock_is_taken_off_by_its_holder_or_a_manager(shared: &'static Shared) {
    let (_, owner) = person(shared).await;
    let (guest, visitor) = person(shared).await;
    let (other, third) = person(shared).await;
    let folder = owner.make("root", "folder").await;
    for user in [guest.user(), other.user()] {
        authorize(&owner, &folder, "2", user).await.given();
    }
    let body = json!({"dirId": folder});
    visitor.post("lock", &body).await.given();
    visitor.post("lock", &body).await.given();
    third.post("lock", &body).await.denied(430_017);
    third.post("unlock", &body).await.denied(430_011);
    let may = third.info(&folder).await.given()["permissions"].clone();
    assert_eq!(
        (&may["lockable"], &may["unlockable"]),
        (&json!(false), &json!(false))
    );
    let may = owner.info(&folder).await.given()["permissions"].clone();
    assert_eq!(
        (&may["lockable"], &may["unlockable"]),
        (&json!(false), &json!(true))
    );
    let unlocked = owner.post("unlock", &body).await.given();
    assert_eq!(unlocked["id"], folder.as_str());
    third.post("lock", &body).await.given();
    for _ in 0..2 {
        third.post("unlock", &body).await.given();
    }
    assert_eq!(owner.info(&folder).await.given()["lock"], Value::Null);
}

async fn folders_of_other_tenants_are_not_there(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let owner = Directories::of(&admin);
    let folder = owner.make("root", "folder").await;
    let file = owner.upload(&folder, "a.txt", b"a").await.given();
    let role = json!({"name": "of the first", "rights": ["readable"]});
    let made = admin.call(Method::POST, "/admin/v1/roles", Some(&role));
    assert_eq!(made.await.status, 201);
    let before = owner.info(&folder).await.given();
    for login in ["outsider", "chief"] {
        let foreign = Person::log_in(server.url(), login).await;
        let stranger = Directories::of(&foreign);
        let roles = stranger.get("/v1/roles").await.given();
        assert_eq!(roles.as_array().unwrap().len(), 5, "{roles}");
        for (operation, body) in acts(&folder) {
            stranger.post(operation, &body).await.denied(430_003);
        }
        for path in shown(&folder) {
            stranger.get(&path).await.denied(430_003);
        }
        stranger.upload(&folder, "b", b"b").await.denied(430_003);
        let path = format!("/v1/files/download?fileId={}", file["id"].as_str().unwrap());
        stranger.get(&path).await.denied(430_003);
        for principal in [admin.user(), admin.container()] {
            let body = json!({"name": "x", "principalId": principal});
            stranger.post("create", &body).await.denied(430_003);
        }
        authorize(&owner, &folder, "2", foreign.user())
            .await
            .denied(430_003);
    }
    assert_eq!(owner.info(&folder).await.given(), before);
    assert_eq!(owner.files(&folder).await, ["a.txt"]);
}
