//! Uploads that need no bytes, and the safe.

use crate::support::{Person, Shared, on_both_databases};
use coffer_testkit::{NewFile, Random, proof, sha256_hex};
use serde_json::{Value, json};
use std::path::Path;

on_both_databases! {
    known_content_is_taken_over_with_a_proof,
    without_a_right_proof_nothing_is_told,
    content_of_others_can_be_taken_over_with_a_proof,
    a_known_head_is_worth_hashing,
    the_content_stays_for_those_who_have_it_left,
    what_is_in_the_safe_is_encrypted,
    the_safe_takes_over_nothing_that_is_not_encrypted,
}

fn body(person: &Person, parent: &str, name: &str, content: &[u8]) -> Value {
    let file = NewFile {
        container: person.container(),
        parent,
        name,
        length: content.len() as u64,
    };
    let mut body = file.body();
    body["sha256"] = json!(sha256_hex(content));
    body
}

async fn known_content_is_taken_over_with_a_proof(shared: &'static Shared) {
    let person = shared.person().await;
    for (seed, length) in [(1, 100_000), (2, 9), (3, 3)] {
        let content = Random::new(seed).bytes(length);
        person
            .store("root", &format!("first {seed}"), &content)
            .await;
        let used = person.used().await;
        let mut body = body(&person, "root", &format!("second {seed}"), &content);
        body["proofCode"] = json!(proof(&content, person.bare_token()));
        let answer = person.create(&body).await.ok();
        assert_eq!(answer["rapidUpload"], true, "{answer}");
        let file = answer["fileId"].as_str().unwrap();
        assert!(person.fetch(file).await == content);
        assert_eq!(
            person.used().await,
            used + length as u64,
            "it counts all the same"
        );
        // Completing it is not necessary, and does not hurt.
        person.complete(file).await.ok();
    }
}

async fn without_a_right_proof_nothing_is_told(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Random::new(4).bytes(50_000);
    person.store("root", "known", &content).await;
    let other = Random::new(5).bytes(50_000);
    let proofs = [
        json!(null),
        json!(""),
        json!("AAAAAAAAAAA="),
        json!("not base64!"),
        json!(proof(&other, person.bare_token())),
        json!(proof(&content, "another token")),
        json!("A".repeat(10_000)),
    ];
    for (number, wrong) in proofs.into_iter().enumerate() {
        let mut known = body(&person, "root", &format!("known {number}"), &content);
        let mut unknown = body(&person, "root", &format!("unknown {number}"), &other);
        known["proofCode"] = wrong.clone();
        unknown["proofCode"] = wrong;
        let (known, unknown) = (
            person.create(&known).await.ok(),
            person.create(&unknown).await.ok(),
        );
        let fields = |answer: &Value| {
            answer
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(&known), fields(&unknown));
        for answer in [&known, &unknown] {
            assert_eq!(
                (&answer["rapidUpload"], &answer["matchedPreHash"]),
                (&json!(false), &json!(false)),
                "{answer}"
            );
            assert_eq!(answer["multiParts"].as_array().unwrap().len(), 1);
        }
    }
}

async fn content_of_others_can_be_taken_over_with_a_proof(shared: &'static Shared) {
    let (person, other) = (shared.person().await, shared.person().await);
    let content = Random::new(6).bytes(10_000);
    let first = person.store("root", "mine", &content).await;
    let mut body = body(&other, "root", "yours", &content);
    body["proofCode"] = json!(proof(&content, other.bare_token()));
    let answer = other.create(&body).await.ok();
    assert_eq!(answer["rapidUpload"], true, "{answer}");
    let second = answer["fileId"].as_str().unwrap();
    // It is the other's own file: erasing the first leaves it.
    person.erase(&[&first]).await;
    person.wait_for_used(0).await;
    assert!(other.fetch(second).await == content);
    // The proof of somebody else's token is none.
    body["fileName"] = json!("third");
    body["proofCode"] = json!(proof(&content, person.bare_token()));
    assert_eq!(other.create(&body).await.ok()["rapidUpload"], false);
}

