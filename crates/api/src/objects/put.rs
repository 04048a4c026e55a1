//! `PUT /o/{upload}`: a part of an upload.

use super::errors::{Objects, Refusal};
use super::incoming::{Digests, Incoming};
use super::{Endpoint, header};
use crate::kit::Failure;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::response::Response;
use coffer_core::OpaqueKind;
use coffer_model::{Code, Error, Result, UploadId};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, ETAG, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderValue, header as names};

/// Stores the body as the part that the link names. The length is signed, so that a body without
/// one is refused before anything else; no byte of a refused body is asked for.
///
/// `Content-MD5`, `x-amz-checksum-sha256` and `x-amz-content-sha256` are verified when they are
/// there. The entity tag is the MD5 when that was verified, else one that no MD5 looks like.
pub(super) async fn store(
    State(endpoint): State<Endpoint>,
    request: Request,
) -> Result<Response, Failure<Objects>> {
    let (mut parts, body) = request.into_parts();
    let length = announced_length(&mut parts, &body)?;
    let link = endpoint.verify(&parts)?;
    if !link.is_signed(CONTENT_LENGTH.as_str()) {
        return Err(signature_invalid("X-Amz-SignedHeaders").into());
    }
    let upload = endpoint
        .id(OpaqueKind::Upload, &parts)
        .ok_or(Code::UploadNotFound)?;
    let number: u32 = link
        .get("partNumber")
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| Error::parameter("partNumber"))?;
    let encoding = header(&parts, CONTENT_ENCODING.as_str()).unwrap_or_default();
    if encoding.contains("aws-chunked") {
        return Err(Error::parameter("Content-Encoding").into());
    }
    let digests = Digests::announced(&parts.headers)?;
    let etag = etag(&endpoint, &digests, number)?;

    let incoming = Incoming::new(body, endpoint.0.idle, digests);
    let outcome = incoming.outcome();
    let drive = endpoint.drive();
    drive
        .receive_part(
            UploadId(upload),
            number,
            length,
            Box::pin(incoming),
            drive.now(),
        )
        .await
        .map_err(|error| outcome.explain(error))?;
    let mut response = Response::default();
    let headers = response.headers_mut();
    headers.insert(ETAG, etag);
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    headers.insert(names::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The length that the head announces; `LengthRequired` when the body comes in chunks. A request
/// that announces neither has no body (RFC 9112, 6.3): its length is written down as the 0 that the
/// link was signed for.
fn announced_length(parts: &mut Parts, body: &Body) -> Result<u64> {
    let chunked = parts.headers.contains_key(TRANSFER_ENCODING);
    if !chunked && !parts.headers.contains_key(CONTENT_LENGTH) && body.is_end_stream() {
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let length = header(parts, CONTENT_LENGTH.as_str())
        .filter(|_| !chunked)
        .ok_or_else(|| Error::parameter("Content-Length").with_source(Refusal::LengthRequired))?;
    length
        .parse()
        .map_err(|_| Error::parameter("Content-Length"))
}

fn etag(endpoint: &Endpoint, digests: &Digests, number: u32) -> Result<HeaderValue> {
    let text = match digests.md5() {
        Some(md5) => format!("\"{}\"", hex::encode(md5)),
        None => format!("\"{}-{number}\"", hex::encode(endpoint.random::<16>())),
    };
    HeaderValue::from_str(&text).map_err(Error::internal)
}

fn signature_invalid(parameter: &str) -> Error {
    Error::new(Code::SignatureInvalid).with_parameter(parameter)
}
