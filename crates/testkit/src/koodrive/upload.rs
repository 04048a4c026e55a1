//! Uploading contents.

use bytes::Bytes;
use futures_util::future::join_all;
use reqwest::header::CONTENT_LENGTH;
use serde_json::{Value, json};

use super::KooDrive;

/// What `files/create` is asked for a content of this name.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    /// The space.
    pub container: &'a str,
    /// The folder, or the alias of a root.
    pub parent: &'a str,
    /// The name.
    pub name: &'a str,
    /// Bytes.
    pub length: u64,
}

impl NewFile<'_> {
    /// The body of the request; fields can be added.
    #[must_use]
    pub fn body(&self) -> Value {
        json!({
            "containerId": self.container,
            "parentFolder": [self.parent],
            "fileName": self.name,
            "fileType": "45",
            "length": self.length,
            "uploadMode": "multipart",
            "uploadType": 1,
            "autoRename": 3,
        })
    }
}

/// The bytes of a content that belong to a part as the server describes it.
#[must_use]
pub fn part_of(content: &Bytes, part: &Value) -> Bytes {
    let number = |name: &str| usize::try_from(part[name].as_u64().expect(name)).unwrap();
    let start = number("partOffset");
    content.slice(start..start + number("partSize"))
}

impl KooDrive {
    /// Sends bytes to a link; answers the HTTP status and the body.
    pub async fn put(&self, url: &str, bytes: impl Into<Bytes>) -> (u16, String) {
        let bytes = bytes.into();
        let response = self
            .http()
            .put(url)
            // It is signed, and no body at all would have none.
            .header(CONTENT_LENGTH, bytes.len())
            .body(bytes)
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        (status, response.text().await.unwrap())
    }

    /// Sends a part that the server described.
    pub async fn put_part(&self, content: &Bytes, part: &Value) {
        let url = part["uploadUrl"]
            .as_str()
            .unwrap_or_else(|| panic!("no link in {part}"));
        let (status, body) = self.put(url, part_of(content, part)).await;
        assert_eq!(status, 200, "PUT {url}: {body}");
    }

    /// Sends all parts at the same time.
    pub async fn put_parts(&self, content: &Bytes, created: &Value) {
        let parts = created["multiParts"]
            .as_array()
            .unwrap_or_else(|| panic!("no parts: {created}"));
        join_all(parts.iter().map(|part| self.put_part(content, part))).await;
    }

    /// Uploads a content that is not known yet, and answers the file's id.
    pub async fn upload(
        &self,
        container: &str,
        parent: &str,
        name: &str,
        content: &[u8],
    ) -> String {
        let file = NewFile {
            container,
            parent,
            name,
            length: content.len() as u64,
        };
        self.upload_as(&file.body(), content).await
    }

    /// The same with the body of the request.
    pub async fn upload_as(&self, body: &Value, content: &[u8]) -> String {
        let created = self.create(body).await.ok();
        let file = created["fileId"]
            .as_str()
            .unwrap_or_else(|| panic!("no file: {created}"));
        self.put_parts(&Bytes::copy_from_slice(content), &created)
            .await;
        self.complete(file).await.ok();
        file.to_owned()
    }
}
