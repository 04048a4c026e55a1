//! Other tenants, disabled people and spaces, and what time ends: rows are changed while the server
//! is stopped, for what no operation does yet.

use crate::support::{Person, add, alone_on_both_databases, change, open, settings, store};
use coffer_core::Drive;
use coffer_model::{DepartmentId, TenantId, Timestamp, UserId, VersionId};
use coffer_store::identity::{self, DepartmentRow};
use coffer_store::tenants::{self, TenantSettings};
use coffer_store::{Sql, args};
use coffer_testkit::{KooDrive, Place, Server, eventually, proof};
use reqwest::Method;
use serde_json::json;

alone_on_both_databases! {
    tenants_know_nothing_of_each_other,
    tenants_share_no_content_and_no_apps,
    a_disabled_space_refuses_everything,
    disabled_people_are_out_at_once,
    tokens_end,
    links_end,
}

pub(crate) const OTHER: TenantId = TenantId(77);

/// A second tenant with somebody in it; the server is stopped meanwhile.
pub(crate) async fn second_tenant(server: &mut Server) {
    server.stop();
    let store = store(server.place()).await;
    let now = Timestamp(1);
    store
        .write(move |tx| {
            tenants::insert(
                tx,
                &TenantSettings {
                    id: OTHER,
                    name: "Other".to_owned(),
                    capacity: 1 << 40,
                    user_limit: 10,
                    group_limit: 10,
                    personal_space_size: 1 << 30,
                    department_space_size: 0,
                    group_space_size: 0,
                    auto_provision: false,
                    package_days: 7,
                    created_at: now,
                },
                // Nobody uses the safe of this tenant.
                &[],
            )?;
            identity::insert_department(
                tx,
                &DepartmentRow {
                    id: DepartmentId(78),
                    tenant: OTHER,
                    parent: None,
                    name: "Other".to_owned(),
                    name_key: "other".to_owned(),
                    creator: UserId(0),
                    created_at: now,
                },
            )
        })
        .await
        .unwrap();
    store.close().await;
    let drive = open(server.place()).await;
    add(&drive, Some(OTHER), "outsider".to_owned()).await;
    drive.close().await;
    server.start_again();
}

