//! Jobs on one PostgreSQL that two servers share: none is lost, no step is done twice, also when one
//! server is killed.

use crate::files::id;
use crate::support::{BINARY, Person, change};
use coffer_store::Sql;
use coffer_testkit::{Companion, Database, KooDrive, Place, Server, eventually};
use futures_util::future::join_all;
use serde_json::Value;
use std::path::Path;

/// Copies that are asked for.
const COPIES: usize = 8;
/// Files of the folder that is copied: several steps each.
const FILES: usize = 1_280;
/// Bytes of each.
const SIZE: u64 = 3;

/// A server with a folder of many files, and another one beside it.
async fn two() -> Option<(Server, Companion, Person, String)> {
    let place = Place::make(Database::Postgres)?;
    let server = Server::start(Path::new(BINARY), place);
    let person = Person::log_in(server.url(), Place::ADMIN).await;
    let mut folder = person.mkdir("root", "folder").await;
    join_all((0..40).map(async |number: i32| {
        person.store(&folder, &format!("{number}"), b"abc").await;
    }))
    .await;
    for round in 0..5 {
        let above = person.mkdir("root", &format!("round {round}")).await;
        for _ in 0..2 {
            let task = person
                .start_job(1, 101, person.container(), &above, &[&folder])
                .await
                .ok();
            person.ended(task["data"].as_str().unwrap()).await;
        }
        folder = above;
    }
    let beside = server.beside();
    Some((server, beside, person, folder))
}

/// Asks both servers for copies, each into a folder of its own; answers the folders and the tasks.
async fn ask(clients: [&KooDrive; 2], person: &Person, folder: &str) -> Vec<(String, String)> {
    let copies = (0..COPIES).map(async |number| {
        let target = person.mkdir("root", &format!("copy {number}")).await;
        let client = clients[number % 2];
        let task = client
            .start_job(1, 101, person.container(), &target, &[folder])
            .await
            .ok();
        (target, task["data"].as_str().unwrap().to_owned())
    });
    join_all(copies).await
}

/// Files in a folder and below.
async fn count(person: &Person, folder: &str) -> usize {
    let mut waiting = vec![folder.to_owned()];
    let mut files = 0;
    while let Some(folder) = waiting.pop() {
        for entry in person.entries(&folder).await {
            if entry["fileType"] == "10" {
                waiting.push(id(&entry));
            } else {
                files += 1;
            }
        }
    }
    files
}

/// Each copy is there once and whole, and the counters are right.
async fn check(server: &mut Server, person: &Person, tasks: &[(String, String)]) {
    for (target, task) in tasks {
        let told: Value = eventually("the copy ends", async || {
            let told = person.job(task).await.ok();
            (told["data"]["jobInfo"]["status"] == 2).then(|| told["data"].clone())
        })
        .await;
        assert_eq!(told["jobInfo"]["taskResultCode"], 1, "{told}");
        assert_eq!(person.names(target).await.len(), 1);
        assert_eq!(count(person, target).await, FILES);
    }
    // The folder, what it was made of, and the copies.
    let made: u64 = 40 * (1 + 2 + 4 + 8 + 16 + 32);
    let files = made + (COPIES * FILES) as u64;
    person.wait_for_used(files * SIZE).await;
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

#[tokio::test]
async fn two_servers_share_the_work() {
    let Some((mut server, beside, person, folder)) = two().await else {
        return;
    };
    let there = person.at(beside.url());
    let tasks = ask([&person, &there], &person, &folder).await;
    for (_, task) in &tasks {
        eventually("the copy ends", async || {
            let told = there.job(task).await.ok();
            (told["data"]["jobInfo"]["status"] == 2).then_some(())
        })
        .await;
    }
    drop(beside);
    check(&mut server, &person, &tasks).await;
}

#[tokio::test]
async fn one_server_goes_on_with_what_another_left() {
    static END_LEASES: Sql = Sql::both("UPDATE job SET lease_until = 0 WHERE status = 1");
    let Some((mut server, beside, mut person, folder)) = two().await else {
        return;
    };
    let there = person.at(beside.url());
    let tasks = ask([&person, &there], &person, &folder).await;
    server.kill();
    // Nobody waits a minute for what the killed one held. The other one may lose a step by it, and does
    // it again.
    change(server.place(), &END_LEASES, Vec::new()).await;
    for (_, task) in &tasks {
        eventually("the other server ends it", async || {
            let told = there.job(task).await.ok();
            (told["data"]["jobInfo"]["status"] == 2).then_some(())
        })
        .await;
    }
    drop(beside);
    server.start_again();
    person.reconnect();
    check(&mut server, &person, &tasks).await;
}
