//! kill -9 while clients upload: what was acknowledged is there afterwards, nothing else is.

use crate::support::{Person, alone_on_both_databases};
use crate::uploads::PART;
use bytes::Bytes;
use coffer_testkit::{NewFile, Place, Random, Server, part_of};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::sync::Mutex;
use std::time::Duration;

alone_on_both_databases! {
    nothing_acknowledged_is_lost_when_the_power_goes,
}

const ROUNDS: u64 = 4;
const CLIENTS: u64 = 8;
/// Every third upload has two parts.
const LARGE: usize = PART + 4_321;

/// What a client was told, in the order in which it was told.
#[derive(Default)]
struct Told {
    /// Uploads that were begun: the id, the name, the content, the parts that were acknowledged.
    open: Vec<Upload>,
    /// Files that are complete: id, name and content.
    complete: Vec<(String, String, Bytes)>,
    /// Folders that were made.
    folders: Vec<(String, String)>,
}

struct Upload {
    file: String,
    name: String,
    content: Bytes,
    created: Value,
    acknowledged: Vec<u64>,
    /// Whether completing was asked for: then it may or may not be done.
    completing: bool,
}

async fn nothing_acknowledged_is_lost_when_the_power_goes(server: &mut Server) {
    let given = std::env::var("COFFER_TEST_SEED").ok();
    let seed = given.map_or_else(Random::fresh_seed, |seed| seed.parse().unwrap());
    println!("COFFER_TEST_SEED={seed}");
    let mut admin = Person::log_in(server.url(), Place::ADMIN).await;
    let mut random = Random::new(seed);
    let mut told = Told::default();
    for round in 0..ROUNDS {
        let pause = Duration::from_millis(50 + random.below(700));
        let seeds: Vec<u64> = (0..CLIENTS).map(|_| random.number()).collect();
        let shared = Mutex::new(std::mem::take(&mut told));
        {
            let clients = seeds
                .iter()
                .zip(0..)
                .map(|(seed, client)| work(&admin, &shared, *seed, round, client));
            let cut = async {
                // The moment has to be any moment, so that here time itself is what is meant.
                tokio::time::sleep(pause).await;
                server.kill();
            };
            futures_util::future::join(join_all(clients), cut).await;
        }
        told = shared.into_inner().unwrap();
        server.start_again();
        admin.reconnect();
        check(&admin, &told).await;
        finish(&admin, &mut told, &mut random).await;
    }
    let sum: u64 = told
        .complete
        .iter()
        .map(|(_, _, content)| content.len() as u64)
        .sum();
    admin.wait_for_used(sum).await;
    server.stop();
    let report = server.run(&["fsck", "--full"], "");
    assert!(report.contains(" 0 faults"), "{report}");
}

/// Uploads until the server is gone.
async fn work(admin: &Person, told: &Mutex<Told>, seed: u64, round: u64, client: u64) {
    let mut random = Random::new(seed);
    for number in 0.. {
        let name = format!("{round}-{client}-{number}");
        let length = if number % 3 == 2 {
            LARGE
        } else {
            usize::try_from(random.below(100_000)).unwrap()
        };
        let content = Bytes::from(random.bytes(length));
        if upload(admin, told, name, content).await.is_none() {
            return;
        }
    }
}

/// One request; `None` when the server is gone.
async fn ask(admin: &Person, path: &str, body: Value) -> Option<Value> {
    let url = format!("{}/koodrive/ose/v1{path}", admin.url());
    let request = admin
        .http()
        .post(url)
        .header("authorization", &admin.login.token)
        .json(&body);
    let answer: Value = request.send().await.ok()?.json().await.ok()?;
    assert_eq!(answer["code"], 0, "{path}: {answer}");
    Some(answer)
}

