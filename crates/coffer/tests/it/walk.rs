//! Walks through operations: each is called with a request that lacks nothing, and then with the same
//! request spoilt in one way. A dialect says in its own words what is wrong; which request is, is the
//! same in all of them.

use crate::grants::refused;
use crate::support::{Person, Shared};
use coffer_testkit::{Answer, KooDrive};
use reqwest::Method;
use serde_json::{Value, json};

/// A call of an operation that lacks nothing.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path with its query.
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            body: None,
        }
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self {
            method: Method::DELETE,
            ..Self::get(path)
        }
    }

    pub(crate) fn send(method: Method, path: impl Into<String>, body: Value) -> Self {
        Self {
            method,
            path: path.into(),
            body: Some(body),
        }
    }

    pub(crate) fn post(path: impl Into<String>, body: Value) -> Self {
        Self::send(Method::POST, path, body)
    }

    pub(crate) async fn by(&self, client: &KooDrive) -> Answer {
        client
            .call(self.method.clone(), &self.path, self.body.as_ref())
            .await
    }

    /// The same with another body.
    pub(crate) fn with(&self, body: Value) -> Self {
        Self {
            body: Some(body),
            ..self.clone()
        }
    }

    /// The same with one field of the body replaced.
    pub(crate) fn with_field(&self, name: &str, value: Value) -> Self {
        let mut body = self.body.clone().unwrap_or_default();
        body[name] = value;
        self.with(body)
    }

    /// The same without a field of the body.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut body = self.body.clone().unwrap_or_default();
        body.as_object_mut().unwrap().remove(name);
        self.with(body)
    }

    /// The same with something behind its query.
    pub(crate) fn with_query(&self, more: &str) -> Self {
        let sign = if self.path.contains('?') { '&' } else { '?' };
        Self {
            path: format!("{}{sign}{more}", self.path),
            ..self.clone()
        }
    }

    /// The same without a parameter of the query.
    pub(crate) fn without_parameter(&self, name: &str) -> Self {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let pairs: Vec<&str> = query
            .split('&')
            .filter(|pair| pair.split('=').next() != Some(name) && !pair.is_empty())
            .collect();
        let sign = if pairs.is_empty() { "" } else { "?" };
        Self {
            path: format!("{path}{sign}{}", pairs.join("&")),
            ..self.clone()
        }
    }

    /// The names of the fields of the body.
    pub(crate) fn fields(&self) -> Vec<String> {
        let body = self.body.as_ref().and_then(Value::as_object);
        body.into_iter()
            .flat_map(|body| body.keys().cloned())
            .collect()
    }
}

/// Who speaks, and so how failures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    KooDrive,
    Directories,
    Admin,
}

impl Dialect {
    /// Demands that a credential is missing, or one that counts.
    #[track_caller]
    pub(crate) fn unauthenticated(self, answer: Answer) {
        match self {
            Self::KooDrive => drop(answer.refused(401, 13_000_202)),
            Self::Directories => {
                assert_eq!(answer.headers["www-authenticate"], "Bearer", "{answer}");
                answer.denied(401);
            }
            Self::Admin => {
                assert_eq!(answer.headers["www-authenticate"], "Bearer", "{answer}");
                refused(&answer, 401, "unauthenticated");
                whole(&answer);
            }
        }
    }

    /// Demands that the request is wrong; answers the text for people.
    #[track_caller]
    pub(crate) fn bad(self, answer: Answer) -> String {
        match self {
            Self::KooDrive => answer.bad(13_000_102)["msg"].as_str().unwrap().to_owned(),
            Self::Directories => answer.denied(400),
            Self::Admin => {
                refused(&answer, 400, "bad_request");
                whole(&answer)
            }
        }
    }

    /// Demands a success, or a refusal for which the server has no fault.
    #[track_caller]
    pub(crate) fn answered(self, answer: Answer) {
        match self {
            Self::KooDrive => {
                let known = answer.status == 200 && answer.code() == 0
                    || answer.status == 400 && answer.code() > 13_000_000;
                assert!(known, "{answer}");
            }
            Self::Directories if answer.body["code"] == 200 => drop(answer.given()),
            Self::Directories => {
                let code = answer.code();
                assert!(code == 400 || code > 430_000, "{answer}");
                answer.denied(code);
            }
            Self::Admin if answer.status < 300 => {}
            Self::Admin => {
                assert!((400..500).contains(&answer.status), "{answer}");
                whole(&answer);
            }
        }
    }

    /// Demands that there is no such method.
    #[track_caller]
    fn no_method(self, answer: Answer) {
        match self {
            Self::KooDrive | Self::Directories => drop(self.bad(answer)),
            Self::Admin => refused(&answer, 405, "method_not_allowed"),
        }
    }
}

