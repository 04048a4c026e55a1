//! Failures in KooDrive's words: HTTP status, number and text (reference, chapter 5).

use super::KooDrive;
use super::reply::json;
use crate::kit::{Dialect, RenderContext};
use axum::body::Body;
use coffer_model::error::Facts;
use coffer_model::{Code, Error, Locale};
use http::{HeaderMap, Response, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

/// A failure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FailureBody {
    /// Number of the failure (reference, 5.2).
    code: i64,
    /// Text in the caller's language.
    msg: String,
    /// Details, in the form of the file list operations.
    error: ErrorObject,
}

/// Details of a failure (reference, tables 4-223 and 4-244).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorObject {
    /// Data that helps to go on.
    #[serde(rename = "errorData")]
    error_data: ErrorData,
    /// The chain of reasons.
    #[serde(rename = "errorDetail")]
    error_detail: Vec<ErrorMsg>,
    /// HTTP status.
    code: u16,
    /// HTTP status in words.
    description: String,
}

/// Data that helps to go on (reference, table 4-224).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = errorData)]
pub(super) struct ErrorData {
    /// The file whose name clashes.
    #[serde(rename = "conflictFileId", skip_serializing_if = "Option::is_none")]
    conflict_file_id: Option<String>,
}

/// One reason (reference, table 4-225).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorMsg {
    /// The part of the system.
    domain: &'static str,
    /// The stable word for the failure.
    reason: &'static str,
    /// Number of the failure.
    #[serde(rename = "errorCode")]
    error_code: String,
    /// Text in the caller's language.
    description: String,
    /// Where the fault lies: `parameter` or empty.
    #[serde(rename = "errorPos")]
    error_pos: &'static str,
    /// The parameter that is wrong.
    #[serde(rename = "errorParam")]
    error_param: String,
}

impl Dialect for KooDrive {
    const TRACE_HEADER: &'static str = "x-traceid";
    const TRACE_STRICT: bool = true;

    fn locale(headers: &HeaderMap) -> Locale {
        let asked = headers
            .get("language")
            .and_then(|value| value.to_str().ok());
        asked.and_then(Locale::from_tag).unwrap_or_default()
    }

