//! Requests that apps sign.

use super::super::signature::{AppAuthorization, SignedRequest};
use crate::kit::Refused;
use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use coffer_core::Drive;
use coffer_core::identity::Identity;
use coffer_model::{Code, Error, Result, UserId};
use http::header;
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// The body of a signed request.
#[derive(Clone)]
struct SignedBody(Bytes);

/// The layer that keeps the body of a signed request, at most so many bytes, for its check. Others
/// pass untouched.
pub(in super::super) async fn keep_signed_body(
    State(limit): State<usize>,
    request: Request,
    next: Next,
) -> Response {
    let sent = request.headers().get(header::AUTHORIZATION);
    let signed = sent
        .and_then(|value| value.to_str().ok())
        .is_some_and(AppAuthorization::is_scheme);
    if !signed {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match Limited::new(body, limit).collect().await {
        Ok(collected) => {
            let bytes = collected.to_bytes();
            parts.extensions.insert(SignedBody(bytes.clone()));
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(error) => {
            let code = if error.is::<LengthLimitError>() {
                Code::BodyTooLarge
            } else {
                Code::BadRequest
            };
            Refused::from(Error::new(code).with_source(error)).into_response()
        }
    }
}

/// Checks the signature; answers the person for whom the app acts.
pub(super) async fn authenticate(drive: &Drive, parts: &Parts) -> Result<Identity> {
    let SignedBody(body) = parts
        .extensions
        .get()
        .ok_or_else(|| Error::internal("the body of a signed request was not kept"))?;
    let header = |name: &str| {
        let mut values = parts.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            // In HTTP/2 the host is a part of the address.
            (None, _) if name == "host" => parts.uri.authority().map(http::uri::Authority::as_str),
            _ => None,
        }
    };
    let refused = || Error::new(Code::Unauthenticated);
    let authorization = AppAuthorization::parse(header("authorization").ok_or_else(refused)?)?;
    let credential = drive.app_credential(authorization.app_id).await?;
    // The path as it was sent, not as a nested router sees it.
    let uri = parts
        .extensions
        .get()
        .map_or(&parts.uri, |OriginalUri(uri)| uri);
    let request = SignedRequest {
        method: parts.method.as_str(),
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        body,
    };
    authorization.verify(credential.secret.as_bytes(), request, header, drive.now())?;
    // The check demands that this header is among the signed ones.
    let user: Option<UserId> = header("x-user-id").and_then(|text| text.trim().parse().ok());
    let user = user.ok_or_else(|| refused().with_parameter("X-User-Id"))?;
    drive.act_for(credential.app, user).await
}
