//! Taking archives apart (4.10.2 with task type 5).

use crate::archives::{entry, fixture, names as paths};
use crate::support::{Shared, on_both_databases};
use coffer_testkit::{ZipEntry, zip_of};
use serde_json::{Value, json};

on_both_databases! {
    everything_comes_out_as_it_went_in,
    every_kind_of_archive_comes_out,
    several_things_come_out_into_a_folder_of_the_archives_name,
    some_things_come_out_alone,
    a_password_opens_and_a_wrong_one_leaves_nothing,
    what_comes_out_in_the_safe_is_whole,
}

async fn everything_comes_out_as_it_went_in(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    let archive = person
        .store("root", "docs.zip", &fixture("deflate.zip"))
        .await;
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{job}");
    assert_eq!(job["taskInfos"][0]["status"], "1");
    assert_eq!(job["taskInfos"][0]["fileId"], archive.as_str());
    let docs = person.find("root", "docs").await;
    let hello = person.find(&docs, "hello.txt").await;
    assert_eq!(person.read(container, &hello).await, b"hello\n");
    let long = person.find(&docs, "long.txt").await;
    let content = "to be, or not to be, that is the question\n".repeat(10_000);
    assert_eq!(person.read(container, &long).await, content.into_bytes());
    let nothing = person.find(&docs, "nothing.txt").await;
    assert_eq!(person.read(container, &nothing).await, b"");
    let contract = person.find(&docs, "合同").await;
    let chapter = person.find(&contract, "第一章.txt").await;
    assert_eq!(
        person.read(container, &chapter).await,
        "第一章\n".as_bytes()
    );
    assert_eq!(person.inside(&person.find(&docs, "empty").await).await, []);
    let shown = entry(
        &entry(&job["uncompressedFileList"], "docs")["subFileList"],
        "docs/hello.txt",
    );
    assert_eq!(
        (&shown["fileId"], &shown["containerId"]),
        (&json!(hello), &json!(container))
    );
    // Again: beside what is there, and nothing is stored twice.
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 1);
    let tops = person.inside("root").await;
    assert_eq!(tops.len(), 3, "{tops:?}");
    assert!(
        tops.iter().any(|(name, _)| name.starts_with("docs_20")),
        "{tops:?}"
    );
}

async fn every_kind_of_archive_comes_out(shared: &'static Shared) {
    let person = shared.person().await;
    let container = person.container();
    for name in [
        "lzma.zip",
        "loose.7z",
        "gnu.tar",
        "pax.tar.gz",
        "pax.tar.bz2",
        "pax.tar.xz",
        "pax.tar.zst",
    ] {
        let place = person.mkdir("root", &format!("of {name}")).await;
        let place = place.as_str();
        let archive = person.store("root", name, &fixture(name)).await;
        let job = person.extract(&archive, place, &json!({})).await;
        assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{name}: {job}");
        let docs = person.find(place, "docs").await;
        let hello = person.find(&docs, "hello.txt").await;
        assert_eq!(person.read(container, &hello).await, b"hello\n", "{name}");
    }
    let archive = person
        .store("root", "a.rar", &fixture("rar/rar5-subdirs.rar"))
        .await;
    let job = person.extract(&archive, "root", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{job}");
    let sub = person.find("root", "sub").await;
    person
        .find(&person.find(&sub, "üȵĩöḋè").await, "file.txt")
        .await;
}

async fn several_things_come_out_into_a_folder_of_the_archives_name(shared: &'static Shared) {
    let person = shared.person().await;
    let entries = [
        ZipEntry::new("a.txt", "one"),
        ZipEntry::new("b/c.txt", "two"),
        ZipEntry::new("A.TXT", "three"),
    ];
    let archive = person.store("root", "things.zip", &zip_of(&entries)).await;
    let job = person.extract(&archive, "root", &json!({})).await;
    let folder = person.find("root", "things").await;
    let inside = person.inside(&folder).await;
    let names: Vec<_> = inside.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(
        names
            .iter()
            .any(|name| name.starts_with("A_20") && name.ends_with(".TXT")),
        "{names:?}"
    );
    // The folder is in no archive.
    let tree = &job["uncompressedFileList"];
    let mut tops = paths(tree);
    tops.sort_unstable();
    assert_eq!(tops, ["A.TXT", "a.txt", "b"]);
    assert_eq!(entry(tree, "A.TXT")["reservationInfo"]["renamed"], true);
    assert_eq!(entry(tree, "a.txt")["reservationInfo"], Value::Null);
}

async fn some_things_come_out_alone(shared: &'static Shared) {
    let person = shared.person().await;
    let place = person.mkdir("root", "place").await;
    let place = place.as_str();
    let archive = person.store("root", "docs.7z", &fixture("solid.7z")).await;
    let some = json!({
        "actionType": 503,
        "uncompressFilePaths": ["docs/合同", "/docs/hello.txt", "docs/gone"],
    });
    let job = person.extract(&archive, place, &some).await;
    assert_eq!(job["jobInfo"]["actionType"], 503);
    assert_eq!(job["jobInfo"]["taskResultCode"], 2, "{job}");
    let mut names: Vec<_> = person
        .inside(place)
        .await
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["hello.txt", "合同"]);
    person
        .find(&person.find(place, "合同").await, "第一章.txt")
        .await;
    let gone = entry(&job["uncompressedFileList"], "docs/gone");
    assert_eq!(gone["code"], "13000111");
    assert!(!gone["reason"].as_str().unwrap().is_empty());
}

async fn a_password_opens_and_a_wrong_one_leaves_nothing(shared: &'static Shared) {
    let person = shared.person().await;
    for name in ["aes.zip", "zipcrypto.zip", "password.7z", "hidden.7z"] {
        let archive = person.store("root", name, &fixture(name)).await;
        let place = person.mkdir("root", &format!("of {name}")).await;
        let place = place.as_str();
        let mut texts = Vec::new();
        for more in [json!({}), json!({"password": "wrong"})] {
            let job = person.extract(&archive, place, &more).await;
            assert_eq!(job["jobInfo"]["taskResultCode"], 3, "{name}: {job}");
            assert_eq!(job["jobInfo"]["resultCode"], 13_000_111);
            assert_eq!(job["taskInfos"][0]["status"], "2");
            texts.push(job["taskInfos"][0]["resultDesc"].clone());
            assert_eq!(person.inside(place).await, [], "{name}");
        }
        assert_ne!(texts[0], texts[1], "{name}");
        let job = person
            .extract(&archive, place, &json!({"password": "secret"}))
            .await;
        assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{name}: {job}");
        let docs = person.find(place, "docs").await;
        let hello = person.find(&docs, "hello.txt").await;
        assert_eq!(person.read(person.container(), &hello).await, b"hello\n");
    }
}

async fn what_comes_out_in_the_safe_is_whole(shared: &'static Shared) {
    let person = shared.person().await;
    let archive = person
        .store("root", "docs.zip", &fixture("deflate.zip"))
        .await;
    let job = person.extract(&archive, "sbox", &json!({})).await;
    assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{job}");
    let docs = person.find("sbox", "docs").await;
    for (name, length) in [("hello.txt", 6), ("long.txt", 420_000), ("nothing.txt", 0)] {
        let file = person.find(&docs, name).await;
        assert_eq!(
            person.read(person.container(), &file).await.len(),
            length,
            "{name}"
        );
    }
}
