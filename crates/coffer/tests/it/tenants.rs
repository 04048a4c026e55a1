//! Several tenants, disabled people and spaces, and what time ends. Rows are changed while the server
//! is stopped, for what no operation does yet.

use crate::support::{BINARY, Person, alone_on_both_databases, change, open, settings, store};
use coffer_core::Drive;
use coffer_model::VersionId;
use coffer_store::{Sql, args};
use coffer_testkit::{KooDrive, Place, Server, eventually, proof};
use reqwest::Method;
use serde_json::json;
use std::path::Path;

alone_on_both_databases! {
    tenants_are_made_and_set_by_commands,
    a_limit_below_what_is_there_only_blocks_more,
    commands_want_to_know_which_tenant,
    people_are_added_where_they_belong,
    tenants_know_nothing_of_each_other,
    tenants_share_no_content_and_no_apps,
    a_disabled_space_refuses_everything,
    disabled_people_are_out_at_once,
    tokens_end,
    links_end,
}

/// The password of everybody, as it is typed.
pub(crate) fn typed() -> String {
    format!("{}\n", Place::PASSWORD)
}

/// A second tenant with somebody in it, `outsider`; answers its id.
pub(crate) fn second_tenant(server: &Server) -> String {
    let add = [
        "tenant",
        "add",
        "--password-stdin",
        "Other",
        "--admin",
        "chief",
    ];
    let printed = server.run(&add, &typed());
    let (first, second) = printed.trim_end().split_once('\n').unwrap();
    let id = first.strip_prefix("added Other with the id ").unwrap();
    assert_eq!(
        second,
        format!("chief can log in at {}", public_url(server))
    );
    let add = [
        "user",
        "add",
        "--password-stdin",
        "--tenant",
        id,
        "outsider",
    ];
    server.run(&add, &typed());
    id.to_owned()
}

/// The address that the program believes to have where nobody tells it.
fn public_url(server: &Server) -> String {
    settings(server.place(), None).public_url
}

/// What a command that has to fail says. The password is typed, should it ask.
#[track_caller]
pub(crate) fn refusal(server: &Server, arguments: &[&str]) -> String {
    let file = server.place().data().join("typed");
    std::fs::write(&file, typed()).unwrap();
    let output = server
        .place()
        .command(Path::new(BINARY), arguments)
        .stdin(std::fs::File::open(file).unwrap())
        .output()
        .unwrap();
    let asked = arguments.join(" ");
    assert_eq!(output.status.code(), Some(1), "coffer {asked}");
    assert!(output.stdout.is_empty(), "coffer {asked}");
    String::from_utf8(output.stderr).unwrap()
}

/// The lines of `coffer tenant list`, each in its columns.
fn listed(server: &Server) -> Vec<Vec<String>> {
    let printed = server.run(&["tenant", "list"], "");
    let lines = printed.lines();
    lines
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

async fn tenants_are_made_and_set_by_commands(server: &mut Server) {
    let other = second_tenant(server);
    let lines = listed(server);
    let columns = |users: &str| {
        [
            users,
            "capacity 20/1024 GiB",
            "groups 500",
            "personal 10 GiB",
            "department 10 GiB",
            "group 10 GiB",
            "auto-provision false",
        ]
        .map(str::to_owned)
    };
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0][1], "Coffer");
    assert_eq!(lines[0][2..], columns("users 1/1000"));
    assert_eq!(lines[1][..2], [other.clone(), "Other".to_owned()]);
    assert_eq!(lines[1][2], "users 2/1000");
    assert_eq!(lines[1][3], "capacity 30/1024 GiB");
    let set = [
        "tenant",
        "set",
        &other,
        "--name",
        "另一家",
        "--capacity",
        "5",
        "--users",
        "2",
        "--groups",
        "3",
        "--personal-size",
        "0",
        "--department-size",
        "6",
        "--group-size",
        "7",
        "--auto-provision",
        "true",
    ];
    let printed = server.run(&set, "");
    let expected = format!(
        "{other}\t另一家\tusers 2/2\tcapacity 30/5 GiB\tgroups 3\tpersonal 0 GiB\tdepartment 6 GiB\tgroup 7 GiB\tauto-provision true\n"
    );
    assert_eq!(printed, expected);
    assert_eq!(listed(server)[1].join("\t") + "\n", expected);
    assert_eq!(listed(server)[0], lines[0]);
}

