//! What people have starred.

use serde_json::{Value, json};

use super::KooDrive;
use crate::Answer;

impl KooDrive {
    /// 4.14.1: stars files of a space, or takes their stars away.
    pub async fn star(&self, starred: bool, container: &str, files: &[&str]) -> Answer {
        let files: Vec<Value> = files
            .iter()
            .map(|file| json!({"containerId": container, "fileId": file}))
            .collect();
        let body = json!({"starred": starred, "subRequestList": files});
        self.post("/star/batch", &body).await
    }

    /// 4.14.2: what the caller has starred; `query` begins with `?` or is empty.
    pub async fn stars(&self, query: &str) -> Answer {
        self.get(&format!("/star/files{query}")).await
    }
}