async fn tenants_know_nothing_of_each_other(server: &mut Server) {
    second_tenant(server).await;
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
    assert_ne!(admin.space["tenantId"], outsider.space["tenantId"]);
    let content = b"known in one tenant only".repeat(10);
    let file = outsider.store("root", "a", &content).await;
    let folder = outsider.mkdir("root", "f").await;
    let theirs = outsider.container();
    // A space of another tenant does not exist, for an administrator neither.
    let calls = [
        admin.space_by_container(theirs).await,
        admin.space(outsider.user(), "1").await,
        admin.list("0", &json!({"containerId": theirs, "parentFileId": "root"})).await,
        admin.detail(theirs, &file).await,
        admin.folder(theirs, "root", "x").await,
        admin.rename(theirs, &file, "x", 2).await,
        admin.path(theirs, &file).await,
        admin.empty_bin(theirs).await,
        admin.download_links(theirs, &[&file]).await,
        admin.start_job(2, 202, theirs, "", &[&file]).await,
        admin.search(&json!({"searchType": "personal", "pageInfo": {"pageSize": 1, "pageCursor": ""}, "filter": {"containerId": theirs}})).await,
    ];
    for answer in calls {
        answer.bad(13_000_301);
    }
    assert!(
        admin.spaces(outsider.user(), "").await.ok()["data"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // Nor do its files, through the own space.
    let own = admin.container();
    admin.detail(own, &file).await.bad(13_000_309);
    admin.rename(own, &file, "x", 2).await.bad(13_000_309);
    admin.path(own, &file).await.bad(13_000_309);
    admin.folder(own, &folder, "x").await.bad(13_000_304);
    assert_eq!(
        admin.download_links(own, &[&file]).await.ok()["downloads"][0]["code"],
        "13000309"
    );
    admin.complete(&file).await.bad(13_000_401);
    crate::files::assert_refused(&admin.erase(&[&file]).await, "13000309");
}

async fn tenants_share_no_content_and_no_apps(server: &mut Server) {
    second_tenant(server).await;
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let mut outsider = Person::log_in(server.url(), "outsider").await;
    let content = b"known in one tenant only".repeat(10);
    let file = outsider.store("root", "a", &content).await;
    let own = admin.container().to_owned();
    let theirs = outsider.container().to_owned();
    // What one tenant stores, no other can take over, whatever it proves.
    let mut body = coffer_testkit::NewFile {
        container: &own,
        parent: "root",
        name: "b",
        length: content.len() as u64,
    }
    .body();
    body["preHash"] = json!(coffer_testkit::sha256_hex(&content));
    assert_eq!(admin.create(&body).await.ok()["matchedPreHash"], false);
    body["sha256"] = json!(coffer_testkit::sha256_hex(&content));
    body["proofCode"] = json!(proof(&content, admin.bare_token()));
    assert_eq!(admin.create(&body).await.ok()["rapidUpload"], false);
    // An app acts for people of its own tenant.
    let app = coffer_testkit::App::parse(&app_of_first(server).await);
    admin.reconnect();
    outsider.reconnect();
    let signed = admin.as_app(&app, outsider.user());
    signed
        .list("0", &json!({"containerId": theirs, "parentFileId": "root"}))
        .await
        .refused(401, 13_000_202);
    assert!(outsider.fetch(&file).await == content);
}

/// Registers an app of the first tenant. The command takes the only tenant, and there are two now.
async fn app_of_first(server: &mut Server) -> String {
    server.stop();
    let drive = open(server.place()).await;
    let tenant = drive.list_logins("").await.unwrap();
    let tenant = tenant
        .iter()
        .find(|login| login.login == Place::ADMIN)
        .unwrap()
        .tenant;
    let app = drive
        .add_app(coffer_core::identity::NewApp {
            tenant: Some(tenant),
            name: "robot".to_owned(),
            redirect_uris: Vec::new(),
            public: false,
        })
        .await
        .unwrap();
    drive.close().await;
    server.start_again();
    format!("id {}\nsecret {}", app.public_id, app.secret.unwrap())
}

async fn a_disabled_space_refuses_everything(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let file = admin.store("root", "a", b"a").await;
    let created = admin
        .create(
            &coffer_testkit::NewFile {
                container: admin.container(),
                parent: "root",
                name: "b",
                length: 1,
            }
            .body(),
        )
        .await
        .ok();
    let upload = created["fileId"].as_str().unwrap();
    admin
        .put_parts(&bytes::Bytes::from_static(b"b"), &created)
        .await;
    static STATUS: Sql = Sql::both("UPDATE space SET status = ?1 WHERE kind = 1");
    server.stop();
    assert_eq!(change(server.place(), &STATUS, vec![1]).await, 1);
    server.start_again();
    admin.reconnect();
    let own = admin.container();
    let calls = [
        admin.list("0", &json!({"containerId": own, "parentFileId": "root"})).await,
        admin.list("1", &json!({"containerId": own, "parentFileId": "root"})).await,
        admin.detail(own, &file).await,
        admin.folder(own, "root", "x").await,
        admin.create(&coffer_testkit::NewFile { container: own, parent: "root", name: "c", length: 1 }.body()).await,
        admin.complete(upload).await,
        admin.rename(own, &file, "x", 2).await,
        admin.path(own, &file).await,
        admin.empty_bin(own).await,
        admin.download_links(own, &[&file]).await,
        admin.start_job(2, 201, own, "", &[&file]).await,
        admin.start_job(2, 202, own, "", &[&file]).await,
        admin.search(&json!({"searchType": "personal", "pageInfo": {"pageSize": 1, "pageCursor": ""}, "filter": {"containerId": own}})).await,
    ];
    for answer in calls {
        answer.bad(13_000_412);
    }
    // What it is can be seen.
    let space = admin.space(admin.user(), "1").await.ok();
    assert_eq!(crate::files::figure(&space["data"]["status"]), 1);
    server.stop();
    change(server.place(), &STATUS, vec![0]).await;
    server.start_again();
    admin.reconnect();
    assert_eq!(admin.names("root").await, ["a"]);
    admin.complete(upload).await.ok();
}

async fn disabled_people_are_out_at_once(server: &mut Server) {
    let typed = format!("{}\n", Place::PASSWORD);
    server.run(&["user", "add", "--password-stdin", "li.si"], &typed);
    let mut person = Person::log_in(server.url(), "li.si").await;
    let user = coffer_model::UserId(person.user().parse().unwrap());
    let set = async |server: &mut Server, disabled: bool| {
        server.stop();
        let drive: Drive = open(server.place()).await;
        drive.set_user_disabled(user, disabled).await.unwrap();
        drive.close().await;
        server.start_again();
    };
    set(server, true).await;
    person.reconnect();
    person.session_auth().await.refused(401, 13_000_202);
    person
        .refresh(&person.login.session)
        .await
        .refused(401, 13_000_202);
    let stranger = KooDrive::anonymous(server.url());
    assert_eq!(
        stranger.authorization_code("li.si", Place::PASSWORD).await,
        None
    );
    set(server, false).await;
    person.reconnect();
    person.session_auth().await.refused(401, 13_000_202);
    Person::log_in(server.url(), "li.si").await;
}

async fn tokens_end(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    static ENDS: Sql = Sql::both("UPDATE session SET expires_at = ?1");
    server.stop();
    assert_eq!(change(server.place(), &ENDS, vec![1]).await, 1);
    server.start_again();
    admin.reconnect();
    admin.session_auth().await.refused(401, 13_000_202);
    admin
        .list(
            "0",
            &json!({"containerId": admin.container(), "parentFileId": "root"}),
        )
        .await
        .refused(401, 13_000_202);
    admin
        .refresh(&admin.login.session)
        .await
        .refused(401, 13_000_202);
    let cookie = format!("Authorization={}", admin.login.token);
    admin
        .without_token()
        .with_header("cookie", &cookie)
        .session_auth()
        .await
        .refused(401, 13_000_202);
    Person::log_in(server.url(), Place::ADMIN).await;
}

async fn links_end(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    admin.store("root", "a", b"a").await;
    server.stop();
    static VERSION: Sql = Sql::both("SELECT id FROM version");
    let store = store(server.place()).await;
    let version = store
        .read(|tx| tx.find::<(i64,)>(&VERSION, args![]))
        .await
        .unwrap()
        .unwrap()
        .0;
    store.close().await;
    let address = server.url().trim_start_matches("http://");
    let drive = coffer::drive::open(&settings(server.place(), Some(address)))
        .await
        .unwrap();
    let at = |seconds: i64| {
        drive.content_url(
            VersionId(version),
            "attachment",
            None,
            drive.now().plus_seconds(seconds),
        )
    };
    let (fresh, nearly_over, over, future) = (at(0), at(-3_500), at(-3_700), at(24 * 3_600));
    drive.close().await;
    server.start_again();
    admin.reconnect();
    for (url, status) in [(fresh, 200), (nearly_over, 200), (over, 403), (future, 403)] {
        let answer = admin
            .http()
            .request(Method::GET, &url)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{url}");
    }
    eventually("it is still there", async || {
        admin.names("root").await.len().eq(&1).then_some(())
    })
    .await;
}
