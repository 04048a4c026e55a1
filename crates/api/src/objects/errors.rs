//! Failures in the words of object stores: HTTP status, code, and an XML body.

use crate::kit::range::unsatisfied_range;
use crate::kit::{Dialect, RenderContext};
use axum::body::Body;
use coffer_model::{Code, Error};
use http::{HeaderValue, Response, StatusCode, header};
use std::error::Error as StdError;
use std::fmt;

/// The dialect of the object endpoint.
pub(super) enum Objects {}

/// Refusals that only HTTP knows. It is the source of a `BadRequest` or `UploadIncomplete` whose
/// facts say the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The body comes without saying how long it is.
    LengthRequired,
    /// A condition of the request does not hold.
    PreconditionFailed,
    /// The body paused for too long.
    Stalled,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LengthRequired => "a body without length",
            Self::PreconditionFailed => "a condition does not hold",
            Self::Stalled => "the body paused for too long",
        })
    }
}

impl StdError for Refusal {}

impl Refusal {
    fn of(error: &Error) -> Option<Self> {
        error.source()?.downcast_ref().copied()
    }

    const fn told(self) -> (StatusCode, &'static str) {
        match self {
            Self::LengthRequired => (StatusCode::LENGTH_REQUIRED, "MissingContentLength"),
            Self::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "PreconditionFailed"),
            // Not 408, which some clients take for the answer to their next request.
            Self::Stalled => (StatusCode::BAD_REQUEST, "RequestTimeout"),
        }
    }
}

/// Status and code of a failure.
const fn told(code: Code) -> (StatusCode, &'static str) {
    match code {
        Code::Internal | Code::ContentDamaged => {
            (StatusCode::INTERNAL_SERVER_ERROR, "InternalError")
        }
        Code::Busy => (StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
        Code::StorageFull => (StatusCode::INSUFFICIENT_STORAGE, "InsufficientStorage"),
        Code::QuotaExceeded => (StatusCode::INSUFFICIENT_STORAGE, "QuotaExceeded"),
        Code::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequests"),
        Code::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "EntityTooLarge"),
        Code::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
        Code::RangeNotSatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange"),
        Code::SignatureInvalid => (StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        Code::LinkExpired
        | Code::Unauthenticated
        | Code::Forbidden
        | Code::SpaceForbidden
        | Code::NodeForbidden
        | Code::NodeLocked
        | Code::SpaceDisabled
        | Code::FolderUnsafe
        | Code::ShareEnded
        | Code::ShareForbidden
        | Code::ExtractCodeWrong
        | Code::TenantLimit => (StatusCode::FORBIDDEN, "AccessDenied"),
        Code::UploadNotFound => (StatusCode::NOT_FOUND, "NoSuchUpload"),
        Code::UnknownOperation
        | Code::NotFound
        | Code::SpaceNotFound
        | Code::NodeNotFound
        | Code::NodeNotInSpace
        | Code::NodeRecycled
        | Code::NotAFile
        | Code::JobNotFound => (StatusCode::NOT_FOUND, "NoSuchKey"),
        Code::UploadIncomplete => (StatusCode::BAD_REQUEST, "IncompleteBody"),
        Code::DigestMismatch => (StatusCode::BAD_REQUEST, "BadDigest"),
        Code::ImageUnsupported => (StatusCode::BAD_REQUEST, "InvalidImage"),
        Code::BadRequest
        | Code::NameInvalid
        | Code::NameTooLong
        | Code::TooDeep
        | Code::TargetInvalid
        | Code::SpaceNotPersonal
        | Code::SpaceTeamMismatch
        | Code::SearchKindUnknown
        | Code::SearchKindMissing
        | Code::ArchiveUnreadable => (StatusCode::BAD_REQUEST, "InvalidArgument"),
        Code::Conflict
        | Code::JobFinished
        | Code::NodeNotRecycled
        | Code::TargetRecycled
        | Code::UploadTargetRecycled
        | Code::TargetBelowSource
        | Code::AlreadyThere
        | Code::NameTaken => (StatusCode::CONFLICT, "OperationAborted"),
    }
}

impl Dialect for Objects {
    const TRACE_HEADER: &'static str = "x-amz-request-id";

    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let (status, code) = Refusal::of(error).map_or_else(|| told(error.code()), Refusal::told);
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Error><Code>{code}</Code><Message>{}</Message><RequestId>{}</RequestId></Error>",
            Escaped(&error.message(ctx.locale)),
            Escaped(ctx.trace_id.as_str()),
        );
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "application/xml"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if error.code() == Code::MethodNotAllowed {
            let allowed = error.facts().limit.as_deref();
            let allowed = allowed.and_then(|allowed| HeaderValue::from_str(allowed).ok());
            let all = HeaderValue::from_static("GET, HEAD, PUT, OPTIONS");
            headers.insert(header::ALLOW, allowed.unwrap_or(all));
        }
        if error.code() == Code::RangeNotSatisfiable
            && let Some(range) = error.facts().limit.as_deref().and_then(unsatisfied)
        {
            headers.insert(header::CONTENT_RANGE, range);
        }
        response
    }
}

/// `Content-Range` of a failure whose limit is the length of the content.
fn unsatisfied(limit: &str) -> Option<HeaderValue> {
    let length = limit.parse().ok()?;
    HeaderValue::from_str(&unsatisfied_range(length)).ok()
}

/// Text inside an element, without what XML cannot say.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '\u{fffe}' | '\u{ffff}' => {}
                c if c.is_control() && !matches!(c, '\t' | '\n') => {}
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
