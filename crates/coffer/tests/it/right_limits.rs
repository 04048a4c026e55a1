//! How many roles a tenant defines, how many grants a node has, and how many broken nodes and locks a
//! space has: the last place is given once, and what is refused has changed nothing.

use crate::grants::{ask, done, granted, put, refused, rights, success, take};
use crate::locks::{lock, unlock};
use crate::organisation::Office;
use crate::support::{Person, alone_on_both_databases, change};
use crate::tenants::second_tenant;
use coffer_store::Sql;
use coffer_testkit::{Answer, Directories, KooDrive, Place, Server, ZipEntry, zip_of};
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};

alone_on_both_databases! {
    a_node_has_no_more_grants,
    what_is_kept_is_no_more_than_a_node_has,
    a_tenant_defines_no_more_roles,
    a_space_has_no_more_locks_and_breaks,
}

/// Grants of a node, and roles of a tenant.
const MOST: usize = 200;
/// Calls at the same time.
const AT_ONCE: usize = 32;

/// Demands that nothing more fits; the text says how much does.
#[track_caller]
fn full(answer: &Answer, limit: &str) {
    refused(answer, 409, "tenant_limit");
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains(limit), "{answer}");
}

/// How many went well; to all others there was no more room.
#[track_caller]
fn count_good(answers: &[Answer]) -> usize {
    let (good, bad): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| answer.status < 300);
    for answer in bad {
        refused(answer, 409, "tenant_limit");
    }
    good.len()
}

async fn define(by: &KooDrive, name: &str) -> Answer {
    let body = json!({"name": name, "rights": ["previewable"]});
    by.call(Method::POST, "/admin/v1/roles", Some(&body)).await
}

async fn define_many(by: &KooDrive, numbers: std::ops::Range<usize>) -> Vec<Answer> {
    let names = numbers.map(|number| format!("role {number}"));
    let defining = names.map(|name| async move { define(by, &name).await });
    stream::iter(defining)
        .buffered(AT_ONCE)
        .collect::<Vec<_>>()
        .await
}

/// What is known of a folder: its version with all that it shows, and what is granted on it.
async fn state(by: &Person, folder: &str) -> (Value, Vec<(String, String, String)>) {
    let info = Directories::of(by).info(folder).await.given();
    (info, granted(by, folder).await)
}

/// The entries of the audit log about what has this name.
async fn audited(admin: &KooDrive, name: &str) -> usize {
    let answer = ask(
        admin,
        &format!("/admin/v1/audit?object_kind=node&name={name}"),
    )
    .await;
    assert_eq!(answer.status, 200, "{answer}");
    answer.text.lines().count()
}

/// An administrator with a folder of 200 grants, people to grant more to, and the roles that there are.
struct Full {
    admin: Person,
    folder: String,
    people: Vec<String>,
    roles: Vec<String>,
}

impl Full {
    /// Grants 20 roles to each of nine people at once, and to two more as many as fit.
    async fn fill(server: &Server) -> Self {
        let admin = Person::log_in(server.url(), Place::ADMIN).await;
        let office = Office::open(admin, "grants").await;
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(office.hire(&office.top, &format!("grants.{number}")).await);
        }
        let mut roles: Vec<String> = (1..=5).map(|id| id.to_string()).collect();
        let defined = define_many(&office.admin, 0..15).await;
        roles.extend(defined.iter().map(|made| crate::files::id(&made.body)));
        let admin = office.admin;
        let folder = admin.mkdir("root", "full").await;
        let body =
            json!({"dirId": folder, "roleIds": roles, "authTarget": people[..9], "targetType": 1});
        let client = Directories::of(&admin);
        client.post("authorize", &body).await.given();
        assert_eq!(granted(&admin, &folder).await.len(), 180);
        let wanted = roles.iter().flat_map(|role| [(9, role), (10, role)]);
        let (by, node, someone) = (&admin, &folder, &people);
        let granting = wanted.map(|(number, role)| async move {
            put(by, node, ("user", &someone[number]), &[role]).await
        });
        assert_eq!(count_good(&join_all(granting).await), 20);
        assert_eq!(granted(&admin, &folder).await.len(), MOST);
        Self {
            admin,
            folder,
            people,
            roles,
        }
    }
}

