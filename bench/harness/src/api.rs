//! The requests of the KooDrive dialect that are measured.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::client::Conn;

/// The login and password of the first administrator.
pub const ADMIN: (&str, &str) = ("admin", "correct-horse");
const PREFIX: &str = "/koodrive/ose/v1";
/// Between two looks at work in the background.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// The longest that such work is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub struct Api {
    /// Where the server listens.
    pub address: SocketAddr,
    /// The personal space.
    pub container: String,
    token: String,
}

/// A request as bytes.
pub fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "{method} {path} HTTP/1.1\r\nHost: coffer\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The path and query of a link, and the request line with its host.
pub fn of_link(method: &str, link: &str, length: usize) -> Result<Vec<u8>> {
    let rest = link.split_once("://").context("a link")?.1;
    let at = rest.find('/').context("a path")?;
    let (host, path) = rest.split_at(at);
    Ok(
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n")
            .into(),
    )
}

impl Api {
    /// Logs in at the built-in provider, as the first administrator.
    pub async fn log_in(address: SocketAddr) -> Result<Self> {
        Self::log_in_as(address, ADMIN.0, ADMIN.1).await
    }

    /// The same as anybody.
    pub async fn log_in_as(address: SocketAddr, login: &str, password: &str) -> Result<Self> {
        let mut conn = Conn::open(address).await?;
        let path = format!("{PREFIX}/session/authCodeURL?domain=localhost");
        let answer: Value =
            serde_json::from_slice(conn.ask_ok(&request("GET", &path, "", b"")).await?)?;
        let uri = answer["uri"].as_str().context("the login page")?;
        let (_, page, html) = conn.ask(&of_link("GET", uri, 0)?).await?;
        let cookies = cookies(page);
        let html = String::from_utf8_lossy(html).into_owned();
        let csrf = between(&html, "name=\"csrf\" value=\"", "\"")?;
        let form = format!("csrf={csrf}&login={login}&password={password}");
        let path = &uri[uri.find("/oauth2").context("the provider's path")?..];
        let headers = format!(
            "Cookie: {cookies}\r\nOrigin: http://{address}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        );
        let login = request("POST", path, &headers, form.as_bytes());
        let (status, head, _) = conn.ask(&login).await?;
        let head = String::from_utf8_lossy(head).into_owned();
        ensure!(status == 302 || status == 303, "the login failed: {head}");
        let code = between(&head, "code=", "&").or_else(|_| between(&head, "code=", "\r"))?;
        let code = code.split('\r').next().unwrap_or_default();
        let body = json!({"code": code}).to_string();
        let path = format!("{PREFIX}/session/");
        let opened: Value = serde_json::from_slice(
            conn.ask_ok(&request("POST", &path, "", body.as_bytes()))
                .await?,
        )?;
        let text = |name: &str| opened[name].as_str().unwrap_or_default().to_owned();
        let mut api = Self {
            address,
            container: String::new(),
            token: text("accessToken"),
        };
        let space = api.get(&format!("/space/{}?type=1", text("userId")));
        let space: Value = serde_json::from_slice(conn.ask_ok(&space).await?)?;
        space["data"]["containerId"]
            .as_str()
            .context("the space")?
            .clone_into(&mut api.container);
        Ok(api)
    }

    /// GET below the prefix.
    pub fn get(&self, path: &str) -> Vec<u8> {
        let headers = format!("Authorization: {}\r\n", self.token);
        request("GET", &format!("{PREFIX}{path}"), &headers, b"")
    }

    /// GET of an administrator's, wherever it is.
    pub fn administer(&self, path: &str) -> Vec<u8> {
        let headers = format!("Authorization: {}\r\n", self.token);
        request("GET", path, &headers, b"")
    }

    /// DELETE below the prefix.
    pub fn delete(&self, path: &str) -> Vec<u8> {
        let headers = format!("Authorization: {}\r\n", self.token);
        request("DELETE", &format!("{PREFIX}{path}"), &headers, b"")
    }

    /// POST below the prefix.
    pub fn post(&self, path: &str, body: &Value) -> Vec<u8> {
        let headers = format!(
            "Authorization: {}\r\nContent-Type: application/json\r\n",
            self.token
        );
        let body = body.to_string();
        request(
            "POST",
            &format!("{PREFIX}{path}"),
            &headers,
            body.as_bytes(),
        )
    }

    /// POST below the prefix of somebody who is not logged in.
    pub fn post_as_stranger(path: &str, body: &Value) -> Vec<u8> {
        let headers = "Content-Type: application/json\r\n";
        let body = body.to_string();
        let path = format!("{PREFIX}{path}");
        request("POST", &path, headers, body.as_bytes())
    }

    /// Waits until a batch has ended well and answers its details.
    pub async fn finish(&self, conn: &mut Conn, job: &str) -> Result<Value> {
        let started = Instant::now();
        loop {
            let shown = conn.ask_ok(&self.get(&format!("/{job}"))).await?;
            let mut shown: Value = serde_json::from_slice(shown)?;
            let info = &shown["data"]["jobInfo"];
            if info["status"] == 2 {
                ensure!(info["taskResultCode"] == 1, "{info}");
                return Ok(shown["data"].take());
            }
            ensure!(started.elapsed() < PATIENCE, "{info}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Begins an upload.
    pub fn create(&self, parent: &str, name: &str, length: usize) -> Vec<u8> {
        let body = json!({
            "containerId": self.container, "parentFolder": [parent], "fileName": name,
            "fileType": "45", "length": length, "uploadMode": "multipart", "uploadType": 1,
            "autoRename": 3,
        });
        self.post("/files/create", &body)
    }

    /// Begins an upload whose parts the client announces.
    pub fn create_in_parts(
        &self,
        parent: &str,
        name: &str,
        length: usize,
        parts: &[Value],
    ) -> Vec<u8> {
        let body = json!({
            "containerId": self.container, "parentFolder": [parent], "fileName": name,
            "fileType": "45", "length": length, "uploadMode": "multipart", "uploadType": 1,
            "autoRename": 3, "multiParts": parts,
        });
        self.post("/files/create", &body)
    }

    /// Completes an upload.
    pub fn complete(&self, file: &str) -> Vec<u8> {
        self.post("/files/complete", &json!({"fileId": file}))
    }

    /// Makes a folder.
    pub fn folder(&self, parent: &str, name: &str) -> Vec<u8> {
        let body = json!({
            "containerId": self.container, "parentFolder": [parent], "fileName": name,
            "fileType": "10", "renameMode": 3,
        });
        self.post("/directory", &body)
    }

    /// Makes a folder now and answers its id.
    pub async fn make_folder(&self, conn: &mut Conn, parent: &str, name: &str) -> Result<String> {
        text_of(conn.ask_ok(&self.folder(parent, name)).await?, "id")
    }

    /// A page of a folder; `sort` is type and direction.
    pub fn list(&self, folder: &str, size: u32, cursor: &str, sort: Option<(u8, u8)>) -> Vec<u8> {
        let mut body = json!({
            "containerId": self.container, "parentFileId": folder,
            "pageInfo": {"pageSize": size, "pageCursor": cursor},
        });
        if let Some((kind, direction)) = sort {
            body["sortInfo"] = json!({"sortType": kind, "sortDirection": direction});
        }
        self.post("/files/0", &body)
    }

    /// A batch on one file or folder.
    pub fn job(&self, task: u8, action: u32, file: &str, target: &str) -> Vec<u8> {
        let mut body = json!({
            "taskType": task, "actionType": action,
            "taskInfo": {"srcContainerId": self.container, "fileInfo": [{"fileId": file}]},
        });
        if !target.is_empty() {
            body["dstContainerId"] = json!(self.container);
            body["taskInfo"]["newFilePath"] = json!(target);
        }
        self.post("/jobs", &body)
    }

    /// Uploads a small file and answers its id.
    pub async fn upload(
        &self,
        conn: &mut Conn,
        parent: &str,
        name: &str,
        body: &[u8],
    ) -> Result<String> {
        let create = self.create(parent, name, body.len());
        let created: Value = serde_json::from_slice(conn.ask_ok(&create).await?)?;
        let file = created["fileId"].as_str().context("a file")?;
        let link = created["multiParts"][0]["uploadUrl"]
            .as_str()
            .context("a link")?;
        let mut put = of_link("PUT", link, body.len())?;
        put.extend_from_slice(body);
        conn.ask_ok(&put).await?;
        conn.ask_ok(&self.complete(file)).await?;
        Ok(file.to_owned())
    }
}

/// A field of an answer.
pub fn text_of(answer: &[u8], name: &str) -> Result<String> {
    let answer: Value = serde_json::from_slice(answer)?;
    Ok(answer[name]
        .as_str()
        .with_context(|| format!("{name} in {answer}"))?
        .to_owned())
}

fn cookies(head: &[u8]) -> String {
    let head = String::from_utf8_lossy(head);
    let set = head.lines().filter(|line| {
        line.get(..11)
            .is_some_and(|name| name.eq_ignore_ascii_case("set-cookie:"))
    });
    let pairs = set.map(|line| line[11..].split(';').next().unwrap_or_default().trim());
    pairs.collect::<Vec<_>>().join("; ")
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Result<&'a str> {
    let rest = text.split_once(before).context("a mark in the answer")?.1;
    Ok(rest.split_once(after).context("the end of a value")?.0)
}
