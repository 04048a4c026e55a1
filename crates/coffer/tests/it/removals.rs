//! What is left of spaces, people and departments that were deleted: nothing, whatever happens on
//! the way.

use crate::organisation::Office;
use crate::support::{Person, alone_on_both_databases, change, end_leases, store_beside};
use coffer_store::{Sql, args};
use coffer_testkit::{NewFile, Place, Random, Server, eventually, proof, sha256_hex};
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::{Value, json};
use std::path::Path;

alone_on_both_databases! {
    what_is_deleted_leaves_nothing,
    a_removal_goes_on_after_a_kill,
}

/// Nodes of spaces that go, and spaces that are not gone yet.
static LEFT: Sql = Sql::both(
    "SELECT (SELECT COUNT(*) FROM node n JOIN space s ON s.id = n.space_id WHERE s.status >= 2),
        (SELECT COUNT(*) FROM space WHERE status IN (2, 3) OR (status = 4 AND used <> 0)),
        (SELECT COUNT(*) FROM space WHERE status = 4)",
);

/// What is left of spaces that go: nodes, unfinished spaces, and how many are gone.
async fn left(server: &Server) -> (i64, i64, i64) {
    let store = store_beside(server.place()).await;
    let found = store
        .read(|tx| tx.find::<(i64, i64, i64)>(&LEFT, args![]))
        .await;
    store.close().await;
    found.unwrap().unwrap()
}

async fn wait_until_gone(server: &Server, spaces: i64) {
    eventually("the spaces are gone", async || {
        (left(server).await == (0, 0, spaces)).then_some(())
    })
    .await;
}

fn assert_whole(server: &Server) {
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

/// Stores some files of each kind into a space: in folders, in the safe, in the recycle bin, with an
/// upload that is under way.
async fn furnish(person: &Person, container: &str, mark: &str) -> Vec<String> {
    let folder = person.folder(container, "root", "folder").await.ok();
    let folder = crate::files::id(&folder);
    let mut files = Vec::new();
    for (parent, name) in [
        ("root", "a"),
        (&folder, "b"),
        ("sbox", "c"),
        (&folder, "thrown away"),
    ] {
        let content = format!("{mark} {name} ").repeat(1_000);
        files.push(
            person
                .upload(container, parent, name, content.as_bytes())
                .await,
        );
    }
    person.run_job(2, 201, container, "", &[&files[3]]).await;
    let open = NewFile {
        container,
        parent: &folder,
        name: "under way",
        length: 4,
    };
    let created = person.create(&open.body()).await.ok();
    person
        .put_parts(&bytes::Bytes::from_static(b"part"), &created)
        .await;
    files
}

/// Files of a folder, at any depth.
fn count_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    let counts = entries.map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { count_files(&path) } else { 1 }
    });
    counts.sum()
}

async fn what_is_deleted_leaves_nothing(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let office = Office::open(admin, "removals").await;
    let closing = office.found(&office.top, "closing").await;
    let stays = office.join(&office.top, "stays", 1).await;
    let leaves = office.join(&office.top, "leaves", 1).await;
    let closes = office.join(&closing, "closes", 1).await;
    // One of the contents is in a space that stays, too.
    let kept = stays
        .store("root", "kept", "leaves a ".repeat(1_000).as_bytes())
        .await;
    let team = office.team_space(&office.top).await;
    let closing_space = office.team_space(&closing).await;
    furnish(&stays, &team, "team").await;
    let own = furnish(&leaves, leaves.container(), "leaves").await;
    furnish(&closes, &closing_space, "closing").await;
    let admin = &office.admin;
    admin.delete_space(&office.top, 0).await.ok();
    // At once there is room for another, while the old one goes.
    admin.create_space(&office.top, 0, 10).await.ok();
    admin.delete_user(leaves.user()).await.ok();
    admin.delete_user(closes.user()).await.ok();
    admin.delete_department(&closing).await.ok();
    let again = office.join(&office.top, "leaves", 1).await;
    again
        .detail(again.container(), &own[0])
        .await
        .bad(13_000_309);
    let new_team = office.team_space(&office.top).await;
    let file = stays.upload(&new_team, "root", "new", b"new").await;
    // Two spaces of departments, two of people.
    wait_until_gone(server, 4).await;
    assert_eq!(stays.read(&new_team, &file).await, b"new");
    assert_eq!(stays.fetch(&kept).await.len(), 9_000);
    assert_eq!(office.listed(&office.top).await["spaceUsed"], 3);
    server.stop();
    assert_whole(server);
    // Nothing refers to the contents; their bytes go when their grace is over.
    static OVER: Sql = Sql::both("UPDATE blob SET unreferenced_at = 1 WHERE refs = 0");
    assert_eq!(change(server.place(), &OVER, Vec::new()).await, 11);
    server.start_again();
    let blobs = server.place().data().join("blobs");
    eventually("the bytes are gone", async || {
        // `kept` and `new`; uploads that were under way are given up, too.
        (count_files(&blobs.join("blobs")) == 2 && count_files(&blobs.join("staging")) == 0)
            .then_some(())
    })
    .await;
    server.stop();
    assert_whole(server);
}

/// Files in the space that is removed.
const FILES: usize = 3_000;

/// Fills the own space with known content, for which nothing has to be sent.
async fn fill(person: &Person) {
    let content = Random::new(5).bytes(2_000);
    person.store("root", "first", &content).await;
    let body = |name: String| -> Value {
        let file = NewFile {
            container: person.container(),
            parent: "root",
            name: &name,
            length: content.len() as u64,
        };
        let mut body = file.body();
        body["sha256"] = json!(sha256_hex(&content));
        body["proofCode"] = json!(proof(&content, person.bare_token()));
        body
    };
    let bodies = stream::iter((1..FILES).map(|number| body(format!("file {number}"))));
    let created = bodies.map(|body| async move { person.create(&body).await.ok() });
    let created: Vec<Value> = created.buffer_unordered(32).collect().await;
    assert!(created.iter().all(|answer| answer["rapidUpload"] == true));
}

async fn a_removal_goes_on_after_a_kill(server: &mut Server) {
    let admin = Person::log_in(server.url(), Place::ADMIN).await;
    let mut office = Office::open(admin, "removals").await;
    let mut person = office.join(&office.top, "many.files", 1).await;
    fill(&person).await;
    office.admin.delete_space(person.user(), 1).await.ok();
    server.kill();
    let (nodes, spaces, gone) = left(server).await;
    assert!(nodes > 0, "the removal was to be interrupted");
    assert_eq!((spaces, gone), (1, 0));
    end_leases(server.place()).await;
    server.start_again();
    person.reconnect();
    office.admin.reconnect();
    // It stays away, and its owner has another.
    person
        .space_by_container(person.container())
        .await
        .bad(13_000_301);
    office.admin.create_space(person.user(), 1, 1).await.ok();
    wait_until_gone(server, 1).await;
    let space = person.space(person.user(), "1").await.ok();
    assert_eq!(space["data"]["spaceUsed"], 0);
    server.stop();
    assert_whole(server);
}