async fn a_node_has_no_more_grants(server: &mut Server) {
    let it = Full::fill(server).await;
    let (admin, folder) = (&it.admin, it.folder.as_str());
    let client = Directories::of(admin);
    let (old, new) = (
        ("user", it.people[0].as_str()),
        ("user", it.people[11].as_str()),
    );
    let before = state(admin, folder).await;
    let entries = audited(admin, "full").await;
    full(&put(admin, folder, new, &["5"]).await, "200");
    let body =
        json!({"dirId": folder, "roleIds": ["5"], "authTarget": [old.1, new.1], "targetType": 1});
    let message = client.post("authorize", &body).await.denied(400);
    assert!(message.contains("200"), "{message}");
    // What is there already takes no room.
    done(&put(admin, folder, old, &["4", "5"]).await);
    assert_eq!(state(admin, folder).await, before);
    assert_eq!(audited(admin, "full").await, entries);
    // All or nothing where only one fits.
    assert_eq!(success(&take(admin, folder, old, "5").await)["revoked"], 1);
    full(&put(admin, folder, new, &["4", "5"]).await, "200");
    assert_eq!(granted(admin, folder).await.len(), MOST - 1);
    done(&put(admin, folder, new, &["5"]).await);
    assert_eq!(granted(admin, folder).await.len(), MOST);
    // Each node has room of its own.
    let inner = admin.mkdir(folder, "inner").await;
    let roles: Vec<&str> = it.roles.iter().map(String::as_str).collect();
    done(&put(admin, &inner, new, &roles).await);
}

async fn what_is_kept_is_no_more_than_a_node_has(server: &mut Server) {
    let it = Full::fill(server).await;
    let (admin, new) = (&it.admin, ("user", it.people[11].as_str()));
    let inner = admin.mkdir(&it.folder, "inner").await;
    done(&put(admin, &inner, new, &["5"]).await);
    let path = format!("/api/v1/nodes/{inner}/inheritance");
    let keep = json!({"inherit": false, "keep": true});
    let before = state(admin, &inner).await;
    let entries = audited(admin, "inner").await;
    full(&admin.call(Method::PUT, &path, Some(&keep)).await, "200");
    assert_eq!(state(admin, &inner).await, before);
    assert_eq!(audited(admin, "inner").await, entries);
    // It inherits as before.
    let about = format!("/api/v1/nodes/{inner}/rights?userId={}", it.people[0]);
    let told = success(&ask(admin, &about).await)["rights"].clone();
    assert_eq!(told.as_array().unwrap().len(), 11, "{told}");
    success(&take(admin, &inner, new, "5").await);
    done(&admin.call(Method::PUT, &path, Some(&keep)).await);
    assert_eq!(
        granted(admin, &inner).await,
        granted(admin, &it.folder).await
    );
}

async fn a_tenant_defines_no_more_roles(server: &mut Server) {
    second_tenant(server);
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let client = Directories::of(&admin);
    assert_eq!(count_good(&define_many(&admin, 0..170).await), 170);
    assert_eq!(count_good(&define_many(&admin, 170..230).await), 30);
    let all = client.get("/v1/roles").await.given();
    assert_eq!(all.as_array().unwrap().len(), 5 + MOST);
    full(&define(&admin, "one more").await, "200");
    refused(&define(&admin, "manager").await, 409, "conflict");
    assert_eq!(client.get("/v1/roles").await.given(), all);
    // What is there is changed as ever, and what goes makes room for one.
    let path = format!("/admin/v1/roles/{}", all[7]["id"].as_str().unwrap());
    let body = json!({"name": "another name"});
    done(&admin.call(Method::PATCH, &path, Some(&body)).await);
    done(&admin.call(Method::DELETE, &path, None).await);
    assert_eq!(count_good(&define_many(&admin, 300..310).await), 1);
    // Another tenant has roles of its own.
    let chief = Person::log_in(server.url(), "chief").await;
    assert_eq!(define(&chief, "one more").await.status, 201);
}

/// Every other folder that is named by its number is broken, the others are locked by who made them.
static GUARDS: Sql = Sql::both(
    "INSERT INTO node_guard (node_id, tenant_id, space_id, breaks, holder_id, reason, locked_at)
     SELECT id, tenant_id, space_id, id % 2 = 0, CASE id % 2 WHEN 1 THEN creator_id END, '',
        CASE id % 2 WHEN 1 THEN created_at END
     FROM node WHERE name LIKE 'f____' AND name < 'f1998'",
);
static MARKS: Sql = Sql::both(
    "UPDATE node SET marks = CASE id % 2 WHEN 1 THEN 4 ELSE 1 END
     WHERE name LIKE 'f____' AND name < 'f1998'",
);

