//! Signatures of apps, written from the protocol's description and not from the server's code.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::sha256_hex;

/// A registered app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its public id.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

impl App {
    /// Reads what `coffer app add` printed.
    #[must_use]
    pub fn parse(printed: &str) -> Self {
        let field = |name: &str| {
            let mut lines = printed.lines();
            lines
                .find_map(|line| line.strip_prefix(name))
                .expect(name)
                .trim()
                .to_owned()
        };
        Self {
            id: field("id "),
            secret: field("secret "),
        }
    }

    /// The headers of a request that is signed now.
    #[must_use]
    pub fn headers(
        &self,
        method: &str,
        url: &str,
        path: &str,
        user: &str,
        body: &[u8],
    ) -> [(&'static str, String); 3] {
        self.headers_at(&now(), method, url, path, user, body)
    }

    /// The headers of a request that is signed at `date`.
    #[must_use]
    pub fn headers_at(
        &self,
        date: &str,
        method: &str,
        url: &str,
        path: &str,
        user: &str,
        body: &[u8],
    ) -> [(&'static str, String); 3] {
        let host = url.trim_start_matches("http://");
        let signed = [("host", host), ("x-date", date), ("x-user-id", user)];
        let canonical = canonical_request(method, path, &signed, body);
        let signature = signature(&self.secret, &canonical);
        let authorization = format!(
            "HMAC-SHA256 AppId={},SignedHeaders=host;x-date;x-user-id,Signature={signature}",
            self.id
        );
        [
            ("authorization", authorization),
            ("x-date", date.to_owned()),
            ("x-user-id", user.to_owned()),
        ]
    }
}

/// The canonical form of a request; `path` has the query, in the spelling of the request line, and
/// `headers` are sorted.
#[must_use]
pub fn canonical_request(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut uri = path.split('/').map(respell).collect::<Vec<_>>().join("/");
    if !uri.ends_with('/') {
        uri.push('/');
    }
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (respell(name), respell(value)))
        .collect();
    pairs.sort();
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut lines = String::new();
    for (name, value) in headers {
        writeln!(lines, "{name}:{}", value.trim()).unwrap();
    }
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let (query, names) = (query.join("&"), names.join(";"));
    format!(
        "{method}\n{uri}\n{query}\n{lines}\n{names}\n{}",
        sha256_hex(body)
    )
}

/// The signature of a canonical request.
#[must_use]
pub fn signature(secret: &str, canonical: &str) -> String {
    let text = format!("HMAC-SHA256\n{}", sha256_hex(canonical.as_bytes()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Decodes percent escapes and encodes everything but unreserved characters.
fn respell(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let escaped =
            (bytes[at] == b'%').then(|| u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
        let byte = escaped.unwrap_or(bytes[at]);
        at += if escaped.is_some() { 3 } else { 1 };
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}

#[expect(
    clippy::disallowed_methods,
    reason = "a client of a real server needs the real time"
)]
fn now() -> String {
    let now = time::OffsetDateTime::now_utc();
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        now.year(),
        u8::from(now.month()),
        now.day(),
        now.hour(),
        now.minute(),
        now.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of the protocol's description.
    #[test]
    fn signatures_are_those_of_the_description() {
        let headers = [
            ("host", "drive.example.com"),
            ("x-date", "20240909T033325Z"),
            ("x-user-id", "1505084218764547200"),
        ];
        let post = canonical_request(
            "POST",
            "/koodrive/ose/v1/files/download",
            &headers,
            br#"{"containerId":"C1","fileIds":["F1"]}"#,
        );
        assert_eq!(
            sha256_hex(post.as_bytes()),
            "a633dea0f889ddf4e01c5b751597742b773f981a3b8f4d51fec3bbeb8e838bdb"
        );
        assert_eq!(
            signature("test-secret", &post),
            "46b6262431b9b23c01923f0c29715f8ab44358ffdc45b097716f062ebefe68e5"
        );
        let path = "/koodrive/ose/v1/files/path?containerId=C%201&fileId=F~1";
        let get = canonical_request("GET", path, &headers, b"");
        assert_eq!(
            signature("test-secret", &get),
            "3bc5290fd44d108000679247cf624b6f2d236a2e071e2d0de6ff0955e80ec855"
        );
    }
}