async fn a_limit_below_what_is_there_only_blocks_more(server: &mut Server) {
    let other = second_tenant(server);
    let limits = ["--users", "1", "--capacity", "5"];
    server.run(&[&["tenant", "set", &other], &limits[..]].concat(), "");
    let chief = Person::log_in(server.url(), "chief").await;
    chief.store("root", "a", b"a").await;
    let add = [
        "user",
        "add",
        "--password-stdin",
        "--tenant",
        &other,
        "third",
    ];
    let told = refusal(server, &add);
    assert!(told.contains("limit"), "{told}");
    let limits = ["--users", "3", "--capacity", "40"];
    server.run(&[&["tenant", "set", &other], &limits[..]].concat(), "");
    server.run(&add, &typed());
}

async fn commands_want_to_know_which_tenant(server: &mut Server) {
    let several = "several tenants: name one with --tenant ID; `coffer tenant list` shows them";
    server.run(&["app", "add", "robot"], "");
    let other = second_tenant(server);
    let add = ["user", "add", "--password-stdin", "wang.wu"];
    for command in [&["app", "add", "robot"][..], &["audit", "export"], &add] {
        let told = refusal(server, command);
        assert!(told.contains(several), "{told}");
        let told = refusal(server, &[command, &["--tenant", "1"]].concat());
        assert!(
            told.contains("no tenant with the id 1; `coffer tenant list`"),
            "{told}"
        );
        server.run(&[command, &["--tenant", &other]].concat(), &typed());
    }
    let told = refusal(server, &["tenant", "set", "1", "--users", "1"]);
    assert!(told.contains("no tenant with the id 1"), "{told}");
    let told = refusal(
        server,
        &["tenant", "set", &other, "--capacity", "99999999999999"],
    );
    assert!(told.contains("capacity"), "{told}");
    let told = refusal(server, &["tenant", "set", &other, "--name", " "]);
    assert!(told.contains("name"), "{told}");
    for wrong in [
        &["tenant", "set", &other][..],
        &["tenant", "set", "x", "--users", "1"],
        &["user", "add", "--admin", "--department-admin", "x"],
    ] {
        let output = server
            .place()
            .command(Path::new(BINARY), wrong)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

async fn people_are_added_where_they_belong(server: &mut Server) {
    let other = second_tenant(server);
    let profile = async |login: &str| {
        let person = Person::log_in(server.url(), login).await;
        person.session_auth().await.ok()["data"].clone()
    };
    let chief = profile("chief").await;
    assert_eq!(
        (&chief["role"], &chief["orgName"]),
        (&json!("2"), &json!("Other"))
    );
    let root = chief["deptId"].as_str().unwrap();
    assert_eq!(profile("outsider").await["deptId"], root);
    let add = ["user", "add", "--password-stdin", "--tenant", &other];
    let places = [
        ("one", vec!["--department", root], "1"),
        ("two", vec!["--department-admin"], "0"),
        ("three", vec!["--admin", "--department", root], "2"),
    ];
    for (login, place, role) in places {
        server.run(&[&add[..], &place, &[login]].concat(), &typed());
        let profile = profile(login).await;
        assert_eq!(
            (&profile["role"], &profile["deptId"]),
            (&json!(role), &json!(root))
        );
        assert_eq!(profile["tenantId"], other.as_str());
    }
    // Another tenant's departments are not there.
    let first = listed(server)[0][0].clone();
    let elsewhere = [
        "user",
        "add",
        "--password-stdin",
        "--tenant",
        &first,
        "--department",
        root,
        "four",
    ];
    let told = refusal(server, &elsewhere);
    assert!(
        told.contains(&format!("has no department with the id {root}")),
        "{told}"
    );
    let told = refusal(server, &[&add[..], &["one"]].concat());
    assert!(told.contains("exists already"), "{told}");
}

async fn tenants_know_nothing_of_each_other(server: &mut Server) {
    second_tenant(server);
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
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let outsider = Person::log_in(server.url(), "outsider").await;
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
    let first = listed(server)[0][0].clone();
    let app = server.run(&["app", "add", "robot", "--tenant", &first], "");
    let app = coffer_testkit::App::parse(&app);
    let signed = admin.as_app(&app, outsider.user());
    signed
        .list("0", &json!({"containerId": theirs, "parentFileId": "root"}))
        .await
        .refused(401, 13_000_202);
    assert!(outsider.fetch(&file).await == content);
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
