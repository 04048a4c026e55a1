//! People who are disabled or removed, and what stays of them.

use crate::organisation::{Office, made};
use crate::support::{Person, Shared, alone_on_both_databases, on_both_databases};
use coffer_testkit::{KooDrive, Place, Server};
use serde_json::json;

mod shared {
    use super::*;

    on_both_databases! {
        disabled_people_are_out_at_once,
        removed_people_are_out_at_once,
        what_removed_people_stored_keeps_their_name,
        subjects_and_logins_are_free_again,
        powers_end_with_the_role,
    }
}

mod alone {
    use super::*;

    alone_on_both_databases! {
        somebody_who_administrates_is_always_left,
    }
}

/// Demands that somebody cannot do anything any more, nor an app for him.
async fn assert_out(shared: &Shared, person: &Person) {
    person.session_auth().await.refused(401, 13_000_202);
    person
        .refresh(&person.login.session)
        .await
        .refused(401, 13_000_202);
    person
        .space(person.user(), "1")
        .await
        .refused(401, 13_000_202);
    let app = shared.stranger().as_app(shared.app(), person.user());
    let list = json!({"containerId": person.container(), "parentFileId": "root"});
    app.list("0", &list).await.refused(401, 13_000_202);
    let code = shared
        .stranger()
        .authorization_code(&person.name, Place::PASSWORD)
        .await;
    assert_eq!(code, None, "logging in is refused");
}

async fn disabled_people_are_out_at_once(shared: &'static Shared) {
    let office = shared.office("leaving disabled").await;
    let person = office.join(&office.top, "leaving.disabled", 1).await;
    let second = Person::log_in(person.url(), &person.name).await;
    let file = person.store("root", "mine", b"mine").await;
    let admin = &office.admin;
    admin
        .change_user(person.user(), &json!({"status": "1"}))
        .await
        .ok();
    assert_out(shared, &person).await;
    second.session_auth().await.refused(401, 13_000_202);
    // Others see that, and it changes nothing else.
    assert_eq!(
        admin.user_info(person.user()).await.ok()["data"]["status"],
        1
    );
    assert_eq!(admin.count_users(&office.top).await.ok()["total"], 1);
    admin
        .change_user(person.user(), &json!({"status": "0"}))
        .await
        .ok();
    person.session_auth().await.refused(401, 13_000_202);
    let again = Person::log_in(person.url(), &person.name).await;
    assert_eq!(again.fetch(&file).await, b"mine");
}

async fn removed_people_are_out_at_once(shared: &'static Shared) {
    let office = shared.office("leaving removed").await;
    let person = office.join(&office.top, "leaving.removed", 1).await;
    office.admin.delete_user(person.user()).await.ok();
    assert_out(shared, &person).await;
    office.admin.user_info(person.user()).await.bad(13_000_103);
    office.admin.space(person.user(), "1").await.bad(13_000_301);
    assert_eq!(office.admin.count_users(&office.top).await.ok()["total"], 0);
    let query = format!("?deptId={}&offset=0&limit=10", office.top);
    assert_eq!(office.admin.users(&query).await.ok()["list"], json!([]));
    assert_eq!(
        office.admin.user_spaces(&query).await.ok()["users"],
        json!([])
    );
}

async fn what_removed_people_stored_keeps_their_name(shared: &'static Shared) {
    let office = shared.office("leaving names").await;
    let body = json!({"userId": "leaving.author", "name": "王小二", "password": Place::PASSWORD,
        "modifyUserInfoReq": {"deptId": office.top}});
    made(office.admin.create_user(&body).await);
    let author = Person::log_in(office.admin.url(), "leaving.author").await;
    let reader = office.join(&office.top, "leaving.reader", 1).await;
    let team = office.team_space(&office.top).await;
    let file = author
        .upload(&team, "root", "report", b"by the author")
        .await;
    let owner = async || reader.detail(&team, &file).await.ok()["owners"][0].clone();
    let before = owner().await;
    assert_eq!(
        (&before["displayName"], &before["permissionId"]),
        (&json!("王小二"), &json!(author.user()))
    );
    office.admin.delete_user(author.user()).await.ok();
    let after = owner().await;
    assert_eq!(after["displayName"], "王小二");
    assert_eq!(after["permissionId"], author.user());
    assert_eq!(reader.read(&team, &file).await, b"by the author");
    // The file is as good as any other.
    reader.rename(&team, &file, "report 2", 2).await.ok();
    assert_eq!(owner().await["displayName"], "王小二");
}