/// Demands a whole failure of our own API; answers its text for people.
#[track_caller]
fn whole(answer: &Answer) -> String {
    let message = answer.body["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty(), "{answer}");
    assert_eq!(answer.headers["cache-control"], "no-store", "{answer}");
    message.to_owned()
}

/// Clients without a credential that counts, as somebody might come by them.
pub(crate) async fn impostors(shared: &'static Shared, person: &Person) -> Vec<KooDrive> {
    let dead = shared.person().await;
    dead.log_off().await.ok();
    let token = &person.login.token;
    let (start, last) = token.split_at(token.len() - 1);
    let almost = format!("{start}{}", if last == "0" { "1" } else { "0" });
    let tokens = [
        dead.login.token.as_str(),
        &almost,
        "Bearer+nonsense",
        "HMAC-SHA256 AppId=x,SignedHeaders=x-date,Signature=00",
    ];
    let wrong = tokens.into_iter().map(|token| person.with_token(token));
    std::iter::once(person.without_token())
        .chain(wrong)
        .collect()
}

/// Clients with what opens other doors of ours: a cookie, an app and its signature, a frame in somebody
/// else's page, two tokens, a password.
pub(crate) async fn strangers(shared: &'static Shared, person: &Person) -> Vec<KooDrive> {
    let nobody = person.without_token();
    let cookie = format!("Authorization={}", person.login.token);
    vec![
        nobody.with_header("cookie", &cookie),
        nobody.with_header("x-session-id", &person.login.session),
        nobody.as_app(shared.app(), person.user()),
        shared.app_token().await,
        crate::sdk::frame(person).await,
        person.with_header("authorization", "Bearer nonsense"),
        nobody.with_token("Basic cGVyc29uOnBhc3N3b3Jk"),
        nobody.with_token("Bearer "),
    ]
}

/// Demands a credential of every call.
pub(crate) async fn without_credential(dialect: Dialect, impostors: &[KooDrive], calls: &[Call]) {
    for client in impostors {
        for call in calls {
            dialect.unauthenticated(call.by(client).await);
        }
    }
}

/// Bodies that are no object of JSON, and are not empty either.
fn broken() -> Vec<Vec<u8>> {
    let texts: [&[u8]; 7] = [
        b"{",
        b"[]",
        b"null",
        b"\"text\"",
        b"{\"containerId\":}",
        b"{\"a\":1}{\"b\":2}",
        b"\xff\xfe{}",
    ];
    let texts = texts.into_iter().map(<[u8]>::to_vec);
    texts.chain([vec![b'['; 100_000]]).collect()
}

/// Demands that bodies that are no JSON are refused by every call that has one.
pub(crate) async fn broken_bodies(dialect: Dialect, client: &KooDrive, calls: &[Call]) {
    for call in calls.iter().filter(|call| call.body.is_some()) {
        for body in broken() {
            let answer = client.call_raw(call.method.clone(), &call.path, Some(body));
            dialect.bad(answer.await);
        }
    }
}

/// Demands that no field may be of a type that makes no sense.
pub(crate) async fn wrong_types(dialect: Dialect, client: &KooDrive, calls: &[Call]) {
    for call in calls {
        for name in call.fields() {
            for wrong in [json!({"x": {}}), json!([[1]]), json!({})] {
                let object = call
                    .body
                    .as_ref()
                    .is_some_and(|body| body[&name].is_object());
                if object && wrong.is_object() || name == "pageInfo" {
                    continue;
                }
                dialect.bad(call.with_field(&name, wrong).by(client).await);
            }
        }
    }
}

/// Values that are odd, though of a type that might be right.
pub(crate) fn odd() -> Vec<Value> {
    vec![
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("x".repeat(100_000)),
        json!("..\u{2f}.."),
        json!("💣"),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(true),
        json!(null),
        json!([]),
        json!([1]),
        json!({}),
        json!("99999999999999999999999"),
        json!("\u{202e}"),
        json!("'; DROP TABLE node; --"),
        json!("%_\\"),
    ]
}

/// Demands that nothing odd in a field is the server's fault.
pub(crate) async fn odd_values(dialect: Dialect, client: &KooDrive, calls: &[Call]) {
    for call in calls {
        for name in call.fields() {
            for value in odd() {
                let mut answer = call.with_field(&name, value.clone()).by(client).await;
                let value = value.to_string();
                let value: String = value.chars().take(80).collect();
                answer.asked = format!("{} with {name} = {value}", answer.asked);
                dialect.answered(answer);
            }
        }
    }
}

/// Demands that other methods than those of these calls are refused, with and without a credential.
pub(crate) async fn wrong_methods(dialect: Dialect, clients: &[&KooDrive], calls: &[Call]) {
    let methods = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    for call in calls {
        let path = plain(&call.path);
        for method in &methods {
            let known = |other: &Call| plain(&other.path) == path && other.method == *method;
            if calls.iter().any(known) {
                continue;
            }
            for client in clients {
                let answer = client.call(method.clone(), path, call.body.as_ref());
                dialect.no_method(answer.await);
            }
        }
    }
}

/// A path without its query.
fn plain(path: &str) -> &str {
    path.split_once('?').map_or(path, |(path, _)| path)
}
