//! `GET` and `HEAD /o/pack/{pack}`: many files and folders as one zip, made while it is sent.

use super::Endpoint;
use super::errors::Objects;
use super::outgoing::Exact;
use crate::kit::Failure;
use crate::kit::disposition::Disposition;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use coffer_core::OpaqueKind;
use coffer_model::{Code, Error};
use http::header as names;
use http::{HeaderValue, Method};

/// Sends the zip. There are no ranges: what is in it may have changed before the next request.
pub(super) async fn fetch(
    State(endpoint): State<Endpoint>,
    request: Request,
) -> Result<Response, Failure<Objects>> {
    let (parts, _) = request.into_parts();
    let id = endpoint
        .id(OpaqueKind::Pack, &parts)
        .ok_or(Code::NodeNotFound)?;
    let pack = endpoint.drive().open_pack(id).await?;
    let length = pack.length();
    let disposition = Disposition::Attachment.header(&pack.name);
    let disposition = HeaderValue::from_str(&disposition).map_err(Error::internal)?;
    let mut response = Response::new(if parts.method == Method::HEAD {
        Body::empty()
    } else {
        Body::new(Exact::new(pack.into_stream(), length))
    });
    let headers = response.headers_mut();
    headers.insert(names::CONTENT_DISPOSITION, disposition);
    headers.insert(names::CONTENT_LENGTH, length.into());
    for (name, value) in [
        (names::CONTENT_TYPE, "application/zip"),
        (names::ACCEPT_RANGES, "none"),
        (names::CACHE_CONTROL, "private, no-store"),
        (names::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// A zip is only fetched.
pub(super) async fn refuse_method() -> Failure<Objects> {
    Error::new(Code::MethodNotAllowed)
        .with_limit("GET, HEAD, OPTIONS")
        .into()
}