    fn render(error: &Error, ctx: &RenderContext) -> Response<Body> {
        let (status, code) = number(error.code());
        let (text, facts) = told(error, ctx.locale);
        let parameter = facts.parameter.unwrap_or_default();
        let body = FailureBody {
            code,
            msg: text.clone(),
            error: ErrorObject {
                error_data: ErrorData {
                    conflict_file_id: facts.spelled_node,
                },
                error_detail: vec![ErrorMsg {
                    domain: "coffer",
                    reason: error.code().key(),
                    error_code: code.to_string(),
                    description: text,
                    error_pos: if parameter.is_empty() {
                        ""
                    } else {
                        "parameter"
                    },
                    error_param: parameter,
                }],
                code: status.as_u16(),
                description: status.canonical_reason().unwrap_or_default().to_owned(),
            },
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        json(status, bytes)
    }
}

/// The text of a failure, and its facts, with parameters as KooDrive spells them.
fn told(error: &Error, locale: Locale) -> (String, Facts) {
    let mut facts = error.facts().clone();
    facts.parameter = facts.parameter.map(spelled);
    (error.message_of(locale, &facts), facts)
}

/// The text of a failure that is one of many in an answer.
pub(super) fn text(error: &Error, locale: Locale) -> String {
    told(error, locale).0
}

/// The core's words for parameters, and KooDrive's, where they differ.
const WORDS: [(&str, &str); 11] = [
    ("term", "keyWord"),
    ("subject", "userId"),
    ("receiver", "dstUserId"),
    ("package_days", "packageDownloadExpires"),
    ("personal_gib", "personalCapacity"),
    ("days", "validDays"),
    ("expires_at", "expireTime"),
    ("extract_code", "extractCode"),
    ("items", "fileIds"),
    ("shares", "shareIds"),
    ("targets", "userIds"),
];

/// A parameter as KooDrive spells it.
fn spelled(parameter: String) -> String {
    let word = WORDS.iter().find(|(ours, _)| *ours == parameter);
    word.map_or(parameter, |(_, theirs)| (*theirs).to_owned())
}

/// HTTP status and number of a failure. Numbers from 13000103 to 13000111 are additions: the catalogue
/// has none for what they say.
#[rustfmt::skip]
pub(super) fn number(code: Code) -> (StatusCode, i64) {
    use StatusCode as S;
    match code {
        Code::Internal | Code::Busy | Code::ContentDamaged => (S::INTERNAL_SERVER_ERROR, 13_000_201),
        Code::StorageFull => (S::INTERNAL_SERVER_ERROR, 13_000_409),
        Code::Unauthenticated | Code::Forbidden | Code::SignatureInvalid | Code::LinkExpired => (S::UNAUTHORIZED, 13_000_202),
        Code::BadRequest | Code::BodyTooLarge | Code::UnknownOperation | Code::MethodNotAllowed
        | Code::RangeNotSatisfiable | Code::ImageUnsupported => (S::BAD_REQUEST, 13_000_102),
        Code::NotFound | Code::JobNotFound => (S::BAD_REQUEST, 13_000_103),
        Code::Conflict => (S::BAD_REQUEST, 13_000_104),
        Code::TenantLimit => (S::BAD_REQUEST, 13_000_105),
        Code::TooManyRequests => (S::BAD_REQUEST, 13_000_106),
        Code::ShareEnded => (S::BAD_REQUEST, 13_000_107),
        Code::ExtractCodeWrong => (S::BAD_REQUEST, 13_000_108),
        Code::ShareForbidden => (S::BAD_REQUEST, 13_000_109),
        Code::JobFinished => (S::BAD_REQUEST, 13_000_110),
        Code::ArchiveUnreadable => (S::BAD_REQUEST, 13_000_111),
        Code::SpaceNotFound => (S::BAD_REQUEST, 13_000_301),
        Code::NodeNotInSpace => (S::BAD_REQUEST, 13_000_302),
        Code::NodeNotRecycled => (S::BAD_REQUEST, 13_000_303),
        Code::TargetInvalid => (S::BAD_REQUEST, 13_000_304),
        Code::TargetRecycled => (S::BAD_REQUEST, 13_000_305),
        Code::NodeRecycled => (S::BAD_REQUEST, 13_000_306),
        Code::TargetBelowSource => (S::BAD_REQUEST, 13_000_307),
        Code::NodeNotFound => (S::BAD_REQUEST, 13_000_309),
        Code::TooDeep => (S::BAD_REQUEST, 13_000_310),
        Code::QuotaExceeded => (S::BAD_REQUEST, 13_000_311),
        Code::AlreadyThere => (S::BAD_REQUEST, 13_000_312),
        Code::UploadNotFound => (S::BAD_REQUEST, 13_000_401),
        Code::DigestMismatch => (S::BAD_REQUEST, 13_000_402),
        Code::UploadTargetRecycled => (S::BAD_REQUEST, 13_000_404),
        Code::NameTaken => (S::BAD_REQUEST, 13_000_405),
        Code::NotAFile => (S::BAD_REQUEST, 13_000_406),
        Code::UploadIncomplete => (S::BAD_REQUEST, 13_000_409),
        Code::SpaceForbidden | Code::NodeForbidden | Code::NodeLocked => (S::BAD_REQUEST, 13_000_410),
        Code::SpaceDisabled | Code::FolderUnsafe => (S::BAD_REQUEST, 13_000_412),
        Code::SearchKindUnknown => (S::BAD_REQUEST, 13_000_413),
        Code::SearchKindMissing => (S::BAD_REQUEST, 13_000_414),
        Code::SpaceTeamMismatch => (S::BAD_REQUEST, 13_000_415),
        Code::NameTooLong => (S::BAD_REQUEST, 13_000_417),
        Code::SpaceNotPersonal => (S::BAD_REQUEST, 13_000_418),
        Code::NameInvalid => (S::BAD_REQUEST, 13_000_419),
    }
}
