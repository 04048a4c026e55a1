//! What a server answered.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// A whole answer with a JSON body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for the text of a failure.
    pub asked: String,
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body; `Null` when it is no JSON.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Answer {
    /// Reads the whole of a response.
    pub async fn read(asked: String, response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.expect("the body of an answer");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self {
            asked,
            status,
            headers,
            body,
            text,
        }
    }

    /// The number in the envelope; fails the test when there is none.
    #[track_caller]
    pub fn code(&self) -> i64 {
        match self.body.get("code").and_then(Value::as_i64) {
            Some(code) => code,
            None => panic!("no code in the answer to {self}"),
        }
    }

    /// The body of a success; fails the test for anything else.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(
            self.status == 200 && self.code() == 0,
            "success expected: {self}"
        );
        self.body
    }

    /// Demands a refusal with this status and number in a whole envelope, and answers the body.
    #[track_caller]
    pub fn refused(self, status: u16, code: i64) -> Value {
        assert!(
            self.status == status && self.body["code"] == code,
            "refusal {status}/{code} expected: {self}"
        );
        let message = self.body["msg"].as_str().unwrap_or_default();
        assert!(!message.is_empty(), "a refusal says why: {self}");
        self.body
    }

    /// Demands a refusal with 400 and this number.
    #[track_caller]
    pub fn bad(self, code: i64) -> Value {
        self.refused(400, code)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = self.text.chars().take(2_000).collect();
        write!(f, "{} -> {} {text}", self.asked, self.status)
    }
}