async fn subjects_and_logins_are_free_again(shared: &'static Shared) {
    let office = shared.office("leaving free").await;
    let first = office.join(&office.top, "leaving.again", 0).await;
    let file = first.store("root", "old", b"old").await;
    office.admin.delete_user(first.user()).await.ok();
    let second = office.join(&office.top, "leaving.again", 1).await;
    assert_ne!(second.user(), first.user());
    assert_ne!(second.container(), first.container());
    assert!(second.names("root").await.is_empty());
    second
        .detail(second.container(), &file)
        .await
        .bad(13_000_309);
    // The old token does not come back with the name, nor does the role.
    first.session_auth().await.refused(401, 13_000_202);
    let info = second.user_info(second.user()).await.ok();
    assert_eq!(info["data"]["role"], 1);
    second
        .create_department(&office.top, "x")
        .await
        .refused(401, 13_000_202);
}

async fn powers_end_with_the_role(shared: &'static Shared) {
    let office = shared.office("leaving powers").await;
    let below = office.found(&office.top, "below").await;
    let manager = office.join(&office.top, "leaving.manager", 0).await;
    let rename = async |name: &str| {
        manager
            .change_department(&below, &json!({"name": name}))
            .await
    };
    rename("as manager").await.ok();
    // The role and the place are looked up anew with every call.
    office
        .admin
        .change_user(manager.user(), &json!({"role": 1}))
        .await
        .ok();
    rename("as member").await.refused(401, 13_000_202);
    let change = json!({"role": 0, "deptId": office.root});
    office.admin.change_user(manager.user(), &change).await.ok();
    rename("of the root").await.ok();
    let beside = office.found(&office.top, "beside").await;
    office
        .admin
        .change_user(manager.user(), &json!({"deptId": beside}))
        .await
        .ok();
    rename("of another").await.refused(401, 13_000_202);
    assert_eq!(
        office.admin.department(&below).await.ok()["name"],
        "of the root"
    );
}

async fn somebody_who_administrates_is_always_left(server: &mut Server) {
    let first = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(first.clone(), "administrators").await;
    let alone = async |first: &Person| {
        for change in [json!({"role": 1}), json!({"role": 0}), json!({"status": 1})] {
            first
                .change_user(first.user(), &change)
                .await
                .bad(13_000_104);
        }
        first.delete_user(first.user()).await.bad(13_000_104);
        let info = first.user_info(first.user()).await.ok()["data"].clone();
        assert_eq!((&info["role"], &info["status"]), (&json!(2), &json!(0)));
    };
    alone(&first).await;
    // Somebody with another role helps nothing, and nobody who may not log in.
    office.join(&office.root, "manager", 0).await;
    alone(&first).await;
    let second = office.join(&office.top, "second", 2).await;
    first
        .change_user(second.user(), &json!({"status": 1}))
        .await
        .ok();
    alone(&first).await;
    first
        .change_user(second.user(), &json!({"status": 0}))
        .await
        .ok();
    let second = Person::log_in(server.url(), "second").await;
    // With two, one may go, but nobody removes himself.
    for person in [&first, &second] {
        person.delete_user(person.user()).await.bad(13_000_104);
    }
    // At the same time, both cannot.
    let change = json!({"role": 1});
    let (one, two) = futures_util::future::join(
        first.change_user(second.user(), &change),
        second.change_user(first.user(), &change),
    )
    .await;
    let won = [&one, &two]
        .iter()
        .filter(|answer| answer.code() == 0)
        .count();
    assert_eq!(won, 1, "{one} {two}");
    let left: &KooDrive = if one.code() == 0 { &first } else { &second };
    let page = left.users("?offset=0&limit=100").await.ok();
    let supers = page["list"].as_array().unwrap().iter();
    assert_eq!(
        supers.filter(|user| user["role"] == 2).count(),
        1,
        "{page:#}"
    );
}
