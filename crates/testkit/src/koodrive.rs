//! A client of the KooDrive dialect.

mod events;
mod files;
mod groups;
mod login;
mod messages;
mod organisation;
mod sign;
mod stars;
mod upload;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::Answer;

pub use events::{Events, Told};
pub use login::Login;
pub use sign::{App, canonical_request, signature};
pub use upload::{NewFile, part_of};

/// The prefix of all operations.
const PREFIX: &str = "/koodrive/ose/v1";

/// Somebody who speaks to a server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct KooDrive {
    http: reqwest::Client,
    url: String,
    credential: Credential,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug, Clone)]
enum Credential {
    None,
    /// The value of the header.
    Token(String),
    App {
        app: App,
        user: String,
    },
}

impl KooDrive {
    /// Somebody without a credential.
    #[must_use]
    pub fn anonymous(url: &str) -> Self {
        Self {
            http: http_client(),
            url: url.to_owned(),
            credential: Credential::None,
            headers: Vec::new(),
        }
    }

    /// The same with this token, spelled as the header has it.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        let credential = Credential::Token(token.to_owned());
        Self {
            credential,
            ..self.clone()
        }
    }

    /// The same without a credential.
    #[must_use]
    pub fn without_token(&self) -> Self {
        Self {
            credential: Credential::None,
            ..self.clone()
        }
    }

    /// An app that acts for a user and signs its requests.
    #[must_use]
    pub fn as_app(&self, app: &App, user: &str) -> Self {
        let credential = Credential::App {
            app: app.clone(),
            user: user.to_owned(),
        };
        Self {
            credential,
            ..self.clone()
        }
    }

    /// The same with another header.
    #[must_use]
    pub fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        let name = HeaderName::from_static(name);
        other
            .headers
            .push((name, HeaderValue::from_str(value).unwrap()));
        other
    }

    /// Forgets the open connections: the server was stopped, and nobody noticed yet.
    pub fn reconnect(&mut self) {
        self.http = http_client();
    }

    /// The HTTP client, for links that carry their own signature.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The server's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The token without its prefix, as proofs of possession use it.
    #[must_use]
    pub fn bare_token(&self) -> &str {
        match &self.credential {
            Credential::Token(token) => token
                .trim_start_matches("Bearer+")
                .trim_start_matches("Bearer "),
            Credential::None | Credential::App { .. } => "",
        }
    }

    /// Calls an operation with a JSON body; `path` is the whole path with its query.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let bytes = body.map(|body| serde_json::to_vec(body).unwrap());
        self.call_raw(method, path, bytes).await
    }

    /// Calls an operation with these bytes as a JSON body.
    pub async fn call_raw(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Answer {
        let asked = format!("{method} {path}");
        let bytes = body.unwrap_or_default();
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.url));
        match &self.credential {
            Credential::None => {}
            Credential::Token(token) => request = request.header(AUTHORIZATION, token),
            Credential::App { app, user } => {
                for (name, value) in app.headers(method.as_str(), &self.url, path, user, &bytes) {
                    request = request.header(name, value);
                }
            }
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !bytes.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json").body(bytes);
        }
        let response = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        Answer::read(asked, response).await
    }

    /// GET below `/koodrive/ose/v1`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, &format!("{PREFIX}{path}"), None)
            .await
    }

    /// POST below `/koodrive/ose/v1`.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, &format!("{PREFIX}{path}"), Some(body))
            .await
    }

    /// 4.3.2: the space of an owner.
    pub async fn space(&self, owner: &str, kind: &str) -> Answer {
        self.get(&format!("/space/{owner}?type={kind}")).await
    }

    /// 4.3.6: the space with this id.
    pub async fn space_by_container(&self, container: &str) -> Answer {
        self.get(&format!("/space/container/{container}")).await
    }

    /// 4.3.12: all spaces of a user; `query` begins with `?` or is empty.
    pub async fn spaces(&self, user: &str, query: &str) -> Answer {
        let path = format!("/koodrive/ose/v2/space/{user}{query}");
        self.call(Method::GET, &path, None).await
    }

    /// 4.10.2: starts a job.
    pub async fn create_job(&self, body: &Value) -> Answer {
        self.post("/jobs", body).await
    }

    /// 4.10.3: a job.
    pub async fn job(&self, id: &str) -> Answer {
        self.get(&format!("/{id}")).await
    }

    /// Starts a job on files of one space, waits for its end, and answers `data`.
    pub async fn run_job(
        &self,
        task: u32,
        action: u32,
        container: &str,
        target: &str,
        files: &[&str],
    ) -> Value {
        let id = self
            .start_job(task, action, container, target, files)
            .await
            .ok();
        let id = id["data"].as_str().expect("the id of a job").to_owned();
        crate::eventually("the job ends", async || {
            let job = self.job(&id).await.ok();
            (job["data"]["jobInfo"]["status"] == 2).then(|| job["data"].clone())
        })
        .await
    }

    /// Starts a job on files of one space.
    pub async fn start_job(
        &self,
        task: u32,
        action: u32,
        container: &str,
        target: &str,
        files: &[&str],
    ) -> Answer {
        let files: Vec<Value> = files.iter().map(|id| json!({"fileId": id})).collect();
        let mut body = json!({
            "taskType": task,
            "dstContainerId": container,
            "taskInfo": {"srcContainerId": container, "fileInfo": files},
        });
        if action != 0 {
            body["actionType"] = json!(action);
        }
        if !target.is_empty() {
            body["taskInfo"]["newFilePath"] = json!(target);
        }
        self.create_job(&body).await
    }
}

fn http_client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
