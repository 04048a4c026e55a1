//! Archives that are damaged, or made to do harm, and requests that make no sense.

use crate::archives::{bomb, entry, fixture};
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{ZipEntry, zip_of};
use serde_json::{Value, json};

on_both_databases! {
    what_is_dangerous_stays_inside_and_the_rest_comes_out,
    a_damaged_archive_gives_what_it_has,
    tasks_that_make_no_sense_are_refused,
    what_would_fill_the_disk_is_not_even_begun,
}

/// Entries that do harm where they are believed.
fn evil() -> Vec<ZipEntry> {
    let unix = |name: &str, mode| ZipEntry {
        system: 3,
        mode,
        ..ZipEntry::new(name, "/etc/passwd")
    };
    let bomb = ZipEntry {
        claims: Some(0x7000_0000),
        ..ZipEntry::new("bomb", "small")
    };
    vec![
        ZipEntry::new("../up.txt", "x"),
        ZipEntry::new("/root.txt", "x"),
        ZipEntry::new("..\\..\\up.txt", "x"),
        ZipEntry::new("C:\\drive.txt", "x"),
        unix("link", 0o120_777),
        unix("device", 0o020_644),
        bomb,
        ZipEntry::new(format!("{}deep.txt", "d/".repeat(40)), "x"),
        ZipEntry {
            claims: Some(2),
            ..ZipEntry::new("lies.txt", "more than two")
        },
        ZipEntry::new("what?.txt", "renamed"),
        ZipEntry::new("fine.txt", "fine"),
    ]
}

async fn what_is_dangerous_stays_inside_and_the_rest_comes_out(shared: &'static Shared) {
    let person = shared.person().await;
    let entries = evil();
    let archive = person.store("root", "evil.zip", &zip_of(&entries)).await;
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 2, "{job}");
    let tree = &job["uncompressedFileList"];
    let mut reasons = Vec::new();
    for name in [
        "../up.txt",
        "/root.txt",
        "link",
        "device",
        "bomb",
        "lies.txt",
    ] {
        let entry = entry(tree, name);
        assert_eq!(entry["code"], "13000111", "{name}");
        assert_eq!(entry["fileId"], Value::Null, "{name}");
        reasons.push(entry["reason"].as_str().unwrap().to_owned());
    }
    reasons.dedup();
    assert_eq!(reasons.len(), 6, "{reasons:?}");
    assert!(
        job.to_string().contains("what_.txt")
            || entry(tree, "what?.txt")["reservationInfo"]["renamed"] == true
    );
    let folder = person.find("root", "evil").await;
    let fine = person.find(&folder, "fine.txt").await;
    assert_eq!(person.read(person.container(), &fine).await, b"fine");
    person.find(&folder, "what_.txt").await;
    let names: Vec<_> = person
        .inside(&folder)
        .await
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.contains("up") || name.contains("lies")),
        "{names:?}"
    );
    // Nothing got out: beside the archive there is what it became, and no more.
    assert_eq!(person.inside("root").await.len(), 2);
}

async fn a_damaged_archive_gives_what_it_has(shared: &'static Shared) {
    let person = shared.person().await;
    let whole = fixture("gnu.tar");
    // In the middle of the last file's header.
    let archive = person.store("root", "cut.tar", &whole[..2_660]).await;
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 2, "{job}");
    assert_eq!(job["taskInfos"][0]["resultCode"], "13000111");
    let entries = [
        ZipEntry::new("a.txt", "whole"),
        ZipEntry::new("b.txt", "broken"),
    ];
    let mut zip = zip_of(&entries);
    let place = zip.windows(6).position(|bytes| bytes == b"broken").unwrap();
    zip[place] ^= 1;
    let archive = person.store("root", "flipped.zip", &zip).await;
    let job = person.extract(&archive, "root", &json!({})).await;
    let tree = &job["uncompressedFileList"];
    assert_eq!(entry(tree, "a.txt")["code"], "0");
    assert_eq!(entry(tree, "b.txt")["code"], "13000111");
    let folder = person.find("root", "flipped").await;
    let names: Vec<_> = person
        .inside(&folder)
        .await
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["a.txt"]);
}

async fn tasks_that_make_no_sense_are_refused(shared: &'static Shared) {
    let person = shared.person().await;
    let archive = person
        .store("root", "docs.zip", &fixture("deflate.zip"))
        .await;
    for more in [
        json!({"actionType": 101}),
        json!({"actionType": 503}),
        json!({"actionType": 504}),
        json!({"dstContainerId": ""}),
        json!({"dstContainerId": "nonsense"}),
        json!({"password": "x".repeat(2_000)}),
    ] {
        let answer = person.start_extract(&archive, "root", &more).await;
        assert_ne!(answer.code(), 0, "{more}");
    }
    for target in ["", "Fnonsense", &archive] {
        let answer = person.start_extract(&archive, target, &json!({})).await;
        assert_ne!(answer.code(), 0, "{target}");
    }
    let answer = person.start_extract("Fnonsense", "root", &json!({})).await;
    assert_ne!(answer.code(), 0);
    let app = person.as_app(shared.app(), person.user());
    let body = json!({
        "taskType": 5, "actionType": 502, "dstContainerId": person.container(),
        "taskInfo": {
            "srcContainerId": person.container(), "newFilePath": "root",
            "fileInfo": [{"fileId": archive}],
        },
    });
    app.create_job(&body).await.refused(401, 13_000_202);
    // What is no archive is told by the task.
    let text = person.store("root", "text.zip", b"no archive").await;
    let job = person.extract(&text, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 3);
    assert_eq!(job["taskInfos"][0]["resultCode"], "13000111");
    assert_eq!(job["uncompressedFileList"], json!([]));
}

async fn what_would_fill_the_disk_is_not_even_begun(shared: &'static Shared) {
    let person = shared.person().await;
    let archive = person.store("root", "bomb.tar.bz2", &bomb()).await;
    let used = person.used().await;
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 3, "{job}");
    assert_eq!(
        entry(&job["uncompressedFileList"], "zeros.bin")["code"],
        "13000111"
    );
    assert_eq!(person.inside("root").await.len(), 1);
    assert_eq!(person.used().await, used);
}
