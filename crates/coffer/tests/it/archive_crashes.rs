//! Archives whose server is killed while it takes them apart, spaces that are too small for them, and
//! what takes long.

use crate::archives::{bomb, entry};
use crate::support::{BINARY, Person, alone_on_both_databases, change, end_leases};
use coffer_store::Sql;
use coffer_testkit::{Database, Kind, Place, Server, ZipEntry, assert_shape, eventually, zip_of};
use serde_json::json;
use std::path::Path;

alone_on_both_databases! {
    a_kill_at_any_time_loses_nothing_and_doubles_nothing,
    what_does_not_fit_stays_in_the_archive,
}

/// Files in the archive.
const FILES: usize = 4_000;

async fn a_kill_at_any_time_loses_nothing_and_doubles_nothing(server: &mut Server) {
    let mut person = Person::log_in(server.url(), Place::ADMIN).await;
    let entries: Vec<_> = (0..FILES)
        .map(|number| {
            // Every tenth is like another, and some are empty.
            let content = match number % 10 {
                0 => "the same".to_owned(),
                1 => String::new(),
                _ => format!("content of file {number}"),
            };
            ZipEntry::new(format!("folder {}/file {number}.txt", number % 7), content)
        })
        .collect();
    let bytes: usize = entries.iter().map(|entry| entry.content.len()).sum();
    let zip = zip_of(&entries);
    let archive = person.store("root", "many.zip", &zip).await;
    // The password is of no use, and nobody's business all the same.
    let more = json!({"password": "open sesame"});
    let task = person.start_extract(&archive, "root", &more).await.ok();
    let task = task["data"].as_str().unwrap().to_owned();
    for percent in [1, 30, 60] {
        eventually("the task goes on", async || {
            let job = person.job(&task).await.ok();
            (job["data"]["jobInfo"]["progress"].as_u64() >= Some(percent)).then_some(())
        })
        .await;
        server.kill();
        end_leases(server.place()).await;
        server.start_again();
        person.reconnect();
    }
    let job = person.ended(&task).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{}", job["jobInfo"]);
    person.wait_for_used((bytes + zip.len()) as u64).await;
    let top = person.find("root", "many").await;
    let mut files = 0;
    for (_, folder) in person.inside(&top).await {
        files += person.inside(&folder).await.len();
    }
    assert_eq!(files, FILES);
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
    let log = server.log_since(0);
    assert!(!log.iter().any(|line| line.contains("open sesame")));
}

async fn what_does_not_fit_stays_in_the_archive(server: &mut Server) {
    static SHRINK: Sql = Sql::both("UPDATE space SET capacity = used + ?1");
    let mut person = Person::log_in(server.url(), Place::ADMIN).await;
    let content = |byte: char, length| byte.to_string().repeat(length);
    let entries = [
        ZipEntry::new("one.txt", content('1', 10_000)),
        ZipEntry::new("two.txt", content('2', 10_000)),
        ZipEntry::new("three.txt", content('3', 1_000)),
    ];
    let archive = person.store("root", "big.zip", &zip_of(&entries)).await;
    let used = person.used().await;
    server.stop();
    change(server.place(), &SHRINK, vec![15_000]).await;
    server.start_again();
    person.reconnect();
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 2, "{job}");
    let tree = &job["uncompressedFileList"];
    assert_eq!(entry(tree, "one.txt")["code"], "0");
    assert_eq!(entry(tree, "two.txt")["code"], "13000311");
    assert_eq!(entry(tree, "three.txt")["code"], "0");
    assert_eq!(person.used().await, used + 11_000);
}

#[tokio::test]
async fn what_takes_long_is_listed_by_a_task_on_sqlite() {
    what_takes_long_is_listed_by_a_task(Database::Sqlite).await;
}

#[tokio::test]
async fn what_takes_long_is_listed_by_a_task_on_postgres() {
    what_takes_long_is_listed_by_a_task(Database::Postgres).await;
}

async fn what_takes_long_is_listed_by_a_task(database: Database) {
    let Some(place) = Place::make(database) else {
        return;
    };
    // Else it would not be unpacked for its list.
    let place = place.with("COFFER_LIMITS_ARCHIVE_RATIO", "1000000");
    let server = Server::start(Path::new(BINARY), place);
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let archive = person.store("root", "bomb.tar.bz2", &bomb()).await;
    let answer = person
        .list_archive(person.container(), &archive, "")
        .await
        .ok();
    let data = &answer["data"];
    let task = data["taskId"].as_str().unwrap();
    assert_shape(
        "table 4-154",
        data,
        &[
            ("taskKey", Kind::Id),
            ("taskValue", Kind::Object),
            ("progress", Kind::Number),
            ("taskId", Kind::Id),
        ],
    );
    let job = person.ended(task).await;
    assert_eq!(job["jobInfo"]["actionType"], 501);
    let tree = &job["uncompressedFileList"];
    assert_eq!(entry(tree, "zeros.bin")["fileSize"], 2_147_483_648_u64);
    assert_eq!(person.inside("root").await.len(), 1);
}
