//! Failures: HTTP status, stable key, and a text in the caller's language.

use super::Admin;
use crate::kit::{Dialect, RenderContext};
use axum::body::Body;
use coffer_model::{Code, Error, Locale};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// A failure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FailureBody {
    /// Which failure it is; never translated, never changed.
    code: &'static str,
    /// What to tell a person, in the language of the request.
    message: String,
    /// The parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Dialect for Admin {
    fn locale(headers: &HeaderMap) -> Locale {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let named = text("language").and_then(Locale::from_tag);
        named
            .or_else(|| text("accept-language").map(Locale::from_accept_language))
            .unwrap_or_default()
    }

    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let body = FailureBody {
            code: error.code().key(),
            message: error.message(ctx.locale),
            parameter: error.facts().parameter.clone(),
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = status(error.code());
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "application/json; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_LANGUAGE, ctx.locale.tag()),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if error.code() == Code::Unauthenticated {
            let scheme = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::Internal | Code::ContentDamaged => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Code::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Forbidden
        | Code::SpaceForbidden
        | Code::NodeForbidden
        | Code::ShareForbidden
        | Code::ExtractCodeWrong
        | Code::SignatureInvalid
        | Code::LinkExpired => StatusCode::FORBIDDEN,
        Code::ShareEnded => StatusCode::GONE,
        Code::UnknownOperation
        | Code::NotFound
        | Code::JobNotFound
        | Code::SpaceNotFound
        | Code::NodeNotFound
        | Code::NodeNotInSpace
        | Code::UploadNotFound => StatusCode::NOT_FOUND,
        Code::NodeLocked => StatusCode::LOCKED,
        Code::TenantLimit
        | Code::Conflict
        | Code::JobFinished
        | Code::SpaceDisabled
        | Code::FolderUnsafe
        | Code::SpaceTeamMismatch
        | Code::QuotaExceeded
        | Code::NodeRecycled
        | Code::NodeNotRecycled
        | Code::TargetRecycled
        | Code::UploadTargetRecycled
        | Code::TargetBelowSource
        | Code::AlreadyThere
        | Code::NameTaken => StatusCode::CONFLICT,
        Code::BadRequest
        | Code::SpaceNotPersonal
        | Code::NotAFile
        | Code::TargetInvalid
        | Code::TooDeep
        | Code::NameInvalid
        | Code::NameTooLong
        | Code::UploadIncomplete
        | Code::DigestMismatch
        | Code::SearchKindUnknown
        | Code::SearchKindMissing
        | Code::ArchiveUnreadable
        | Code::ImageUnsupported => StatusCode::BAD_REQUEST,
    }
}
