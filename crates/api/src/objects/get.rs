//! `GET` and `HEAD /o/{version}`: a content, whole or in ranges, or a smaller picture of it.

use super::errors::{Objects, Refusal};
use super::outgoing::{Chunks, Exact};
use super::{Endpoint, header, presentation};
use crate::kit::Failure;
use crate::kit::conditional::{Validators, Verdict, evaluate, range_applies};
use crate::kit::multipart::MultipartRanges;
use crate::kit::range::{Selection, content_range, select};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use coffer_core::OpaqueKind;
use coffer_core::files::Content;
use coffer_core::objects::{IMAGE_PROCESS, RESPONSE_DISPOSITION};
use coffer_model::{Code, Error, Result, VersionId};
use futures_util::stream;
use http::header as names;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// Up to this many bytes are read at once and sent with the head.
const SMALL: u64 = 64 * 1024;
/// Part of the entity tags of processed pictures: raised when the same instructions give other bytes.
const PROCESSING: &[u8] = b"1:";

const PRIVATE: HeaderValue = HeaderValue::from_static("private");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const BYTES: HeaderValue = HeaderValue::from_static("bytes");

/// Answers with the content that the link names. Conditions are looked at first, so that nothing is
/// read or processed that the client has already. `HEAD` ignores ranges (RFC 9110, section 14.2).
pub(super) async fn fetch(
    State(endpoint): State<Endpoint>,
    request: Request,
) -> Result<Response, Failure<Objects>> {
    let (parts, _) = request.into_parts();
    let link = endpoint.verify(&parts)?;
    let version = endpoint
        .id(OpaqueKind::Version, &parts)
        .ok_or(Code::NodeNotFound)?;
    let content = endpoint.drive().open_content(VersionId(version)).await?;
    let process = link.get(IMAGE_PROCESS);
    let etag = etag(&content, process);
    let validators = Validators {
        etag: &etag,
        modified: content.created_at,
    };
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(names::ETAG, value(&etag)?);
    headers.insert(
        names::LAST_MODIFIED,
        value(&content.created_at.http_date())?,
    );
    headers.insert(names::CACHE_CONTROL, PRIVATE);
    match evaluate(&parts.method, &parts.headers, Some(validators)) {
        Verdict::Proceed => {}
        Verdict::NotModified => {
            return Ok(response(StatusCode::NOT_MODIFIED, headers, Body::empty()));
        }
        Verdict::Failed => return Err(precondition_failed(&parts.headers).into()),
    }

    let ranged = parts.method == Method::GET
        && range_applies(&parts.headers, validators, endpoint.drive().now());
    let disposition = presentation::disposition(link.get(RESPONSE_DISPOSITION), &content.name);
    headers.insert(names::CONTENT_DISPOSITION, disposition);
    headers.insert(names::ACCEPT_RANGES, BYTES);
    headers.insert(names::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    let (media_type, source) = match process {
        None => (content.media_type.clone(), Source::Stored(content)),
        Some(process) => {
            let made = endpoint.drive().thumbnail(&content, process).await?;
            (made.content_type.to_owned(), Source::Made(made.bytes))
        }
    };
    let (content_type, policy) = presentation::of_media_type(&media_type);
    headers.insert(names::CONTENT_TYPE, content_type);
    headers.insert(names::CONTENT_SECURITY_POLICY, policy);
    let range = header(&parts, names::RANGE.as_str()).filter(|_| ranged);
    Ok(send(&endpoint, &parts, headers, source, range).await?)
}

/// The bytes of an answer.
enum Source {
    /// As they are stored.
    Stored(Content),
    /// A picture made of them.
    Made(Bytes),
}

impl Source {
    fn length(&self) -> u64 {
        match self {
            Self::Stored(content) => content.size,
            Self::Made(bytes) => bytes.len() as u64,
        }
    }

    /// The body of one range. A short one is read now, so that a failure still has its own answer.
    async fn body(&self, range: Range<u64>) -> Result<Body> {
        let length = range.end - range.start;
        match self {
            Self::Stored(_) if length == 0 => Ok(Body::empty()),
            Self::Stored(content) if length <= SMALL => {
                let bytes = content.reader.read_at(range.start, length as usize).await?;
                if bytes.len() as u64 != length {
                    return Err(Code::ContentDamaged.into());
                }
                Ok(Body::from(bytes))
            }
            Self::Stored(content) => {
                Ok(Body::new(Exact::new(content.reader.stream(range), length)))
            }
            Self::Made(bytes) => Ok(Body::from(slice(bytes, range))),
        }
    }

    fn chunks(&self, range: Range<u64>) -> Chunks {
        match self {
            Self::Stored(content) => content.reader.stream(range),
            Self::Made(bytes) => Box::pin(stream::iter([Ok(slice(bytes, range))])),
        }
    }
}

/// A range that was found to be inside `bytes`.
fn slice(bytes: &Bytes, range: Range<u64>) -> Bytes {
    bytes.slice(range.start as usize..range.end as usize)
}

async fn send(
    endpoint: &Endpoint,
    parts: &Parts,
    mut headers: HeaderMap,
    source: Source,
    range: Option<&str>,
) -> Result<Response> {
    let length = source.length();
    let (status, range) = match select(range, length) {
        Selection::Full => (StatusCode::OK, 0..length),
        Selection::One(range) => {
            headers.insert(names::CONTENT_RANGE, value(&content_range(&range, length))?);
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Selection::Many(ranges) => return send_many(endpoint, headers, source, ranges),
        Selection::NotSatisfiable => {
            return Err(Error::new(Code::RangeNotSatisfiable).with_limit(length));
        }
    };
    headers.insert(names::CONTENT_LENGTH, (range.end - range.start).into());
    let body = if parts.method == Method::HEAD {
        Body::empty()
    } else {
        source.body(range).await?
    };
    Ok(response(status, headers, body))
}

fn send_many(
    endpoint: &Endpoint,
    mut headers: HeaderMap,
    source: Source,
    ranges: Vec<Range<u64>>,
) -> Result<Response> {
    let content_type = headers
        .get(names::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let multipart = MultipartRanges::new(endpoint.random(), content_type, source.length(), ranges);
    let length = multipart.content_length();
    headers.insert(names::CONTENT_TYPE, value(&multipart.content_type())?);
    headers.insert(names::CONTENT_LENGTH, length.into());
    let chunks = multipart.stream(move |range| source.chunks(range));
    let body = Body::new(Exact::new(Box::pin(chunks), length));
    Ok(response(StatusCode::PARTIAL_CONTENT, headers, body))
}

fn response(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The strong entity tag: the digest, and for a picture made of the content also the instructions.
fn etag(content: &Content, process: Option<&str>) -> String {
    let digest = hex::encode(content.sha256);
    match process {
        None => format!("\"{digest}\""),
        Some(process) => {
            let made = Sha256::new()
                .chain_update(PROCESSING)
                .chain_update(process)
                .finalize();
            format!("\"{digest}-{}\"", hex::encode(&made[..8]))
        }
    }
}

fn precondition_failed(headers: &HeaderMap) -> Error {
    let condition = if headers.contains_key(names::IF_MATCH) {
        "If-Match"
    } else {
        "If-Unmodified-Since"
    };
    Error::parameter(condition).with_source(Refusal::PreconditionFailed)
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(Error::internal)
}