/// Folders `f0000` to `f2019` in one, by name.
async fn many_folders(admin: &Person) -> Vec<String> {
    let entries: Vec<ZipEntry> = (0..2_020)
        .map(|number| ZipEntry::new(format!("many/f{number:04}/"), ""))
        .collect();
    let archive = admin.store("root", "many.zip", &zip_of(&entries)).await;
    let job = admin.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{job}");
    let client = Directories::of(admin);
    let many = client.get("/v1/directories/list?dirId=root").await.given();
    let many = many[0]["id"].as_str().unwrap().to_owned();
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/directories/list?dirId={many}{cursor}");
        let page = client.get(&path).await;
        let next = page.body["cursor"].as_str().map(str::to_owned);
        let folders = page.given();
        ids.extend(folders.as_array().unwrap().iter().map(crate::files::id));
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

async fn set(by: &KooDrive, node: &str, inherit: bool) -> Answer {
    let path = format!("/api/v1/nodes/{node}/inheritance");
    let body = json!({"inherit": inherit});
    by.call(Method::PUT, &path, Some(&body)).await
}

/// Locks and breaks all of these at the same time; answers one that was too many, where two fit.
async fn reach_for_two<'a>(admin: &KooDrive, free: &'a [String]) -> &'a str {
    let wanting = free.iter().enumerate().map(async |(number, folder)| {
        if number % 2 == 0 {
            lock(admin, folder, "").await
        } else {
            set(admin, folder, false).await
        }
    });
    let answers = join_all(wanting).await;
    assert_eq!(count_good(&answers), 2);
    let lost = answers.iter().position(|answer| answer.status == 409);
    free[lost.unwrap()].as_str()
}

/// Demands that nothing can be guarded that is not yet, and that trying changes nothing.
async fn assert_full(admin: &Person, folder: &str) {
    let before = state(admin, folder).await;
    full(&lock(admin, folder, "").await, "2000");
    full(&set(admin, folder, false).await, "2000");
    let body = json!({"dirId": folder, "reason": "x"});
    let message = Directories::of(admin).post("lock", &body).await.denied(400);
    assert!(message.contains("2000"), "{message}");
    assert_eq!(state(admin, folder).await, before);
    assert_eq!(before.0["lock"], Value::Null);
}

async fn a_space_has_no_more_locks_and_breaks(server: &mut Server) {
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let folders = many_folders(&admin).await;
    assert_eq!(folders.len(), 2_020);
    server.stop();
    assert_eq!(change(server.place(), &GUARDS, Vec::new()).await, 1_998);
    assert_eq!(change(server.place(), &MARKS, Vec::new()).await, 1_998);
    server.start_again();
    admin.reconnect();
    let lost = reach_for_two(&admin, &folders[1_998..]).await;
    assert_full(&admin, lost).await;
    // Where there is a guard already, another needs no room.
    let is_broken = |folder: &&String| folder.parse::<i64>().unwrap() % 2 == 0;
    let (broken, locked): (Vec<&String>, Vec<&String>) =
        folders[..1_998].iter().partition(is_broken);
    let (broken, locked) = (broken[0], locked[0]);
    crate::locks::done(lock(&admin, broken, "both").await);
    crate::locks::done(lock(&admin, locked, "another reason").await);
    done(&set(&admin, locked, false).await);
    assert_full(&admin, lost).await;
    // What is neither broken nor locked any more makes room for one.
    crate::locks::done(unlock(&admin, broken).await);
    assert_full(&admin, lost).await;
    done(&set(&admin, broken, true).await);
    crate::locks::done(lock(&admin, lost, "").await);
    assert_full(&admin, broken).await;
    crate::locks::done(unlock(&admin, lost).await);
    done(&set(&admin, lost, false).await);
    assert_full(&admin, broken).await;
    assert_eq!(rights(&admin, lost).await.len(), 11);
    use_a_full_space(&admin, locked).await;
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

/// A space that is full is used as ever, and another has room of its own.
async fn use_a_full_space(admin: &Person, locked: &str) {
    let client = Directories::of(admin);
    let group = json!({"name": "Room", "capacity": 1});
    let group = crate::files::id(&admin.open_group_space(&group).await.ok());
    let body = json!({"name": "free", "principalId": group});
    let other = client.post("create", &body).await.given();
    crate::locks::done(lock(admin, other["id"].as_str().unwrap(), "").await);
    let rename = json!({"dirId": locked, "name": "renamed"});
    client.post("rename", &rename).await.given();
    let root = client.get("/v1/directories/list?dirId=root").await.given();
    let many = json!({"dirId": root[0]["id"]});
    client.post("delete", &many).await.given();
    assert_eq!(client.folders("root").await, [""; 0]);
}
