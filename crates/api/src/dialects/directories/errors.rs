//! Failures: the vendor's number in the envelope. Numbers of six digits come with HTTP status 200, the
//! others with their own.

use super::Directories;
use super::reply::json;
use crate::kit::{Dialect, RenderContext};
use axum::body::Body;
use coffer_core::Clock;
use coffer_model::error::{Texts, fill};
use coffer_model::{Code, Error, Locale};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// A folder or file of that name is there already.
pub(super) const EXISTS: i64 = 430_002;
/// There is no such folder, or nothing else of what the call names.
pub(super) const NOT_FOUND: i64 = 430_003;
/// The caller may not do it.
pub(super) const FORBIDDEN: i64 = 430_011;
/// Somebody else has locked the folder or one above it.
pub(super) const LOCKED: i64 = 430_017;
/// The folder lies where nothing is locked.
pub(super) const UNSAFE: i64 = 430_020;

/// A failure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FailureBody {
    /// Which failure it is.
    code: i64,
    /// What to tell a person, in the language of the request.
    message: String,
    /// Always null.
    data: Option<String>,
    /// When it was answered, in milliseconds since 1970.
    date: i64,
}

impl Dialect for Directories {
    fn locale(headers: &HeaderMap) -> Locale {
        let asked = headers.get(header::ACCEPT_LANGUAGE);
        let asked = asked.and_then(|value| value.to_str().ok());
        let mut tags = asked.into_iter().flat_map(|tags| tags.split(',')).take(16);
        tags.find_map(Locale::from_tag).unwrap_or(Locale::ZhCn)
    }

    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let code = number(error.code());
        let body = FailureBody {
            code,
            message: message(error, code, ctx.locale),
            data: None,
            // Failures have no call whose time it could be.
            date: Clock::System.now().millis(),
        };
        let status = u16::try_from(code).ok().filter(|code| *code >= 400);
        let status = status.and_then(|code| StatusCode::from_u16(code).ok());
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = json(status.unwrap_or(StatusCode::OK), bytes);
        if error.code() == Code::Unauthenticated {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// The text: where the protocol has words, those.
fn message(error: &Error, code: i64, locale: Locale) -> String {
    let texts = Texts::get(locale);
    let facts = error.facts();
    match (code, &facts.name, &facts.parameter) {
        (EXISTS, Some(name), None) => fill(
            texts.text("directories.folder_exists"),
            &[("name", name.as_str())],
        ),
        (EXISTS, Some(name), Some(_)) => fill(
            texts.text("directories.file_exists"),
            &[("name", name.as_str())],
        ),
        (NOT_FOUND, ..) => texts.text("directories.not_found").to_owned(),
        (FORBIDDEN, ..) => texts.text("directories.forbidden").to_owned(),
        (LOCKED, ..) => texts.text("directories.locked").to_owned(),
        _ => error.message(locale),
    }
}

/// The number of a failure.
fn number(code: Code) -> i64 {
    match code {
        Code::NameTaken => EXISTS,
        Code::SpaceNotFound
        | Code::NodeNotFound
        | Code::NodeNotInSpace
        | Code::NodeRecycled
        | Code::NotAFile
        | Code::NotFound
        | Code::TargetInvalid
        | Code::TargetRecycled
        | Code::UploadTargetRecycled => NOT_FOUND,
        Code::Forbidden
        | Code::SpaceForbidden
        | Code::SpaceDisabled
        | Code::NodeForbidden
        | Code::ShareForbidden => FORBIDDEN,
        Code::NodeLocked => LOCKED,
        Code::FolderUnsafe => UNSAFE,
        Code::Unauthenticated | Code::SignatureInvalid | Code::LinkExpired => 401,
        Code::Internal | Code::Busy | Code::StorageFull | Code::ContentDamaged => 500,
        Code::BadRequest
        | Code::BodyTooLarge
        | Code::UnknownOperation
        | Code::MethodNotAllowed
        | Code::TooManyRequests
        | Code::TenantLimit
        | Code::Conflict
        | Code::JobNotFound
        | Code::JobFinished
        | Code::ShareEnded
        | Code::ExtractCodeWrong
        | Code::ArchiveUnreadable
        | Code::SpaceNotPersonal
        | Code::SpaceTeamMismatch
        | Code::QuotaExceeded
        | Code::NodeNotRecycled
        | Code::TargetBelowSource
        | Code::AlreadyThere
        | Code::TooDeep
        | Code::NameInvalid
        | Code::NameTooLong
        | Code::UploadNotFound
        | Code::UploadIncomplete
        | Code::DigestMismatch
        | Code::SearchKindUnknown
        | Code::SearchKindMissing
        | Code::RangeNotSatisfiable
        | Code::ImageUnsupported => 400,
    }
}
