//! Jobs on one PostgreSQL that two servers share: none is lost, no step is done twice, also when one
//! server is killed.

use crate::files::id;
use crate::support::{BINARY, Person, change, end_leases};
use coffer_store::Sql;
use coffer_testkit::{Database, KooDrive, Place, Server, eventually};
use futures_util::future::join_all;
use serde_json::Value;
use std::path::Path;

/// Copies that are asked for.
const COPIES: usize = 8;
/// Files of the folder that is copied: several steps each.
const FILES: usize = 1_280;
/// Bytes of each.
const SIZE: u64 = 3;

/// A server with a folder of many files.
async fn one() -> Option<(Server, Person, String)> {
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
    Some((server, person, folder))
}

/// Asks these servers in turn for copies, numbered from `first`, each into a folder of its own; answers the
/// folders and the tasks.
async fn ask(
    clients: [&KooDrive; 2],
    person: &Person,
    folder: &str,
    first: usize,
) -> Vec<(String, String)> {
    let copies = (first..first + COPIES).map(async |number| {
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
    let files = made + (tasks.len() * FILES) as u64;
    person.wait_for_used(files * SIZE).await;
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

#[tokio::test]
async fn two_servers_share_the_work() {
    let Some((mut server, person, folder)) = one().await else {
        return;
    };
    let beside = server.beside();
    let there = person.at(beside.url());
    let tasks = ask([&person, &there], &person, &folder, 0).await;
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
    // Changes nothing: how many jobs are held, by a lease that ends after they became due.
    static HELD: Sql = Sql::both(
        "UPDATE job SET lease_until = lease_until WHERE status = 1 AND lease_until > due_at",
    );
    let Some((mut server, mut person, folder)) = one().await else {
        return;
    };
    let mut tasks = Vec::new();
    // It may be killed between two jobs: then once more.
    for _ in 0..5 {
        tasks.extend(ask([&person, &person], &person, &folder, tasks.len()).await);
        server.kill();
        if change(server.place(), &HELD, Vec::new()).await > 0 {
            break;
        }
        server.start_again();
        person.reconnect();
    }
    assert_eq!(server.process(), None, "it never held a job");
    let beside = server.beside();
    let there = person.at(beside.url());
    // Nobody waits a minute for what the killed one held. The other one may lose a step by it, and does
    // it again.
    end_leases(server.place()).await;
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
