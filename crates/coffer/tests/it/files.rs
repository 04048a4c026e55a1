//! What tests do with files all the time.

use crate::support::Person;
use coffer_testkit::eventually;
use serde_json::{Value, json};

impl Person {
    /// Makes a folder and answers its id.
    pub(crate) async fn mkdir(&self, parent: &str, name: &str) -> String {
        id(&self.folder(self.container(), parent, name).await.ok())
    }

    /// Uploads a content into the own space and answers the file's id.
    pub(crate) async fn store(&self, parent: &str, name: &str, content: &[u8]) -> String {
        self.upload(self.container(), parent, name, content).await
    }

    /// The content of a file of the own space.
    pub(crate) async fn fetch(&self, file: &str) -> Vec<u8> {
        self.read(self.container(), file).await
    }

    /// A listing of the own space with more fields.
    pub(crate) async fn listing(&self, kind: &str, parent: &str, more: Value) -> Value {
        let mut body = json!({"containerId": self.container(), "parentFileId": parent});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.list(kind, &body).await.ok()
    }

    /// The entries of a folder.
    pub(crate) async fn entries(&self, parent: &str) -> Vec<Value> {
        let listed = self
            .listing("0", parent, json!({"pageInfo": {"pageSize": 1000}}))
            .await;
        listed["files"].as_array().unwrap().clone()
    }

    /// The names in a folder, in the order of the listing.
    pub(crate) async fn names(&self, parent: &str) -> Vec<String> {
        names(&json!(self.entries(parent).await))
    }

    /// The names in the recycle bin.
    pub(crate) async fn bin(&self) -> Vec<String> {
        names(&self.listing("1", "root", json!({})).await["files"])
    }

    /// A file or folder of the own space.
    pub(crate) async fn details(&self, file: &str) -> Value {
        self.detail(self.container(), file).await.ok()
    }

    /// Throws away.
    pub(crate) async fn recycle(&self, files: &[&str]) -> Value {
        self.run_job(2, 201, self.container(), "", files).await
    }

    /// Erases for good.
    pub(crate) async fn erase(&self, files: &[&str]) -> Value {
        self.run_job(2, 202, self.container(), "", files).await
    }

    /// Gets back from the recycle bin.
    pub(crate) async fn restore(&self, files: &[&str]) -> Value {
        self.run_job(4, 0, self.container(), "", files).await
    }

    /// Moves.
    pub(crate) async fn move_to(&self, target: &str, files: &[&str]) -> Value {
        self.run_job(3, 301, self.container(), target, files).await
    }

    /// Bytes used in the own space.
    pub(crate) async fn used(&self) -> u64 {
        figure(&self.client_space().await["spaceUsed"])
    }

    /// Waits until so many bytes are used.
    pub(crate) async fn wait_for_used(&self, bytes: u64) {
        let what = format!("{bytes} bytes are used");
        eventually(&what, async || (self.used().await == bytes).then_some(())).await;
    }

    async fn client_space(&self) -> Value {
        self.space(self.user(), "1").await.ok()["data"].clone()
    }
}

/// The `id` of an object.
#[track_caller]
pub(crate) fn id(object: &Value) -> String {
    object["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id: {object}"))
        .to_owned()
}

/// The names of a list of files.
#[track_caller]
pub(crate) fn names(files: &Value) -> Vec<String> {
    let files = files
        .as_array()
        .unwrap_or_else(|| panic!("no list: {files}"));
    files
        .iter()
        .map(|file| file["fileName"].as_str().unwrap().to_owned())
        .collect()
}

/// A number that may come as a string.
#[track_caller]
pub(crate) fn figure(value: &Value) -> u64 {
    let text = value.as_str().and_then(|text| text.parse().ok());
    value
        .as_u64()
        .or(text)
        .unwrap_or_else(|| panic!("no number: {value}"))
}

/// The outcome of the only item of a job: its status and code.
#[track_caller]
pub(crate) fn outcome(job: &Value) -> (&str, &str) {
    let [item] = job["taskInfos"].as_array().unwrap().as_slice() else {
        panic!("one item expected: {job}");
    };
    (
        item["status"].as_str().unwrap(),
        item["resultCode"].as_str().unwrap_or_default(),
    )
}

/// Demands that the only item of a job was refused with this code.
#[track_caller]
pub(crate) fn assert_refused(job: &Value, code: &str) {
    assert_eq!(outcome(job), ("2", code), "{job:#}");
    assert_eq!(job["jobInfo"]["taskResultCode"], 3, "{job:#}");
}

/// Demands that every item of a job was done.
#[track_caller]
pub(crate) fn assert_done(job: &Value) {
    assert_eq!(job["jobInfo"]["taskResultCode"], 1, "{job:#}");
    for item in job["taskInfos"].as_array().unwrap() {
        assert_eq!(item["status"], "1", "{job:#}");
    }
}
