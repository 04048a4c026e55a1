//! A client of the directories dialect.

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Method};
use serde_json::{Value, json};

use crate::{Answer, KooDrive};

/// The boundary of forms.
const BOUNDARY: &str = "----coffer-testkit-7d1e";

/// Somebody who speaks to a server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Directories {
    http: reqwest::Client,
    url: String,
    headers: HeaderMap,
}

impl Directories {
    /// Somebody without a credential.
    #[must_use]
    pub fn anonymous(url: &str) -> Self {
        let builder = reqwest::Client::builder().no_proxy();
        Self {
            http: builder.build().unwrap(),
            url: url.to_owned(),
            headers: HeaderMap::new(),
        }
    }

    /// The person of another client, with the same token.
    #[must_use]
    pub fn of(person: &KooDrive) -> Self {
        let token = format!("Bearer {}", person.bare_token());
        Self::anonymous(person.url()).with_header("authorization", &token)
    }

    /// The same with this header.
    #[must_use]
    pub fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        let value = HeaderValue::from_str(value).unwrap();
        other.headers.insert(HeaderName::from_static(name), value);
        other
    }

    /// The server's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a request; `path` is the whole path with its query.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let asked = format!("{method} {path}");
        let request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .headers(self.headers.clone())
            .header(CONTENT_TYPE, content_type)
            .body(body);
        let response = request.send().await;
        let response = response.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        Answer::read(asked, response).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "application/json", "").await
    }

    /// POST below `/v1/directories/`.
    pub async fn post(&self, operation: &str, body: &Value) -> Answer {
        let path = format!("/v1/directories/{operation}");
        self.send(Method::POST, &path, "application/json", body.to_string())
            .await
    }

    /// Makes a folder in another one, or in the own root, and answers its id.
    pub async fn make(&self, parent: &str, name: &str) -> String {
        let body = json!({"name": name, "parentId": parent});
        let data = self.post("create", &body).await.given();
        data["id"].as_str().expect("an id").to_owned()
    }

    /// What there is to know of a folder.
    pub async fn info(&self, folder: &str) -> Answer {
        self.get(&format!("/v1/directories/info?dirId={folder}"))
            .await
    }

    /// The names of the files of a folder.
    pub async fn files(&self, folder: &str) -> Vec<String> {
        let path = format!("/v1/directories/file/list?dirId={folder}");
        names(&self.get(&path).await.given())
    }

    /// The names of the folders of a folder.
    pub async fn folders(&self, folder: &str) -> Vec<String> {
        let path = format!("/v1/directories/list?dirId={folder}");
        names(&self.get(&path).await.given())
    }

    /// Puts a file into a folder.
    pub async fn upload(&self, folder: &str, name: &str, content: &[u8]) -> Answer {
        let (content_type, form) = form(&[("dirId", folder)], name, content);
        self.send(Method::POST, "/v1/files/upload", &content_type, form)
            .await
    }

    /// Fetches a file, following the link; answers the HTTP status, the headers and the content.
    pub async fn download(&self, file: &str, range: Option<&str>) -> (u16, HeaderMap, Bytes) {
        let url = format!("{}/v1/files/download?fileId={file}", self.url);
        let mut request = self.http.get(url).headers(self.headers.clone());
        if let Some(range) = range {
            request = request.header("range", range);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.bytes().await.unwrap())
    }
}

/// The content type and the bytes of a form with these fields, and behind them a file.
#[must_use]
pub fn form(fields: &[(&str, &str)], name: &str, content: &[u8]) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    for (field, value) in fields {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"");
        bytes.extend_from_slice(format!("{head}\r\n\r\n{value}\r\n").as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), bytes)
}

fn names(list: &Value) -> Vec<String> {
    let entries = list.as_array().expect("a list").iter();
    entries
        .map(|entry| entry["name"].as_str().expect("a name").to_owned())
        .collect()
}

impl Answer {
    /// What a success of the directories dialect carries; fails the test for anything else.
    #[track_caller]
    pub fn given(self) -> Value {
        let whole = self.status == 200
            && self.body["code"] == 200
            && self.body["message"].is_null()
            && self.body["date"].is_i64();
        assert!(whole, "success expected: {self}");
        self.body["data"].clone()
    }

    /// Demands a refusal of the directories dialect with this number in a whole envelope, and answers
    /// its message.
    #[track_caller]
    pub fn denied(self, code: i64) -> String {
        let status = if code > 1_000 { 200 } else { code };
        let whole = i64::from(self.status) == status
            && self.body["code"] == code
            && self.body["date"].is_i64()
            && self.body.get("data").is_some_and(Value::is_null);
        assert!(whole, "refusal {code} expected: {self}");
        let message = self.body["message"].as_str().unwrap_or_default();
        assert!(!message.is_empty(), "a refusal says why: {self}");
        message.to_owned()
    }
}
