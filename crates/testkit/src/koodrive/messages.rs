//! What people are told.

use reqwest::Method;
use serde_json::{Value, json};

use super::{KooDrive, PREFIX};
use crate::Answer;

impl KooDrive {
    /// 4.19.1: the number of unread messages.
    pub async fn unread(&self) -> Answer {
        self.get("/message/unreadCount").await
    }

    /// 4.19.2: messages; `query` begins with `?` or is empty.
    pub async fn messages(&self, query: &str) -> Answer {
        self.get(&format!("/message/list{query}")).await
    }

    /// 4.19.3: marks messages as read.
    pub async fn read_messages(&self, ids: &[&str]) -> Answer {
        self.post("/message/batchRead", &json!({"ids": ids})).await
    }

    /// 4.19.4: removes messages, named in the query or the body.
    pub async fn delete_messages(&self, query: &str, body: Option<&Value>) -> Answer {
        let path = format!("{PREFIX}/message/batchDelete{query}");
        self.call(Method::DELETE, &path, body).await
    }

    /// 4.19.5: marks (0) or removes (1) all messages.
    pub async fn all_messages(&self, operate: &str) -> Answer {
        let path = format!("/message/specific?operate={operate}");
        self.post(&path, &json!({})).await
    }
}