async fn a_known_head_is_worth_hashing(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Random::new(7).bytes(5_000);
    let mut body = body(&person, "root", "a", &content);
    let digest = body.as_object_mut().unwrap().remove("sha256").unwrap();
    body["preHash"] = json!(sha256_hex(&content[..1024]));
    let unknown = person.create(&body).await.ok();
    assert_eq!(unknown["matchedPreHash"], false);
    assert!(unknown["uploadId"].is_string());
    person.store("root", "known", &content).await;
    let known = person.create(&body).await.ok();
    assert_eq!(known["matchedPreHash"], true);
    assert!(
        known.get("uploadId").is_none() && known.get("fileId").is_none(),
        "nothing was made: {known}"
    );
    // With the whole digest the head does not matter.
    body["sha256"] = digest;
    assert!(person.create(&body).await.ok()["uploadId"].is_string());
    body["proofCode"] = json!(proof(&content, person.bare_token()));
    assert_eq!(person.create(&body).await.ok()["rapidUpload"], true);
}

async fn the_content_stays_for_those_who_have_it_left(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Random::new(8).bytes(20_000);
    let mut files = Vec::new();
    for number in 0..3 {
        files.push(
            person
                .store("root", &format!("copy {number}"), &content)
                .await,
        );
    }
    person.erase(&[&files[0], &files[2]]).await;
    person.wait_for_used(20_000).await;
    assert!(person.fetch(&files[1]).await == content);
}

/// Whether any file below a folder has these bytes in it.
fn is_on_disk(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_on_disk(&path, needle);
        }
        // A file may go while this looks.
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

async fn what_is_in_the_safe_is_encrypted(shared: &'static Shared) {
    let person = shared.person().await;
    let blobs = shared.server().place().data().join("blobs");
    let line = "the most secret words of all; ".to_owned() + &Random::fresh_seed().to_string();
    let content = line.repeat(5_000);
    let root = person.space["bizSboxFileId"].as_str().unwrap();
    let mut files = Vec::new();
    for (alias, name) in [("sbox", "1.txt"), ("sbbox", "2.txt"), (root, "3.txt")] {
        files.push(person.store(alias, name, content.as_bytes()).await);
    }
    // Of several parts, too.
    let large = line.repeat((9 << 20) / line.len());
    files.push(person.store("sbox", "4.txt", large.as_bytes()).await);
    assert!(
        !is_on_disk(&blobs, line.as_bytes()),
        "the safe is not encrypted"
    );
    assert_eq!(
        person.names("sbox").await,
        ["1.txt", "2.txt", "3.txt", "4.txt"]
    );
    for file in &files[..3] {
        assert!(person.fetch(file).await == content.as_bytes());
    }
    assert!(person.fetch(&files[3]).await == large.as_bytes());
    let link = person.link(person.container(), &files[3]).await;
    let part = person
        .http()
        .get(&link)
        .header("range", "bytes=8388600-8388700")
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), 206);
    assert!(part.bytes().await.unwrap() == large.as_bytes()[8_388_600..=8_388_700]);
    // The same outside of it is on the disk as it is: the look would have found it.
    person.store("root", "open.txt", content.as_bytes()).await;
    assert!(is_on_disk(&blobs, line.as_bytes()));
}

async fn the_safe_takes_over_nothing_that_is_not_encrypted(shared: &'static Shared) {
    let person = shared.person().await;
    let content = Random::new(9).bytes(30_000);
    person.store("root", "open", &content).await;
    let mut into_safe = body(&person, "sbox", "closed", &content);
    into_safe["proofCode"] = json!(proof(&content, person.bare_token()));
    let answer = person.create(&into_safe).await.ok();
    assert_eq!(
        answer["rapidUpload"], false,
        "the content in the safe has to be another"
    );
    // What is in the safe may be taken over within it.
    person.store("sbox", "closed 2", &content).await;
    into_safe["fileName"] = json!("closed 3");
    let answer = person.create(&into_safe).await.ok();
    assert_eq!(answer["rapidUpload"], true, "{answer}");
    assert!(person.fetch(answer["fileId"].as_str().unwrap()).await == content);
}