async fn upload(admin: &Person, told: &Mutex<Told>, name: String, content: Bytes) -> Option<()> {
    let of_folder = format!("folder {name}");
    let folder = json!({"containerId": admin.container(), "fileName": of_folder, "fileType": "10"});
    let made = ask(admin, "/directory", folder).await?;
    let folder = made["id"].as_str().unwrap().to_owned();
    told.lock().unwrap().folders.push((folder, of_folder));
    let created = ask(admin, "/files/create", new_file(admin, &name, &content)).await?;
    let file = created["fileId"].as_str().unwrap().to_owned();
    told.lock().unwrap().open.push(Upload {
        file: file.clone(),
        name,
        content: content.clone(),
        created: created.clone(),
        acknowledged: Vec::new(),
        completing: false,
    });
    for part in created["multiParts"].as_array().unwrap() {
        let url = part["uploadUrl"].as_str().unwrap();
        let bytes = part_of(&content, part);
        let request = admin.http().put(url).header("content-length", bytes.len());
        let response = request.body(bytes).send().await.ok()?;
        assert_eq!(response.status(), 200);
        let number = part["partNumber"].as_u64().unwrap();
        told.lock().unwrap().upload(&file).acknowledged.push(number);
    }
    told.lock().unwrap().upload(&file).completing = true;
    ask(admin, "/files/complete", json!({"fileId": file})).await?;
    told.lock().unwrap().complete(&file);
    Some(())
}

fn new_file(admin: &Person, name: &str, content: &Bytes) -> Value {
    let length = content.len() as u64;
    let file = NewFile {
        container: admin.container(),
        parent: "root",
        name,
        length,
    };
    let mut body = file.body();
    if content.len() == LARGE {
        let rest = LARGE - PART;
        body["multiParts"] =
            json!([{"partNumber": 1, "partSize": PART}, {"partNumber": 2, "partSize": rest}]);
    }
    body
}

impl Told {
    fn upload(&mut self, file: &str) -> &mut Upload {
        self.open
            .iter_mut()
            .find(|upload| upload.file == file)
            .unwrap()
    }

    fn complete(&mut self, file: &str) {
        let at = self
            .open
            .iter()
            .position(|upload| upload.file == file)
            .unwrap();
        let done = self.open.swap_remove(at);
        self.complete.push((done.file, done.name, done.content));
    }
}

/// Everything that was acknowledged is there; what else is there is whole.
async fn check(admin: &Person, told: &Told) {
    for (file, name, content) in &told.complete {
        let detail = admin.details(file).await;
        assert_eq!(detail["fileName"], name.as_str());
        assert!(
            *content == admin.fetch(file).await,
            "{name} has other bytes"
        );
    }
    let entries = admin.entries("root").await;
    for (folder, name) in &told.folders {
        assert!(
            entries.iter().any(|entry| entry["id"] == folder.as_str()),
            "the folder {name} is lost"
        );
    }
    for upload in &told.open {
        let is_visible = entries
            .iter()
            .any(|entry| entry["fileName"] == upload.name.as_str());
        if is_visible {
            assert!(
                upload.completing,
                "{} is visible and nobody completed it",
                upload.name
            );
            assert!(
                upload.content == admin.fetch(&upload.file).await,
                "{} is half visible",
                upload.name
            );
            continue;
        }
        let parts: Vec<Value> = upload.created["multiParts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| json!({"partNumber": part["partNumber"], "partSize": part["partSize"]}))
            .collect();
        let links = admin
            .part_links(&json!({"fileId": upload.file, "multiParts": parts}))
            .await
            .ok();
        for part in links["multiParts"].as_array().unwrap() {
            let number = part["partNumber"].as_u64().unwrap();
            if upload.acknowledged.contains(&number) {
                assert!(
                    part.get("partId").is_some(),
                    "part {number} of {} is lost: {links}",
                    upload.name
                );
            }
        }
    }
}

/// Takes the open uploads up again: only parts that were not acknowledged are sent.
async fn finish(admin: &Person, told: &mut Told, random: &mut Random) {
    for upload in std::mem::take(&mut told.open) {
        let all_sent =
            upload.created["multiParts"].as_array().unwrap().len() == upload.acknowledged.len();
        if !all_sent || random.below(2) == 0 {
            for part in upload.created["multiParts"].as_array().unwrap() {
                let number = part["partNumber"].as_u64().unwrap();
                if !upload.acknowledged.contains(&number) {
                    admin.put_unless_complete(&upload.content, part).await;
                }
            }
        }
        admin.complete(&upload.file).await.ok();
        assert!(
            upload.content == admin.fetch(&upload.file).await,
            "{} has other bytes",
            upload.name
        );
        told.complete
            .push((upload.file, upload.name, upload.content));
    }
}

impl Person {
    /// Sends a part; the upload may be complete already, although nobody was told.
    async fn put_unless_complete(&self, content: &Bytes, part: &Value) {
        let url = part["uploadUrl"].as_str().unwrap();
        let (status, body) = self.put(url, part_of(content, part)).await;
        assert!([200, 404].contains(&status), "{status} {body}");
    }
}
