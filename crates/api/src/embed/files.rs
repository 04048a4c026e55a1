//! The script and the pages, as they were built, with what only the server knows.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use coffer_model::{Code, Error};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use url::Url;

use super::errors::Web;
use crate::kit::Failure;

/// What stands for the list of origins in the pages.
const ORIGINS: &str = "%ORIGINS%";
const STUB_PAGE: &str = include_str!("files/stub.html");
const STUB_SCRIPT: &str = include_str!("files/stub.js");

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const JAVASCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");

/// A file that was built from `web/`.
#[derive(Debug, Clone, Copy)]
pub struct WebFile {
    /// Its path below `web/dist`.
    pub path: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// Everything that was built from `web/`; nothing when the program was built without.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebFiles(pub &'static [WebFile]);

impl WebFiles {
    pub(crate) fn find(self, path: &str) -> Option<&'static [u8]> {
        let file = self.0.iter().find(|file| file.path == path)?;
        Some(file.bytes)
    }

    /// The script that other sites load.
    pub(super) fn script(self) -> &'static [u8] {
        self.find("sdk/coffer-sdk.js")
            .unwrap_or(STUB_SCRIPT.as_bytes())
    }

    /// A page by its path; what stands for it when the program was built without.
    pub(crate) fn page(self, path: &str) -> &'static str {
        self.find(path)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or(STUB_PAGE)
    }
}

/// What tells a content from any other: the beginning of its digest.
pub(super) fn mark(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..8])
}

/// What is the same for every request.
pub(super) struct Prepared {
    files: WebFiles,
    mark: String,
    picker: String,
    preview: String,
    policy: String,
}

impl Prepared {
    pub(super) fn new(files: WebFiles, origins: &[String], public_url: &str) -> Self {
        // The configuration lets nothing through that means something in HTML or in a policy.
        let listed = origins.join(" ");
        let page = |name| {
            files
                .page(&format!("embed/{name}.html"))
                .replace(ORIGINS, &listed)
        };
        Self {
            files,
            mark: mark(files.script()),
            picker: page("picker"),
            preview: page("preview"),
            policy: policy(&listed, public_url),
        }
    }
}

/// What the pages may do, and who may frame them. Contents come from under our public address, which
/// is mostly the page's own, and are never run: there is no script but ours.
fn policy(origins: &str, public_url: &str) -> String {
    let own = Url::parse(public_url).map_or_else(
        |_| "'self'".to_owned(),
        |url| format!("'self' {}", url.origin().ascii_serialization()),
    );
    let ancestors = if origins.is_empty() {
        "'none'"
    } else {
        origins
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src {own}; \
         img-src {own}; media-src {own}; frame-src {own}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {ancestors}"
    )
}

/// `GET /sdk/coffer-sdk.js`, kept for ever under the address that names its content.
pub(super) async fn script(
    State(prepared): State<Arc<Prepared>>,
    RawQuery(query): RawQuery,
    asked: HeaderMap,
) -> Response {
    let named = query
        .as_deref()
        .and_then(|query| query.strip_prefix("v="))
        .is_some_and(|mark| mark == prepared.mark);
    let etag = format!("\"{}\"", prepared.mark);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|sent| sent.as_bytes() == etag.as_bytes());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, JAVASCRIPT);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(
        header::CACHE_CONTROL,
        if named { FOR_EVER } else { ASK_AGAIN },
    );
    // Pages that shut out what does not say that it is for others.
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Body::from(prepared.files.script())).into_response()
}

/// `GET /embed/picker`.
pub(super) async fn picker(State(prepared): State<Arc<Prepared>>) -> Response {
    page(&prepared, prepared.picker.clone())
}

/// `GET /embed/preview`.
pub(super) async fn preview(State(prepared): State<Arc<Prepared>>) -> Response {
    page(&prepared, prepared.preview.clone())
}

fn page(prepared: &Prepared, html: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    match HeaderValue::from_str(&prepared.policy) {
        Ok(policy) => headers.insert(header::CONTENT_SECURITY_POLICY, policy),
        Err(error) => return Failure::<Web>::from(Error::internal(error)).into_response(),
    };
    (headers, html).into_response()
}

/// `GET /embed/assets/{name}`: scripts and styles of the pages, whose names change with their content.
pub(super) async fn asset(
    State(prepared): State<Arc<Prepared>>,
    Path(name): Path<String>,
) -> Result<Response, Failure<Web>> {
    let bytes = prepared
        .files
        .find(&format!("embed/assets/{name}"))
        .ok_or(Code::UnknownOperation)?;
    Ok(asset_response(&name, bytes))
}

/// A script or style whose name changes with its content: kept for ever.
pub(crate) fn asset_response(name: &str, bytes: &'static [u8]) -> Response {
    let content_type = if name.ends_with(".css") {
        CSS
    } else {
        JAVASCRIPT
    };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::X_CONTENT_TYPE_OPTIONS, NOSNIFF),
    ];
    (headers, Body::from(bytes)).into_response()
}

#[cfg(test)]
mod tests;
