//! What an open page is told.

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;
use std::time::{Duration, Instant};

use super::{Credential, KooDrive};
use crate::Answer;

/// How long an event may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(45);

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its name.
    pub name: String,
    /// Its data.
    pub data: Value,
    /// The id with which its reader comes back.
    pub id: String,
}

/// An open stream of events.
pub struct Events {
    /// The headers of the answer.
    pub headers: HeaderMap,
    body: BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    text: Vec<u8>,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}

impl KooDrive {
    /// Opens `/events`; `query` begins with `?` or is empty. `last` is the id of the last event seen.
    pub async fn events(&self, query: &str, last: Option<&str>) -> Events {
        self.try_events(query, last)
            .await
            .unwrap_or_else(|answer| panic!("events expected: {answer}"))
    }

    /// The same, or what it was refused with.
    ///
    /// # Errors
    /// The refusal.
    pub async fn try_events(&self, query: &str, last: Option<&str>) -> Result<Events, Answer> {
        let url = format!("{}/events{query}", self.url);
        let mut request = self.http.request(Method::GET, &url);
        if let Credential::Token(token) = &self.credential {
            request = request.header(AUTHORIZATION, token);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        if response.status() != 200 {
            return Err(Answer::read(format!("GET {url}"), response).await);
        }
        Ok(Events {
            headers: response.headers().clone(),
            body: response.bytes_stream().boxed(),
            text: Vec::new(),
        })
    }

    /// The same person at another server.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }
}

impl Events {
    /// The next event; `None` when the server has ended the stream. Comments are passed over.
    pub async fn next(&mut self) -> Option<Told> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            assert!(Instant::now() < deadline, "an event in time");
            let block = self.block().await?;
            let field = |name: &str| {
                let lines = block.lines().filter_map(|line| line.strip_prefix(name));
                lines.collect::<Vec<_>>().join("\n")
            };
            let name = field("event: ");
            if !name.is_empty() {
                return Some(Told {
                    name,
                    data: serde_json::from_str(&field("data: ")).unwrap(),
                    id: field("id: "),
                });
            }
        }
    }

    /// The next event, which has this name.
    pub async fn told(&mut self, name: &str) -> Told {
        let told = self.next().await.expect("an event");
        assert_eq!(told.name, name, "{told:?}");
        told
    }

    /// The next lines up to an empty one; `None` at the end.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.windows(2).position(|two| two == b"\n\n") {
                let rest = self.text.split_off(end + 2);
                let block = std::mem::replace(&mut self.text, rest);
                return Some(String::from_utf8(block).unwrap());
            }
            let next = tokio::time::timeout(PATIENCE, self.body.next()).await;
            match next.expect("an event in time") {
                Some(Ok(bytes)) => self.text.extend_from_slice(&bytes),
                // Cut off in the middle or ended: what was not whole was never said.
                Some(Err(_)) | None => return None,
            }
        }
    }
}
