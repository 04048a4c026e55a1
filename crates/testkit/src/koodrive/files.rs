//! Operations on files and folders.

use bytes::Bytes;
use serde_json::{Value, json};

use super::KooDrive;
use crate::Answer;

impl KooDrive {
    /// 4.12.1: a personal space (`kind` 0) or its recycle bin (1).
    pub async fn list(&self, kind: &str, body: &Value) -> Answer {
        self.post(&format!("/files/{kind}"), body).await
    }

    /// 4.12.2: a team's space or its recycle bin; `query` begins with `?` or is empty.
    pub async fn list_team(&self, team: &str, kind: &str, query: &str, body: &Value) -> Answer {
        self.post(&format!("/files/{team}/{kind}{query}"), body)
            .await
    }

    /// 4.13.1: a file or folder.
    pub async fn detail(&self, container: &str, file: &str) -> Answer {
        let body = json!({"containerId": container});
        self.post(&format!("/files/{file}/detail"), &body).await
    }

    /// 4.13.2: makes a folder.
    pub async fn create_folder(&self, body: &Value) -> Answer {
        self.post("/directory", body).await
    }

    /// 4.13.2: makes a folder of this name.
    pub async fn folder(&self, container: &str, parent: &str, name: &str) -> Answer {
        let body = json!({
            "containerId": container,
            "parentFolder": [parent],
            "fileName": name,
            "fileType": "10",
            "renameMode": 3,
        });
        self.create_folder(&body).await
    }

    /// 4.13.3: begins an upload.
    pub async fn create(&self, body: &Value) -> Answer {
        self.post("/files/create", body).await
    }

    /// 4.13.4: completes an upload.
    pub async fn complete(&self, file: &str) -> Answer {
        self.post("/files/complete", &json!({"fileId": file})).await
    }

    /// 4.13.5: links to contents.
    pub async fn download_links(&self, container: &str, files: &[&str]) -> Answer {
        let body = json!({"containerId": container, "fileIds": files});
        self.post("/files/download", &body).await
    }

    /// 4.13.6: another name.
    pub async fn rename(&self, container: &str, file: &str, name: &str, mode: u32) -> Answer {
        let body = json!({"containerId": container, "name": name, "renameMode": mode});
        self.post(&format!("/files/rename/{file}"), &body).await
    }

    /// 4.13.7: empties the recycle bin.
    pub async fn empty_bin(&self, container: &str) -> Answer {
        self.post("/files/recycle", &json!({"containerId": container}))
            .await
    }

    /// 4.13.8: searches.
    pub async fn search(&self, body: &Value) -> Answer {
        self.post("/files/search", body).await
    }

    /// 4.13.9: the way to a file.
    pub async fn path(&self, container: &str, file: &str) -> Answer {
        self.get(&format!(
            "/files/path?fileId={file}&containerId={container}"
        ))
        .await
    }

    /// 4.13.10: links for parts.
    pub async fn part_links(&self, body: &Value) -> Answer {
        self.post("/files/multipart/uploadUrl", body).await
    }

    /// The link to a content.
    pub async fn link(&self, container: &str, file: &str) -> String {
        let answer = self.download_links(container, &[file]).await.ok();
        let url = answer["downloads"][0]["url"].as_str();
        url.unwrap_or_else(|| panic!("no link: {answer}"))
            .to_owned()
    }

    /// Follows a link; answers the HTTP status and the body.
    pub async fn follow(&self, url: &str) -> (u16, Bytes) {
        let response = self.http().get(url).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.bytes().await.unwrap())
    }

    /// A content.
    pub async fn read(&self, container: &str, file: &str) -> Vec<u8> {
        let url = self.link(container, file).await;
        let (status, content) = self.follow(&url).await;
        assert_eq!(status, 200);
        content.to_vec()
    }
}
